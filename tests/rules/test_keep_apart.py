"""`KeepApart`: no two of these mentees share a mentor; no two of these mentors share a mentee."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_lookup import ByNumber
from helpers.rule_reference import (
    agrees,
    along,
    checker_agrees,
    small_problems,
    solved,
    violations,
    with_rules,
)
from mentormatch.errors import PolicyError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import KeepApart, Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 1, 2], [0, 0, 1, 1], [5, 5, 1, 4], capacity=[2, 2])
SEVERAL = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 4, 3, 2], capacity=2, demand=2)
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    def group(n: int) -> st.SearchStrategy[tuple[int, ...]]:
        return st.lists(st.integers(0, n - 1), unique=True, max_size=n).map(tuple)

    return along(
        problem,
        group(problem.n_mentees).map(lambda people: KeepApart(mentees=people)),
        group(problem.n_mentors).map(lambda people: KeepApart(mentors=people)),
    )


@pytest.mark.parametrize(
    "rule",
    [KeepApart(mentees=()), KeepApart(mentees=(0,)), KeepApart(mentees=(0, 2)), KeepApart(mentors=(0, 1))],
)
def test_trivial(rule: Rule) -> None:
    assert solved(with_rules(PROBLEM, rule), BOTH, "auto") == (3, 14)


def test_forced_to_violate() -> None:
    apart = with_rules(PROBLEM, Require(pair=0), KeepApart(mentees=(0, 1)), Require(pair=1))
    assert solved(apart, BOTH, "auto") is solved(apart, BOTH, "cpsat") is None
    said = "mentee 0 and mentee 1 share mentor 0, but must be kept apart"
    assert violations(apart, [0, 1, 3]) == (said,)
    mentors = with_rules(SEVERAL, KeepApart(mentors=(1, 0)))
    said = "mentor 1 and mentor 0 share mentee 0, but must be kept apart"
    assert violations(mentors, [0, 1, 2]) == (said,)


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, KeepApart(mentees=(0, 1))), BOTH, "auto") == (3, 10)
    assert solved(with_rules(PROBLEM, KeepApart(mentees=(0, 1, 2))), BOTH, "auto") == (2, 9)
    assert solved(with_rules(SEVERAL, KeepApart(mentors=(0, 1))), BOTH, "auto") == (2, 8)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize(
    "given", [{}, {"mentees": [0], "mentors": [1]}, {"mentees": [0, 0]}, {"mentees": [-1]}]
)
def test_bad_input(given: dict[str, list[int]]) -> None:
    with pytest.raises(PolicyError):
        KeepApart(**given)


def test_in_a_policy() -> None:
    policy = Policy(
        rules=[
            {"rule": "KeepApart", "mentees": ["e1", "e2"]},
            {"rule": "KeepApart", "mentors": ["r1", "r0"]},
        ]
    )
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    indexed = [rule.indexed(ByNumber()) for rule in policy.rules]
    assert indexed == [KeepApart(mentees=(1, 2)), KeepApart(mentors=(1, 0))]
    assert KeepApart(mentees=(1, 2)) != KeepApart(mentors=(1, 2))
