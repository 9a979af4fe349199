r"""Prices of mentees and rows that bound every matching tightly, without linear programming.

With weights :math:`w` of pairs, prices :math:`u \ge 0` of mentees and :math:`\lambda \ge 0` of the rows
:math:`a_r x \le b_r` that live in no single mentor, every matching that keeps the rules weighs at most

.. math::

   L = \sum_i d_i u_i + \sum_r \lambda_r b_r
       + \sum_j \max_S \sum_{i \in S} \big(w_{ij} - u_i - \sum_r \lambda_r a_{r,ij}\big),

where :math:`S` runs through the sets that mentor j may take. That is convex in the prices. Each step finds
every mentor's best set, which says where more is asked for than there is, and moves the prices in a direction
that remembers earlier ones, as far as would reach an aim just below the best bound; the aim comes nearer when
it is not approached (subgradients with memory: Camerini, Fratta and Maffioli 1975; the length of a step:
Polyak 1969). Prices are rounded to whole numbers before a bound is taken, so it is exact.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentormatch.arrays import Floats, Int8s, Ints
from mentormatch.engine.columns.oracle import Menu, Scratch, best_sets, look_again, near_pairs
from mentormatch.engine.columns.settings import SETTINGS

_SAFE = 2.0**61
"""Sums of products below this in floating point fit into int64."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A bound on the weight of every matching, and the prices that prove it.

    Parameters
    ----------
    mentee : int64 array, shape (n_mentees,)
    row : int64 array, shape (n_rows,)
    value : int64 array, shape (n_positions,)
        Weight of each pair less its mentee's price and the charges of rows.
    best : int64 array, shape (n_mentors,)
        Value of each mentor's best set.
    taken : int8 array, shape (n_positions,)
        The pairs in these sets.
    """

    total: int
    mentee: Ints
    row: Ints
    value: Ints
    best: Ints
    taken: Int8s


class Evaluator:
    """The bound as a function of prices, over some of the pairs.

    Parameters
    ----------
    demand : int64 array, shape (n_mentees,)
    weight : int64 array, shape (n_positions,)
    rows : sparse int64 array, shape (n_rows, n_positions)
    most : int64 array, shape (n_rows,)
    taken : int8 array, shape (n_positions,), optional
        Sets that the mentors may take, to start from.
    """

    def __init__(
        self, demand: Ints, menu: Menu, weight: Ints, rows: Any, most: Ints, taken: Int8s | None = None
    ) -> None:
        self.demand, self.menu, self.weight, self.rows, self.most = demand, menu, weight, rows, most
        self._columns = rows.T.tocsr()
        self._work = Scratch.of(menu)
        self._charged, self._charging = weight, np.zeros(len(most), np.int64)
        self._taken = np.zeros(len(weight), np.int8) if taken is None else taken

    def at(self, mentee: Ints, row: Ints) -> tuple[Bound, Ints]:
        """Return the bound at whole prices, and how many sets each mentee is in.

        Raises
        ------
        NoSetError
            If some mentor may take no set at all.
        """
        if not np.array_equal(row, self._charging):
            self._charged, self._charging = self.weight - self._columns @ row, row
        value, taken = np.empty(len(self.weight), np.int64), self._taken.copy()
        best, count = np.zeros(len(self.menu.most), np.int64), np.zeros(len(mentee), np.int64)
        nodes = SETTINGS.nodes
        if best_sets(self.menu, self._charged, mentee, nodes, value, self._work, best, taken, count) >= 0:
            raise NoSetError
        self._taken = taken
        total = _dot(self.demand, mentee) + _dot(self.most, row) + int(best.sum())
        return Bound(total, mentee, row, value, best, taken), count

    def near(self, bound: Bound, margin: int) -> Evaluator:
        """Return the same function over the pairs that could be in a set that loses at most `margin`."""
        inside = np.zeros(len(self.weight), np.bool_)
        near_pairs(self.menu, bound.value, bound.best, margin, self._work, inside)
        inside |= bound.taken > 0
        start = np.concatenate(([0], np.cumsum(inside)))[self.menu.start]
        own = {name: getattr(self.menu, name)[inside] for name in ("mentee", "hours", "forced")}
        menu = self.menu._replace(start=start, **own)
        return Evaluator(
            self.demand,
            menu,
            self.weight[inside],
            self.rows[:, inside].tocsr(),
            self.most,
            bound.taken[inside],
        )


def _dot(count: Ints, values: Ints) -> int:
    """Return the sum of products as a Python integer."""
    if float(np.abs(count.astype(float)) @ np.abs(values.astype(float))) < _SAFE:
        return int(count @ values)
    return int(count.astype(object) @ values.astype(object))


class NoSetError(Exception):
    """No set that a mentor may take is part of a matching: the rules contradict each other."""


_STILL = 1e-6
"""Directions shorter than this lead nowhere."""
_FAR = 2.0**52
"""Prices beyond this are of no use: where rules contradict each other, they rise without end."""


class Ascent:
    """The search for prices, from a first bound on.

    Parameters
    ----------
    pace : float64 array, shape (n_rows,)
        How fast the prices of rows move, relative to those of mentees.
    unit : int
        The range of the weights of pairs.
    """

    def __init__(self, whole: Evaluator, pace: Floats, first: Bound, unit: int) -> None:
        self.best = first
        self._whole, self._pace, self._unit = whole, pace, unit
        self._mentee, self._row = first.mentee.astype(float), first.row.astype(float)
        self._to_mentee, self._to_row = np.zeros_like(self._mentee), np.zeros_like(self._row)
        self._least = int(whole.demand.sum()) * min(int(whole.weight.min(initial=0)), 0)

    def climb(self, deadline: float) -> Bound:
        """Return the best bound found until the aim is very near or the `deadline` passes.

        Raises
        ------
        NoSetError
            If the bound is below what any matching weighs: the rules contradict each other.
        """
        far = self._unit * max(len(self._mentee), 1)
        aim, last = SETTINGS.first_aim * far, max(SETTINGS.last_aim * far, 0.5)
        margin = SETTINGS.first_margin * self._unit
        while aim >= last and time.monotonic() < deadline:
            before = self.best.total
            if before < self._least:
                raise NoSetError
            if self._stride(aim, int(margin), deadline) > SETTINGS.missed * aim:
                margin *= 2  # pairs that were left out matter
                continue
            if before - self.best.total > aim:
                aim *= 2  # the best prices are farther away
                continue
            margin = max(margin * SETTINGS.nearer, SETTINGS.last_margin * self._unit)
            aim *= SETTINGS.nearer
        return self.best

    def _stride(self, aim: float, margin: int, deadline: float) -> int:
        """Take some steps over near pairs only; return by how much the bound over them is too low."""
        part, best = self._whole.near(self.best, margin), self.best
        for _ in range(SETTINGS.steps):
            if time.monotonic() >= deadline:
                break
            look_again(deadline)
            mentee, row = (np.rint(own).astype(np.int64) for own in (self._mentee, self._row))
            found, count = part.at(mentee, row)
            best = min(best, found, key=_total)
            if not self._step(part, found, count, found.total - best.total + aim):
                break
        if best is self.best:
            return 0
        found, _ = self._whole.at(best.mentee, best.row)
        self.best = min(self.best, found, key=_total)
        return found.total - best.total

    def _step(self, part: Evaluator, found: Bound, count: Ints, down: float) -> bool:
        """Move prices so far that the bound would fall by `down` on a straight line, if that is possible."""
        spare = (part.demand - count).astype(float)
        spare[(found.mentee == 0) & (spare > 0)] = 0
        slack = self._pace * (part.most - part.rows @ found.taken.astype(np.int64))
        slack[(found.row == 0) & (slack > 0)] = 0
        self._to_mentee = spare + SETTINGS.memory * self._to_mentee
        self._to_row = slack + SETTINGS.memory * self._to_row
        length = _square(self._to_mentee) + _square(self._to_row)
        if length < _STILL:
            return False
        mentee = np.maximum(self._mentee - down / length * self._to_mentee, 0)
        row = np.maximum(self._row - down / length * self._to_row, 0)
        if max(mentee.max(initial=0), row.max(initial=0)) > _FAR:
            return False
        self._mentee, self._row = mentee, row
        return True


def _square(direction: Floats) -> float:
    """Return the sum of squares, added up in order, so that every machine finds the same prices."""
    return float(np.add.accumulate(direction * direction)[-1]) if len(direction) else 0.0


def _total(bound: Bound) -> int:
    return bound.total
