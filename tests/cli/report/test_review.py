"""``mentormatch report review`` writes a review of a saved matching."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.browser import check_html
from helpers.command_line import run, write_scheme
from mentormatch.cli.console import NOT_WRITTEN, PROVED
from mentormatch.report.review.decisions import read_decisions
from mentormatch.report.review.shown import shown


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    write_scheme(tmp_path)
    people = mm.read_people(mentees=tmp_path / "mentees.csv", mentors=tmp_path / "mentors.csv")
    mm.match(people).save(tmp_path / "m.mm")
    return tmp_path / "m.mm"


def test_a_page_is_written_once(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = saved.with_name("review.html")
    assert run("report", "review", "--from", saved, "--out", out, "--reviewer", "Di Dee") == PROVED
    html = out.read_text("utf-8")
    check_html(html)
    assert 'value="Di Dee"' in html
    assert '"=Di"' in html
    assert run("report", "review", "--from", saved, "--out", out) == NOT_WRITTEN
    assert "choose another name" in capsys.readouterr().err.replace("\n", " ")


def test_both_kinds_are_of_one_review(saved: Path) -> None:
    for suffix in ("html", "xlsx"):
        assert (
            run("report", "review", "--from", saved, "--out", saved.with_name(f"review.{suffix}")) == PROVED
        )
    matching = mm.Matching.load(saved)
    assert shown(matching).key in saved.with_name("review.html").read_text("utf-8")
    with pytest.raises(mm.RecordError, match="names no reviewer"):  # and is not of another matching
        read_decisions(saved.with_name("review.xlsx"), matching)


def test_another_kind_of_file_is_refused(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "review", "--from", saved, "--out", saved.with_name("review.docx")) == NOT_WRITTEN
    assert ".html or .xlsx" in capsys.readouterr().err.replace("\n", " ")


def test_a_template_of_the_user_replaces_ours(saved: Path) -> None:
    own, out = saved.with_name("own"), saved.with_name("review.html")
    assert run("report", "templates", "--out", own) == PROVED
    (own / "review.css").write_text("body { color: teal; }", encoding="utf-8")
    assert run("report", "review", "--from", saved, "--out", out, "--templates", own) == PROVED
    assert "color: teal" in out.read_text("utf-8")


def test_the_next_command_can_be_typed_as_it_is_printed(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(saved.parent)
    saved.rename("of this year.mm")
    assert run("report", "review", "--from", "of this year.mm", "--out", "review.html") == PROVED
    assert "mentormatch review FILE --from 'of this year.mm'" in capsys.readouterr().err.replace("\n", " ")
