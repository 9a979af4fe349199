"""``mentormatch blocking``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.rules import Require


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """e1 has r1 since the policy says so, although e2 and r1 would both rather have each other."""
    mentees = [mentee("e1", prefers=["r1"]), mentee("e2", prefers=["r1"])]
    people = mm.People(mentees=mentees, mentors=[mentor("r1", prefers=["e2"]), mentor("r2")])
    mm.match(people, mm.Policy(rules=[Require(pair=("e1", "r1"))])).save(tmp_path / "m.mm")
    return tmp_path / "m.mm"


def test_they_are_listed(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run("blocking", "--from", saved) == PROVED
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].strip() == "1 pair would both rather have each other, by their wishes."
    assert [line.split()[:5] for line in lines[4:] if line.strip()] == [["e2", "r1", "r2", "1", "1"]]
    assert max(map(len, lines)) <= 80


def test_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mm.match(mm.People(mentees=[mentee("e1")], mentors=[mentor("r1")])).save(tmp_path / "m.mm")
    assert run("blocking", "--from", tmp_path / "m.mm") == PROVED
    assert capsys.readouterr().out == "No two would both rather have each other, by the scores.\n"


def test_as_files(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = saved.parent / "blocking.csv"
    assert run("blocking", "--from", saved, "--json", "--out", out) == PROVED
    found = json.loads(capsys.readouterr().out)
    assert found["by"] == "wishes"
    assert [(one["mentee_id"], one["mentor_wish"]) for one in found["pairs"]] == [("e2", 1)]
    assert out.read_text("utf-8-sig").splitlines()[1].startswith("e2,r1,1,1,")
    assert run("blocking", "--from", saved, "--out", out) == NOT_WRITTEN
