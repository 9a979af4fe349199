"""`KeepTogether`: all have the same single mentor, or none is matched."""

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
from mentormatch.rules import KeepTogether, Require, Rule

PROBLEM = Problem(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [5, 1, 2, 6, 4], capacity=[2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    group = st.lists(st.integers(0, problem.n_mentees - 1), unique=True, max_size=3)
    return along(problem, group.map(lambda people: KeepTogether(mentees=people)))


def test_trivial() -> None:
    for group in ((), (0,), (1, 2)):
        assert solved(with_rules(PROBLEM, KeepTogether(mentees=group)), BOTH, "auto") == (3, 15)
    assert violations(with_rules(PROBLEM, KeepTogether(mentees=(0, 1))), []) == ()


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=0), KeepTogether(mentees=(0, 2)))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 4]) == ("mentee 0 and mentee 2 must have the same mentor, but do not",)
    assert violations(problem, [0]) == ("mentee 0 and mentee 2 must have the same mentor, but do not",)


def test_one_mentor_only() -> None:
    two = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 4, 3, 2], capacity=2, demand=2)
    two = with_rules(two, KeepTogether(mentees=(0, 1)))
    said = "mentee 0 has more than one mentor, but must share a single one with others"
    assert violations(two, range(4)) == (said,)
    assert solved(two, BOTH, "auto") == (2, 8)


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, KeepTogether(mentees=(0, 1))), BOTH, "auto") == (3, 11)
    assert solved(with_rules(PROBLEM, KeepTogether(mentees=(0, 1, 2))), BOTH, "auto") == (0, 0)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


def test_each_mentee_is_listed_once() -> None:
    with pytest.raises(PolicyError, match="twice"):
        KeepTogether(mentees=("e1", "e1"))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "KeepTogether", "mentees": ["e2", "e0"]}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == KeepTogether(mentees=(2, 0))
