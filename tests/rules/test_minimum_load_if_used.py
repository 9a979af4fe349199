"""`MinimumLoadIfUsed`: no mentees, or at least this many."""

from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_reference import (
    agrees,
    along,
    checker_agrees,
    small_problems,
    solved,
    violations,
    with_rules,
)
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoadIfUsed, Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 2, 2], [0, 0, 0, 1], [5, 5, 1, 4], capacity=[3, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    mentors = st.integers(0, problem.n_mentors - 1)
    return along(
        problem,
        st.builds(
            lambda mentor, load: MinimumLoadIfUsed(mentor=mentor, load=load), mentors, st.integers(0, 4)
        ),
    )


def test_trivial() -> None:
    for load in (0, 1, 2):
        problem = with_rules(PROBLEM, MinimumLoadIfUsed(mentor=0, load=load))
        assert solved(problem, BOTH, "auto") == (3, 14)
        assert violations(problem, []) == ()


def test_forced_to_violate() -> None:
    lonely = with_rules(PROBLEM, Require(pair=3), MinimumLoadIfUsed(mentor=1, load=2))
    assert solved(lonely, BOTH, "auto") is solved(lonely, BOTH, "cpsat") is None
    assert violations(lonely, [0, 1, 3]) == ("mentor 1 has 1 mentee; either 0 or at least 2 required",)


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, MinimumLoadIfUsed(mentor=0, load=3)), BOTH, "auto") == (3, 11)
    assert solved(with_rules(PROBLEM, MinimumLoadIfUsed(mentor=0, load=4)), BOTH, "auto") == (1, 4)
    assert solved(with_rules(PROBLEM, MinimumLoadIfUsed(mentor=1, load=2)), BOTH, "auto") == (3, 11)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "MinimumLoadIfUsed", "mentor": "r1", "load": 2}])
    assert policy.rules == (MinimumLoadIfUsed(mentor="r1", load=2),)
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
