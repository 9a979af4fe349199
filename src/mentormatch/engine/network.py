"""Exact capacitated matching without side rules beyond `Require` and `MinimumLoad`, with prices.

The objectives ``("matched", "score")`` are solved in one pass: every pair gets a bonus that is larger than
what any path can lose in score, so one more filled place always wins. The prices of that pass prove both
stages (see `Prices.scale`). Connected components are independent; each is searched from its short side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.grouping import component_of, grouped
from mentormatch.engine.kernel import augment
from mentormatch.engine.nodes import FAR, NODE
from mentormatch.errors import ProblemError
from mentormatch.problem import LIMIT, Problem
from mentormatch.rules import MinimumLoad, Require, Rule

Ints = NDArray[np.int64]

_MANY = 2**31 - 1

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
    most = min(_total(problem.demand, problem.n_pairs), _total(problem.capacity, problem.n_pairs))
    found = (most + 1) * (high - low) + max(0, -low) + 1
    if 4 * (found + max(abs(low), abs(high))) >= LIMIT:
        raise ProblemError([
            f"scores from {low} to {high} in up to {most} places could overflow 2^62: divide them all"
        ])  # fmt: skip
    return found


def _total(counts: Ints, most: int) -> int:
    return min(most, int(np.minimum(counts, most).sum()))


def solve_network(problem: Problem, matched_first: bool) -> NetworkAnswer:
    """Solve a problem whose rules are all network forms.

    Parameters
    ----------
    problem : Problem
    matched_first : bool
        Whether filled places come before score.

    Returns
    -------
    NetworkAnswer
    """
    step = swing(problem)
    bonus = step if matched_first else 0
    reduced = _Reduced.of(problem)
    u = np.zeros(problem.n_mentees, np.int64)
    p = np.zeros(problem.n_mentors, np.int64)
    taken = np.zeros(problem.n_pairs, bool)
    taken[reduced.required] = True
    searches = 0
    for from_mentees in (True, False):
        part = _Part.of(problem, reduced, from_mentees)
        if part is not None:
            searches += part.solve(problem.score, bonus, step, u, p, taken)
    _price_closed(problem, reduced, bonus, u, p)
    load = np.bincount(problem.mentor[taken], minlength=problem.n_mentors)
    feasible = reduced.possible and bool(np.all(load >= reduced.least))
    return NetworkAnswer(np.flatnonzero(taken), u, p, bonus, feasible, searches)


@dataclass(frozen=True, eq=False)
class _Reduced:
    """The problem without its required pairs: what demand, places and pairs are left."""

    required: Ints
    demand: Ints
    capacity: Ints
    least: Ints
    least_left: Ints
    open: NDArray[np.bool_]
    from_mentees: NDArray[np.bool_]
    possible: bool

    @classmethod
    def of(cls, problem: Problem) -> _Reduced:
        required = np.unique(
            np.array([r.pair for r in problem.rules if isinstance(r, Require)], dtype=np.int64)
        )
        least = np.zeros(problem.n_mentors, np.int64)
        for rule in problem.rules:
            if isinstance(rule, MinimumLoad) and isinstance(rule.mentor, int):
                least[rule.mentor] = max(least[rule.mentor], rule.load)
        demand = problem.demand - np.bincount(problem.mentee[required], minlength=problem.n_mentees)
        fixed = np.bincount(problem.mentor[required], minlength=problem.n_mentors)
        capacity = problem.capacity - fixed
        possible = bool(np.all(demand >= 0) and np.all(capacity >= 0) and np.all(least <= problem.capacity))
        demand, capacity = np.maximum(demand, 0), np.maximum(capacity, 0)
        pair_open = (demand[problem.mentee] > 0) & (capacity[problem.mentor] > 0)
        pair_open[required] = False
        side = _short_side(problem, demand, capacity, pair_open)
        left = np.minimum(np.maximum(least - fixed, 0), capacity)
        return cls(required, demand, capacity, least, left, pair_open, side, possible)


def _short_side(
    problem: Problem, demand: Ints, capacity: Ints, pair_open: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return, for each pair, whether its component has no more mentee demand than places."""
    of_mentee, of_mentor, n = component_of(
        problem.n_mentees, problem.n_mentors, problem.mentee, problem.mentor, pair_open
    )
    wanted = np.bincount(of_mentee, weights=demand, minlength=n)
    offered = np.bincount(of_mentor, weights=capacity, minlength=n)
    from_mentees: NDArray[np.bool_] = (wanted <= offered)[of_mentee][problem.mentee]
    return from_mentees


@dataclass(frozen=True, eq=False)
class _Part:
    """The components searched from one side, as rows and columns."""

    from_mentees: bool
    pair: Ints
    start: Ints
    column: NDArray[np.int32]
    units: Ints
    units_least: Ints
    places: Ints
    places_least: Ints

    @classmethod
    def of(cls, problem: Problem, reduced: _Reduced, from_mentees: bool) -> _Part | None:
        inside = reduced.open & (reduced.from_mentees == from_mentees)
        if not inside.any():
            return None
        rows, columns = (problem.mentee, problem.mentor) if from_mentees else (problem.mentor, problem.mentee)
        mentees = (reduced.demand, np.zeros_like(reduced.demand))
        mentors = (reduced.capacity, reduced.least_left)
        (units, units_least), (places, places_least) = (
            (mentees, mentors) if from_mentees else (mentors, mentees)
        )
        start, pair = grouped(rows, inside, len(units))
        return cls(from_mentees, pair, start, columns[pair], units, units_least, places, places_least)

    def solve(self, score: Ints, bonus: int, step: int, u: Ints, p: Ints, taken: NDArray[np.bool_]) -> int:
        """Fill in prices and taken pairs of these components; return the number of searches."""
        n_columns = len(self.places)
        present = np.bincount(self.column, minlength=n_columns)
        # More places than pairs can never be filled, so they need no slot.
        slot_start = np.concatenate(([0], np.cumsum(np.minimum(self.places, present))))
        nodes = np.zeros(n_columns + len(self.units), NODE)
        nodes["key"], nodes["position"] = FAR, -1
        nodes["most"] = np.minimum(np.concatenate((self.places, self.units)), _MANY)
        nodes["least"] = np.concatenate((self.places_least, self.units_least))
        nodes["price"][:n_columns] = np.where(self.places_least > 0, -step, 0)
        nodes["first"] = np.concatenate((slot_start[:-1], self.start[:-1]))
        nodes["last"][n_columns:] = self.start[1:]
        row_of = np.repeat(np.arange(n_columns, len(nodes), dtype=np.int32), np.diff(self.start))
        mine = np.zeros(len(self.pair), bool)
        searches = augment(
            nodes, n_columns, self.column, row_of, score[self.pair] + bonus, mine,
            np.zeros((slot_start[-1], 2), np.int64), np.int64(step),
        )  # fmt: skip
        column_price, row_price = nodes["price"][:n_columns], nodes["price"][n_columns:]
        taken[self.pair[mine]] = True
        rows, columns = np.diff(self.start) > 0, present > 0
        mentee_side, mentor_side = (
            ((rows, row_price), (columns, column_price))
            if self.from_mentees
            else ((columns, column_price), (rows, row_price))
        )
        u[mentee_side[0]] = mentee_side[1][mentee_side[0]]
        p[mentor_side[0]] = mentor_side[1][mentor_side[0]]
        return int(searches)


def _price_closed(problem: Problem, reduced: _Reduced, bonus: int, u: Ints, p: Ints) -> None:
    """Price people with nothing left to give or take so high that no pair of theirs looks missed.

    Their prices cost nothing: what their required pairs add is taken off again in the bound.
    """
    closed = ~reduced.open
    closed[reduced.required] = False
    shut = np.flatnonzero(closed)
    weight = problem.score[shut] + bonus
    mentee, mentor = problem.mentee[shut], problem.mentor[shut]
    by_mentor = reduced.capacity[mentor] == 0
    np.maximum.at(p, mentor[by_mentor], (weight - u[mentee])[by_mentor])
    np.maximum.at(u, mentee[~by_mentor], (weight - p[mentor])[~by_mentor])
