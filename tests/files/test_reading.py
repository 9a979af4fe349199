"""Files that are read: regular ones, of a size that fits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentormatch.files import open_file, read_file, shown


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    assert read_file(tmp_path / "f", 3) == b"abc"
    with pytest.raises(OSError, match="larger than"):
        read_file(tmp_path / "f", 2)


def test_what_is_no_file_is_refused_and_nothing_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, why in [(tmp_path / "pipe", "a pipe"), (Path("/dev/zero"), "a device"), (tmp_path, "a folder")]:
        with pytest.raises(OSError, match=why), open_file(path):
            pass


@pytest.mark.parametrize(
    ("name", "text"),
    [("é[red].csv", "é[red].csv"), (os.fsdecode(b"m\xff.csv"), "m\\xff.csv"), ("a\nb\x1b", "a\\nb\\x1b")],
)
def test_names_are_shown_as_text(name: str, text: str) -> None:
    assert shown(name) == text
    assert shown(Path(name)).encode().isascii() is text.isascii()
