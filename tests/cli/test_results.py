"""Every command that gives a result gives it as text, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.main import get_command

import mentormatch as mm
from helpers.command_line import files, run
from mentormatch.cli.console import BAD_ROWS, NOT_WRITTEN, PROVED
from mentormatch.cli.main import app_with
from mentormatch.cli.results import print_json
from mentormatch.cli.scheme.events import EVENTS as OF_PAIRS

EVENTS = (
    *OF_PAIRS, "pause", "init", "import", "reject", "meeting", "sign", "training", "feedback", "consent",
    "add", "challenge", "move", "erase", "retention", "export", "read-form",
)  # fmt: skip
PAGES = "agreements annual atrs certificates decisions dpia emails forms matching review send templates"
WRITERS = {
    "init", "demo", "columns", "lock", "ban", "commit", *(f"scheme {one}" for one in EVENTS),
    *(f"report {one}" for one in PAGES.split()),
}  # fmt: skip
"""Commands whose result is a file of another kind, or in the record: a form, a policy, a meeting."""
GROUP = get_command(app_with()).commands  # type: ignore[attr-defined]
GROUPS = ("scheme", "report", "plan")
COMMANDS = {name: one for name, one in GROUP.items() if name not in GROUPS} | {
    f"{group} {name}": one for group in GROUPS for name, one in GROUP[group].commands.items()
}
RESULTS = sorted(COMMANDS.keys() - WRITERS)

SAVED: Mapping[str, Sequence[object]] = {
    "explain": ("e1", "--from", "m.mm"),
    "alternatives": ("e1", "--from", "m.mm"),
    "why-not": ("e1", "r2", "--from", "m.mm"),
    "relax": ("e1", "--from", "m.mm"),
    "compare": ("m.mm", "m.mm"),
    "what-if": ("--from", "m.mm", "--policy", "policy.toml"),
    "sensitivity": ("--from", "m.mm"),
    "audit": ("m.mm", "groups.csv"),
}
"""Arguments for the files of `folder`."""
READING = ("check", "readiness")
"""Commands that take the files of people."""


@pytest.fixture
def folder(scheme: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(scheme)
    people = mm.read_people(mentees=scheme / "mentees.csv", mentors=scheme / "mentors.csv")
    mm.match(people).save(scheme / "m.mm")
    (scheme / "policy.toml").write_text("seed = 1\n", encoding="utf-8")
    (scheme / "groups.csv").write_text("id,group\ne1,a\n007,b\n", encoding="utf-8")
    return scheme


@pytest.mark.parametrize("name", RESULTS)
def test_each_takes_out_and_json(name: str) -> None:
    given = {option for one in COMMANDS[name].params for option in one.opts}
    assert {"--out", "--json"} <= given, "use mentormatch.cli.results, or list it among the writers"


@pytest.mark.parametrize("name", [*SAVED, *READING])
def test_json_is_alone_on_the_output_and_tables_are_written(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [name, *SAVED.get(name, files(folder))]
    assert run(*asked) == PROVED
    assert capsys.readouterr().out
    assert run(*asked, "--json", "--out", folder / "result") == PROVED
    assert isinstance(json.loads(capsys.readouterr().out), dict)
    written = folder / "result"
    tables = list(written.glob("*.csv")) if written.is_dir() else [written]
    assert tables
    assert all(len(pd.read_csv(table).columns) > 1 for table in tables)
    if written.is_file():
        assert run(*asked, "--out", written) == NOT_WRITTEN


def test_a_match_prints_its_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", *files(folder), "--out", folder / "out", "--json") == PROVED
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((folder / "out" / "run.json").read_text("utf-8"))
    assert printed == {key: written[key] for key in printed}
    assert printed["matched"] == 2


def test_a_rematch_prints_its_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = mm.Matching.load(folder / "m.mm").pair_ids[0]
    (folder / "changes.csv").write_text(
        f"change,mentee,mentor\ndissolve,{pair[0]},{pair[1]}\n", encoding="utf-8"
    )
    again = ["rematch", "--from", "m.mm", "--changes", "changes.csv", "--json"]
    assert run(*again) == PROVED
    printed = json.loads(capsys.readouterr().out)
    assert printed["facts"]
    assert {"moved", "newly_matched", "still_waiting"} <= printed.keys()


def test_rows_with_errors_are_in_both(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e3,Ed,not-an-address,yes,5,QI,\n")
    assert run("check", *files(folder), "--json", "--out", folder / "rows.csv") == BAD_ROWS
    (row,) = [one for one in json.loads(capsys.readouterr().out)["problems"] if one["kind"] == "error"]
    assert (row["row"], row["column"]) == (4, "email")
    assert pd.read_csv(folder / "rows.csv")["kind"].tolist()[0] == "error"


def test_values_without_a_number_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"a": [1.5, np.nan], "b": ["ä", None], "n": pd.array([1, None], "Int64")})
    print_json({"table": frame, "inf": float("inf"), "whole": np.int64(3), "some": (1, 2)})
    found = json.loads(capsys.readouterr().out)
    assert found["table"] == [{"a": 1.5, "b": "ä", "n": 1}, {"a": None, "b": None, "n": None}]
    assert (found["inf"], found["whole"], found["some"]) == (None, 3, [1, 2])
