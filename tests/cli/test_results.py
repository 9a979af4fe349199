"""Every command that gives a result gives it as text, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import files, run
from helpers.every_command import COMMANDS, example_of, typed
from mentormatch.cli.console import BAD_ROWS, PROVED
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
RESULTS = sorted(COMMANDS.keys() - WRITERS)
TABLES = sorted(
    {*RESULTS} - {"rematch", "swaps", "review", "batch", "learn", "statement", "report standards"}
)
"""Those whose `--out` is a table, or a folder of tables."""


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


@pytest.mark.parametrize("name", [name for name in TABLES if "--out" not in example_of(name)])
def test_tables_are_written(name: str, begin: Callable[[str], None]) -> None:
    begin(name)
    assert run(*typed(name), "--out", "result") == PROVED
    written = Path("result")
    tables = list(written.rglob("*.csv")) if written.is_dir() else [written]
    assert all(len(pd.read_csv(table).columns) for table in tables)


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
