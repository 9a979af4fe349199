"""`MinimumLoad`: this mentor has at least this many mentees."""

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
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad, Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 1, 2], [0, 0, 1, 1], [5, 5, 1, 4], capacity=[2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    mentors, loads = st.integers(0, problem.n_mentors - 1), st.integers(0, 3)
    return along(problem, st.builds(lambda j, load: MinimumLoad(mentor=j, load=load), mentors, loads))


def test_trivial() -> None:
    for load in (0, 1, 2):
        assert solved(with_rules(PROBLEM, MinimumLoad(mentor=0, load=load)), BOTH, "network") == (3, 14)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=1), MinimumLoad(mentor=1, load=2))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 1, 3]) == ("mentor 1 has 1 mentee; at least 2 required",)


def test_forced_to_satisfy() -> None:
    for method in ("auto", "network", "cpsat"):
        assert solved(with_rules(PROBLEM, MinimumLoad(mentor=1, load=2)), BOTH, method) == (3, 10)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize("given", [{"mentor": -1}, {"load": -1}, {"load": 0.5}, {"mentor": ""}])
def test_bad_input(given: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        MinimumLoad(**{"mentor": 0, "load": 1, **given})


def test_unknown_mentor() -> None:
    with pytest.raises(ProblemError, match=r"its mentor must be an index in 0\.\.1"):
        with_rules(PROBLEM, MinimumLoad(mentor=2, load=1))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "MinimumLoad", "mentor": "r1", "load": 2}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == MinimumLoad(mentor=1, load=2)
