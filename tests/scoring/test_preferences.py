"""Ranked preferences against a definition in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given

from helpers.scoring_cases import assert_same, candidates_of, mean, pairs_of, schemes
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person
from mentormatch.people.side import Side
from mentormatch.policy import Policy, Scoring
from mentormatch.scoring import Preferences
from mentormatch.scoring.preferences import _liked


def ranked(chooser: Person, others: Sequence[Person]) -> list[str]:
    ids = {p.id for p in others}
    return [i for i in chooser.prefers if i in ids]


def wish(chooser: Person, other: Person, others: Sequence[Person]) -> float:
    wishes = ranked(chooser, others)
    return 1 - wishes.index(other.id) / len(wishes) if other.id in wishes else 0.0


@given(schemes("prefers"))
def test_preferences_are_their_definition(scheme: tuple[People, Candidates]) -> None:
    people, _ = scheme
    mentees_list = any(ranked(one, people.mentors) for one in people.mentees)
    mentors_list = any(ranked(one, people.mentees) for one in people.mentors)
    expected = [
        mean([
            wish(a, b, people.mentors) if mentees_list else math.nan,
            wish(b, a, people.mentees) if mentors_list else math.nan,
        ])
        for a, b, _ in pairs_of(*scheme)
    ]  # fmt: skip
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
    np.testing.assert_equal(scores(people), [0.5, 0.25, 0.5, 0.0])


def test_first_choices_of_each_other_come_before_that_of_one() -> None:
    people = People(
        mentees=(Mentee(id="a", prefers=("r",)), Mentee(id="b", prefers=("s",))),
        mentors=(Mentor(id="r", prefers=("a",)), Mentor(id="s", prefers=("a", "b"))),
    )
    np.testing.assert_equal(scores(people), [1.0, 0.5, 0.0, 0.75])


def test_a_side_that_lists_nobody_does_not_count() -> None:
    mentees = (Mentee(id="a", prefers=("r",)), Mentee(id="b"))
    for prefers in ((), ("gone",)):
        people = People(mentees=mentees, mentors=(Mentor(id="r", prefers=prefers), Mentor(id="s")))
        assert scores(people) == [1.0, 0.0, 0.0, 0.0]


def scheme_of(people: People) -> Scheme:
    return AllReasons.of(people, Policy()).scheme


@pytest.mark.parametrize("wishes", [("a",), ("A",)])
def test_everybody_moves_when_a_side_begins_or_ceases_to_list_anybody(wishes: tuple[str, ...]) -> None:
    mentees = (Mentee(id="a", prefers=("r",)), Mentee(id="b"))
    silent = People(mentees=mentees, mentors=MENTORS)
    listing = People(mentees=mentees, mentors=(MENTORS[0].replace(prefers=wishes), *MENTORS[1:]))
    for one, other in ((silent, listing), (listing, silent)):
        moved = Preferences().moved(scheme_of(one), scheme_of(other))
        assert moved[0].tolist() == [0, 1]
    more = listing.replace(mentors=(listing.mentors[0], MENTORS[1].replace(prefers=("b",)), *MENTORS[2:]))
    moved = Preferences().moved(scheme_of(listing), scheme_of(more))
    assert (moved[0].tolist(), moved[1].tolist()) == ([], [])


def test_an_id_is_looked_up_as_written_or_else_folded() -> None:
    choosers = Side([Mentee(id=i, prefers=own) for i, own in (("a", ("R", "s", "ſ")), ("b", ("Ｔ", "u ")))])
    assert _liked(choosers, Side([*MENTORS, Mentor(id="S")])).tolist() == [0, 1, -1, 2, 3]
