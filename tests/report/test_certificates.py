"""Certificates: what a mentor did, of those who did something, without a mentee in it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import docx
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.record_people import E1, E2, E3, approved, small_people
from mentormatch.record.record import Record
from mentormatch.record.tables import SCHEMA
from mentormatch.report.certificates import certificates, save_certificates
from mentormatch.report.rendering import Templates

DAY = date(2026, 6, 30)


def words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [" ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_only_of_mentors_who_did_something(record: Record) -> None:
    approved(record)
    assert certificates(record, DAY) == {}
    record.add("training", person="r1", topic="skills", day=DAY)
    record.add("training", person="r1", topic="skills", day=DAY)
    record.add("training", person="e1", topic="skills", day=DAY)  # a mentee's is no certificate
    record.meeting(E2, minutes=45, day=DAY)
    record.meeting(E3, minutes=60, day=DAY)
    found = certificates(record, DAY)
    names = [f"certificate-{record.pseudonym(one)}" for one in ("r1", "r2")]
    assert found.keys() == set(names)
    trained, met = (found[name][1] for name in names)
    assert (trained["training"], trained["meetings"]) == ([("2026-06-30", "skills")], 0)
    assert (met["training"], met["meetings"], met["minutes"]) == ([], 2, 105)


def test_they_say_what_was_done_and_name_no_mentee(record: Record, tmp_path: Path) -> None:
    record.add("officer", role="lead", person="O Lead")
    approved(record)
    record.add("training", person="r1", topic="model", day=date(2026, 5, 1))
    record.meeting(E1, minutes=90, day=date(2026, 5, 2))
    (path,) = save_certificates(record, tmp_path / "out", DAY)
    assert path.name == f"certificate-{record.pseudonym('r1')}.docx"
    text = words(path)
    for part in (
        "Cy Dogwood",
        "such as GROW 1 May 2026",
        "Hours of mentoring: 1.5",
        "30 June 2026",
        "O Lead",
    ):
        assert part in text
    assert not re.search("Ada|Birch|e1|None|nan", text)
    (page,) = save_certificates(record, tmp_path / "out", DAY, html=True)
    assert not re.search(r"Ada|Birch|\be1\b|None|\bnan\b", page.read_text("utf-8").partition("<main>")[2])


def test_feedback_is_shown_from_three_people_up(record: Record, tmp_path: Path) -> None:
    people = small_people()
    more = tuple(mm.Mentee(id=f"m{k}", consent=True, avoids=("r1",), name=f"M {k}") for k in range(2))
    mentors = (people.mentors[0], people.mentors[1].replace(capacity=4))
    approved(record, mm.People(mentees=(*people.mentees, *more), mentors=mentors))
    given = ((E2, "e2", 5), (E3, "e3", 4), (("m0", "r2"), "m0", 4))
    for at, (pair, who, level) in enumerate(given):
        record.meeting(pair, minutes=60, day=DAY)
        record.feedback(pair, "mentee_on_mentor", who, {"helpful": level}, day=DAY)
        (path,) = save_certificates(record, tmp_path / str(at), DAY)
        assert ("Evaluation" in words(path)) is (at == 2)
    assert "helpful 4.3 3" in words(path)


def test_every_topic_has_words(record: Record, tmp_path: Path) -> None:
    approved(record)
    topics = re.search(r"topic=(\S+)", SCHEMA["training"])[1].split("|")  # type: ignore[index]
    for topic in topics:
        record.add("training", person="r1", topic=topic, day=DAY)
    (path,) = save_certificates(record, tmp_path / "out", DAY)
    (table,) = docx.Document(str(path)).tables
    assert len({row.cells[0].text for row in table.rows}) == len(topics) + 1


def test_erasure_deletes_them(record: Record, tmp_path: Path) -> None:
    approved(record)
    for who in ("r1", "r2"):
        record.add("training", person=who, topic="skills", day=DAY)
    mine, other = sorted(
        save_certificates(record, tmp_path / "out", DAY), key=lambda p: record.pseudonym("r1") not in p.stem
    )
    assert record.erase("r1") == []
    assert (mine.exists(), other.exists()) == (False, True)


def test_of_a_year(a_year: Record, tmp_path: Path, browser: Browser) -> None:
    paths = save_certificates(a_year, tmp_path / "out", DAY, Templates(), html=True)
    assert len(paths) > 20
    text = {path: path.read_text("utf-8") for path in paths}
    names = {one.name for one in a_year.people().mentees} - {one.name for one in a_year.people().mentors}
    assert not [name for name in names - {""} for each in text.values() if name in each]
    path = next(path for path in paths if "Evaluation" in text[path])
    check_html(text[path])
    with opened(browser, path) as tab:
        assert serious(tab) == []
