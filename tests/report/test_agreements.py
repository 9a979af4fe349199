"""Agreements: every field of the sources, filled from the record alone, gone with the people."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from itertools import cycle
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.hostile import HOSTILE, TYPED
from helpers.record_people import E1, approved, small_people
from mentormatch.record.record import Record
from mentormatch.report.agreements import BLANK, FIELDS, agreements, save_agreements
from mentormatch.report.editable import editable, filled
from mentormatch.report.rendering import PACKAGED, Templates
from mentormatch.report.word import printable

CHECKLIST = {
    # What a mentoring agreement establishes: the basic details.
    "the frequency that you meet": "{{ weeks_between }}",
    "how many sessions": "{{ meetings }}",
    "how long they last": "{{ minutes }}",
    "duration of the relationship": "{{ months }}|{{ until }}",
    "where you are going to meet": "{{ location }}",
    "how you will make contact": "{{ contact }}",
    "arranging or cancelling": "{{ arranging }}",
    "what it will focus on": "{{ focus }}",
    "changes are talked about with the coordinator": "coordinator before we do",
    # Appropriate support.
    "concerns about safety or wellbeing": "safety or wellbeing",
    "how much personal information": "How much each of us says",
    "meeting outside of the sessions": "come across each other elsewhere",
    "how the mentor is supported": "{{ support }}",
    "rules around confidentiality": "{{ confidentiality }}",
    "its limits": "{{ limits }}",
    "how to keep the focus": "lose the focus",
    "lend money": "lend or give each other money",
    "outside of the agreed time": "the times and in the places that we have agreed",
    "telephone number or address": "personal telephone numbers or home addresses",
    "not with family or friends": "family or friends",
    # Why use an agreement.
    "boundaries": "{{ boundaries }}",
    "respect": "<h2>Respect</h2>",
    "no-fault ending": "{{ no_fault }}",
    "mutually accepted and signed": "{{ mentee_signed }}|{{ mentor_signed }}",
    "referral pathways": "{{ referral }}",
    "resources to be signposted to": "{{ resources }}",
    "coordinators available": "{{ organisers }}",
    "who the two are": "{{ mentee }}|{{ mentor }}|{{ mentee_email }}|{{ mentor_email }}",
    "independent of appraisal and supervision": "appraisal, educational supervision",
    # Across organisations.
    "work time, own time, time in lieu": "work time, time in lieu, our own",
    "line managers informed": "mentee's line manager was informed|mentor's line manager was informed",
    "what organisations have agreed": "{{ between_organisations }}",
    "records of each meeting, by whom": "Who keeps a record|Who keeps notes",
    "formally reviewed": "{{ review_dates }}",
    "when the mentor talks to the line manager": "Only then does the mentor talk to",
    "what if it does not work": "try to put it right",
    "out of depth": "asked for more than mentoring can give",
}  # fmt: skip
"""What the papers on mentoring schemes say an agreement has to settle -> what of ours settles it."""


def agreed(record: Record, pair: tuple[str, str] = E1, **texts: str) -> int:
    values = {name: texts.get(name, name) for name in ("location", "contact", "arranging", "focus")}
    return record.add(
        "agreement", pair=pair, meetings=5, minutes=45, weeks_between=3, months=7, confidentiality=True,
        limits=True, boundaries=False, no_fault=True, day=date(2026, 1, 31), **values,
    )  # fmt: skip


def fields_of(record: Record) -> Mapping[str, str]:
    """Return the fields of the agreement of the first pair."""
    ((_, fields),) = agreements(record, E1).values()
    return fields


def words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("asked", CHECKLIST)
def test_every_field_of_the_sources_is_there(asked: str) -> None:
    text = (PACKAGED / "agreement.html").read_text("utf-8")
    assert all(part in text for part in CHECKLIST[asked].split("|"))


def test_the_word_template_has_every_field(template: bytes, tmp_path: Path) -> None:
    (tmp_path / "agreement.docx").write_bytes(template)
    assert set(re.findall(r"\{\{ (\w+) \}\}", words(tmp_path / "agreement.docx"))) == set(FIELDS)


@pytest.fixture(scope="module")
def template() -> bytes:
    return editable(Templates(), "agreement", FIELDS)


@settings(max_examples=8)
@given(st.lists(TYPED, min_size=3, max_size=3))
def test_whatever_was_typed_is_in_both(template: bytes, typed: list[str]) -> None:
    texts = cycle(printable(text).replace("\r", "\n") for text in typed)
    fields = dict(zip(FIELDS, texts, strict=False))
    document = docx.Document(io.BytesIO(filled(template, "agreement", fields)))
    said = [one.text for one in document.paragraphs]
    for name in ("aim", "location", "focus", "referral", "support", "between_organisations"):
        assert any(text.endswith(f": {fields[name]}") for text in said)
    cells = [[cell.text for cell in row.cells[1:]] for table in document.tables for row in table.rows]
    assert cells[1] == [fields[f"mentee{of}"] for of in ("", "_role", "_workplace", "_email")]
    assert cells[-1] == [fields["mentor"], fields["blank"], fields["mentor_signed"]]
    check_html(Templates().page("agreement.html", None, **fields).html)


def test_what_is_not_known_is_a_line(record: Record, tmp_path: Path) -> None:
    approved(record)
    fields = fields_of(record)
    known = {"mentee": "Ada Birch", "mentee_email": "ada.birch@h.example", "mentor": "Cy Dogwood",
             "mentor_email": "cy.dogwood@h.example", "years_kept": "6"}  # fmt: skip
    assert fields == dict.fromkeys(FIELDS, BLANK) | known
    for path in save_agreements(record, tmp_path / "out"):
        assert not re.search(r"None|nan|NaT|\{\{", words(path))


def test_the_scheme_says_what_the_two_have_not_agreed(record: Record) -> None:
    approved(record)
    record.add(
        "scheme", name="Fenwold", aim="new posts", begins=date(2026, 1, 1), intake="cohort", meetings=6,
        minutes=90, months=12, weeks_between=8,
    )  # fmt: skip
    numbers = ("meetings", "minutes", "months", "weeks_between")
    one = fields_of(record)
    assert [one[name] for name in numbers] == ["6", "90", "12", "8"]
    assert (one["scheme"], one["location"], one["confidentiality"]) == ("Fenwold", BLANK, BLANK)
    agreed(record, location="the library")
    one = fields_of(record)
    assert [one[name] for name in numbers] == ["5", "45", "7", "3"]
    assert (one["location"], one["confidentiality"], one["boundaries"]) == ("the library", "yes", "not yet")
    assert one["until"] == "31 August 2026"
    assert one["review_dates"] == "31 August 2026"  # 26 weeks would be just before


def test_the_last_agreement_counts_and_its_signatures_alone(record: Record) -> None:
    approved(record)
    first = agreed(record)
    record.add("signature", agreement=first, pair=E1, person="e1", day=date(2026, 2, 1))
    one = fields_of(record)
    assert (one["mentee_signed"], one["mentor_signed"]) == ("1 February 2026", BLANK)
    second = agreed(record, focus="another one")
    record.add("signature", agreement=second, pair=E1, person="r1", day=date(2026, 3, 1))
    one = fields_of(record)
    assert (one["focus"], one["mentee_signed"], one["mentor_signed"]) == (
        "another one",
        BLANK,
        "1 March 2026",
    )


def test_only_pairs_that_were_approved_and_go_on(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    assert agreements(record) == {}
    with pytest.raises(mm.StoreError, match="no such pair"):
        agreements(record, E1)
    record.approve(run, by="A Coordinator")
    assert len(agreements(record)) == 3
    (name,) = agreements(record, E1)
    assert agreements(record, int(name.split("-")[1])) == agreements(record, E1)
    record.decline(E1)
    assert name not in agreements(record)


@pytest.mark.parametrize("at", range(0, len(HOSTILE), 4))
def test_what_was_typed_shows_as_typed(record: Record, tmp_path: Path, at: int) -> None:
    import html5lib

    typed = dict(zip(("location", "contact", "arranging", "focus"), HOSTILE[at:], strict=False))
    line = " ".join(HOSTILE[at].split())
    approved(record, small_people(name=line))
    record.add("resource", kind="referral", name=HOSTILE[at], how="help")
    agreed(record, **typed)
    (path,) = save_agreements(record, tmp_path / "a", pair=E1)
    document = docx.Document(str(path))
    assert document.tables[0].cell(1, 1).text == line
    said = [one.text.partition(": ")[2] for one in document.paragraphs]
    assert {*typed.values(), f"{HOSTILE[at]}: help"} <= set(said)
    (page,) = save_agreements(record, tmp_path / "b", pair=E1, html=True)
    check_html(page.read_text("utf-8"))
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    assert tree.find(".//tbody/tr/td").text == line
    assert {*typed.values(), f"{HOSTILE[at]}: help"} <= {one.text for one in tree.iter("dd")}


def test_files_are_named_by_pseudonyms_and_are_those_of_one_pair(a_year: Record, tmp_path: Path) -> None:
    found = agreements(a_year)
    assert len(found) > 9
    paths = save_agreements(a_year, tmp_path / "out")
    assert {one.name for one in paths} == {f"{name}.docx" for name in found}
    people = {a_year.pseudonym(one.id): one.name for one in a_year.people().mentees}
    for path, (about, _) in list(zip(paths, found.values(), strict=True))[:5]:
        text = words(path)
        assert people[about[0]] in text
        others = {name for who, name in people.items() if name and who not in about}
        assert not {name for name in others if re.search(rf"\b{re.escape(name)}\b", text)}
        assert {"Oonagh Lead", "Ade Admin", "Sol Senior"} <= set(re.findall(r"[A-Z]\w+ [A-Z]\w+", text))


def test_erasure_deletes_what_names_somebody(record: Record, tmp_path: Path) -> None:
    record.add("officer", role="supervision", person="Sol Senior")
    approved(record)
    paths = [one for html in (False, True) for one in save_agreements(record, tmp_path / "out", html=html)]
    mine = [path for path in paths if record.pseudonym("e1") in path.stem.split("-")]
    rest = [path for path in paths if path not in mine]
    assert (len(mine), len(rest)) == (2, 4)
    assert record.erase("e1") == []
    assert [path.exists() for path in mine] == [False, False]
    assert all(path.exists() for path in rest)
    assert record.erase("Sol Senior") == []
    assert not any(path.exists() for path in rest)
    assert record.verify().faults == ()


def test_a_file_that_is_there_is_never_replaced(record: Record, tmp_path: Path) -> None:
    approved(record)
    first, *_ = save_agreements(record, tmp_path / "out")
    first.write_bytes(b"signed")
    with pytest.raises(mm.OutputError, match="there already: choose another folder"):
        save_agreements(record, tmp_path / "out")
    assert first.read_bytes() == b"signed"


def test_a_template_of_ones_own(record: Record, tmp_path: Path) -> None:
    approved(record)
    document = docx.Document(io.BytesIO(editable(Templates(), "agreement", FIELDS)))
    document.add_paragraph("Ours: {{ mentee }}").runs[0].bold = True
    (tmp_path / "own").mkdir()
    document.save(str(tmp_path / "own" / "agreement.docx"))
    own = Templates(tmp_path / "own")
    (path,) = save_agreements(record, tmp_path / "out", own, pair=E1)
    assert "Ours: Ada Birch" in words(path)
    document.add_paragraph("{{ mentree }}")
    document.save(str(tmp_path / "own" / "agreement.docx"))
    with pytest.raises(mm.OutputError, match="'mentree' is undefined"):
        save_agreements(record, tmp_path / "again", own, pair=E1)
    assert not (tmp_path / "again").exists()


def test_the_page_can_be_read_by_all(a_year: Record, tmp_path: Path, browser: Browser) -> None:
    path, *_ = save_agreements(a_year, tmp_path / "out", html=True)
    check_html(path.read_text("utf-8"))
    with opened(browser, path) as tab:
        assert serious(tab) == []
        assert tab.get_by_role("heading", name="Ending without fault").count() == 1


def test_officers_who_mentor_are_named_once(record: Record) -> None:
    approved(record)
    record.add("officer", role="lead", person="r1")
    ((about, fields),) = agreements(record, E1).values()
    assert fields["organisers"] == "Cy Dogwood (lead)"
    assert sorted(about) == sorted(record.pseudonym(one) for one in E1)
