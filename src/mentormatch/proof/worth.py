"""What pairs are worth beyond the prices of people, added up in one pass for several objectives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.problem.problem import Problem
from mentormatch.proof.rules import settled
from mentormatch.proof.sums import exact_sum

_BLOCK = 2**14
"""Pairs per block: intermediate arrays stay in the cache."""


class Weight(NamedTuple):
    """What a pair counts for in an objective: `each`, and `point` for every point of its score."""

    each: int
    point: int

    def of(self, score: Ints) -> Ints:
        """Return the weights of pairs with these scores."""
        return self.each + self.point * score

    def covers(self, other: Weight, lowest: int, highest: int) -> bool:
        """Return whether this is at least the other weight for all scores between two."""
        return all(
            self.each + self.point * score >= other.each + other.point * score for score in (lowest, highest)
        )


class Charges(NamedTuple):
    """Prices of mentees and of mentors, and of the rules over each pair; None where no rule has one."""

    mentee: Ints
    mentor: Ints
    rules: Ints | None

    def of(self, problem: Problem, pairs: Ints) -> Ints:
        """Return what pairs are charged together."""
        total: Ints = self.mentee[problem.mentee[pairs]] + self.mentor[problem.mentor[pairs]]
        return total if self.rules is None else total + self.rules[pairs]


def worth_of_pairs(problem: Problem, charges: Charges, weights: Sequence[Weight]) -> list[int]:
    """Return, for each weight, the total of what pairs are worth beyond their charges.

    Only pairs worth more count, but those that rules require always do, and those never that rules forbid, or
    that have somebody whose places all go to required pairs.
    """
    covering = [one for one in weights if all(one.covers(other, *problem.score_range) for other in weights)]
    if not covering:
        return [worth_of_pairs(problem, charges, [weight])[0] for weight in weights]
    required, forbidden = settled(problem)
    totals = [0] * len(weights)
    if len(required):
        charged = charges.of(problem, required)
        totals = [exact_sum(weight.of(problem.score[required]) - charged) for weight in weights]
    # Pairs that the highest weight does not lift above their charges gain nothing in the others either.
    each, point = covering[0]
    mentee = charges.mentee - each
    rooms = np.empty((2, min(_BLOCK, problem.n_pairs)), np.int64)
    for block in _blocks(_open(problem, required, forbidden)):
        own = problem.mentor[block]
        charged, room = rooms[:, : len(own)]
        np.take(charges.mentor, own, out=room, mode="clip")
        np.take(mentee, problem.mentee[block], out=charged, mode="clip")
        charged += room
        if charges.rules is not None:
            charged += charges.rules[block]
        score = problem.score[block]
        gaining = np.flatnonzero((score if point == 1 else np.multiply(score, point, out=room)) > charged)
        if not len(gaining):
            continue
        charged, score = charged[gaining] + each, score[gaining]
        for k, weight in enumerate(weights):
            totals[k] += exact_sum(np.maximum(weight.of(score) - charged, 0))
    return totals


def _open(problem: Problem, required: Ints, forbidden: Ints) -> Bools:
    """Return which pairs may be chosen beside the required ones; shape (n_pairs,)."""
    free = [
        np.bincount(side[required], minlength=len(units)) < units
        for side, units in ((problem.mentee, problem.demand), (problem.mentor, problem.capacity))
    ]
    if not len(required) and not len(forbidden) and free[0].all() and free[1].all():
        return np.ones(problem.n_pairs, np.bool_)
    found = np.take(free[0], problem.mentee, mode="clip")
    pairs = np.flatnonzero(found)
    found[pairs] = np.take(free[1], problem.mentor[pairs], mode="clip")
    found[required] = found[forbidden] = False
    return found


def _blocks(still_open: Bools) -> Iterator[slice | Ints]:
    """Yield the open pairs, few enough at a time."""
    if 2 * np.count_nonzero(still_open) < len(still_open):
        pairs = np.flatnonzero(still_open)
        yield from (pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK))
        return
    for start in range(0, len(still_open), _BLOCK):
        here = still_open[start : start + _BLOCK]
        yield slice(start, start + len(here)) if here.all() else start + np.flatnonzero(here)
