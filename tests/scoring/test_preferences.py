"""Ranked preferences against a definition in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given

from helpers.scoring_cases import assert_same, candidates_of, mean, pairs_of, schemes
from mentormatch.candidates.search import Candidates
from mentormatch.candidates.side import Side
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person
from mentormatch.policy import Scoring
from mentormatch.scoring import Preferences
from mentormatch.scoring.preferences import _resolved


def wish(chooser: Person, other: Person, others: Sequence[Person]) -> float:
    ids = {p.id for p in others}
    ranked = [i for i in chooser.prefers if i in ids]
    if not ranked:
        return math.nan
    return 1 - ranked.index(other.id) / len(ranked) if other.id in ranked else 0.0


@given(schemes("prefers"))
def test_preferences_are_their_definition(scheme: tuple[People, Candidates]) -> None:
    people, _ = scheme
    expected = [
        mean([wish(a, b, people.mentors), wish(b, a, people.mentees)]) for a, b, _ in pairs_of(*scheme)
    ]
    assert_same(Preferences().score(*scheme, Scoring()), expected)


def scores(people: People) -> list[float]:
    return Preferences().score(people, candidates_of(people), Scoring()).tolist()


MENTORS = tuple(Mentor(id=i) for i in "rstu")


@pytest.mark.parametrize(
    ("prefers", "expected"),
    [
        (("s",), [0.0, 1.0, 0.0, 0.0]),
        (("t", "r"), [0.5, 0.0, 1.0, 0.0]),
        (("r", "s", "t", "u"), [1.0, 0.75, 0.5, 0.25]),
        (("gone", "t", "r"), [0.5, 0.0, 1.0, 0.0]),
    ],
)
def test_ranks_by_hand(prefers: tuple[str, ...], expected: list[float]) -> None:
    assert scores(People(mentees=(Mentee(id="a", prefers=prefers),), mentors=MENTORS)) == expected


@pytest.mark.parametrize("prefers", [(), ("gone",)])
def test_a_list_of_absent_people_is_no_preference(prefers: tuple[str, ...]) -> None:
    people = People(mentees=(Mentee(id="a", prefers=prefers),), mentors=MENTORS)
    assert np.isnan(scores(people)).all()


def test_both_sides_count_alike() -> None:
    people = People(
        mentees=(Mentee(id="a", prefers=("r", "s")), Mentee(id="b")),
        mentors=(Mentor(id="r", prefers=("b",)), Mentor(id="s")),
    )
    np.testing.assert_equal(scores(people), [0.5, 0.5, 1.0, math.nan])


def test_an_id_is_looked_up_as_written_or_else_folded() -> None:
    lists = [("R", "s", " r", "ſ"), ("Ｔ", "u ")]
    others = Side([*MENTORS, Mentor(id="S")])
    row, liked = _resolved(lists, others)
    assert list(zip(row.tolist(), liked.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 2), (1, 3)]
