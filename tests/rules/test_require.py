"""`Require`: this pair is chosen."""

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
from mentormatch.rules import Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 1, 2], [0, 0, 1, 1], [5, 5, 1, 4], capacity=[2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    return along(problem, st.integers(0, problem.n_pairs - 1).map(lambda k: Require(pair=k)))


def test_trivial() -> None:
    for method in ("auto", "network", "cpsat"):
        assert solved(with_rules(PROBLEM, Require(pair=1)), BOTH, method) == (3, 14)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=1), Require(pair=2))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 1]) == ("mentee 1 is not with mentor 1, which is required",)


def test_forced_to_satisfy() -> None:
    for method in ("auto", "network", "cpsat"):
        assert solved(with_rules(PROBLEM, Require(pair=2)), BOTH, method) == (3, 10)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize("pair", [-1, 0.5, True, "e1", ("e1",), None])
def test_bad_input(pair: object) -> None:
    with pytest.raises(PolicyError):
        Require(pair=pair)


def test_an_unknown_pair() -> None:
    with pytest.raises(ProblemError, match=r"rule 0 \(Require\): its pair must be an index in 0\.\.3"):
        with_rules(PROBLEM, Require(pair=4))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "Require", "pair": ["e1", "r2"]}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == Require(pair=12)
