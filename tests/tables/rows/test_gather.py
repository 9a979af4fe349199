"""Ids that contain the separator of lists: drawn at random, they mean the same person in every list."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.tables.rows.column_map import ColumnMap

Row = dict[str, str]

GIVEN = ("Amy", "Bo", "Cy", "Di", "Ed", "Flo", "Gus")
FAMILY = ("Ash", "Birch", "Dogwood", "Elm", "Fir", "Hazel", "Ivy")
LISTS = ("appraiser", "educational_supervisor", "line_manager", "independent_of", "avoids", "prefers")


def ids(draw: random.Random, separator: str, n: int) -> list[str]:
    """Return ids, most of which contain the separator, some of them twice or as part of another."""
    found: set[str] = set()
    while len(found) < n:
        names = [*draw.sample(FAMILY, draw.randint(1, 2)), draw.choice(GIVEN)]
        found.add(draw.choice([f"{separator} ".join(names), f"{separator} ".join(names), f"r{len(found)}"]))
    drawn = sorted(found)
    draw.shuffle(drawn)
    return drawn


def typed(draw: random.Random, one: str, separator: str) -> str:
    """Return an id as somebody may type it in a list."""
    return draw.choice([one, one.replace(f"{separator} ", separator), one.upper(), f" {one} "])


@pytest.mark.parametrize("separator", [";", ",", "|", "/"])
@pytest.mark.parametrize("seed", range(15))
def test_lists_mean_whom_they_name(seed: int, separator: str) -> None:
    draw = random.Random(seed)
    known = ids(draw, separator, 10)
    mentees: list[Row] = [{"id": one, "consent": "yes"} for one in known[:5]]
    mentors: list[Row] = [{"id": one, "consent": "yes"} for one in known[5:]]
    right: dict[tuple[str, str], tuple[str, ...]] = {}
    for rows in (mentees, mentors):
        for row in rows:
            for name in (*LISTS, *(["supervises"] if rows is mentors else [])):
                # No two whose ids put side by side would be the id of a third.
                others = draw.sample([one for one in known if one != row["id"]], draw.randint(0, 2))
                if len(others) == 2 and _ambiguous(others, known, separator):
                    others = others[:1]
                row[name] = f"{separator} ".join(typed(draw, one, separator) for one in others)
                right[row["id"], name] = tuple(others)
    people = mm.read_tables(
        mentees=pd.DataFrame(mentees), mentors=pd.DataFrame(mentors), columns=ColumnMap(separator=separator)
    ).people
    reporting = LISTS[:4]
    for person in (*people.mentees, *people.mentors):
        for field in ("avoids", "prefers"):
            assert _folded(getattr(person, field)) == _folded(right[person.id, field])
        superiors = {one for name in reporting for one in right[person.id, name]}
        assert set(_folded(person.independent_of)) == set(_folded(superiors))
    for mentor in people.mentors:
        assert _folded(mentor.supervises) == _folded(right[mentor.id, "supervises"])
    for mentee, mentor in mm.match(people).pair_ids:
        for one, other in ((mentee, mentor), (mentor, mentee)):
            named = {who for name in (*reporting, "avoids") for who in right[one, name]}
            named |= set(right.get((one, "supervises"), ()))
            assert other not in named


def _folded(some: object) -> tuple[str, ...]:
    return tuple(one.casefold() for one in some)  # type: ignore[attr-defined]


def _ambiguous(others: list[str], known: list[str], separator: str) -> bool:
    cell = f"{separator} ".join(others)
    return any(one not in others and one in cell for one in known if separator in one)


@pytest.mark.parametrize("separator", [";", ","])
def test_the_longest_id_is_meant(separator: str) -> None:
    longest = f"Ash{separator} Amy{separator} Bo"
    known = ["Ash", f"Ash{separator} Amy", longest]
    people = mm.read_tables(
        mentees=pd.DataFrame({"id": ["e1"], "avoids": [f"{longest}{separator}r9"]}),
        mentors=pd.DataFrame({"id": known}),
        columns=ColumnMap(separator=separator),
    ).people
    assert people.mentees[0].avoids == (longest, "r9")


def test_somebody_who_joins_may_name_a_person_of_the_matching() -> None:
    mentors = pd.DataFrame({"id": ["Ash; Amy", "Elm; Di"], "consent": ["yes", "yes"]})
    before = mm.match(
        mm.read_people(mentees=pd.DataFrame({"id": ["Fir; Flo"], "consent": ["yes"]}), mentors=mentors)
    )
    joining = pd.DataFrame({"id": ["Birch; Bo"], "consent": ["yes"], "line_manager": ["Ash; Amy; Fir; Flo"]})
    table = pd.DataFrame({"change": ["join"], "person": ["Birch; Bo"]})
    [join] = mm.read_changes(table, matching=before, mentees=joining)
    assert join.person.independent_of == ("Ash; Amy", "Fir; Flo")
    assert ("Birch; Bo", "Ash; Amy") not in mm.rematch(before, [join]).pair_ids


def test_an_id_that_is_a_name_is_found_in_other_orders() -> None:
    people = mm.read_people(
        mentees=pd.DataFrame({"id": ["Birch, Bo"], "consent": ["yes"], "line_manager": ["Dr Amy Ash"]}),
        mentors=pd.DataFrame({"id": ["Ash, Amy"], "consent": ["yes"]}),
    )
    assert mm.match(people).pair_ids == ()
