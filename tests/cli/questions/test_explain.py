"""``mentormatch explain``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import BAD_ROWS, PROVED, USAGE


def test_partners_are_explained_and_named(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "Ann Ash", "--from", saved) == PROVED
    said = capsys.readouterr().out
    assert "e1 has mentor r1: score" in said
    assert "r1 (Cy Dogwood)" in said


def test_who_has_nobody_hears_what_could_be_done(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "e3", "--from", saved) == PROVED
    said = capsys.readouterr().out
    assert "e3 has no mentor. May not meet any of the mentors: 2 not independent" in said
    assert "What could be done: Recruit mentors from outside their reporting line." in said


def test_nobody_and_no_matching_are_a_sentence(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "e9", "--from", saved) == USAGE
    assert run("explain", "e1", "--from", saved.parent) == BAD_ROWS
    assert run("explain", "e1", "--from", saved.parent / "none.mm") == BAD_ROWS
    assert capsys.readouterr().err.count("\n") == 3
