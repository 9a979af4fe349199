"""Exact capacitated matching without side rules beyond `Require` and `MinimumLoad`, with prices.

The objectives ``("matched", "score")`` are solved in one pass: every pair gets a bonus that is larger than
what any path can lose in score, so one more filled place always wins. The prices of that pass prove both
stages (see `Prices.scale`). Among equally good answers a lottery decides (`mentormatch.engine.lottery`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.bounded import Assignment, Bounded, assign
from mentormatch.engine.limits import minimum_loads, most_filled, required_pairs
from mentormatch.engine.lottery import draw
from mentormatch.errors import ProblemError
from mentormatch.problem import LIMIT, Problem
from mentormatch.rules import MinimumLoad, Require, Rule

Ints = NDArray[np.int64]

NETWORK_RULES = (Require, MinimumLoad)


@dataclass(frozen=True, eq=False)
class NetworkAnswer:
    """What the network kernel returns.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Pairs taken, ascending.
    mentee_price, mentor_price : int64 arrays
        Prices in the units of score plus `bonus`.
    bonus : int
        What every pair was given on top of its score; 0 unless ``matched`` comes first.
    feasible : bool
        Whether all required pairs and minimum loads are met.
    searches : int
        How many searches were needed.
    """

    chosen: Ints
    mentee_price: Ints
    mentor_price: Ints
    bonus: int
    feasible: bool
    searches: int


def supported(rule: Rule) -> bool:
    """Tell whether the network kernel takes a rule."""
    return isinstance(rule, NETWORK_RULES)


def swing(problem: Problem) -> int:
    """Return a number above what any alternating path can lose in score.

    Raises
    ------
    ProblemError
        If prices of that size could leave int64.
    """
    if not problem.n_pairs:
        return 1
    low, high = int(problem.score.min()), int(problem.score.max())
    most = min(most_filled(problem), problem.n_pairs)
    found = (most + 1) * (high - low) + max(0, -low) + 1
    # Prices reach twice the swing and a score; the checker adds four of them up.
    if 16 * (found + max(abs(low), abs(high))) >= LIMIT:
        raise ProblemError(
            [f"scores from {low} to {high} in up to {most} places could overflow 2^62: divide them all"]
        )
    return found


def solve_network(problem: Problem, matched_first: bool, seed: int = 0) -> NetworkAnswer:
    """Solve a problem whose rules are all network forms.

    Parameters
    ----------
    problem : Problem
    matched_first : bool
        Whether filled places come before score.
    seed : int
        Seed of the lottery that decides among equally good answers.

    Returns
    -------
    NetworkAnswer
    """
    step = swing(problem)
    bonus = step if matched_first else 0
    left = Left.of(problem)
    found = priced(problem, left, problem.score + bonus, step)
    found.taken[left.required] = True
    chosen = np.flatnonzero(found.taken)
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    feasible = left.possible and bool(np.all(load >= minimum_loads(problem)))
    answer = NetworkAnswer(chosen, found.mentee_price, found.mentor_price, bonus, feasible, found.searches)
    return replace(answer, chosen=draw(problem, answer, seed)) if feasible else answer


def priced(problem: Problem, left: Left, weight: Ints, subsidy: int) -> Assignment:
    """Return the pairs of greatest weight besides the required ones, with prices that prove it.

    Parameters
    ----------
    problem : Problem
    left : Left
        What is left of the problem without its required pairs.
    weight : int64 array, shape (n_pairs,)
    subsidy : int
        See `assign`.
    """
    graph = Bounded(
        problem.mentee, problem.mentor, weight, left.demand, np.zeros_like(left.demand),
        left.capacity, left.least,
    )  # fmt: skip
    answer = assign(graph, left.open, subsidy)
    _price_closed(problem, left, weight, answer.mentee_price, answer.mentor_price)
    return answer


@dataclass(frozen=True, eq=False)
class Left:
    """What is left of a problem without its required pairs.

    Parameters
    ----------
    required : int64 array
        The required pairs, ascending.
    demand, capacity, least : int64 arrays
        Demand, places and minimum loads without them.
    open : bool array, shape (n_pairs,)
        Pairs that may still be taken.
    possible : bool
        Whether the required pairs and minimum loads keep demand and places.
    """

    required: Ints
    demand: Ints
    capacity: Ints
    least: Ints
    open: NDArray[np.bool_]
    possible: bool

    @classmethod
    def of(cls, problem: Problem) -> Left:
        """Take the required pairs out of a problem."""
        required, least = required_pairs(problem), minimum_loads(problem)
        demand = problem.demand - np.bincount(problem.mentee[required], minlength=problem.n_mentees)
        fixed = np.bincount(problem.mentor[required], minlength=problem.n_mentors)
        capacity = problem.capacity - fixed
        possible = bool(np.all(demand >= 0) and np.all(capacity >= 0) and np.all(least <= problem.capacity))
        demand, capacity = np.maximum(demand, 0), np.maximum(capacity, 0)
        pair_open = (demand > 0)[problem.mentee] & (capacity > 0)[problem.mentor]
        pair_open[required] = False
        return cls(required, demand, capacity, np.clip(least - fixed, 0, capacity), pair_open, possible)


def _price_closed(problem: Problem, left: Left, weight: Ints, u: Ints, p: Ints) -> None:
    """Price people with nothing left to give or take so high that no pair of theirs looks missed.

    Their prices cost nothing: what their required pairs add is taken off again in the bound.
    """
    closed = (left.demand == 0)[problem.mentee] | (left.capacity == 0)[problem.mentor]
    closed[left.required] = False
    shut = np.flatnonzero(closed)
    weight, mentee, mentor = weight[shut], problem.mentee[shut], problem.mentor[shut]
    by_mentor = left.capacity[mentor] == 0
    np.maximum.at(p, mentor[by_mentor], (weight - u[mentee])[by_mentor])
    np.maximum.at(u, mentee[~by_mentor], (weight - p[mentor])[~by_mentor])
