"""The annual report as a person sees it: valid, for all to read, as typed, the same each time, discreet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import pandas as pd
import pytest
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.lived import FIRST, LAST, Plan, begin, by_hand, live
from mentormatch.policy import Shares
from mentormatch.record.record import Record
from mentormatch.report.annual.needs import OTHERS, balance, fairness, needs
from mentormatch.report.annual.page import annual_report, period_before
from mentormatch.report.rendering import Page

YEAR = (date(2025, 9, 1), date(2026, 8, 31))
NASTY = "{{7*7}} <script>alert(1)</script> =1+1 $x_{1}$ \u202eabc " + "x" * 200


def ids_of(record: Record) -> list[str]:
    people = record.people()
    return list(dict.fromkeys((*people.mentee_ids, *people.mentor_ids)))


def groups_of(record: Record) -> pd.DataFrame:
    ids = ids_of(record)
    return pd.DataFrame({"id": ids, "age": [("under 40", "40 and over")[k % 2] for k in range(len(ids))]})


def test_a_person_reads_all_of_it(a_year: Record, tmp_path: Path, browser: Browser) -> None:
    page = annual_report(a_year, *YEAR, groups=groups_of(a_year))
    check_html(page.html)
    page.save(tmp_path / "annual.html")
    with opened(browser, tmp_path / "annual.html") as tab:
        assert serious(tab) == []
        assert tab.get_by_role("heading", level=2).all_inner_texts() == [
            "The year in figures", "Pairs", "Meetings", "Waiting times", "Training", "Feedback",
            "Changes made in response", "Fairness between groups", "Balance between organisations",
            "Next year’s needs",
        ]  # fmt: skip
        assert tab.get_by_role("img").count() == 2
        rows = tab.get_by_role("row").all_inner_texts()
        assert a_year.head in tab.get_by_role("contentinfo").inner_text()
    hand = by_hand(tmp_path / "scheme.db", *YEAR)
    for name, n in (("Mentees with a mentor", hand["mentees"]), ("Meetings", hand["meetings"])):
        assert f"{name}\t{n}" in rows
    assert f"completed\t{hand['completed']}\t{hand['completed'] / hand['ended']:.0%}" in rows
    for one in ids_of(a_year):
        assert f">{one}<" not in page.html
    document = docx.Document(_saved(page, tmp_path / "annual.docx"))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [row.split("\t") for row in rows] == cells
    alts = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert ["Sep 2025" in alts[0], "helpful" in alts[1]] == [True, True]


def _saved(page: Page, path: Path) -> str:
    page.save(path)
    return str(path)


def test_the_same_record_gives_the_same_bytes(a_year: Record) -> None:
    pages = [annual_report(a_year, *YEAR, groups=groups_of(a_year)) for _ in range(2)]
    assert (pages[0].html, pages[0].docx()) == (pages[1].html, pages[1].docx())


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("start") / "scheme.db"
    begin(place)
    return place.read_bytes()


LONG = Plan(
    meetings=((5, 60, False), (40, 90, True)), agreed=2, ended=300,
    levels=(("mentee_on_mentor", "helpful", 4, 5),), trained=(("concept", -5), ("skills", -5)),
)  # fmt: skip
EARLY = replace(LONG, how="dissolve", significant="none")
REFERRED, ALONE = replace(EARLY, significant="referred"), replace(LONG, agreed=0)
CASES = {
    "one more ended early": ([LONG] * 30 + [EARLY] * 3, [LONG] * 29 + [EARLY] * 4),
    "one more was referred": (
        [REFERRED] * 2 + [EARLY] * 20 + [LONG] * 9, [REFERRED] * 3 + [EARLY] * 19 + [LONG] * 9
    ),
    "one more has no agreement": ([LONG] * 30 + [ALONE] * 2, [LONG] * 29 + [ALONE] * 3),
    "one less is trained": (
        [LONG] * 30 + [replace(LONG, trained=())], [LONG] * 29 + [replace(LONG, trained=())] * 2
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_nobody_can_tell_how_many_of_a_few_there_are(start: bytes, tmp_path: Path, case: str) -> None:
    """Two schemes that differ in one person of a small group give the same report."""
    pages = []
    for plans in CASES[case]:
        (tmp_path / "scheme.db").write_bytes(start)
        with Record.open(tmp_path / "scheme.db") as record:
            live(record, plans)
            html = annual_report(record, FIRST, LAST).html
            pages.append(html.replace(record.head, "HEAD"))
    assert pages[0] == pages[1]


def test_a_large_group_does_tell(start: bytes, tmp_path: Path) -> None:
    pages = set()
    for early in (10, 11):
        (tmp_path / "scheme.db").write_bytes(start)
        with Record.open(tmp_path / "scheme.db") as record:
            live(record, [LONG] * (30 - early) + [EARLY] * early)
            pages.add(annual_report(record, FIRST, LAST).html.replace(record.head, "HEAD"))
    assert len(pages) == 2


def test_the_year_before_is_beside_it(start: bytes, tmp_path: Path) -> None:
    (tmp_path / "scheme.db").write_bytes(start)
    later = replace(LONG, began=400, ended=500, meetings=((401, 60, True),))
    with Record.open(tmp_path / "scheme.db") as record:
        live(record, [LONG] * 20 + [later] * 10)
        html = annual_report(record, *YEAR).html
        cells = '<td class="number">10</td><td class="number">20</td>'
        assert f'<th scope="row">Pairs that went on in the period</th>{cells}' in html
        assert "1 September 2024 to 31 August 2025" in html
        assert "nothing of the period before" in annual_report(record, FIRST, LAST).html
        with pytest.raises(mm.ProblemError, match="swap the days"):
            annual_report(record, LAST, FIRST)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ((date(2023, 9, 1), date(2024, 8, 31)), (date(2022, 9, 1), date(2023, 8, 31))),
        ((date(2024, 1, 1), date(2024, 3, 31)), (date(2023, 10, 2), date(2023, 12, 31))),
        ((date(2024, 2, 29), date(2025, 2, 27)), (date(2023, 3, 1), date(2024, 2, 28))),
        ((date(2024, 5, 5), date(2024, 5, 5)), (date(2024, 5, 4), date(2024, 5, 4))),
    ],
)
def test_periods_follow_one_another(period: tuple[date, date], before: tuple[date, date]) -> None:
    assert period_before(*period) == before
    assert before[1] + timedelta(1) == period[0]


def test_what_was_typed_shows_as_typed(a_year: Record, tmp_path: Path, browser: Browser) -> None:
    a_year.add("scheme", name=NASTY[:220], aim="-", begins=YEAR[0], intake="cohort", meetings=1, minutes=60,
               months=1, weeks_between=1)  # fmt: skip
    a_year.add("answer", list="standards", item="changes", answer=NASTY, day=YEAR[1])
    a_year.add("answer", list="standards", item="changes", answer="too late", day=YEAR[1] + timedelta(1))
    for row in a_year.rows("pair").head(4).itertuples():
        a_year.feedback(row.id, "mentor_on_scheme", f"P{row.mentor}", {NASTY: 5}, day=YEAR[0])
    page = annual_report(a_year, *YEAR)
    check_html(page.html)
    assert "<script>" not in page.html
    assert "too late" not in page.html
    page.save(tmp_path / "annual.html")
    with opened(browser, tmp_path / "annual.html") as tab:
        assert tab.locator("h1").text_content() == f"Annual report: {NASTY[:220]}"
        assert tab.locator("li").first.text_content() == f"31 August 2026: {NASTY}"
        assert tab.get_by_role("rowheader").filter(has_text="{{7*7}}").first.text_content() == NASTY
    words = [one.text for one in docx.Document(_saved(page, tmp_path / "annual.docx")).paragraphs]
    assert any(NASTY in one for one in words)


def test_an_empty_record_has_a_report(tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.db") as record:
        page = annual_report(record, *YEAR)
    check_html(page.html)
    assert "Annual report: Mentoring scheme" in page.html
    assert "hidden.</p>" not in page.html


def test_next_years_needs_are_what_loops_count(a_year: Record) -> None:
    found = needs(a_year, *YEAR)
    people, pairs = a_year.people(), a_year.rows("pair").to_dict("records")
    live_states = {"proposed", "accepted", "active", "paused"}
    wanted = free = waiting = 0
    for one in (one for one in people.mentees if one.consent):
        number = int(a_year.pseudonym(one.id)[1:])
        has = sum(p["mentee"] == number and p["state"] in live_states for p in pairs)
        wanted += max(0, one.demand - has)
        waiting += one.demand > has
    for mentor in (one for one in people.mentors if one.consent):
        number = int(a_year.pseudonym(mentor.id)[1:])
        has = sum(p["mentor"] == number and p["state"] in live_states for p in pairs)
        free += max(0, mentor.capacity - has)
    assert (found["wanted"], found["waiting"], found["free"]) == (wanted, waiting, free)
    assert (found["mentees"], found["joined"]) == (sum(one.consent for one in people.mentees), 0)
    assert found["short"] == max(0, wanted - free)


def test_skills_to_train_are_those_in_which_three_mentors_are_least_expert(a_year: Record) -> None:
    mentors = a_year.people().mentor_ids
    for aspect, levels in {"Listening": (5, 4, 5), NASTY: (1, 2, 2), "Conflict": (1, 1)}.items():
        for mentor, level in zip(mentors, levels, strict=False):
            a_year.add("skill", person=mentor, aspect=aspect, expert=level, how_often=3)
    html = annual_report(a_year, *YEAR).html
    check_html(html)
    means = [("{{7*7}} &lt;script&gt;", "1.7"), ("Listening", "4.7")]
    at = [html.index(f'<th scope="row">{aspect}') for aspect, _ in means]
    assert at == sorted(at)
    for begins, (_, mean) in zip(at, means, strict=True):
        assert f'<td class="number">3</td><td class="number">{mean}</td>' in html[begins : begins + 400]
    assert "Conflict" not in html


def test_groups_are_compared_by_who_had_a_partner_in_the_period(a_year: Record) -> None:
    groups = groups_of(a_year)
    found = fairness(a_year, *YEAR, groups)
    numbers = {one: int(a_year.pseudonym(one)[1:]) for one in groups.id}
    began = {e["pair"] for e in a_year.rows("event").to_dict("records") if e["event"] == "begin"}
    paired = {p["mentee"] for p in a_year.rows("pair").to_dict("records") if p["id"] in began}
    for group in found.groups:
        if group.role == "mentee" and group.name == "under 40":
            these = {numbers[one] for one in groups.id[groups.age == "under 40"]}
            assert group.matched == len(these & paired)
    with pytest.raises(mm.RecordError):
        annual_report(a_year, *YEAR, groups=groups.rename(columns={"id": "who"}))


def test_organisations_are_balanced_if_the_policy_says_so(tmp_path: Path, a_year: Record) -> None:
    assert balance(a_year) is None
    begin(tmp_path / "shares.db", shares=Shares(field="workplace"))
    with Record.open(tmp_path / "shares.db") as record:
        table = balance(record)
        assert table is not None
        whole = record.matching().shares
        assert whole is not None
        assert table.has.sum() == whole.matched.sum() == 48
        assert set(table.organisation) <= {"w0", "w1", "w2", "w3", OTHERS}
        assert (table.has[table.organisation != OTHERS] >= 8).all()
        assert "Organisation" in annual_report(record, FIRST, LAST).html
