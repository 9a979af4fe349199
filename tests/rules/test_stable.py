"""`Stable`: no mentee and mentor prefer each other to their assigned partners."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_lookup import ByNumber
from helpers.rule_reference import (
    agrees,
    along,
    answers,
    checker_agrees,
    numbers,
    small_problems,
    solved,
    violations,
    with_rules,
)  # fmt: skip
from mentormatch.engine.rules import stable as stability
from mentormatch.engine.solve import solve
from mentormatch.engine.stable.deferred_acceptance import deferred_acceptance
from mentormatch.engine.stable.pairs import possible
from mentormatch.errors import ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status
from mentormatch.rules import Forbid, KeepApart, MinimumLoad, Rule, Stable

# Both mentees prefer mentor 0, who prefers mentee 0.
PROBLEM = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 9, 9, 1])
FIRST = Stable(mentee_rank=[1, 2, 1, 2], mentor_rank=[1, 1, 2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    n = problem.n_pairs
    stable = st.builds(
        lambda mentee, mentor: Stable(mentee_rank=mentee, mentor_rank=mentor),
        numbers(1, 3, n),
        numbers(1, 3, n),
    )
    forbidden = st.builds(Forbid, pair=st.integers(0, n - 1))
    return st.tuples(along(problem, stable, most=1), st.lists(forbidden, max_size=2)).map(
        lambda drawn: [*drawn[0], *drawn[1]]
    )


def forbidding(problem: Problem) -> list[Rule]:
    return [rule for rule in problem.rules if isinstance(rule, Forbid)]


def test_trivial() -> None:
    ties = Stable(mentee_rank=[1, 1, 1, 1], mentor_rank=[1, 1, 1, 1])
    assert solved(with_rules(PROBLEM, ties), BOTH, "auto") == (2, 18)


def test_forced_to_violate() -> None:
    problem = with_rules(PROBLEM, FIRST, MinimumLoad(mentor=1, load=2))
    assert solved(problem, BOTH, "auto") is None
    said = "mentee 0 and mentor 0 prefer each other to their assigned partners"
    assert violations(with_rules(PROBLEM, FIRST), [1, 2]) == (said,)
    assert len(violations(with_rules(PROBLEM, FIRST), [])) == 4


def test_a_rule_that_stability_contradicts() -> None:
    one = Problem(2, 1, [0, 1], [0, 0], [1, 1], capacity=2)
    problem = with_rules(one, Stable(mentee_rank=[1, 1], mentor_rank=[1, 1]), KeepApart(mentees=(0, 1)))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None


def test_forced_to_satisfy() -> None:
    for method in ("auto", "cpsat"):
        assert solved(with_rules(PROBLEM, FIRST), BOTH, method) == (2, 2)


def test_pairs_without_demand_or_capacity_never_block() -> None:
    for numbers_ in ({"demand": [1, 0]}, {"demand": 0}, {"capacity": [0, 1]}, {"capacity": 0}):
        bare = Problem(2, 2, PROBLEM.mentee, PROBLEM.mentor, PROBLEM.score, **numbers_)
        checker_agrees(with_rules(bare, FIRST))
        agrees(with_rules(bare, FIRST))


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_long_lists(problem: Problem) -> None:
    """Sums that are variables, which otherwise only occur for longer lists."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability, "SHORT", 0)
        agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_many_levels(problem: Problem) -> None:
    """Rows without levels, which otherwise only occur for mentors with very many ranks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability, "WIDE", -1)
        agrees(problem)
        patch.setattr(stability, "SHORT", 0)
        agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_levels_and_no_levels_side_by_side(problem: Problem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability, "WIDE", 1)
        agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@given(small_problems(rules, most_demand=3))
def test_a_stable_answer_always_exists(problem: Problem) -> None:
    stable = [rule for rule in problem.rules if isinstance(rule, Stable)]
    assert next(answers(problem, [*stable, *forbidding(problem)]), None) is not None


@given(small_problems(rules, most_demand=3))
def test_deferred_acceptance_is_stable(problem: Problem) -> None:
    for rule in problem.rules:
        if isinstance(rule, Stable):
            chosen = deferred_acceptance(problem, rule)
            assert violations(with_rules(problem, rule, *forbidding(problem)), chosen) == ()


@given(small_problems(rules, most_demand=3))
def test_pairs_ruled_out_are_in_no_stable_answer(problem: Problem) -> None:
    for rule in problem.rules:
        if isinstance(rule, Stable):
            made = {pair for chosen in answers(problem, [rule, *forbidding(problem)]) for pair in chosen}
            assert made <= set(np.flatnonzero(possible(problem, rule)).tolist())


def test_offers_leave_out_what_cannot_be() -> None:
    assert possible(PROBLEM, FIRST).tolist() == [True, False, False, True]
    ties = Stable(mentee_rank=[1, 1, 1, 1], mentor_rank=[1, 1, 1, 1])
    assert possible(PROBLEM, ties).all()


def test_a_scheme_of_the_usual_size_is_proved() -> None:
    rng = np.random.default_rng(0)
    mentee = np.repeat(np.arange(60), 4)
    mentor = np.concatenate([rng.choice(12, 4, replace=False) for _ in range(60)])
    rule = Stable(mentee_rank=np.tile([1, 2, 3, 4], 60), mentor_rank=rng.integers(1, 5, 240))
    problem = Problem(60, 12, mentee, mentor, rng.integers(0, 99, 240), capacity=5, rules=[rule])
    assert solve(problem).status is Status.OPTIMAL


def test_ranks_of_the_wrong_length() -> None:
    with pytest.raises(ProblemError) as caught:
        with_rules(PROBLEM, Stable(mentee_rank=[1, 2], mentor_rank=[1] * 5))
    assert caught.value.problems == (
        "rule 0 (Stable): its mentee_rank holds 2 numbers; expected 4, one per pair",
        "rule 0 (Stable): its mentor_rank holds 5 numbers; expected 4, one per pair",
    )


def test_arrays_are_compared_by_what_they_hold() -> None:
    twin = Stable(mentee_rank=np.array([1, 2, 1, 2], np.int8), mentor_rank=(1.0, 1, 2, 2))
    assert twin == FIRST
    assert hash(twin) == hash(FIRST)
    assert twin != Stable(mentee_rank=[1, 1, 2, 2], mentor_rank=[1, 2, 1, 2])
    assert twin.mentee_rank.dtype == np.int64
    assert not twin.mentee_rank.flags.writeable


def test_json() -> None:
    policy = Policy(rules=[FIRST])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert FIRST.indexed(ByNumber()) == FIRST
