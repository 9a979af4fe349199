"""``mentormatch relax``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED, USAGE


def test_what_would_help_is_said_and_written(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("relax", "Ed Fir", "--from", saved, "--out", tmp_path / "relax.csv") == PROVED
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("e4 (Ed Fir) has no mentor. On the waiting list: the only candidate is full")
    assert "- One more mentee at r2 would match e4 with r2; it would cost nobody else anything." in said
    header, row = (tmp_path / "relax.csv").read_text("utf-8-sig").splitlines()
    assert header.startswith("person_id,role,kind,amount,at,partner_ids,matched,")
    assert row.startswith("e4,mentee,capacity,1,r2,r2,1,0,0,True,")


def test_nothing_is_enough_or_needed(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("relax", "e3", "--from", saved) == PROVED
    assert "No single change would be enough. What could be done: Recruit" in capsys.readouterr().out
    assert run("relax", "e1", "--from", saved) == PROVED
    assert capsys.readouterr().out.startswith("e1 (Ann Ash) has a partner already.")
    assert run("relax", "nobody", "--from", saved) == USAGE
