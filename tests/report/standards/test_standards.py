"""Evidence of the standards is what SQL counts; what is missing is mended by the command that is named."""

from __future__ import annotations

import io
import re
import shlex
import sqlite3
from itertools import product
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.command_line import run
from helpers.lived import Plan, begin, live
from mentormatch.cli.console import PROVED
from mentormatch.record.record import Record
from mentormatch.report.rendering import PACKAGED, Templates
from mentormatch.report.standards.statements import Statement, standards, standards_page, summary, table_of

NASTY = "{{7*7}} <script>alert(1)</script> =1+1 " + "x" * 200


def by_item(record: Record) -> dict[str, Statement]:
    return {one.item: one for one in standards(record)}


def test_every_statement_is_one_row(a_year: Record) -> None:
    found = standards(a_year)
    table = table_of(found)
    assert (len(table), table.item.is_unique) == (25, True)
    assert table.groupby("attribute", sort=False).size().to_dict() == {
        "Eligibility to participate": 4, "Information for mentees": 5, "Matching process": 3, "Training": 5,
        "Safety": 3, "Quality assurance": 5,
    }  # fmt: skip
    assert {kind: sum(counts) for kind, *counts in summary(found)} == {"essential": 14, "desirable": 11}
    assert ((table.status == "shown") == (table.what_to_do == "")).all()
    assert ((table.evidence == "") <= (table.status == "missing")).all()


GOING = "('accepted', 'active', 'paused')"
TRAINED = f"""SELECT count(DISTINCT p.mentor), count(DISTINCT t.person) FROM pair p LEFT JOIN training t
    ON t.person = p.mentor AND t.topic = ? WHERE p.state IN {GOING}"""  # noqa: S608
NUMBERS = {
    ("voluntary", 0): """SELECT count(*) FROM consent c WHERE given = 1
        AND id = (SELECT max(id) FROM consent WHERE person = c.person)""",
    ("independent-mentors", 0): "SELECT count(*) FROM approval",
    ("independent-mentors", 1): "SELECT count(*) FROM pair",
    ("referral-pathways", 0): "SELECT count(*) FROM resource WHERE kind = 'referral'",
    ("useful-resources", 0): "SELECT count(*) FROM resource WHERE kind = 'resource'",
    ("confidential-advice", 0): "SELECT count(DISTINCT person) FROM officer",
    ("evaluated", 0): "SELECT count(DISTINCT \"by\") FROM feedback WHERE kind = 'mentee_on_scheme'",
    ("evaluated", 1): "SELECT count(DISTINCT \"by\") FROM feedback WHERE kind = 'mentor_on_scheme'",
}
PARTS = {
    ("concept", 0): (TRAINED, "concept"),
    ("skills", 0): (TRAINED, "skills"),
    ("skills", 1): (TRAINED, "model"),
    ("confidentiality", 0): (TRAINED, "confidentiality"),
    ("confidentiality-known", 0): (f"""SELECT count(*), sum(EXISTS (SELECT * FROM agreement a
        WHERE a.pair = p.id AND a.confidentiality AND a.limits AND 2 = (
            SELECT count(DISTINCT person) FROM signature WHERE agreement = a.id)))
        FROM pair p WHERE p.state IN {GOING}""",),  # noqa: S608
    ("feedback-on-mentors", 0): ("""SELECT count(DISTINCT p.mentor),
            count(DISTINCT iif(f.id IS NULL, NULL, p.mentor))
        FROM pair p LEFT JOIN feedback f ON f.pair = p.id AND f.kind = 'mentee_on_mentor'
        WHERE EXISTS (SELECT * FROM event WHERE pair = p.id AND event = 'begin')""",),
}  # fmt: skip


def test_evidence_is_what_the_rows_hold(a_year: Record, tmp_path: Path) -> None:
    found = by_item(a_year)
    with sqlite3.connect(tmp_path / "scheme.db") as db:
        for (item, at), query in NUMBERS.items():
            assert found[item].evidence[at].how_many == str(db.execute(query).fetchone()[0]), item
        for (item, at), (query, *given) in PARTS.items():
            whole, part = db.execute(query, given).fetchone()
            few = min(part, whole - part) < 8
            said = f"all {whole}" if part == whole else f"some of {whole}" if few else f"{part} of {whole}"
            assert found[item].evidence[at].how_many == said, item
            assert found[item].evidence[at].level == ("shown" if part == whole else "in part")
        days = db.execute(
            "SELECT min(day), max(day) FROM feedback WHERE kind = 'mentee_on_scheme'"
        ).fetchone()
    assert (found["evaluated"].evidence[0].first, found["evaluated"].evidence[0].last) == days
    assert "none is forbidden" in found["independent-mentors"].evidence[1].what


def test_a_pair_that_is_forbidden_now_is_seen(a_year: Record) -> None:
    people = a_year.people()
    mentee, mentor = a_year.matching().pair_ids[0]
    those = tuple(
        one.replace(independent_of=(mentor,)) if one.id == mentee else one for one in people.mentees
    )
    a_year.import_people(people.replace(mentees=those))
    found = by_item(a_year)["independent-mentors"]
    assert (found.status, "some are forbidden" in found.evidence[1].what) == ("in part", True)


def test_pairs_that_ended_and_new_mentors(a_year: Record, tmp_path: Path) -> None:
    (found,) = by_item(a_year)["reassigning"].evidence
    with sqlite3.connect(tmp_path / "scheme.db") as db:
        ended, later = (
            db.execute("""SELECT count(*), sum(EXISTS (SELECT * FROM pair q WHERE q.mentee = p.mentee
            AND q.id > p.id AND q.state IN ('accepted', 'active', 'paused', 'completed'))) FROM pair p
            WHERE state IN ('dissolved', 'ended')""").fetchone()
        )
    assert found.how_many == f"{ended // 10 * 10} or more"
    assert later < 8
    assert "for under 8" in found.what


def test_nothing_is_shown_by_an_empty_record_and_all_has_a_command(tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.db") as record:
        found = standards(record)
        check_html(standards_page(record, found).html)
    assert {one.status for one in found} == {"missing"}
    assert all(one.command.startswith("mentormatch ") for one in found)


@pytest.mark.parametrize("no", ["no", " None ", "not yet"])
def test_an_answer_counts_and_a_plain_no_does_not(a_year: Record, no: str) -> None:
    for answer, status in ((no, "missing"), ("as our leaflet says", "shown"), (no, "missing")):
        a_year.add("answer", list="standards", item="all-levels", answer=answer)
        found = by_item(a_year)["all-levels"]
        assert (found.status, answer in found.evidence[0].what) == (status, True)
    assert found.evidence[0].how_many == "3"
    # Of what the record shows in part, nobody's word makes a whole.
    a_year.add("answer", list="standards", item="skills", answer="all were trained elsewhere")
    assert by_item(a_year)["skills"].status == "in part"


def test_the_commands_that_are_named_mend_what_is_missing(tmp_path: Path) -> None:
    """Type every command, for every pair and mentor concerned, and find everything shown."""
    place = tmp_path / "scheme.db"
    begin(place)
    with Record.open(place) as record:
        live(record, [Plan(agreed=2)] * 3)
        going = [one for one in record.rows("pair").to_dict("records") if one["state"] == "active"]
        missing = [one for one in standards(record) if one.status != "shown"]
        assert len(missing) > 15
        commands = [one.command for one in missing if "report annual" not in one.command]
        for command, pair in product(commands, going):
            named = {"MENTOR": f"P{pair['mentor']}", "MENTEE": f"P{pair['mentee']}", "PAIR": str(pair["id"])}
            typed = re.sub(r"\b(MENTOR|MENTEE|PAIR)\b", lambda found: named[found[0]], command)  # noqa: B023
            typed = typed.replace("=LEVEL", "=4")
            assert run(*shlex.split(typed)[1:], "--record", place) == PROVED, typed
        (left,) = [one.command for one in standards(record) if one.status != "shown"]
        typed = left.replace("DAY", "2026-08-31").replace("annual.html", str(tmp_path / "annual.html"))
        assert run(*shlex.split(typed)[1:], "--record", place) == PROVED
    assert (tmp_path / "annual.html").exists()


def test_a_person_reads_all_of_it_as_it_was_typed(a_year: Record, tmp_path: Path, browser: Browser) -> None:
    a_year.add("answer", list="standards", item="no-discrimination", answer=NASTY)
    a_year.add("resource", kind="referral", name=NASTY, how="-")
    found = standards(a_year)
    page = standards_page(a_year, found)
    check_html(page.html)
    page.save(tmp_path / "standards.html")
    with opened(browser, tmp_path / "standards.html") as tab:
        assert serious(tab) == []
        assert tab.get_by_role("rowheader").count() == 25 + 2
        assert tab.get_by_text(f"“{NASTY}”").count() == 1
    page.save(tmp_path / "standards.docx")
    document = docx.Document(str(tmp_path / "standards.docx"))
    cells = [row.cells[0].text for table in document.tables[1:] for row in table.rows[1:]]
    assert cells == [one.text for one in found]
    assert (
        sum(NASTY in cell.text for table in document.tables for row in table.rows for cell in row.cells) == 2
    )


def test_no_heading_is_alone_at_the_foot_of_a_printed_page(tmp_path: Path, browser: Browser) -> None:
    with Record.open(tmp_path / "empty.db") as record:
        found = standards(record)
        standards_page(record, found).save(tmp_path / "standards.html")
    first = {one.attribute: one.text for one in reversed(found)}
    with opened(browser, tmp_path / "standards.html") as tab:
        for space in (0, 250, 500, 750):
            tab.evaluate("space => { document.querySelector('main').style.paddingTop = `${space}px` }", space)
            pages = [
                re.sub(r"\s", "", one.extract_text())
                for one in PdfReader(io.BytesIO(tab.pdf(format="A4"))).pages
            ]
            for attribute, statement in first.items():
                heading, words = (
                    re.sub(r"\s", "", one)
                    for one in (f"{attribute}Evidence that is accepted", statement[:40])
                )
                (on,) = [one for one in pages if heading in one]
                assert words in on[on.index(heading) :], (space, attribute)


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ('"independent"', '"independant"', "independant"),
        ('by = "person"', 'by = "persn"', "persn"),
        ('of = "mentors"', 'of = "mentor"', "mentor"),
        ("[[attribute]]", "[[attribute", "cannot be used"),
        ("kind =", "sort =", "sort"),
    ],
)
def test_standards_of_ones_own_that_are_wrong_are_named(
    a_year: Record, tmp_path: Path, was: str, now: str, words: str
) -> None:
    text = (PACKAGED / "standards.toml").read_text("utf-8")
    (tmp_path / "standards.toml").write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(mm.OutputError, match=words) as error:
        standards(a_year, Templates(tmp_path))
    assert "standards.toml" in str(error.value)
