"""Files that appear whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentormatch.errors import OutputError
from mentormatch.files import write_atomically


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, why in ((tmp_path / "pipe", "it is a pipe or a device"), (tmp_path, "it is a folder")):
        with pytest.raises(OutputError, match=rf"{path.name} \({why}\): give the name of a file"):
            write_atomically(path, b"new")
    assert (tmp_path / "pipe").is_fifo()
    assert [p.name for p in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize(
    ("path", "shows"), [(".", "cannot write ."), ("a\0b", "a\\x00b"), ("\ud800", "\\ud800")]
)
def test_a_path_that_is_no_name_of_a_file(path: str, shows: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_atomically(Path(path), b"new")
    assert shows in str(caught.value)
    assert "give the name of a file" in str(caught.value)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    write_atomically(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mentormatch.files.writing.os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_is_private_and_one_in_place_of_another_is_for_the_same_people(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    write_atomically(file, b"old")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o664)
    write_atomically(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o664)
