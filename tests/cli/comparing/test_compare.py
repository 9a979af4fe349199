"""``mentormatch compare``, run as a person or a batch job would."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from mentormatch.cli.console import BAD_ROWS, MANY_CHANGED, NOT_WRITTEN, PROVED, USAGE

Two = tuple[Path, Path]


def test_differences_and_causes_are_printed(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", *two) == PROVED
    said = capsys.readouterr().out
    assert "mentors left: r1" in said
    assert "Pairs that differ" in said
    assert max(map(len, said.splitlines())) <= 80


def test_the_same_is_the_same(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", two[0], two[0], "--max-changed", "0%") == PROVED
    assert "0.0%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("most", "code"),
    [("0%", MANY_CHANGED), ("49.9%", MANY_CHANGED), ("50%", PROVED), ("0", MANY_CHANGED), ("9", PROVED)],
)
def test_the_gate(two: Two, most: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", *two, "--no-causes", "--max-changed", most) == code
    assert ("pairs differ, more than" in capsys.readouterr().err) == (code == MANY_CHANGED)


@pytest.mark.parametrize("most", ["much", "-1", "101%", "5 %", "", "0.5"])
def test_a_gate_that_is_no_amount_is_refused(two: Two, most: str) -> None:
    assert run("compare", *two, f"--max-changed={most}") == USAGE


def test_json_alone_is_on_standard_output(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", *two, "--json", "--max-changed", "0") == MANY_CHANGED
    found = json.loads(capsys.readouterr().out)
    assert found["causes"][0]["cause"] == "mentors left: r1"
    assert found["pairs"][0]["cause"] == "mentors left: r1"


def test_tables_are_written_but_never_over_a_run(
    two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run("compare", *two, "--out", out) == PROVED
    assert {path.name for path in out.iterdir()} == {"pairs.csv", "causes.csv"}
    pairs = pd.read_csv(out / "pairs.csv")
    assert set(pairs["change"]) <= {"same", "changed", "new", "gone"}
    (out / "run.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert run("compare", *two, "--out", out) == NOT_WRITTEN
    assert "choose another folder" in capsys.readouterr().err


def test_no_matching_is_a_sentence(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", two[0], two[0].parent / "none.mm") == BAD_ROWS
    assert capsys.readouterr().err.count("\n") == 1
