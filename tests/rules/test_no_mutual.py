"""`NoMutual`: two people who are both mentee and mentor do not mentor each other."""

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
from mentormatch.rules import NoMutual, Require, Rule

PROBLEM = Problem(3, 2, [0, 1, 2, 2], [1, 0, 0, 1], [5, 4, 1, 1], capacity=2)
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    both = min(problem.n_mentees, problem.n_mentors)
    people = st.tuples(st.permutations(range(problem.n_mentees)), st.permutations(range(problem.n_mentors)))
    same = people.map(lambda p: tuple(zip(p[0][:both], p[1][:both], strict=True)))
    return along(problem, same.map(lambda own: NoMutual(same=own)))


def test_trivial() -> None:
    for same in ((), ((0, 0),), ((0, 0), (2, 1))):
        assert solved(with_rules(PROBLEM, NoMutual(same=same)), BOTH, "auto") == (3, 10)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Require(pair=0), NoMutual(same=((0, 0), (1, 1))), Require(pair=1))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    assert violations(problem, [0, 1]) == ("mentee 0 and mentor 1 mentor each other",)


def test_forced_to_satisfy() -> None:
    for method in ("auto", "cpsat"):
        assert solved(with_rules(PROBLEM, NoMutual(same=((0, 0), (1, 1)))), BOTH, method) == (2, 6)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize("same", [((0, 0), (0, 1)), ((0, 0), (1, 0)), ((0,),), ((-1, 0),)])
def test_bad_input(same: object) -> None:
    with pytest.raises(PolicyError):
        NoMutual(same=same)


def test_unknown_people() -> None:
    with pytest.raises(ProblemError, match=r"its mentor must be an index in 0\.\.1"):
        with_rules(PROBLEM, NoMutual(same=((0, 2),)))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "NoMutual", "same": [["e1", "r2"], ["e2", "r0"]]}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == NoMutual(same=((1, 2), (2, 0)))
