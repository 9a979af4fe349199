"""`Keep`: all of these pairs are chosen."""

import numpy as np
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
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import Keep, MinimumLoad, PairCount, Require, Rule

PROBLEM = Problem(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [5, 1, 2, 6, 4], capacity=[2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    pairs = st.lists(st.integers(0, problem.n_pairs - 1), unique=True, max_size=3)
    return along(
        problem,
        pairs.map(lambda own: Keep(pairs=own)),
        st.builds(lambda j, n: MinimumLoad(mentor=j, load=n), st.integers(0, problem.n_mentors - 1),
                  st.integers(0, 2)),
        st.builds(lambda own, n: PairCount(pairs=own, at_most=n), pairs, st.integers(0, 2)),
    )  # fmt: skip


def test_trivial() -> None:
    for rule in (Keep(pairs=[]), Keep(pairs=[0, 3, 4])):
        assert solved(with_rules(PROBLEM, rule), BOTH, "network") == (3, 15)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, Keep(pairs=[0, 1]), Require(pair=4))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    with pytest.raises(InfeasibleError, match=r"2 earlier pairs must be kept: mentee 0 with mentor 0, men"):
        solve(problem)
    said = "mentee 0 is no longer with mentor 1, but the pair must be kept"
    assert violations(with_rules(PROBLEM, Keep(pairs=[1, 3])), [0, 3, 4]) == (said,)


def test_forced_to_satisfy_and_proved_by_prices() -> None:
    problem = with_rules(PROBLEM, Keep(pairs=[1, 2]))
    assert solved(problem, BOTH, "auto") == solved(problem, BOTH, "cpsat") == (3, 7)
    certificate = solve(problem).certificate
    assert certificate is not None
    assert (certificate.proved, certificate.proof) == (True, "prices")


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


def test_same_as_require_for_each() -> None:
    one = solve(with_rules(PROBLEM, Keep(pairs=[2, 1])))
    other = solve(with_rules(PROBLEM, Require(pair=1), Require(pair=2)))
    assert np.array_equal(one.chosen, other.chosen)


@pytest.mark.parametrize("pairs", [[0, 0], [-1], [0.5], "all", [["e1", "r1"], 3]])
def test_bad_input(pairs: object) -> None:
    with pytest.raises(PolicyError):
        Keep(pairs=pairs)


def test_unknown_pairs() -> None:
    with pytest.raises(ProblemError, match=r"rule 0 \(Keep\): its pair must be an index in 0\.\.4; it h"):
        with_rules(PROBLEM, Keep(pairs=[1, 5]))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "Keep", "pairs": [["e1", "r2"], ["e2", "r1"]]}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == Keep(pairs=[12, 21])
