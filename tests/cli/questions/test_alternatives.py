"""``mentormatch alternatives``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED


@pytest.mark.parametrize("width", ["80", "120"])
def test_candidates_are_listed_in_one_line_each(
    saved: Path, width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert run("alternatives", "e1", "--from", saved) == PROVED
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].rstrip() == "Candidates of e1 (Ann Ash)"
    rows = [line.split() for line in lines[4:] if line.strip()]
    assert [row[:3] for row in rows] == [["r1", "Cy", "Dogwood"], ["r2", "Flo", "Gorse"]]
    assert rows[0][-1] == "chosen"
    assert max(map(len, lines)) <= int(width)


def test_a_mentor_has_candidates_too(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("alternatives", "r1", "--from", saved) == PROVED
    assert "Bo Birch" in capsys.readouterr().out


def test_who_has_none_hears_why(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("alternatives", "e3", "--from", saved) == PROVED
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(
        "e3 (Di Elm) has no candidates. May not meet any of the mentors: 2 not independent"
    )
