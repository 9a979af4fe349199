"""``mentormatch report agreements | certificates``: a file for each pair or mentor, from the record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from helpers.command_line import run
from helpers.record_people import E1, approved
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.record.record import Record


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Record.open(tmp_path / "scheme.db") as record:
        approved(record)
    return tmp_path


def test_one_for_each_pair(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "agreements", "--out", "out") == PROVED
    assert len(list((place / "out").glob("agreement-*.docx"))) == 3
    assert "3 written to out" in " ".join(capsys.readouterr().err.split())
    assert run("report", "agreements", "--out", "out") == NOT_WRITTEN
    assert run("report", "agreements", "--out", "one", "--pair", "e1,r1", "--html") == PROVED
    (page,) = (place / "one").iterdir()
    assert "Ada Birch" in page.read_text("utf-8")


def test_of_no_pair_nothing_is_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "agreements", "--out", "out", "--pair", "e1,r2") != PROVED
    assert "no such pair" in capsys.readouterr().err
    assert run("report", "certificates", "--out", "out") == PROVED
    assert "nobody to write one for" in capsys.readouterr().out
    assert not (place / "out").exists()


def test_our_templates_give_what_is_built_in_and_edited_ones_what_they_say(place: Path) -> None:
    assert run("report", "templates", "--out", "own") == PROVED
    assert run("report", "agreements", "--out", "a") == PROVED
    assert run("report", "agreements", "--out", "b", "--templates", "own") == PROVED
    files = [{one.name: one.read_bytes() for one in (place / name).iterdir()} for name in ("a", "b")]
    assert files[0] == files[1]
    document = docx.Document(str(place / "own" / "agreement.docx"))
    document.add_paragraph("{{ mentee }} and {{ mentro }}")
    document.save(str(place / "own" / "agreement.docx"))
    assert run("report", "agreements", "--out", "c", "--templates", "own") == NOT_WRITTEN


def test_a_certificate_for_each_mentor_who_did_something(place: Path) -> None:
    with Record.open(place / "scheme.db") as record:
        record.meeting(E1, minutes=60, day=date(2026, 1, 2))
    assert run("report", "certificates", "--out", "out") == PROVED
    assert run("report", "certificates", "--out", "out", "--html") == PROVED
    assert sorted(one.suffix for one in (place / "out").iterdir()) == [".docx", ".html"]
