"""``mentormatch swaps``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import BAD_ROWS, PROVED, USAGE


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """e1 has r1 and e2 has r2, and each wishes for the other one; e3 has nobody."""
    people = mm.People(
        mentees=[
            mentee("e1", name="Ann Ash", prefers=["r2"]),
            mentee("e2", name="Bo Birch", prefers=["r1"]),
            mentee("e3", independent_of=["r1", "r2"]),
        ],
        mentors=[mentor("r1"), mentor("r2")],
    )
    rules = [mm.rules.Require(pair=(f"e{k}", f"r{k}")) for k in (1, 2)]
    mm.rematch(mm.match(people, mm.Policy(rules=rules)).begin(), [], mm.Policy()).save(tmp_path / "m.mm")
    return tmp_path / "m.mm"


def test_they_are_shown_and_not_made(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run("swaps", "Ann Ash", "e2", "--from", saved) == PROVED
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    rows = [line.split()[:6] for line in lines if line.strip().startswith("1 ")]
    assert rows == [["1", "e1", "r1", "r2", "none", "1"], ["1", "e2", "r2", "r1", "none", "1"]]
    assert "2 of 2 people would move, and nobody would be worse off." in lines
    assert lines[-1] == "Nothing was written. To make them: --out FOLDER --apply"


def test_they_are_made(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = saved.parent / "after"
    assert run("swaps", "e1", "e2", "--from", saved, "--out", out, "--apply") == PROVED
    assert "swaps.csv" in capsys.readouterr().out
    assert mm.Matching.load(out / "matching.mm").pair_ids == (("e1", "r2"), ("e2", "r1"))
    assert (out / "swaps.csv").read_text("utf-8-sig").splitlines()[1].startswith("1,e1,r1,")
    assert json.loads((out / "run.json").read_text("utf-8"))["rematch"]["changes"] == {"swap": 2}


def test_none(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("swaps", "e1", "--from", saved) == PROVED
    said = capsys.readouterr().out
    assert said.startswith("There is no swap that leaves somebody better off and nobody worse off.")
    assert run("swaps", "e1", "--from", saved, "--json") == PROVED
    assert json.loads(capsys.readouterr().out) == {"proved": True, "moves": []}


def test_who_cannot_move(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("swaps", "e3", "--from", saved) == BAD_ROWS
    assert "e3 has no mentors, and only who has one can move" in capsys.readouterr().err
    assert run("swaps", "e9", "--from", saved) == USAGE
