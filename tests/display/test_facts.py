"""What notebooks show: nothing unescaped, nothing of people that a plain repr hides, readable by all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import html5lib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from playwright.sync_api import Browser

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.hostile import HOSTILE, TYPED
from helpers.small_scheme import small_scheme
from mentormatch.display.facts import as_html, as_text

TAGS = {"html", "head", "body", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
MARK = "<script>alert(1)</script>"
NAMED = ("Ada Mark", "ada@example.org", "<i>e1</i>", "<i>r1</i>")
"""A name, an address and ids that no table of a whole scheme may show."""


def parsed(html: str) -> list[tuple[str, str]]:
    """Return all elements with their own text; any that we do not write, or an attribute, is an error."""
    elements = list(html5lib.parse(html, namespaceHTMLElements=False).iter())
    assert {one.tag for one in elements} <= TAGS
    assert {name for one in elements for name in one.keys()} <= {"style", "scope"}  # noqa: SIM118
    return [(one.tag, one.text or "") for one in elements]


@given(TYPED, TYPED)
def test_whatever_is_typed_stays_text(one: str, other: str) -> None:
    parsed(as_html(one, ((other, one),), {other: {one: [other]}}))


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_shown_is_what_was_typed(typed: str) -> None:
    found = parsed(as_html(typed, ((typed, typed),), {typed: {typed: [typed]}}))
    wanted = [("caption", typed), ("th", typed), ("td", typed)]
    assert [one for one in found if one[1]] == [*wanted, *wanted]


def test_a_long_table_says_how_much_of_it_is_shown() -> None:
    html = as_html("A", (), {"Short": {"k": [1]}, "Long": {"k": np.arange(26)}, "None": {"k": []}})
    captions = [text for tag, text in parsed(html) if tag == "caption"]
    assert captions == ["A", "Short", "Long: first 25 of 26"]
    assert [text for tag, text in parsed(html) if tag == "td"] == ["1", *map(str, range(25))]


def test_values_are_in_words() -> None:
    values = [True, None, float("nan"), 0.12345, 3.0, 10_000_000, "y" * 201]
    html = as_html("A", (), {"B": {"k": values}})
    cells = [text for tag, text in parsed(html) if tag == "td"]
    assert cells == ["yes", "", "", "0.123", "3", "10000000", f"{'y' * 199}…"]
    assert html.count("text-align:right") == 4


def test_text_has_the_same_facts() -> None:
    assert as_text((("A", "1"), ("Longer", "2"))) == "A       1\nLonger  2"


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """One of each kind, of a scheme in which ids, names and tags are hostile."""
    return {type(one).__name__: one._repr_html_() for one in results()}


def results() -> Iterator[mm.People | mm.Policy | mm.Matching | mm.Explanation | mm.Frontier | mm.Comparison]:
    people = small_scheme()
    first, *mentees = people.mentees
    one, *mentors = people.mentors
    first = first.replace(id=NAMED[2], name=NAMED[0], email=NAMED[1], prefers=[NAMED[3]], groups=[MARK])
    people = mm.People(mentees=(first, *mentees), mentors=(one.replace(id=NAMED[3]), *mentors))
    policy = mm.Policy(
        scoring={"synonyms": {MARK: "research"}},
        rules=[mm.rules.Forbid(pair=(NAMED[2], "r3"))],
    )
    matching = mm.match(people, policy).begin()
    changes = [mm.Dissolve(*matching.pair_ids[0])]
    again = mm.rematch(matching, changes, policy)
    yield from (people, policy, matching, matching.explain(NAMED[2]), again, mm.compare(matching, again))
    yield mm.frontier(matching, changes, policy)
    table = pd.DataFrame(
        {"id": [NAMED[2], "e2"], "name": [NAMED[0], MARK], "max_km": ["2", MARK], "consent": "yes"}
    )
    yield mm.read_tables(mentees=table, mentors=pd.DataFrame({"id": ["r1"], "consent": ["yes"]}))


KINDS = ("People", "Policy", "Matching", "Explanation", "Rematching", "Comparison", "Frontier", "Reading")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_a_result_gets_through(shown: dict[str, str], kind: str) -> None:
    assert parsed(shown[kind])
    check_html(f"<!doctype html><title>{kind}</title>{shown[kind]}")


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"Policy", "Explanation"}))
def test_no_person_is_shown(shown: dict[str, str], kind: str) -> None:
    text = " ".join(text for _, text in parsed(shown[kind]))
    assert not [name for name in NAMED if name in text]


def test_an_explanation_and_a_policy_show_the_ids_that_their_repr_shows(shown: dict[str, str]) -> None:
    assert ("caption", f"Explanation of {NAMED[2]}") in parsed(shown["Explanation"])
    assert ("td", f"pair: ['{NAMED[2]}', 'r3']") in parsed(shown["Policy"])


def test_a_policy_shows_what_is_not_usual(shown: dict[str, str]) -> None:
    cells = [text for tag, text in parsed(shown["Policy"]) if tag == "td"]
    at = cells.index(f"scoring.synonyms.{MARK}")
    assert cells[at + 1 : at + 3] == ["research", ""]
    assert "limits.online" not in cells


def test_people_are_counted_by_what_they_answered(shown: dict[str, str]) -> None:
    cells = [text for tag, text in parsed(shown["People"]) if tag == "td"]
    assert cells[:3] == ["4, for a demand of 4", "3, with a capacity of 3", "0"]
    assert cells[cells.index("location") + 1 :][:2] == ["3", "3"]
    assert cells[cells.index("prefers") + 1 :][:2] == ["1", "0"]
    assert "wants" not in cells


def test_a_reading_shows_rows_that_were_left_out_without_their_words(shown: dict[str, str]) -> None:
    cells = [text for tag, text in parsed(shown["Reading"]) if tag == "td"]
    assert any("row 3, max_km" in cell for cell in cells)
    assert MARK not in " ".join(cells)


def test_a_comparison_shows_causes(shown: dict[str, str]) -> None:
    captions = [text for tag, text in parsed(shown["Comparison"]) if tag == "caption"]
    assert captions[1] == "What differs"


def test_all_can_use_it(shown: dict[str, str], browser: Browser, tmp_path: Path) -> None:
    head = "<!doctype html><html lang='en'><title>All</title><style>:root {color-scheme: light dark}</style>"
    (tmp_path / "all.html").write_text(
        f"{head}<main>{''.join(shown.values())}</main></html>", encoding="utf-8"
    )
    with opened(browser, tmp_path / "all.html") as tab:
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            assert serious(tab) == []


LIGHT = """
import sys
import mentormatch as mm
mm.People(mentees=[mm.Mentee(id="e1")])._repr_html_() + mm.Policy()._repr_html_()
print([one for one in ("pandas", "matplotlib") if one in sys.modules])
"""


def test_it_needs_no_pandas() -> None:
    assert subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, check=True).stdout == b"[]\n"
