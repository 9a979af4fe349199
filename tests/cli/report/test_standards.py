"""`report standards` and `report annual`: pages and tables, with commands for the record that was asked."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from helpers.lived import FIRST, LAST, Plan, begin, live
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.record.record import Record


@pytest.fixture
def place(tmp_path: Path) -> Path:
    begin(tmp_path / "some scheme.db")
    with Record.open(tmp_path / "some scheme.db") as record:
        live(record, [Plan(meetings=((5, 60, False),))] * 20)
    return tmp_path / "some scheme.db"


def test_standards_as_page_and_table(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in (".csv", ".json", ".html", ".docx"):
        out = place.with_name(f"standards{suffix}")
        assert run("report", "standards", "--record", place, "--out", out) == PROVED
        said = capsys.readouterr()
        assert "essential  " in said.out
        assert f"--record '{place}'" in said.out
        assert run("report", "standards", "--record", place, "--out", out) == NOT_WRITTEN
        assert "choose another name" in capsys.readouterr().err
    assert run("report", "standards", "--record", place, "--json") == PROVED
    printed = json.loads(capsys.readouterr().out)["standards"]
    assert printed == json.loads(place.with_name("standards.json").read_text("utf-8"))
    table = pd.read_csv(place.with_name("standards.csv"), keep_default_na=False)
    assert table.to_dict("records") == printed
    html = place.with_name("standards.html").read_text("utf-8")
    assert html.count("--record") == sum("--record" in row["what_to_do"] for row in printed) > 0


def test_the_annual_report_as_page(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from-day", FIRST, "--to-day", LAST, "--record", place)
    groups = place.with_name("groups.csv")
    groups.write_text("id,age\n" + "".join(f"e{k},{k % 2}\n" for k in range(48)), encoding="utf-8")
    for suffix in (".html", ".docx"):
        out = place.with_name(f"annual{suffix}")
        assert run("report", "annual", *days, "--groups", groups, "--out", out) == PROVED
        assert out.stat().st_size > 10_000
    assert "age: mentees" in place.with_name("annual.html").read_text("utf-8")
    assert run("report", "annual", *days, "--out", place.with_name("annual.pdf")) == NOT_WRITTEN
    assert run("report", "annual", *days, "--out", place.with_name("annual.html")) == NOT_WRITTEN
    capsys.readouterr()
    swapped = ("--from-day", LAST, "--to-day", FIRST, "--record", place, "--out", place.with_name("a.html"))
    assert run("report", "annual", *swapped) != PROVED
    assert "swap the days" in " ".join(capsys.readouterr().err.split())
    assert run("report", "annual", "--from-day", "1.9.2024", *swapped[2:]) != PROVED
