"""`Hours`: each mentor's pairs stay within the mentor's budget."""

from itertools import combinations_with_replacement

import numpy as np
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
from mentormatch.engine.rules.hours import patterns
from mentormatch.engine.solve import solve
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status
from mentormatch.rules import Hours, Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 2, 2], [0, 0, 0, 1], [5, 5, 1, 4], capacity=[3, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    return along(
        problem,
        st.builds(
            lambda hours, budget: Hours(hours=hours, budget=budget),
            numbers(0, 6, problem.n_pairs),
            numbers(0, 9, problem.n_mentors),
        ),
        st.builds(
            lambda hours, budget: Hours(hours=hours, budget=budget),
            st.integers(0, 3),
            st.dictionaries(st.integers(0, problem.n_mentors - 1), st.integers(0, 9)),
        ),
    )


def test_trivial() -> None:
    for rule in (
        Hours(hours=[3, 3, 9, 4], budget=[6, 4]),
        Hours(hours=2, budget={1: 2}),
        Hours(hours=0, budget=[0, 0]),
        Hours(hours=2**31 - 1, budget=[2**63 - 1, 2**63 - 1]),
    ):
        assert solved(with_rules(PROBLEM, rule), BOTH, "auto") == (3, 14)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=0), Require(pair=1), Hours(hours=[2, 3, 1, 1], budget=[4, 1]))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 1, 3]) == ("mentor 0 spends 5 hours; the budget is 4",)


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, Hours(hours=[2, 3, 1, 1], budget=[4, 1])), BOTH, "auto") == (2, 9)
    assert solved(with_rules(PROBLEM, Hours(hours=[1, 1, 1, 9], budget=[3, 8])), BOTH, "auto") == (3, 11)
    assert solved(with_rules(PROBLEM, Hours(hours=2, budget={0: 3})), BOTH, "cpsat") == (2, 9)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


def test_hours_in_a_common_unit_may_be_large() -> None:
    problem = with_rules(PROBLEM, Hours(hours=[2**30, 2**30, 2**30, 0], budget=[2**31, 0]))
    assert solved(problem, BOTH, "cpsat") == (3, 14)
    problem = with_rules(PROBLEM, Hours(hours=[2**30, 2**30 + 1, 2**30, 0], budget=[2**31, 0]))
    agrees(problem)


def test_hours_that_could_overflow_a_row_are_refused_there() -> None:
    n = 7
    hours = [2**29 + k for k in range(n)]
    problem = Problem(n, 1, range(n), [0] * n, [1] * n, n, rules=[Hours(hours=hours, budget=[2**31])])
    with pytest.raises(ProblemError, match=r"Hours of mentor 0: .* coarser unit"):
        solve(problem, BOTH, "cpsat")
    # Sets of mentees are added up without a row that could overflow: three of them fit, four do not.
    assert (solve(problem).status, solve(problem).n_matched) == (Status.OPTIMAL, 3)


def test_packing_keeps_only_patterns_that_nothing_covers() -> None:
    assert patterns((5, 4, 3, 2, 1), 2, 7) == ((5, 2), (4, 3))
    assert patterns((5, 4, 3, 2, 1), 3, 10) == ((5, 5, 0), (5, 4, 1), (5, 3, 2), (4, 4, 2), (4, 3, 3))
    assert patterns((5, 4), 1, 3) == ((0,),)
    assert patterns(tuple(range(60, 20, -1)), 6, 200) is None


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True), st.integers(1, 4), st.integers(0, 25)
)
def test_what_fits_a_budget_fits_a_pattern(sizes: list[int], capacity: int, budget: int) -> None:
    packed = patterns(tuple(sorted(sizes, reverse=True)), capacity, budget)
    assert packed is not None
    assert all(sum(pattern) <= budget for pattern in packed)
    for chosen in combinations_with_replacement([0, *sizes], capacity):
        large_first = sorted(chosen, reverse=True)
        fits = any(all(a >= b for a, b in zip(p, large_first, strict=True)) for p in packed)
        assert fits == (sum(chosen) <= budget)


@pytest.mark.parametrize(
    ("hours", "budget", "said"),
    [
        ([1, -1, 1, -2], [1, 1], r"its hours is outside 0\.\.2147483647 at 1, 3"),
        ([1, 2**31, 1, 1], [1, 1], "its hours is outside .* at 1"),
        ([1, 1, 1, 1], [-1, 1], "its budget is outside .* at 0"),
        ([1, 1, 1], [1, 1], "its hours holds 3 numbers; expected 4, one per pair"),
        ([1, 1, 1, 1], [1], "its budget holds 1 numbers; expected 2, one per mentor"),
        (1, {2: 1}, r"its mentor must be an index in 0\.\.1"),
        (1, {"r1": 1}, r"its mentor must be an index in 0\.\.1"),
    ],
)
def test_what_a_problem_cannot_take(hours: object, budget: object, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        with_rules(PROBLEM, Hours(hours=hours, budget=budget))


@pytest.mark.parametrize(
    ("hours", "budget"),
    [
        ([1.5], [1]), ([float("nan")], [1]), (-1, [1]), (True, [1]), (1, {"r1": -1}), (1, {"r1": 0.5}),
        (1, {-1: 1}), (1, {"": 1}), (1, [[0, 1, 2]]), ([[1], [2]], [1]), ([[1], [2, 3]], [1]), (["1"], [1]),
        ([2**70], [1]), (np.array([2**63], np.uint64), [1]),
    ],
)  # fmt: skip
def test_bad_input(hours: object, budget: object) -> None:
    with pytest.raises(PolicyError):
        Hours(hours=hours, budget=budget)


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "Hours", "hours": 2, "budget": {"r1": 7, "r0": 3}}])
    assert policy.rules == (Hours(hours=2, budget={"r0": 3, "r1": 7}),)
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert hash(policy.rules[0]) == hash(Hours(hours=2, budget={"r0": 3, "r1": 7}))
    assert policy.rules[0].indexed(ByNumber()) == Hours(hours=2, budget={0: 3, 1: 7})
    with pytest.raises(PolicyError, match="budget"):
        Policy(rules=[{"rule": "Hours", "hours": 2, "budget": {"r1": "7"}}])


@pytest.mark.parametrize("budget", [{0: 3, 1: 7}, {}, [3, 7], np.array([3, 7])])
@pytest.mark.parametrize("hours", [2, [1, 2, 3]])
def test_json_keeps_everything(hours: object, budget: object) -> None:
    rule = Hours(hours=hours, budget=budget)
    again = Hours.model_validate_json(rule.model_dump_json())
    assert again == rule
    assert hash(again) == hash(rule)
