"""``mentormatch report forms`` and ``scheme read-form``: from an empty form to answers in the record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from helpers.record_people import small_people
from mentormatch.cli.console import PROVED
from mentormatch.record.record import Record


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Record.open(tmp_path / "scheme.db") as record:
        record.import_people(small_people())
        record.add(
            "scheme", name="Drovemoor & <b>", aim="x", begins=date(2025, 9, 1), intake="cohort", meetings=6,
            minutes=90, months=12, weeks_between=8,
        )  # fmt: skip
    return tmp_path


def test_all_forms_are_written_with_the_name_and_the_days_of_the_scheme(place: Path) -> None:
    assert run("report", "forms", "--out", "forms", "--record", "scheme.db") == PROVED
    written = {one.name for one in (place / "forms").iterdir()}
    with_answers = {
        "mentee-application", "mentor-application", "mentor-audit", "mentee-feedback", "mentor-feedback",
        "cross-agency", "setting-up",
    }  # fmt: skip
    to_read = {"mentor-specification", "mentor-job-description", "mentee-information"}
    assert written == {
        *(f"{name}.{suffix}" for name in with_answers for suffix in ("html", "docx", "xlsx", "csv")),
        *(f"{name}.{suffix}" for name in to_read for suffix in ("html", "docx")),
    }
    page = (place / "forms" / "setting-up.html").read_text("utf-8")
    assert "Drovemoor &amp; &lt;b&gt;" in page
    assert "between 1 September 2026 and 1 March 2027" in page


def test_one_form_and_another_day(place: Path) -> None:
    assert run("report", "forms", "setting-up", "--out", "forms", "--begins", "2027-01-01") == PROVED
    assert len(list((place / "forms").iterdir())) == 4
    assert "1 January 2027" in (place / "forms" / "setting-up.html").read_text("utf-8")


def test_a_form_that_was_filled_in_is_not_replaced(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("report", "forms", "cross-agency", "--out", "forms")
    assert run(*asked) == PROVED
    filled = place / "forms" / "cross-agency.csv"
    filled.write_text("Question,Answer\nBy whom?,Us\n", encoding="utf-8")
    assert run(*asked) != PROVED
    assert "is there already" in capsys.readouterr().err
    assert filled.read_text(encoding="utf-8") == "Question,Answer\nBy whom?,Us\n"


def test_what_cannot_be_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "forms", "mentor-audits", "--out", "forms") != PROVED
    assert run("report", "forms", "--out", "forms", "--record", "no.db") != PROVED
    assert run("report", "forms", "--out", "forms", "--begins", "9999-01-01") != PROVED
    said = " ".join(capsys.readouterr().err.split())
    assert "choose another day" in said
    assert "did you mean 'mentor-audit'" in said
    assert "there is no record in" in said
    assert not (place / "forms").exists()


def test_a_form_of_ones_own_comes_back(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "templates", "--out", "ours") == PROVED
    own = place / "ours" / "form-mentor-audit.toml"
    own.write_text(own.read_text("utf-8").replace("Active listening", "Listening on wards"), encoding="utf-8")
    assert run("report", "forms", "mentor-audit", "--out", "forms", "--templates", "ours") == PROVED
    table = pd.read_csv(place / "forms" / "mentor-audit.csv", dtype=str)
    table.loc[0] = ["cy.dogwood@h.example", *["4"] * 24]
    table.to_csv(place / "audit.csv", index=False)
    assert run("scheme", "read-form", "audit.csv") != PROVED  # without the templates it is no question
    assert "did you mean" in capsys.readouterr().err
    assert run("scheme", "read-form", "audit.csv", "--templates", "ours", "--on", "2026-03-31") == PROVED
    assert "Written: answers, 12." in capsys.readouterr().out
    with Record.open(place / "scheme.db") as record:
        rows = record.rows("skill")
    assert len(rows) == 12
    assert "Listening on wards" in set(rows.aspect)
    assert run("scheme", "read-form", "audit.csv", "--templates", "ours") == PROVED
    assert "Written: answers, 0." in capsys.readouterr().out
