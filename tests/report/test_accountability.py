"""Transparency record, impact assessment, page on decisions: from the record, and nothing made up."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.record_people import approved, small_people
from mentormatch.people.person import Mentee, Mentor
from mentormatch.policy import DEFAULT_WEIGHTS, Limits
from mentormatch.record.members import TIES
from mentormatch.record.record import Record
from mentormatch.record.tables import YEARS
from mentormatch.report.accountability import PAGES, accountability, few
from mentormatch.report.rendering import Page, Templates

DAY = date(2026, 6, 30)
FIELDS = """1. Name|2. Description|3. Website URL|4. Contact email|1.1 Organisation or department|1.2 Team
1.3 Senior responsible owner|1.4 Third party involvement|1.4.1 Third party|1.4.2 Companies House number
1.4.3 Third party role|1.4.4 Procurement procedure type|1.4.5 Third party data access terms
2.1 Detailed description|2.2 Benefits|2.3 Previous process|2.4 Alternatives considered
3.1 Integration into broader operational process|3.2 Human review|3.3 Frequency and scale of usage
3.4 Required training|3.5 Appeals and review|4.1.1 System architecture|4.1.2 System-level input
4.1.3 System-level output|4.1.4 Maintenance|4.1.5 Models|4.2 Model specification|4.2.1 Model name
4.2.2 Model version|4.2.3 Model task|4.2.4 Model input|4.2.5 Model output|4.2.6 Model architecture
4.2.7 Model performance|4.2.8 Datasets and their purposes|4.3 Development data
4.3.1 Development data description|4.3.2 Data modality|4.3.3 Data quantities|4.3.4 Sensitive attributes
4.3.5 Data completeness and representativeness|4.3.6 Data cleaning|4.3.7 Data collection
4.3.8 Data access and storage|4.3.9 Data sharing agreements|4.4 Operational data|4.4.1 Data sources
4.4.2 Sensitive attributes|4.4.3 Data processing methods|4.4.4 Data access and storage
4.4.5 Data sharing agreements|5.1 Impact assessments|5.2 Risks and mitigations"""
"""The fields of version 3.0 of the standard, in order."""


def page(record: Record, name: str) -> Page:
    return Templates().page(f"{name}.html", **accountability(record, DAY))


def words(html: str) -> str:
    from lxml.html import document_fromstring

    return " ".join(" ".join(document_fromstring(html).find("body").itertext()).split())


def headings(html: str) -> list[str]:
    from lxml.html import document_fromstring

    return [one.text_content() for one in document_fromstring(html).iter("h2", "h3")]


def test_every_field_of_the_standard_is_there_in_order(record: Record) -> None:
    asked = FIELDS.replace("\n", "|").split("|")
    assert [one for one in headings(page(record, "atrs").html) if not one.startswith("Tier")] == asked


def test_the_assessment_has_its_seven_steps(record: Record) -> None:
    found = " ".join(headings(page(record, "dpia").html))
    assert re.findall(r"\b\d\b", found) == list("1234567")
    assert "Lawful basis" in found


@pytest.mark.parametrize("name", PAGES)
def test_of_an_empty_record_nothing_is_claimed(record: Record, name: str) -> None:
    html = page(record, name).html
    check_html(html)
    text = words(html)
    assert not re.search(r"\bNone\b|\bnan\b|\{\{", text)
    assert "no matching has been recorded yet" in text
    assert "No matching has been approved yet" in text or (name == "atrs" and "known once a matching" in text)
    assert "Professional interests:" not in text


@pytest.mark.parametrize("name", PAGES)
def test_of_a_year(a_year: Record, tmp_path: Path, browser: Browser, name: str) -> None:
    found = page(a_year, name)
    check_html(found.html)
    text = words(found.html)
    people = [*a_year.people().mentees, *a_year.people().mentors]
    said = {part for one in people for part in (one.name, one.email) if part} | {"Oonagh Lead", "Sol Senior"}
    assert not {part for part in said if part in text}
    assert not re.search(r"\bP\d+\b|\br\d{3}\b|\be\d{3}\b", text.replace("'", ""))
    found.save(tmp_path / "page.html")
    found.save(tmp_path / "page.docx")
    with opened(browser, tmp_path / "page.html") as tab:
        assert serious(tab) == []
    document = docx.Document(str(tmp_path / "page.docx"))
    styled = [one.text for one in document.paragraphs if one.style.name in {"Heading 2", "Heading 3"}]
    assert styled == headings(found.html)
    assert found.docx() == page(a_year, name).docx()


def test_what_the_record_knows_is_filled_in(a_year: Record) -> None:
    atrs, dpia, decisions = (words(page(a_year, name).html) for name in PAGES)
    for text in (atrs, dpia, decisions):
        assert "at most 30 km" in text
        assert "completed training since 1 January 2021" in text
        assert "no better matching exists" in text
        assert "2 side rules of its own (MinimumLoad, Require)" in text
        assert "Approved by a named person 1 (by 1 person)" in text
        assert "of which no review is recorded: 1" in text
        assert "Feedback: levels from 1 to 5, no words 2 the pair ended" in text
    for text in (atrs, dpia):
        assert "mentees 120 mentors 80" in text
        assert a_year.head in text
    assert "seed 2026" in decisions


def test_a_review_and_a_challenge_show(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    record.add("review", run=run, by="A Reviewer", shown="hash", seen="[]", decisions="{}", changed="{}")
    record.approve(run, by="A Coordinator", without=[("e1", "r1")])
    number = record.challenge("e1", run, "why not?")
    text = words(page(record, "decisions").html)
    assert "Looked through pair by pair, as recorded 1 (by 1 person)" in text
    assert "no review is recorded" not in text
    assert "Pairs that a person took out fewer than 8" in text
    assert "Challenges of a result fewer than 8 Of these upheld none Still open fewer than 8" in text
    record.move("challenge", number, "uphold", by="A Coordinator")
    assert "Of these upheld fewer than 8 Still open none" in words(page(record, "decisions").html)


def test_what_is_held_follows_from_what_people_gave(record: Record) -> None:
    approved(record)
    text = words(page(record, "dpia").html)
    assert "name; e-mail address" in text
    assert "why they take part (mentees)" in text
    assert "postcode" not in text.partition("Personal data that the record holds")[2].partition("no field")[0]
    record.import_people(mm.People(mentees=(mm.Mentee(id="e9", postcode="AB1 2CD"),), mentors=()))
    assert "Distance postcode (mentees)" in words(page(record, "dpia").html)


def test_the_policy_is_that_of_the_approved_run(record: Record) -> None:
    approved(record)
    record.propose(record.match(mm.Policy(limits={"max_km": 77.0})))
    assert "at most 77 km" not in words(page(record, "atrs").html)


def test_everything_that_may_be_held_has_words() -> None:
    told = Templates()._environment.get_template("accountability.html").module
    held = {field for items in told.held.values() for field in items}
    assert held == {*Mentee.model_fields, *Mentor.model_fields, *TIES, "officer", "policy"}
    assert told.kept.keys() == YEARS.keys()
    assert told.criteria.keys() == DEFAULT_WEIGHTS.keys()


def test_every_limit_is_told() -> None:
    written = Templates().file("accountability.html").read_text("utf-8")
    assert {key for key in Limits.model_fields if f"policy.limits.{key}" not in written} == {"max_pairs"}


def test_declared_criteria_are_named(record: Record) -> None:
    name = "ward_types"
    policy = mm.Policy.model_validate({"criteria": [{"kind": "shared", "name": name, "weight": 2.5}]})
    people = small_people(declared={name: ("x",)})
    record.import_people(people)
    record.approve(record.propose(record.match(policy)), by="A Coordinator")
    text = words(page(record, "dpia").html)
    assert f"{name} (declared by the scheme) 2.5" in text
    assert f"answers to the scheme's own questions (mentees): {name}" in text


def test_few_people_are_hidden() -> None:
    assert [few(one) for one in (0, 1, 7, 8, 100)] == ["none", *["fewer than 8"] * 2, "8", "100"]


def test_the_facts_can_be_written_as_json(record: Record) -> None:
    approved(record)
    facts = {key: value for key, value in accountability(record, DAY).items() if key != "chain"}
    assert "Ada" not in json.dumps(facts, default=str)
