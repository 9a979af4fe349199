"""``mentormatch readiness``: text, CSV and JSON from files, and nothing replaced."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from helpers.command_line import MENTEES, files, run
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, CONTRADICTION, NOT_WRITTEN, PROVED


def test_it_prints_what_is_foreseen(
    scheme: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (scheme / "mentees.csv").write_text(MENTEES + "e1,Ann,,yes,2,QI,r1\ne2,Bo,,no,3,R,\n", encoding="utf-8")
    before = sorted(scheme.iterdir())
    assert run("readiness", *files(scheme), "--draws", 10) == PROVED
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    words = " ".join(said.split())
    assert "2: 1 without candidates, 1 with 1 or 2" in words
    assert "giving consent would raise 0 candidates to 2" in words
    assert "Rules none in the policy" in words
    assert sorted(scheme.iterdir()) == before


def test_json_and_tables_say_the_same(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = (*files(scheme), "--json", "--seed", 3, "--out", scheme / "out")
    assert run("readiness", *given) == PROVED
    data = json.loads(capsys.readouterr().out)
    assert data["seed"] == 3
    for name in ("people", "answers", "missing", "supply"):
        with (scheme / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == len(data[name])
    assert run("readiness", *given) == PROVED
    assert json.loads(capsys.readouterr().out) == data


def test_results_of_a_run_are_not_replaced(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", *files(scheme), "--out", scheme / "out") == PROVED
    before = sorted((scheme / "out").iterdir())
    assert run("readiness", *files(scheme), "--out", scheme / "out") == NOT_WRITTEN
    assert "choose another folder" in capsys.readouterr().err
    assert run("readiness", *files(scheme), "--out", scheme / "mentees.csv") == NOT_WRITTEN
    assert sorted((scheme / "out").iterdir()) == before


@pytest.mark.parametrize(
    ("policy", "code", "says"),
    [
        ('[[rules]]\nrule = "MinimumLoad"\nmentor = "r1"\nload = 2', CONTRADICTION, "will conflict"),
        ('[[rules]]\nrule = "Require"\npair = ["e1", "r1"]', CONTRADICTION, "may not meet"),
        ('[[rules]]\nrule = "Require"\npair = ["e9", "r1"]', CONTRADICTION, "no mentee 'e9'"),
        ("[limits]\nmax_pairs = 1", BAD_POLICY, "max_pairs"),
    ],
)
def test_a_policy_that_match_would_refuse(
    scheme: Path, policy: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (scheme / "policy.toml").write_text(policy, encoding="utf-8")
    assert run("readiness", *files(scheme), "--policy", scheme / "policy.toml", "--draws", 2) == code
    said = capsys.readouterr()
    assert says in " ".join((said.out + said.err).split())


def test_rows_with_errors_come_first(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scheme / "mentees.csv").write_text(MENTEES + "e1,Ann,a@x, b@y,yes,2,QI\n", encoding="utf-8")
    assert run("readiness", *files(scheme)) == BAD_ROWS
    assert "row 2" in capsys.readouterr().err
