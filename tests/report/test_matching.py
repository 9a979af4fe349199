"""The matching report: its figures are those of the matching, nobody can be found in it, it prints well."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.example import example_path
from mentormatch.record.record import Record
from mentormatch.report.matching import page
from mentormatch.report.rendering import Page

NASTY = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=1+1",
    "x" * 200,
    "abc \u05d0\u05d1",
    '\U0001f600 O\'Neil & "co"',
)
PAGE_MM, MM = 265, 96 / 25.4
"""What A4 leaves between its margins, and CSS pixels a millimetre."""


def text_of(found: Page) -> str:
    """Return what is read on a page: without what figures and styles hold, blanks put together."""
    tree = html5lib.parse(found.html, namespaceHTMLElements=False)
    body = tree.find("body")
    for one in body.iter("figure"):
        one.clear()
    return re.sub(r"\s+", " ", " ".join(body.itertext()))


def cells_of(found: Page, caption: str) -> list[list[str]]:
    """Return the cells of a table by the beginning of its caption, without the headings."""
    tree = html5lib.parse(found.html, namespaceHTMLElements=False)
    (table,) = [one for one in tree.iter("table") if one.findtext("caption").startswith(caption)]
    return [["".join(cell.itertext()).strip() for cell in row] for row in table.findall("tbody/tr")]


@pytest.fixture(scope="module")
def example() -> mm.Matching:
    people = mm.read_people(
        mentees=example_path("mentees.csv"), mentors=example_path("mentors.csv"),
        places=example_path("places.csv"),
    )  # fmt: skip
    return mm.match(people, mm.Policy.from_toml(example_path("policy.toml")))


@pytest.fixture(scope="module")
def audited(example: mm.Matching) -> mm.Audit:
    draw = np.random.default_rng(1)
    ids = [*example.people.mentee_ids, *example.people.mentor_ids]
    groups = draw.choice(["under 40", "40 and over"], len(ids), p=[0.6, 0.4])
    return mm.audit(example, pd.DataFrame({"id": ids, "age": groups}).drop_duplicates("id"))


@pytest.fixture(scope="module")
def report(example: mm.Matching, audited: mm.Audit) -> Page:
    return page(example, audited, inputs=["a" * 64], head="b" * 64)


def test_figures_are_those_of_the_matching(example: mm.Matching, report: Page) -> None:
    pairs, text = example.pairs, text_of(report)
    n, of = pairs["mentee_id"].nunique(), len(example.people.mentees)
    assert f"{n} mentees of {of} ({n / of:.0%}) with a mentor, in {len(pairs)} pairs" in text
    assert f"a mean score of {pairs['score'].mean():.2f} of 1" in text
    best = {one: example.alternatives(one)["score"].max() for one in pairs["mentee_id"]}
    first = np.mean(
        [score >= best[who] - 1e-9 for who, score in zip(pairs["mentee_id"], pairs["score"], strict=True)]
    )
    assert f"{first:.0%} of the pairs are the mentee's best possible one" in text
    assert f"half below {pairs['score'].median():.2f}" in text
    own = set(example.unmatched.query("reason in ('no_consent', 'not_trained', 'no_places')")["person_id"])
    taking = [one.capacity for one in example.people.mentors if one.id not in own]
    assert f"Mentors take {sum(taking)} mentees in all and have {len(pairs)}." in text
    assert f"{sum(example.unfilled.values())} mentors wanted were not found" in text
    rows = cells_of(report, "Why mentees")
    assert sum(int(row[1]) for row in rows) == (example.unmatched["role"] == "mentee").sum() == of - n
    for name, share, mean, known in cells_of(report, "Criteria"):
        of_pairs = pairs[name.replace(" ", "_")]
        total = sum(example.policy.all_weights.values())
        assert share == f"{example.policy.all_weights[name.replace(' ', '_')] / total:.0%}"
        assert (mean, known) == (f"{of_pairs.mean():.2f}", f"{of_pairs.notna().mean():.0%}")
    load = pairs["mentor_id"].value_counts()
    assert f"0: 0 full, {len(taking) - len(load)} with free capacity; 1:" in report.plots["load"].alt
    here = pairs[~pairs["online"]]["km"].dropna()
    assert f"0 to 5: {(here < 5).sum()}," in report.plots["km"].alt


def test_it_says_what_it_is_of(example: mm.Matching, report: Page, tmp_path: Path) -> None:
    from hashlib import sha256

    example.save(tmp_path / "m.mm")
    hashes = dict(cells_of(report, "Hashes"))
    assert hashes["The matching, as saved"] == sha256((tmp_path / "m.mm").read_bytes()).hexdigest()
    assert (hashes["Input file 1"], hashes["Last entry of the record"]) == ("a" * 64, "b" * 64)
    assert "Left out: the last entry" not in text_of(report)
    assert "Seed 2026" in text_of(report)


def test_the_same_matching_gives_the_same_bytes() -> None:
    matching = mm.match(random_people(1, 20, 14))
    assert page(matching).html == page(matching).html


def test_it_stands_alone_can_be_used_by_all_and_prints_well(
    report: Page, tmp_path: Path, browser: Browser
) -> None:
    check_html(report.html)
    report.save(tmp_path / "report.html")
    with opened(browser, tmp_path / "report.html") as tab:
        assert serious(tab) == []
        headings = tab.eval_on_selector_all("h1, h2, h3", "all => all.map(one => Number(one.tagName[1]))")
        assert headings[:2] == [1, 2]
        assert max(np.diff(headings)) <= 1
        assert all(
            tab.eval_on_selector_all("nav a", "all => all.map(one => !!document.querySelector(one.hash))")
        )
        words = tab.eval_on_selector_all(
            "figure svg", "all => all.map(one => one.querySelector('desc').textContent)"
        )
        assert [one.alt for one in report.plots.values()] == words
        printed = tab.pdf(format="A4", print_background=True)
        tab.emulate_media(media="print")
        tab.set_viewport_size({"width": round(180 * MM), "height": 900})
        sizes = tab.eval_on_selector_all(
            "figure, table, .glance",
            "all => all.map(one => [one.getBoundingClientRect().height, getComputedStyle(one).breakInside,"
            " one.scrollWidth <= one.clientWidth])",
        )
        assert all(height < PAGE_MM * MM for height, *_ in sizes)
        assert {(kept, narrow) for _, kept, narrow in sizes} == {("avoid", True)}
        # What is wider would be printed smaller.
        assert tab.evaluate("document.documentElement.scrollWidth") == round(180 * MM)
        tab.emulate_media(media="screen")
        tab.set_viewport_size({"width": 400, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") == 400
    pages = [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(io.BytesIO(printed)).pages]
    assert len(pages) <= 8
    for words in (
        "Without a mentor",
        "What you are asked to decide",
        "Whether these pairs are approved",
        "Contents",
    ):
        assert words in pages[0]
    for caption, last in (("Criteria: how", "personal interests"), ("Hashes Of what", "as saved")):
        (on,) = [one for one in pages if caption in one]
        assert last in on[on.index(caption) :]


def test_word_holds_the_same(report: Page) -> None:
    import docx

    document = docx.Document(io.BytesIO(report.docx()))
    titles = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    tree = html5lib.parse(report.html, namespaceHTMLElements=False)
    written = ["".join(one.itertext()) for one in tree.iter() if one.tag in {"h1", "h2", "h3"}]
    assert titles == [one for one in written if one != "Contents"]
    assert len(document.tables) == len(list(tree.iter("table")))
    assert [one._inline.docPr.get("descr") for one in document.inline_shapes] == [
        one.alt for one in report.plots.values()
    ]


def marked(seed: int) -> mm.People:
    """A scheme in which all that is somebody's own is marked."""
    people = random_people(seed, 20, 14)
    ids = {one: f"ZQid{k}x" for k, one in enumerate(sorted({*people.mentee_ids, *people.mentor_ids}))}

    def own(person: Any) -> Any:
        at = ids[person.id]
        links = {
            name: [ids[one] for one in getattr(person, name)]
            for name in ("independent_of", "avoids", "prefers")
        }
        known = {"name": f"ZQname {at}", "email": f"{at}@zq.example", "workplace": f"ZQplace {at}"}
        tags = [*person.professional_tags, f"ZQtag {at}"]
        fields = {**person.model_dump(), "id": at, **links, **known, "professional_tags": tags}
        return type(person).model_validate(fields)

    return mm.People(
        mentees=[own(one) for one in people.mentees], mentors=[own(one) for one in people.mentors]
    )


def kinds(people: mm.People) -> Iterator[mm.Matching]:
    """Yield matchings of several kinds."""
    first = mm.match(people, mm.Policy(mutual_pairs=True))
    (mentee_id, mentor_id), (_, other) = first.pair_ids[0], first.pair_ids[-1]
    yield first
    yield mm.match(people, mm.Policy(rules=[
        mm.rules.Require(pair=(mentee_id, mentor_id)), mm.rules.MinimumLoadIfUsed(mentor=other, load=1),
        mm.rules.PairCount(mentees=list(people.mentee_ids[:9]), at_most=5, name="ZQrule of ZQname"),
    ]))  # fmt: skip
    kept = mm.match(people, mm.Policy(rules=[mm.rules.MinimumLoad(mentor=mentor_id, load=1)])).begin()
    yield mm.rematch(kept, [mm.Leave(mentor_id), mm.Leave(other)])


@pytest.mark.parametrize("seed", range(2))
def test_nobody_can_be_found_in_it(seed: int) -> None:
    people = marked(seed)
    ids = list(dict.fromkeys([*people.mentee_ids, *people.mentor_ids]))
    groups = ["ZQ rare" if k < 3 else "many" if k % 2 else "others" for k in range(len(ids))]
    for matching in kinds(people):
        audit = mm.audit(matching, pd.DataFrame({"id": ids, "group": groups}))
        found = page(matching, audit, time_limit=KEEP_LIMIT)
        assert "zq" not in found.html.casefold()
        assert not any("zq" in one.alt.casefold() + one.title.casefold() for one in found.plots.values())


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_typed_shows_as_typed(typed: str) -> None:
    wants = {"wants": {typed: 2}, "professional_tags": ["QI"]}
    people = mm.People(
        mentees=[mentee(f"e{k}", **wants) for k in range(60)],
        mentors=[mentor(f"r{k}", offers={typed: 3}, capacity=2) for k in range(15)],
    )
    policy = mm.Policy(limits=mm.Limits(required_knowledge={typed: 1}))
    matching = mm.match(people, policy)
    groups = pd.DataFrame({"id": people.mentee_ids, typed: [typed, "others"] * 30})
    found = page(matching, mm.audit(matching, groups))
    check_html(found.html)
    shown = "".join(typed.split("\n"))
    assert cells_of(found, f"{shown}: mentees")[1:][0][0] in {shown, "others"}
    assert {row[0] for row in cells_of(found, f"{shown}: mentees")} >= {shown, "others"}
    assert f"{shown}: 1" in [row[1] for row in cells_of(found, "What the policy sets")]


PEOPLE = random_people(3, 16, 12)
BOTH = mm.People(mentees=PEOPLE.mentees[:4], mentors=PEOPLE.mentors[:3])
HARD = [mm.rules.MinimumLoadIfUsed(mentor=one, load=2) for one in PEOPLE.mentor_ids]
KEEP_LIMIT = 0.2
"""Seconds for what else would be possible, which the tests here do not ask about."""


def matched(people: mm.People = PEOPLE, limit: float = 60.0, **policy: Any) -> mm.Matching:
    return mm.match(people, mm.Policy.model_validate(policy), time_limit=limit)


def after_a_leave() -> mm.Matching:
    before = matched(rules=[mm.rules.Require(pair=matched().pair_ids[0])]).begin()
    return mm.rematch(before, [mm.Leave(before.policy.rules[0].pair[1])])


KINDS: dict[str, tuple[Callable[[], mm.Matching], tuple[str, ...]]] = {
    "proved": (lambda: matched(mutual_pairs=True), ("proved: no better matching", "a list of prices")),
    "few": (lambda: matched(BOTH), ("there are fewer than 8 pairs", "fewer than 8 mentors take mentees")),
    "empty": (lambda: matched(mm.People()), ("0 mentees of 0", "Nothing can be approved", "are no mentees.")),
    "no mentors": (lambda: matched(mm.People(mentees=PEOPLE.mentees)), ("There are no mentors.",)),
    "no mentees": (lambda: matched(mm.People(mentors=PEOPLE.mentors)), ("There are no mentees.",)),
    "rules": (lambda: matched(rules=HARD), (f"have no mentee, or at least so many {len(HARD)} all",)),
    "leximin": (lambda: matched(objective=["matched", "leximin 5", "score"]), ("(the 5 worst off)",)),
    "preference": (lambda: matched(objective=["preference", "score"]), ("first wishes",)),
    "drawn": (lambda: matched(explore=0.05, mutual_pairs=True), ("drawn by chance from", "nearly best")),
    "shares": (lambda: matched(shares={"field": "workplace"}), ("Shares by workplace", "policy has shares")),
    "rematch": (after_a_leave, ("have to be a pair 1 0; suspended: 1", "that cannot hold at present",
                                "under way", "Pairs kept")),
    "criteria": (lambda: matched(criteria=[{"kind": "same", "name": "clinic"}]), ("clinic",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_matching_has_a_report(kind: str) -> None:
    make, words = KINDS[kind]
    found = page(make(), time_limit=KEEP_LIMIT)
    check_html(found.html)
    text = text_of(found)
    for one in words:
        assert one in text


def test_what_is_not_proved_is_not_said_to_be() -> None:
    matching = matched(limit=0.1, rules=HARD, objective=["matched", "leximin 20", "score"])
    assert matching.status is not mm.Status.OPTIMAL
    text = text_of(page(matching, time_limit=KEEP_LIMIT))
    assert "No better matching exists" not in text
    assert "Whether a matching that is not proved to be the best" in text


def test_a_matching_of_a_record_says_that_nobody_has_checked_it(tmp_path: Path) -> None:
    with Record.open(tmp_path / "scheme.db") as record:
        record.import_people(BOTH)
        record.propose(record.match())
        matching, head = record.matching(), record.head
    found = page(matching, head=head, time_limit=KEEP_LIMIT)
    text = text_of(found)
    assert "this matching has no certificate, so nobody has checked it" in text
    assert "There is no proof. This matching was not solved for" in text
    assert dict(cells_of(found, "Hashes"))["Last entry of the record"] == head
