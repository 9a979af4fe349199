"""`Floor`: each matched mentee has at least this total score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_lookup import ByNumber
from helpers.rule_reference import (
    agrees,
    along,
    checker_agrees,
    numbers,
    small_problems,
    solved,
    violations,
    with_rules,
)  # fmt: skip
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import Floor, Require, Rule

PROBLEM = Problem(2, 3, [0, 0, 0, 1], [0, 1, 2, 2], [5, 3, -2, 4], capacity=1, demand=[2, 1])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    totals = st.one_of(st.integers(-4, 7), st.integers(0, 1500))
    own = st.one_of(st.none(), numbers(-4, 7, problem.n_pairs))
    return along(
        problem, st.builds(lambda total, score: Floor(total=total, score=score), totals, own), most=1
    )


def test_trivial() -> None:
    for total in (-(2**62), -5, 0, 4):
        assert solved(with_rules(PROBLEM, Floor(total=total)), BOTH, "auto") == (3, 12)
    assert violations(with_rules(PROBLEM, Floor(total=2**62)), []) == ()


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=3), Floor(total=5))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 1, 3]) == ("mentee 1 has a total score of 4, below the floor of 5",)
    assert violations(with_rules(PROBLEM, Floor(total=5)), [0, 2]) == (
        "mentee 0 has a total score of 3, below the floor of 5",
    )


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, Floor(total=8)), BOTH, "auto") == (2, 8)
    assert solved(with_rules(PROBLEM, Floor(total=9)), BOTH, "auto") == (0, 0)
    assert solved(with_rules(PROBLEM, Floor(total=2**62)), BOTH, "cpsat") == (0, 0)


def test_scores_of_its_own() -> None:
    assert solved(with_rules(PROBLEM, Floor(total=2, score=[1, 1, 1, 2])), BOTH, "auto") == (3, 12)
    assert solved(with_rules(PROBLEM, Floor(total=2, score=[1, 1, 1, 1])), BOTH, "auto") == (2, 8)
    with pytest.raises(ProblemError, match="its score holds 3 numbers; expected 4, one per pair"):
        with_rules(PROBLEM, Floor(total=2, score=[1, 1, 1]))


@given(small_problems(rules, most_demand=3))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


def test_scores_beyond_what_a_row_can_hold() -> None:
    large = Problem(1, 2, [0, 0], [0, 1], [2**40, 3], demand=2)
    with pytest.raises(ProblemError, match=r"Floor of mentee 0: .* coarser unit"):
        solved(with_rules(large, Floor(total=2**40 + 1)), BOTH, "cpsat")
    assert solved(with_rules(large, Floor(total=4)), BOTH, "cpsat") == (2, 2**40 + 3)
    single = with_rules(Problem(1, 2, [0, 0], [0, 1], [2**40, 3]), Floor(total=2**39))
    assert solved(single, BOTH, "cpsat") == (1, 2**40)


@pytest.mark.parametrize("total", [0.5, "1", True, 2**63, None])
def test_bad_input(total: object) -> None:
    with pytest.raises(PolicyError):
        Floor(total=total)


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "Floor", "total": 400}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == Floor(total=400)
