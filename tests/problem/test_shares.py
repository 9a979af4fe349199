"""Organisations: who belongs to which, what each gives, and targets in whole billionths of a place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.policy import Shares
from mentormatch.problem.shares import PLACE, Organisations, without_shares

PEOPLE = mm.People(
    mentees=[
        mentee("e1", workplace="Trust  A", demand=2),
        mentee("e2", workplace="trust b"),
        mentee("e3"),
    ],
    mentors=[
        mentor("r1", workplace="TRUST A", capacity=3),
        mentor("r2", workplace="Trust C", capacity=2),
        mentor("r3", workplace="Trust C", capacity=4, consent=False),
    ],
)


def organisations(**more: object) -> tuple[Organisations, mm.Problem]:
    found = mm.match(PEOPLE, mm.Policy(shares={"field": "workplace", **more}))
    return Organisations.of(found.people, found.policy.shares, found.index.traits), without_shares(
        found.problem
    )


def test_everybody_is_in_one_by_its_spelling_among_mentees() -> None:
    of, _ = organisations(credits={"Trust D": 0.5})
    assert of.names == ("", "Trust  A", "trust b", "Trust C", "Trust D")
    assert of.of_mentee.tolist() == [1, 2, 0]
    assert of.of_mentor.tolist() == [1, 3, 3]
    assert of.credits.tolist() == [0, 0, 0, 0, PLACE // 2]


def test_it_gives_the_capacity_of_mentors_the_demand_of_mentees_or_its_quota() -> None:
    of, problem = organisations()
    assert list(of.gives(problem)) == [0, 3, 0, 2]
    of, problem = organisations(by="demand")
    assert list(of.gives(problem)) == [1, 2, 1, 0]
    of, problem = organisations(quotas={"TRUST B": 1.5, "trust c": 3})
    assert list(of.gives(problem)) == [0, 0, 1.5, 3]


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.integers(0, 10_000))
def test_targets_add_up_to_the_places_and_the_credits(quotas: list[int], places: int) -> None:
    credits_before = np.array([PLACE // 2, -PLACE // 3, 0, 7], np.int64)
    of = Organisations(
        tuple("ABCD"), np.zeros(1, np.int64), np.zeros(1, np.int64), tuple(map(float, quotas)),
        credits_before, by_capacity=True, what="organisation",
    )  # fmt: skip
    problem = mm.Problem(1, 1, [0], [0], [1])
    left = int((of.targets(problem, places) - credits_before).sum()) - (places * PLACE if any(quotas) else 0)
    assert abs(left) <= len(quotas)


def test_a_problem_without_such_rules_is_left_as_it_is() -> None:
    problem = mm.Problem(1, 1, [0], [0], [1])
    assert without_shares(problem) is problem


def test_shares_are_a_section_of_a_policy() -> None:
    assert mm.Policy(shares=Shares(field="role")).shares == mm.Shares(field="role", by="capacity")
    with pytest.raises(mm.PolicyError, match="by"):
        Shares(field="role", by="mentors")
