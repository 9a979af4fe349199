"""The best matching under nested ceilings, with prices that prove it.

OR-Tools finds the cheapest flow over the pairs that lose little under the prices without ceilings. The
potentials of that flow price all people and groups; pairs that would gain under these prices are added, until
none would. Then the flow is the best over all pairs, and the potentials prove it (column generation). Two
flows are usual.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mentormatch.arrays import Bools, Ints, distinct
from mentormatch.engine.clock import look
from mentormatch.engine.compiled import ready
from mentormatch.engine.network.flows import (
    Arcs,
    Tree,
    cheapest,
    compile_potentials,
    correct,
    pair_arcs,
    potentials,
)
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.requirements import Left, minimum_loads, price_closed
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem

_SECONDS = 1e-5
"""Seconds of a flow for each arc. OR-Tools cannot be stopped: a flow is begun only if it may end in time."""
_SHARE = 2
"""Pairs in the first flow, for each pair of the answer without ceilings."""


@dataclass(frozen=True)
class Even:
    """The cost of uneven numbers of mentees.

    Parameters
    ----------
    square : int
        Cost of the square of a mentor's number of mentees.
    most : int
        Largest number of mentees of a mentor, if `square` is above 0.
    """

    square: int = 0
    most: int = 0


NOT_EVEN = Even()


@dataclass(frozen=True, eq=False)
class Capped:
    """A best matching under nested ceilings.

    Parameters
    ----------
    chosen : int64 array
        Chosen pairs, ascending.
    mentee_price, mentor_price, multiplier : int64 arrays
        Prices of mentees, mentors and groups.
    feasible : bool
        Whether required pairs, minimum loads and ceilings can all be kept.
    """

    chosen: Ints
    mentee_price: Ints
    mentor_price: Ints
    multiplier: Ints
    feasible: bool


def within_ceilings(
    problem: Problem,
    left: Left,
    nest: Nest,
    bonus: int,
    subsidy: int,
    without: tuple[Ints, Ints, int],
    even: Even = NOT_EVEN,
    deadline: float = math.inf,
) -> Capped:
    """Return the matching of greatest ``score + bonus`` under nested ceilings.

    Parameters
    ----------
    left : Left
        The rest of the problem without its required pairs.
    bonus : int
        0, or above any swing of the score so that more pairs come first.
    subsidy : int
        Extra value of each unit below a minimum.
    without : tuple
        Of the answer without the ceilings: prices of mentees and of mentors, and the number of pairs.
    even : Even
        The cost of uneven numbers of mentees.
    deadline : float
        Value of `time.monotonic`.

    Raises
    ------
    OutOfTimeError
        If the next flow is not expected to end before the deadline.
    ProblemError
        If the numbers are too large for exact arithmetic in OR-Tools or the checker.
    """
    ready(
        correct, compile_potentials, deadline, 2 * (problem.n_pairs + problem.n_mentees + problem.n_mentors)
    )
    room = nest.most - nest.counts(problem, left.required)
    shut = nest.shut(problem, room)
    is_open = left.open & (shut[0] < 0) & (shut[1] < 0)
    flow = _Flow(problem, left, nest, np.maximum(room, 0), bonus, subsidy, even, deadline)
    weight = problem.score + bonus
    u, p, count = without
    guess = np.concatenate((u, -p, np.zeros(len(room) + 1, np.int64)))
    inside = is_open & _nearest(weight - u[problem.mentee] - p[problem.mentor], is_open, _SHARE * count)
    while True:
        pairs = np.flatnonzero(inside)
        taken, guess = flow.solve(pairs, guess)
        u, p, multiplier = flow.prices(guess)
        gain = weight - nest.shares(problem, multiplier) - u[problem.mentee] - p[problem.mentor]
        missed = is_open & ~inside & (gain > 0)
        if not missed.any():
            break
        # Prices change by about the greatest gain missed, so pairs that close to gaining are added too.
        inside |= is_open & (gain >= -int(gain[missed].max()))
    price_closed(problem, left, weight - nest.shares(problem, multiplier), 0, u, p)
    _price_shut(problem, left, nest, shut, weight - u[problem.mentee] - p[problem.mentor], multiplier)
    chosen = distinct(pairs[taken], left.required)
    _refuse_large(u, p, nest.shares(problem, multiplier))
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    feasible = bool(np.all(room >= 0) and np.all(load >= minimum_loads(problem)))
    return Capped(chosen, u, p, multiplier, feasible)


def _refuse_large(*prices: Ints) -> None:
    """Refuse prices that the checker could not add up."""
    if any(len(price) and int(np.abs(price).max()) >= LIMIT // 4 for price in prices):
        raise ProblemError(["prices of nested ceilings could overflow 2^62: divide all scores"])


def _nearest(gain: Ints, is_open: Bools, count: int) -> Bools:
    """Return the `count` open pairs that gain most, with ties, or all."""
    own = gain[is_open]
    if count >= len(own):
        return is_open
    return np.asarray(gain >= -np.partition(-own, count)[count])


def _price_shut(
    problem: Problem, left: Left, nest: Nest, shut: tuple[Ints, Ints], worth: Ints, multiplier: Ints
) -> None:
    """Price groups without room so high that none of their pairs seems to gain; this costs nothing."""
    gain = worth - nest.shares(problem, multiplier)
    gain[left.required] = 0
    group = np.where(shut[0] >= 0, shut[0], shut[1])
    pairs = np.flatnonzero((group >= 0) & (gain > 0))
    more = np.zeros_like(multiplier)
    np.maximum.at(more, group[pairs], gain[pairs])
    multiplier += more


class _Flow:
    """The flow network over changing pairs."""

    def __init__(
        self,
        problem: Problem,
        left: Left,
        nest: Nest,
        room: Ints,
        bonus: int,
        subsidy: int,
        even: Even,
        deadline: float,
    ) -> None:
        self._problem, self._bonus, self._least, self._deadline = problem, bonus, left.least, deadline
        self._tree = Tree(nest)
        # Units below a minimum load come first, and are worth the subsidy.
        if even.square:
            self._fixed = self._arcs(left.demand, np.zeros_like(left.capacity), room)
            self._fixed += self._units(problem, left, subsidy, even)
        else:
            floored = np.flatnonzero(left.least)
            self._fixed = self._arcs(left.demand, left.capacity - left.least, room)
            self._fixed += self._tree.arcs(problem.n_mentees + floored, left.least[floored], -subsidy)
        self._most = int(min(left.demand.sum(), left.capacity.sum()))

    def _arcs(self, *most: Ints) -> Arcs:
        """Return the arcs of mentees, mentors and groups with these capacities, if above 0."""
        carried = np.concatenate(most)
        bounded = np.flatnonzero(carried)
        return self._tree.arcs(bounded, carried[bounded])

    def _units(self, problem: Problem, left: Left, subsidy: int, even: Even) -> Arcs:
        """Return an arc for each unit of capacity of each mentor; each costs more than the one before."""
        taken = np.bincount(problem.mentor[left.required], minlength=problem.n_mentors)
        n_units = np.clip(even.most - taken, 0, left.capacity)
        mentor = np.repeat(np.arange(problem.n_mentors), n_units)
        unit = np.arange(len(mentor)) - np.repeat(np.cumsum(n_units) - n_units, n_units) + 1
        cost = even.square * (2 * (unit + taken[mentor]) - 1) - np.where(
            unit <= left.least[mentor], subsidy, 0
        )
        arcs = self._tree.arcs(self._tree.n_mentees + mentor, np.ones(len(mentor), np.int64))
        return replace(arcs, cost=cost)

    def solve(self, pairs: Ints, guess: Ints) -> tuple[Bools, Ints]:
        """Return which of the pairs are chosen, and potentials that prove it among these pairs."""
        problem, root = self._problem, self._tree.root
        score = problem.score[pairs]
        mentee, mentor = problem.mentee[pairs], problem.mentor[pairs]
        arcs = pair_arcs(self._tree, mentee, mentor, score) + self._fixed
        look(self._deadline - _SECONDS * len(arcs.most))
        supply = np.zeros(root + 2, np.int64)
        if self._bonus:
            # Finding the largest flow of least cost takes half as long as paying a bonus per pair.
            supply[root], supply[root + 1] = self._most, -self._most
            into_root = arcs.head == root
            flow = cheapest(replace(arcs, head=arcs.head + into_root), supply, largest=True)
            arcs = pair_arcs(self._tree, mentee, mentor, score + self._bonus) + self._fixed
        else:
            flow = cheapest(arcs, supply)
        n_hubs = root + 1 - problem.n_mentees - problem.n_mentors
        return flow[: len(pairs)] > 0, potentials(arcs, flow, guess, n_hubs)

    def prices(self, potential: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the prices of mentees, mentors and groups."""
        u, p, multiplier = self._tree.split(potential)
        return u, np.where(self._least > 0, p, np.maximum(p, 0)), multiplier
