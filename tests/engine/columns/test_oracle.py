"""The search for best sets: against all sets of a mentor; compiled, and plain Python on arrays and lists."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mentormatch.engine.columns.choices import Choices, limits_of
from mentormatch.engine.columns.oracle import Scratch, best_sets, pair_losses, sets_within
from mentormatch.engine.compiled import FAR
from mentormatch.problem.problem import Problem
from mentormatch.rules import Hours, KeepApart, MinimumLoad, MinimumLoadIfUsed, Require, Rule

MANY = 10**6


def one_mentor(seed: int) -> tuple[Problem, np.ndarray, np.ndarray]:
    """Return a mentor with up to seven mentees, with weights of the pairs and prices of the mentees."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 8))
    rules: list[Rule] = (
        [Hours(hours=rng.integers(0, 5, n), budget=[int(rng.integers(2, 12))])] if seed % 2 else []
    )
    rules += [KeepApart(mentees=rng.permutation(n)[:3].tolist())] if n > 2 and seed % 3 else []
    rules += [MinimumLoadIfUsed(mentor=0, load=int(rng.integers(1, 4)))] if seed % 5 < 3 else []
    rules += [MinimumLoad(mentor=0, load=1)] if seed % 7 == 0 else []
    rules += [Require(pair=int(rng.integers(n)))] if seed % 6 == 0 else []
    problem = Problem(
        n, 1, np.arange(n), np.zeros(n, int), np.zeros(n, int), int(rng.integers(1, 7)), 1, rules
    )
    return problem, rng.integers(-20, 60, n), rng.integers(0, 40, n)


def allowed(problem: Problem, choices: Choices) -> list[tuple[int, ...]]:
    """Return all sets of positions that the rules allow the mentor."""
    hours, budget, used, least = choices.hours, choices.budget[0], int(choices.used[0]), int(choices.least[0])
    groups = [set(rule.mentees or ()) for rule in problem.rules if isinstance(rule, KeepApart)]
    found = []
    for size in range(int(problem.capacity[0]) + 1):
        if size < least or (size and size < used):
            continue
        for some in itertools.combinations(range(choices.n_positions), size):
            apart = all(len(group & {int(choices.mentee[k]) for k in some}) <= 1 for group in groups)
            forced = set(np.flatnonzero(choices.forced).tolist()) <= set(some)
            if apart and forced and sum(int(hours[k]) for k in some) <= budget:
                found.append(some)
    return found


@pytest.mark.parametrize("form", ["py_func", "_plain", "dispatcher"])
@pytest.mark.parametrize("seed", range(40))
def test_best_sets_losses_and_lists_are_those_of_all_sets(seed: int, form: str) -> None:
    problem, weight, price = one_mentor(seed)
    choices = Choices.of(problem, limits_of(problem)[0])
    menu, work, n = choices.menu, Scratch.of(choices.menu), choices.n_positions
    weight = weight[choices.pair]
    value, taken = np.zeros(n, np.int64), np.zeros(n, np.int8)
    best, count = np.zeros(1, np.int64), np.zeros(problem.n_mentees, np.int64)
    given = (menu, weight, price, MANY, value, work, best, taken, count)
    none = getattr(best_sets, form)(*given)
    sets = allowed(problem, choices)
    assert (none >= 0) == (not sets)
    if not sets:
        return
    worth = {some: sum(int(value[k]) for k in some) for some in sets}
    assert best[0] == max(worth.values())
    assert worth[tuple(np.flatnonzero(taken).tolist())] == best[0]
    assert count.sum() == taken.sum()
    # From other sets to start with, and with little time, which gives a bound.
    getattr(best_sets, form)(menu, weight, price + 3, MANY, value, work, best, taken, count)
    getattr(best_sets, form)(*given)
    assert best[0] == max(worth.values())
    getattr(best_sets, form)(
        menu, weight, price, 1, value.copy(), work, rough := best.copy(), taken * 0, count
    )
    assert rough[0] >= best[0]
    loss = np.zeros(n, np.int64)
    getattr(pair_losses, form)(menu, value, best, 10**6, MANY, 0, 1, work, loss)
    for k in range(n):
        with_it = [worth[some] for some in sets if k in some]
        assert loss[k] == (best[0] - max(with_it) if with_it else FAR)
    delta = int(np.median([best[0] - own for own in worth.values()]))
    members, ends, lost = (np.zeros(size, np.int64) for size in (4000, 1000, 1000))
    crowded = np.zeros(1, np.bool_)
    n_sets, n_members = getattr(sets_within, form)(
        menu, value, best, delta, MANY, loss, work, members, ends, lost, crowded
    )
    starts = [0, *ends[: n_sets - 1].tolist()] if n_sets else []
    listed = {
        tuple(sorted(members[a:b].tolist())): int(own)
        for a, b, own in zip(starts, ends[:n_sets].tolist(), lost[:n_sets].tolist(), strict=True)
    }
    assert n_members == sum(map(len, listed))
    assert listed == {some: best[0] - own for some, own in worth.items() if some and best[0] - own <= delta}
