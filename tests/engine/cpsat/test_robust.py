"""The best spares among equally good answers, against all answers of small problems."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

import mentormatch as mm
from helpers.rule_reference import KEPT
from mentormatch.problem.problem import Problem

ORDERS = (("matched", "score"), ("score",), ("matched",), ("matched", "balance", "score"))


def small_problem(seed: int, rules: int = 0) -> Problem:
    """A problem with few different scores, so that many answers are equally good."""
    rng = random.Random(seed)
    n_mentees, n_mentors = rng.randint(2, 4), rng.randint(3, 4)
    pairs = [(i, j) for i in range(n_mentees) for j in range(n_mentors) if rng.random() < 0.75] or [(0, 0)]
    pairs = pairs[:12]
    some: list[mm.rules.Rule] = []
    if rules:
        some.append(mm.rules.Forbid(pair=rng.randrange(len(pairs))))
        some.append(mm.rules.KeepApart(mentees=[0, 1]))
    if rules > 1:
        some.append(mm.rules.PairCount(pairs=rng.sample(range(len(pairs)), len(pairs) // 2), at_most=1))
    return Problem(
        n_mentees, n_mentors, [i for i, _ in pairs], [j for _, j in pairs],
        [rng.choice([3, 3, 5]) for _ in pairs], [rng.randint(0, 2) for _ in range(n_mentors)],
        [rng.choice([1, 1, 2]) for _ in range(n_mentees)], some,
    )  # fmt: skip


def answers(problem: Problem) -> Iterator[np.ndarray]:
    """Every answer that keeps demand, capacity and rules."""
    for taken in product([False, True], repeat=problem.n_pairs):
        chosen = np.flatnonzero(taken)
        loads = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
        got = np.bincount(problem.mentee[chosen], minlength=problem.n_mentees)
        fits = np.all(loads <= problem.capacity) and np.all(got <= problem.demand)
        if fits and all(KEPT[type(rule)](problem, tuple(chosen.tolist()), rule) for rule in problem.rules):
            yield chosen


def spares(problem: Problem, chosen: np.ndarray) -> tuple[int, int]:
    """How many mentees with a mentor have a spare, and the scores of the best ones: from the definition."""
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    forbidden = {rule.pair for rule in problem.rules if isinstance(rule, mm.rules.Forbid)}
    best = []
    for i in set(problem.mentee[chosen].tolist()):
        free = [
            int(problem.score[k])
            for k in problem.pairs_of_mentee(i).tolist()
            if k not in chosen
            and k not in forbidden
            and load[problem.mentor[k]] < problem.capacity[problem.mentor[k]]
        ]
        best += [max(free)] if free else []
    return len(best), sum(best)


def value(problem: Problem, chosen: np.ndarray, order: tuple[str, ...]) -> tuple[int, ...]:
    squares = int((np.bincount(problem.mentor[chosen], minlength=1) ** 2).sum())
    levels = tuple(-int((np.bincount(problem.mentor[chosen], minlength=1) >= k).sum()) for k in (2, 1))
    of = {"matched": (len(chosen),), "score": (int(problem.score[chosen].sum()),),
          "balance": levels if squares else (0, 0)}  # fmt: skip
    return tuple(one for name in order for one in of[name])


@pytest.mark.parametrize("rules", [0, 1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_no_equally_good_answer_has_better_spares(seed: int, rules: int) -> None:
    problem = small_problem(seed, rules)
    every = list(answers(problem))
    if rules > 1:
        required = mm.rules.Require(
            pair=int(random.Random(seed).choice([one for one in every if len(one)])[0])
        )
        problem = problem.replace(rules=(*problem.rules, required))
        every = list(answers(problem))
    order = ORDERS[seed % len(ORDERS)]
    best = max(value(problem, one, order) for one in every)
    most = max(spares(problem, one) for one in every if value(problem, one, order) == best)
    found = mm.solve(problem, order, robust=True)
    assert value(problem, found.chosen, order) == best
    assert spares(problem, found.chosen) == most
    assert found.certificate is not None
    assert found.certificate.proved
    again = mm.solve(problem, order, robust=True)
    assert again.chosen.tolist() == found.chosen.tolist()


def test_without_it_some_spares_are_worse() -> None:
    worse = 0
    for seed in range(40):
        problem = small_problem(seed)
        plain, robust = (mm.solve(problem, robust=one) for one in (False, True))
        assert (plain.n_matched, plain.score) == (robust.n_matched, robust.score)
        assert spares(problem, plain.chosen) <= spares(problem, robust.chosen)
        worse += spares(problem, plain.chosen) < spares(problem, robust.chosen)
    assert worse > 3


def test_time_that_runs_out_leaves_an_answer_as_good() -> None:
    problem = small_problem(3)
    late = mm.solve(problem, robust=True, time_limit=1e-9)
    assert late.n_matched == mm.solve(problem).n_matched


def test_other_seeds_draw_among_the_answers_with_these_spares() -> None:
    problem = Problem(2, 4, [0, 0, 0, 1, 1, 1], [0, 1, 2, 1, 2, 3], [1] * 6)
    drawn = {tuple(mm.solve(problem, robust=True, seed=seed).chosen.tolist()) for seed in range(20)}
    assert len(drawn) > 1
    assert {spares(problem, np.array(one)) for one in drawn} == {(2, 2)}
