r"""The linear program of the largest stable answer, by the level at which each mentor is full.

In a stable answer each mentor j is full at a level t, the worst rank among their chosen pairs, or has free
capacity (the last level). With :math:`y_{jt}` for the level and :math:`h_{kt}` for pair k being chosen while
its mentor is full at t, every stable answer x satisfies

.. math::
    \sum_t y_{jt} = 1, \quad \sum_t h_{kt} = x_k, \quad h_{kt} \le y_{jt}, \quad
    \sum_k h_{kt} = c_j y_{jt} \text{ (at most, with free capacity)}, \\
    d_i x_k + S_{ik} + d_i \sum_{t \le l} y_{jt} \ge d_i + d_i h_{kl},

where :math:`h_{kt}` exists only for levels t no better than k's own level l with j, and :math:`S_{ik}` counts
the other pairs of mentee i that rank no worse than k with i. The last row: unless j is full at level l or
better, i has k, or enough mentors at least as good. For each mentor alone this description is exact (a union
of polytopes, one per level: Balas, "Disjunctive programming", 1979), while the row model of
`mentormatch.engine.rules.stable` is loose: with 750 mentees and 50 mentors its bound was 747.2, that of this
program 742.2, and the optimum is 742.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import look
from mentormatch.engine.stable.pairs import possible
from mentormatch.problem.problem import Problem
from mentormatch.rules.stable import StableRecord

MOST_COLUMNS = 40_000
"""Programs larger than this take too long to be worth it."""


@dataclass(frozen=True, eq=False)
class Program:
    """Maximise the number of chosen pairs; all columns are from 0 to 1.

    Parameters
    ----------
    pairs : int64 array
        The pair of each of the first columns, ascending; other pairs are in no stable answer.
    upper, most : sparse int64 array and int64 array
        Rows ``upper @ columns <= most``.
    equal, value : sparse int64 array and int64 array
        Rows ``equal @ columns == value``.
    """

    pairs: Ints
    upper: Any
    most: Ints
    equal: Any
    value: Ints


@dataclass(frozen=True, eq=False)
class Levels:
    """The levels of one mentor, best first; the last level means free capacity.

    Parameters
    ----------
    pairs : int64 array
        The mentor's pairs in some stable answer, best first.
    own : int64 array
        The first level at which each pair may be chosen: its own, if the mentor can be full there.
    exact : bool array
        Whether that is the pair's own level.
    """

    pairs: Ints
    own: Ints
    exact: Bools
    n: int

    @property
    def columns(self) -> int:
        """The number of combinations of a pair and a level."""
        return int((self.n - self.own).sum())

    def each(self) -> Iterator[tuple[int, int, bool]]:
        """Return each pair with its first level, and whether that is its own."""
        return zip(self.pairs.tolist(), self.own.tolist(), self.exact.tolist(), strict=True)


def levels_of(pairs: Ints, rank: Ints, capacity: int) -> Levels:
    """Return a mentor's levels: the ranks at which enough pairs fill it, and one for free capacity."""
    order = pairs[np.argsort(rank[pairs], kind="stable")]
    ranks, counts = np.unique(rank[order], return_counts=True)
    full = ranks[np.cumsum(counts) >= capacity]
    own = np.searchsorted(full, rank[order])
    exact = own < len(full)
    exact[exact] = full[own[exact]] == rank[order][exact]
    return Levels(order, own, exact, len(full) + 1)


def lists(grouped: tuple[Ints, Ints], inside: Bools) -> list[Ints]:
    """Return each person's pairs, without those outside."""
    order, start = grouped
    return [
        own[inside[own]]
        for own in (order[a:b] for a, b in zip(start[:-1].tolist(), start[1:].tolist(), strict=True))
    ]


class _Rows:
    def __init__(self) -> None:
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[int] = []
        self.right: list[int] = []

    def add(self, columns: list[int], values: list[int], right: int) -> None:
        self._row += [len(self.right)] * len(columns)
        self._column += columns
        self._value += values
        self.right.append(right)

    def arrays(self, n_columns: int) -> tuple[Any, Ints]:
        from scipy import sparse

        entries = (np.array(self._value, np.int64), (np.array(self._row, int), np.array(self._column, int)))
        matrix = sparse.csr_array(entries, shape=(len(self.right), n_columns))
        return matrix, np.array(self.right, np.int64)


class _Builder:
    def __init__(self, problem: Problem, rule: StableRecord, inside: Bools) -> None:
        self.problem, self.rule = problem, rule
        self.pairs = np.flatnonzero(inside)
        self.position = np.full(problem.n_pairs, -1, np.int64)
        self.position[self.pairs] = np.arange(len(self.pairs))
        self.upper, self.equal = _Rows(), _Rows()
        self.n_columns = len(self.pairs)
        self.full: dict[int, list[int]] = {}
        self.at_own: dict[int, int] = {}

    def new(self, n: int) -> list[int]:
        self.n_columns += n
        return list(range(self.n_columns - n, self.n_columns))

    def mentor(self, levels: Levels, capacity: int) -> None:
        """Add the rows of one mentor."""
        full = self.new(levels.n)
        at: list[list[int]] = [[] for _ in full]
        self.equal.add(full, [1] * levels.n, 1)
        for pair, own, exact in levels.each():
            taken = self.new(levels.n - own)
            self.equal.add([*taken, int(self.position[pair])], [*[1] * len(taken), -1], 0)
            for level, column in enumerate(taken, own):
                self.upper.add([column, full[level]], [1, -1], 0)
                at[level].append(column)
            self.full[pair] = full[: own + exact]
            if exact:
                self.at_own[pair] = taken[0]
        for level, columns in enumerate(at):
            rows = self.equal if level < levels.n - 1 else self.upper
            rows.add([*columns, full[level]], [*[1] * len(columns), -capacity], 0)

    def mentee(self, own: Ints, demand: int) -> None:
        """Add the rows of one mentee: no more mentors than their demand, and no blocking pair."""
        self.upper.add(self.position[own].tolist(), [1] * len(own), demand)
        rank = self.rule.mentee_rank[own]
        for pair, of_pair in zip(own.tolist(), rank.tolist(), strict=True):
            better = own[rank <= of_pair]
            columns, values = self.position[better].tolist(), np.where(better == pair, -demand, -1).tolist()
            full = self.full[pair]
            columns, values = columns + full, values + [-demand] * len(full)
            if pair in self.at_own:
                columns, values = [*columns, self.at_own[pair]], [*values, demand]
            self.upper.add(columns, values, -demand)

    def program(self) -> Program:
        return Program(self.pairs, *self.upper.arrays(self.n_columns), *self.equal.arrays(self.n_columns))


def program_of(problem: Problem, rule: StableRecord, deadline: float = math.inf) -> Program | None:
    """Return the program; None if it would be too large, or would have no column.

    Raises
    ------
    OutOfTimeError
        If `deadline` passes before it is built.
    """
    inside = possible(problem, rule, deadline)
    all_levels = list(_all_levels(problem, rule, inside, deadline))
    if not inside.any() or sum(levels.columns for _, levels in all_levels) > MOST_COLUMNS:
        return None
    builder = _Builder(problem, rule, inside)
    for mentor, levels in all_levels:
        builder.mentor(levels, enough(int(problem.capacity[mentor]), levels.pairs))
    for mentee, own in enumerate(lists(problem.by_mentee, inside)):
        look(deadline)
        if len(own):
            builder.mentee(own, enough(int(problem.demand[mentee]), own))
    return builder.program()


def _all_levels(
    problem: Problem, rule: StableRecord, inside: Bools, deadline: float
) -> Iterator[tuple[int, Levels]]:
    for mentor, own in enumerate(lists(problem.by_mentor, inside)):
        look(deadline)
        if len(own):
            yield mentor, levels_of(own, rule.mentor_rank, enough(int(problem.capacity[mentor]), own))


def enough(most: int, own: Ints) -> int:
    """Return `most`, or one more than the number of pairs if that is lower: neither can be filled."""
    return min(most, len(own) + 1)
