"""Ties go by lottery: the same pairs for any order of rows, another draw for another seed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentormatch.engine.network.lottery import _mixed
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.objectives import ORDERS
from mentormatch.problem.problem import Problem
from mentormatch.rules import KeepApart, MinimumLoad, MinimumLoadIfUsed, Require, Rule


def tied_problem(seed: int) -> tuple[Problem, Problem]:
    """A problem full of ties, and the same with mentees, mentors and pairs in another order."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 7)), int(rng.integers(1, 6))
    mentee, mentor = np.nonzero(rng.random((n, m)) < rng.random())
    score = rng.integers(0, 1 + seed % 3, len(mentee))
    capacity, demand = rng.integers(0, 4, m), rng.integers(0, 3, n)
    ids = [f"e{i}" for i in range(n)], [f"r{j}" for j in range(m)]
    require = [int(k) for k in rng.choice(len(mentee), 1)] if len(mentee) and seed % 4 == 0 else []
    load = [int(j) for j in rng.choice(m, 1)] if seed % 5 == 0 else []
    new_e, new_r, new_p = rng.permutation(n), rng.permutation(m), rng.permutation(len(mentee))
    at_e, at_r, at_p = np.argsort(new_e), np.argsort(new_r), np.argsort(new_p)
    one = Problem(
        n, m, mentee, mentor, score, capacity, demand,
        [Require(pair=k) for k in require] + [MinimumLoad(mentor=j, load=1) for j in load], *ids,
    )  # fmt: skip
    other = Problem(
        n, m, at_e[mentee[new_p]], at_r[mentor[new_p]], score[new_p], capacity[new_r], demand[new_e],
        [Require(pair=int(at_p[k])) for k in require]
        + [MinimumLoad(mentor=int(at_r[j]), load=1) for j in load],
        [ids[0][i] for i in new_e], [ids[1][j] for j in new_r],
    )  # fmt: skip
    return one, other


def named(problem: Problem, chosen: np.ndarray) -> set[tuple[str, str]]:
    return {
        (problem.mentee_name(int(problem.mentee[k])), problem.mentor_name(int(problem.mentor[k])))
        for k in chosen
    }


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.sampled_from([("matched", "score"), ("score",), ("matched",)]))
def test_any_order_of_rows_gives_the_same_pairs(seed: int, objective: tuple[str, ...]) -> None:
    one, other = tied_problem(seed)
    try:
        first = solve(one, objective, seed=seed)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            solve(other, objective, seed=seed)
        return
    assert named(one, first.chosen) == named(other, solve(other, objective, seed=seed).chosen)


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.sampled_from([("matched", "score"), ("score",)]))
def test_every_method_chooses_the_same_pairs(seed: int, objective: tuple[str, ...]) -> None:
    one, other = tied_problem(seed)
    try:
        first = solve(one, objective, "network", seed=seed)
    except InfeasibleError:
        return
    assert named(one, first.chosen) == named(other, solve(other, objective, "cpsat", seed=seed).chosen)


def side_rules(problem: Problem, seed: int) -> list[Rule]:
    """Rules that the network kernel does not accept, by id, whatever the order of rows."""
    rng = np.random.default_rng(seed)
    mentee = {problem.mentee_ids[i]: i for i in range(problem.n_mentees)} if problem.mentee_ids else {}
    mentor = {problem.mentor_ids[j]: j for j in range(problem.n_mentors)} if problem.mentor_ids else {}
    few = [mentee[f"e{i}"] for i in rng.permutation(problem.n_mentees)[:2]]
    used = [mentor[f"r{j}"] for j in rng.permutation(problem.n_mentors)[:2]]
    return [
        *([KeepApart(mentees=few)] if len(few) == 2 else []),
        *(MinimumLoadIfUsed(mentor=j, load=2) for j in used),
    ]


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.sampled_from([("matched", "score"), ("score",)]))
def test_side_rules_or_not_any_order_and_method_gives_the_same_pairs(
    seed: int, objective: tuple[str, ...]
) -> None:
    one, other = (p.replace(rules=[*p.rules, *side_rules(p, seed)]) for p in tied_problem(seed))
    found: set[frozenset[tuple[str, str]] | None] = set()
    for problem, method in itertools.product((one, other), ("auto", "cpsat")):
        try:
            solution = solve(problem, objective, method, seed=seed)
            found.add(frozenset(named(problem, solution.chosen)))
        except InfeasibleError:
            found.add(None)
    assert len(found) == 1


@settings(max_examples=100)
@given(
    st.integers(0, 10**6), st.sampled_from([order.names for order in ORDERS]), st.sampled_from([1, 10**10])
)
def test_under_side_rules_the_order_of_rows_never_decides(
    seed: int, objective: tuple[str, ...], factor: int
) -> None:
    """Also where only the number of pairs counts, and where scores add up to more than 2^31."""
    one, other = (p.replace(rules=[*p.rules, *side_rules(p, seed)]) for p in tied_problem(seed))
    found: set[frozenset[tuple[str, str]] | None] = set()
    for problem in (one, other):
        try:
            solution = solve(problem.replace(score=factor * problem.score + 7), objective, seed=seed)
            found.add(frozenset(named(problem, solution.chosen)))
        except InfeasibleError:
            found.add(None)
    assert len(found) == 1


def test_every_best_answer_has_a_chance() -> None:
    """With two equal mentees and mentors, each of the two matchings is about as frequent over seeds."""
    problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 5, 5, 5])
    drawn = [tuple(solve(problem, seed=seed).chosen.tolist()) for seed in range(200)]
    assert set(drawn) == {(0, 3), (1, 2)}
    assert 60 < drawn.count((0, 3)) < 140


def test_the_draw_decides_who_stays_unmatched() -> None:
    problem = Problem(3, 1, [0, 1, 2], [0, 0, 0], [1, 1, 1])
    drawn = {int(solve(problem, seed=seed).chosen[0]) for seed in range(60)}
    assert drawn == {0, 1, 2}


def test_without_ids_indices_are_used() -> None:
    problem = Problem(3, 2, [0, 1, 2, 0], [0, 0, 0, 1], [1, 1, 1, 1])
    again = Problem(3, 2, [0, 2, 1, 0], [1, 0, 0, 0], [1, 1, 1, 1])
    for seed in range(20):
        assert named(problem, solve(problem, seed=seed).chosen) == named(
            again, solve(again, seed=seed).chosen
        )


def test_the_draw_does_not_change_the_score() -> None:
    problem = Problem(4, 2, *zip(*itertools.product(range(4), range(2)), strict=True), [7] * 8, capacity=2)
    assert {solve(problem, seed=seed).score for seed in range(5)} == {28}


def test_mixing_is_that_of_splitmix64() -> None:
    """First outputs of SplitMix64 for the seed 1234567, as published with the generator."""
    state, found = np.array([1234567], np.uint64), []
    for _ in range(3):
        found.append(int(_mixed(state)[0]))
        state = state + np.uint64(0x9E3779B97F4A7C15)
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]
