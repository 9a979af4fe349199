"""Whatever rules contradict each other: an answer or the error that names them, never another error."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest

from helpers.rule_reference import answers
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.objectives import ORDERS
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    Keep,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
    Stable,
)

KINDS = (
    "Require", "Forbid", "Keep", "Stable", "MinimumLoad", "MinimumLoadIfUsed", "Hours", "KeepApart",
    "KeepTogether", "NoMutual", "PairCount", "Floor",
)  # fmt: skip
SEEDS = 6


def drawn(kind: str, draw: np.random.Generator, n: tuple[int, int, int], high: int) -> Rule | None:
    """Return a rule of a kind, rather too strict than too lax; None where there is nobody for it."""
    mentees, mentors, pairs = n
    some = np.sort(draw.permutation(pairs)[: max(pairs // 2, 1)])
    if pairs and kind in {"Require", "Forbid", "Keep", "Stable"}:
        one = int(draw.integers(pairs))
        ranks = draw.integers(0, 3, (2, pairs))
        return {
            "Require": Require(pair=one),
            "Forbid": Forbid(pair=one),
            "Keep": Keep(pairs=some),
            "Stable": Stable(mentee_rank=ranks[0], mentor_rank=ranks[1]),
        }[kind]
    if mentors and kind in {"MinimumLoad", "MinimumLoadIfUsed", "Hours"}:
        one, load = int(draw.integers(mentors)), int(draw.integers(1, 5))
        return {
            "MinimumLoad": MinimumLoad(mentor=one, load=load),
            "MinimumLoadIfUsed": MinimumLoadIfUsed(mentor=one, load=load),
            "Hours": Hours(hours=2, budget=draw.integers(0, 5, mentors)),
        }[kind]
    if mentees and kind in {"KeepApart", "KeepTogether"}:
        group = tuple(range(min(mentees, 3)))
        return KeepApart(mentees=group) if kind == "KeepApart" else KeepTogether(mentees=group)
    if mentees and mentors and kind == "NoMutual":
        return NoMutual(same=((0, 0),))
    if kind == "PairCount":
        return PairCount(pairs=some[:pairs], at_least=int(draw.integers(1, 6)))
    return Floor(total=int(draw.integers(0, high))) if kind == "Floor" else None


def problem(kinds: tuple[str, ...], seed: int) -> Problem:
    """Return a small problem, now and then one without pairs or people, with rules of these kinds."""
    draw = np.random.default_rng([seed, *map(KINDS.index, kinds)])
    n_mentees, n_mentors = int(draw.integers(0, 5)), int(draw.integers(0, 4))
    mentee, mentor = np.nonzero(draw.random((n_mentees, n_mentors)) < draw.choice([0, 0.5, 0.9]))
    high = int(draw.choice([5, 10**6]))
    score = draw.integers(-high if seed % 2 else 0, high, len(mentee))
    rules = [drawn(kind, draw, (n_mentees, n_mentors, len(mentee)), high) for kind in kinds]
    return Problem(
        n_mentees, n_mentors, mentee, mentor, score, draw.integers(0, 4, n_mentors),
        draw.integers(0, 3, n_mentees), [rule for rule in rules if rule is not None],
    )  # fmt: skip


@pytest.mark.parametrize("kinds", list(combinations_with_replacement(KINDS, 2)), ids="-".join)
def test_every_pair_of_rules(kinds: tuple[str, ...]) -> None:
    for seed in range(SEEDS):
        drawn = problem(kinds, seed)
        feasible = next(answers(drawn), None) is not None
        found = outcome(drawn, ORDERS[seed % len(ORDERS)].names)
        if isinstance(found, ProblemError):
            assert "2^31" in str(found)
        elif isinstance(found, InfeasibleError):
            assert not feasible
            assert next(answers(drawn, found.rules), None) is None
        else:
            assert feasible
            assert found.status is Status.OPTIMAL


def outcome(problem: Problem, order: tuple[str, ...]) -> Solution | InfeasibleError | ProblemError:
    try:
        return solve(problem, order, time_limit=5)
    except (InfeasibleError, ProblemError) as error:
        return error
