"""Our templates can be taken, edited and used."""

from __future__ import annotations

from pathlib import Path

from helpers.command_line import run
from mentormatch.cli.console import PROVED
from mentormatch.report.rendering import PACKAGED


def test_all_are_written(tmp_path: Path) -> None:
    assert run("report", "templates", "--out", tmp_path / "own") == PROVED
    ours = {one.name for one in PACKAGED.iterdir()}
    assert {one.name for one in (tmp_path / "own").iterdir()} == {*ours, "agreement.docx"}
