"""Shared values against a definition in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from helpers.scoring_cases import assert_same, mean, one, pairs_of, schemes, scorings, tag_cosine, tags_by_row
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.person import Person
from mentormatch.policy import Scoring
from mentormatch.scoring import Values
from mentormatch.text import folded


def answers(person: Person) -> dict[str, int]:
    given_by = {}
    for statement, answer in person.answers.items():
        given_by.setdefault(folded(statement), set()).add(answer)
    return {statement: found.pop() for statement, found in given_by.items() if len(found) == 1}


def agreement(mentee: Mentee, mentor: Mentor) -> float:
    mine, theirs = answers(mentee), answers(mentor)
    both = mine.keys() & theirs.keys()
    return 1 - sum(abs(mine[s] - theirs[s]) for s in both) / len(both) / 4 if both else math.nan


@given(schemes("answers", "values"), scorings)
def test_values_are_their_definition(scheme: tuple[People, Candidates], scoring: Scoring) -> None:
    people, candidates = scheme
    sets = tags_by_row(people, "values", scoring)
    expected = [
        mean([agreement(a, b), tag_cosine(people, sets, i, len(people.mentees) + j)])
        for (a, b, _), i, j in zip(pairs_of(*scheme), candidates.mentee, candidates.mentor, strict=True)
    ]
    assert_same(Values().score(*scheme, scoring), expected)


@pytest.mark.parametrize(
    ("mine", "theirs", "score"),
    [
        ({"s": 1}, {"s": 5}, 0.0),
        ({"s": 3}, {"s": 3}, 1.0),
        ({"s": 1, "t": 5}, {"s": 2, "t": 5}, 0.875),
        ({"s": 1, "t": 5}, {"s": 1, "u": 5}, 1.0),
        ({"S": 1}, {"s ": 1}, 1.0),
    ],
)
def test_answers_by_hand(mine: dict[str, int], theirs: dict[str, int], score: float) -> None:
    assert one(Values(), Mentee(id="a", answers=mine), Mentor(id="r", answers=theirs)) == score


def test_tags_and_answers_count_alike() -> None:
    mentee = Mentee(id="a", answers={"s": 1}, values=("Safety", "independence"))
    mentor = Mentor(id="r", answers={"s": 1}, values=("safety",))
    alike = 1 / math.sqrt(1 + 1 + math.log(3 / 2))  # both say "safety", one of two "independence"
    assert one(Values(), mentee, mentor) == pytest.approx((1 + alike) / 2)


def test_without_a_shared_statement_it_is_unknown() -> None:
    assert np.isnan(one(Values(), Mentee(id="a", answers={"s": 1}), Mentor(id="r", answers={"t": 1})))
    assert np.isnan(one(Values(), Mentee(id="a", values=("safety",)), Mentor(id="r", values=("N/A",))))
    assert one(Values(), Mentee(id="a", values=("safety",)), Mentor(id="r", values=("candour",))) == 0.0


def test_contradicting_answers_to_one_statement_are_no_answer() -> None:
    twice = Mentee(id="a", answers={"S": 1, "s": 5, "t": 2})
    assert one(Values(), twice, Mentor(id="r", answers={"s": 1, "t": 2})) == 1.0
    assert np.isnan(one(Values(), twice, Mentor(id="r", answers={"s": 1})))


def test_more_statements_than_one_block() -> None:
    mine = {f"statement {k}": 1 + k % 5 for k in range(200)}
    theirs = {f"statement {k}": 1 + k % 3 for k in range(100, 300)}
    expected = agreement(Mentee(id="a", answers=mine), Mentor(id="r", answers=theirs))
    found = one(Values(), Mentee(id="a", answers=mine), Mentor(id="r", answers=theirs))
    assert found == pytest.approx(expected, abs=1e-12)
