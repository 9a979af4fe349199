"""``mentormatch plan``: from files, a matching or a record, as text, tables and JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, PROVED, USAGE
from mentormatch.record.record import Record

HEADINGS = "id,name,consent,latitude,longitude,max_km,workplace,line_manager,trained,availability\n"
MENTORS = HEADINGS + "\n".join(
    f"r{k},Name {k},yes,{52 + k % 2 / 2},{k % 2},30,{'East' if k % 2 else 'West'} Hospital,"
    f"{'r1' if k == 3 else ''},{'yes' if k == 9 else 'no'},{'Tue pm' if k else 'Mon am'}"
    for k in range(10)
)
POLICY = '[[criteria]]\nname = "availability"\nkind = "when"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {
        "mentees.csv": "id,consent,availability\ne1,yes,Mon am\n",
        "mentors.csv": MENTORS,
        "policy.toml": POLICY,
        "venues.csv": "name,capacity,latitude,longitude\nLibrary,6,52,0\nTown hall,3,52.5,1\n",
        "slots.csv": "day,time\n2026-03-10,14:00-16:00\nWednesday,9:00-11:00\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def read() -> mm.People:
    policy = mm.Policy.from_toml("policy.toml")
    return mm.read_people(mentees="mentees.csv", mentors="mentors.csv", policy=policy)


FILES = ("--mentees", "mentees.csv", "--mentors", "mentors.csv", "--policy", "policy.toml")
WHERE = ("--venues", "venues.csv", "--slots", "slots.csv", "--least", "3")


def test_workshops_from_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "workshops", *FILES, *WHERE, "--out", "out", "--json") == PROVED
    printed = json.loads(capsys.readouterr().out)
    assert printed["summary"].startswith("7 of 9 mentors can go to 2 workshops")
    assert [(one["venue"], one["when"], one["people"]) for one in printed["sessions"]] == [
        ("Library", "2026-03-10 14:00-16:00", 4), ("Town hall", "2026-03-10 14:00-16:00", 3),
    ]  # fmt: skip
    assert [(one["objective"], one["value"], one["bound"]) for one in printed["stages"]] == [
        ("matched", 7, 7), ("fewest", 2, 2), ("score", 0, 0),
    ]  # fmt: skip
    people = pd.read_csv("out/people.csv")
    assert people.groupby("venue").person_id.agg(list)["Library"] == ["r2", "r4", "r6", "r8"]
    unplaced = pd.read_csv("out/unplaced.csv").set_index("person_id").reason
    assert unplaced["r0"].startswith("is not free")
    assert len(unplaced) == 2
    assert run("plan", "workshops", *FILES, *WHERE, "--everybody", "--json") == PROVED
    assert "of 10 mentors" in json.loads(capsys.readouterr().out)["summary"]


def test_what_is_printed_fits_the_screen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "workshops", *FILES, *WHERE) == PROVED
    out = capsys.readouterr().out
    assert "Proved: no plan takes more people" in out
    assert "r2 (Name 2)" in out
    assert "Who cannot go" in out
    tables = [line for line in out.splitlines() if not line[:1].isdigit()]
    assert max(map(len, tables)) <= 80


def test_learning_sets_from_a_matching(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = read()
    mm.match(people, mm.Policy.from_toml("policy.toml")).save("m.mm")
    asked = ("plan", "learning-sets", "--from", "m.mm", "--slots", "slots.csv", "--least", "4", "--most", "5")
    assert run(*asked, "--json") == PROVED
    plan = json.loads(capsys.readouterr().out)
    of = {one["person_id"]: one["venue"] for one in plan["people"]}
    # r1 is the line manager of r3, so that one of the two is left out.
    assert len({"r1", "r3"} & of.keys()) == 1
    assert {one["venue"]: one["people"] for one in plan["sessions"]} == {
        "East Hospital": 4, "West Hospital": 4,
    }  # fmt: skip
    assert run(*asked, "--no-independent", "--json") == PROVED
    assert {"r1", "r3"} <= {one["person_id"] for one in json.loads(capsys.readouterr().out)["people"]}


def test_workshops_from_a_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = read()
    with Record.open("scheme.db") as record:
        record.import_people(people)
        for topic in mm.FollowUp().training:
            record.add("training", person="r2", topic=topic, day=date(2026, 1, 1))
        record.add("training", person="r4", topic="skills", day=date(2026, 1, 1))
    asked = ("plan", "workshops", "--record", "scheme.db", "--policy", "policy.toml", *WHERE)
    assert run(*asked, "--out", "out", "--json") == PROVED
    plan = json.loads(capsys.readouterr().out)
    # By the record r2 is trained and r9, whose form says so, is not; r4 lacks some topics.
    who = {one["person_id"] for one in (*plan["people"], *plan["unplaced"])}
    assert who == {f"r{k}" for k in range(10)} - {"r2"}
    files = [folder / "out" / f"{name}.csv" for name in ("people", "sessions", "unplaced")]
    assert all(file.exists() for file in files)
    assert run("scheme", "erase", "r4", "--yes", "--record", "scheme.db") == PROVED
    assert not any(file.exists() for file in files)


def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--venues", "venues.csv")
    for code, said, *asked in (
        (USAGE, "--slots", "workshops", *FILES, *where),
        (USAGE, "give one of these", "workshops", *WHERE),
        (USAGE, "give one of these", "workshops", *FILES, *WHERE, "--from", "m.mm"),
        (USAGE, "--least is above --most", "learning-sets", *FILES, *WHERE, "--most", "2"),
        (BAD_POLICY, "there is no venue", "workshops", *FILES, "--slots", "slots.csv"),
        (BAD_ROWS, "there is no record in", "workshops", *WHERE, "--record", "none.db"),
        (BAD_ROWS, "is not a file", "workshops", *FILES, "--slots", "slots.csv", "--venues", "none.csv"),
    ):
        assert run("plan", *asked) == code, asked
        error = " ".join(capsys.readouterr().err.split())
        assert said in error, error
