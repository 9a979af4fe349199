"""What the tests of the commands share."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.command_line import write_scheme
from helpers.every_command import prepare, write_files


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """A folder with the files of four people."""
    write_scheme(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the examples can be typed, and files of other kinds."""
    folder = tmp_path_factory.mktemp("every")
    write_files(folder)
    (folder / "wrong").mkdir()
    (folder / "wrong" / "empty").touch()
    (folder / "wrong" / "binary").write_bytes(bytes(range(256)))
    (folder / "wrong" / "text").write_text("Dear Ann,\nplease find attached", encoding="utf-8")
    with zipfile.ZipFile(folder / "wrong" / "document.docx", "w") as document:
        document.writestr("word/document.xml", "<w:document/>")
    return folder


@pytest.fixture
def begin(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Begin again in a copy of the folder, up to where the example of a command can be typed."""
    monkeypatch.setenv("COLUMNS", "80")
    copy = tmp_path / "copy"

    def begun(name: str) -> None:
        monkeypatch.chdir(tmp_path)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(written, copy)
        monkeypatch.chdir(copy)
        prepare(name)

    return begun
