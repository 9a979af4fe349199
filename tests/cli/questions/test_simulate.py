"""``mentormatch simulate``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from mentormatch.cli.console import BAD_ROWS, PROVED, USAGE


@pytest.fixture
def dates(tmp_path: Path) -> Path:
    rows = "person,joined,left\nr1,2026-01-05,\ne1,2026-01-07,\ne2,2026-01-20,2026-01-22\n"
    (tmp_path / "dates.csv").write_text(rows, encoding="utf-8")
    return tmp_path / "dates.csv"


def test_schedules_are_compared_within_80_columns(
    saved: Path, dates: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run("simulate", "--from", saved, "--dates", dates) == PROVED
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("4 mentees, had they been matched on other days")
    assert [line.split()[0] for line in lines[5:9]] == ["arrival", "weekly", "monthly", "cohort"]
    assert max(map(len, lines[:9])) <= 80


def test_tables_and_json(
    saved: Path, dates: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["simulate", "--from", saved, "--dates", dates, "--cohort", "2026-01-21"]
    assert run(*asked, "--json", "--out", out) == PROVED
    found = json.loads(capsys.readouterr().out)
    assert found["mentees"] == 4
    assert found["schedules"][3]["matchings"] == 1
    assert {row["day"] for row in found["made"] if row["schedule"] == "cohort"} == {"2026-01-21"}
    assert len(pd.read_csv(out / "schedules.csv")) == 4
    assert len(pd.read_csv(out / "made.csv")) == len(found["made"])


def test_a_bad_table_or_day_is_a_sentence(
    saved: Path, dates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("simulate", "--from", saved, "--dates", dates, "--cohort", "soon") == USAGE
    dates.write_text("person,joined\ne1,yesterday\n", encoding="utf-8")
    assert run("simulate", "--from", saved, "--dates", dates) == BAD_ROWS
    assert "year-month-day" in capsys.readouterr().err
