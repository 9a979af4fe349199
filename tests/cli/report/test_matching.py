"""``report matching``: from a saved matching to a page, with all that is given beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import files, run, write_scheme
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.record.record import Record


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_scheme(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("match", *files(tmp_path), "--out", "out") == PROVED
    return tmp_path


def test_it_holds_what_is_given_beside_the_matching(folder: Path) -> None:
    (folder / "groups.csv").write_text("id,age\ne1,a\n007,b\n", encoding="utf-8")
    with Record.open(folder / "scheme.db") as record:
        record.import_people(mm.Matching.load(folder / "out/matching.mm").people)
        head = record.head
    asked = [
        "report",
        "matching",
        "--from",
        "out/matching.mm",
        "--groups",
        "groups.csv",
        "--record",
        "scheme.db",
    ]
    assert run(*asked, "--out", "report.html") == PROVED
    html = (folder / "report.html").read_text("utf-8")
    for file in ("mentees.csv", "mentors.csv"):
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() in html
    assert head in html
    assert "age (mentees): no group can be shown" in html
    assert not any(one in html for one in ("Ann", "a.example", "mentees.csv"))
    assert run(*asked, "--out", "report.html") == NOT_WRITTEN
    assert run(*asked, "--out", "report.docx") == PROVED


@pytest.mark.parametrize("beside", ["", "{", "[]", '{"files": 1}', "other"])
def test_a_record_of_another_run_is_not_taken_for_this_ones(folder: Path, beside: str) -> None:
    mine = hashlib.sha256((folder / "mentees.csv").read_bytes()).hexdigest()
    if beside == "other":
        run_json = json.loads((folder / "out/run.json").read_text("utf-8"))
        run_json["files"]["matching.mm"] = "0" * 64
        beside = json.dumps(run_json)
    (folder / "out/run.json").write_text(beside, encoding="utf-8")
    assert run("report", "matching", "--from", "out/matching.mm", "--out", "report.html") == PROVED
    assert mine not in (folder / "report.html").read_text("utf-8")


def test_templates_of_ones_own(folder: Path) -> None:
    assert run("report", "templates", "--out", "own") == PROVED
    page = folder / "own/matching.html"
    page.write_text(page.read_text("utf-8").replace("Matching report", "Our report"), encoding="utf-8")
    asked = ["report", "matching", "--from", "out/matching.mm", "--templates", "own"]
    assert run(*asked, "--out", "report.html") == PROVED
    assert "<h1>Our report for the committee</h1>" in (folder / "report.html").read_text("utf-8")
