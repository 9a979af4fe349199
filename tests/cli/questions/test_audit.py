"""``mentormatch audit``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import BAD_ROWS, NOT_WRITTEN, PROVED
from mentormatch.files import csv_bytes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """60 mentees, 30 of whom are matched, and a table with two columns."""
    people = mm.People(mentees=[mentee(f"e{k:02}") for k in range(60)], mentors=[mentor("r1", capacity=30)])
    mm.match(people).save(tmp_path / "m.mm")
    ages = pd.DataFrame({"id": people.mentee_ids, "age": ["under 40", "40 and over"] * 30, "faith": "none"})
    (tmp_path / "c.csv").write_bytes(csv_bytes(ages))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def test_groups_are_compared_on_a_narrow_screen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "m.mm").read_bytes()
    assert run("audit", folder / "m.mm", folder / "c.csv") == PROVED
    said = capsys.readouterr()
    assert "c.csv: 60 rows" in said.err
    assert "age: mentees" in said.out
    tables = [line for line in said.out.splitlines() if "±" in line or "──" in line]
    assert len(tables) >= 5
    assert max(map(len, tables)) <= 80
    assert {one.name for one in folder.iterdir()} == {"m.mm", "c.csv"}
    assert (folder / "m.mm").read_bytes() == before


def test_csv_and_json_hold_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", folder / "m.mm", folder / "c.csv", "--json", "--out", folder / "a.csv") == PROVED
    found = json.loads(capsys.readouterr().out)
    rows = pd.read_csv(folder / "a.csv", encoding="utf-8-sig")
    assert [g["name"] for g in found["groups"]] == rows["group"].tolist()
    assert [g["people"] for g in found["groups"]] == rows["people"].tolist()
    assert run("audit", folder / "m.mm", folder / "c.csv", "--out", folder / "a.csv") == NOT_WRITTEN


def test_a_table_without_ids_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "c.csv").write_text("person,age\ne01,40\n", encoding="utf-8")
    assert run("audit", folder / "m.mm", folder / "c.csv") == BAD_ROWS
    assert "is not among the headings" in capsys.readouterr().err
