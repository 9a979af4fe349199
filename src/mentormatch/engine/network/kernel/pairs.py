"""Pairs grouped by one side, and by the other."""

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Int32s, Ints, sealed
from mentormatch.engine.compiled import steps
from mentormatch.engine.network.kernel.records import FIRST, LOAD, ROW
from mentormatch.engine.network.kernel.threads import THREADS, side_by_side

_WORTH_A_THREAD = 2**17
"""More pairs than so many are transposed side by side."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs grouped by row.

    Parameters
    ----------
    start : int64 array, shape (n_rows + 1,)
        ``column[start[i]:start[i + 1]]`` are the columns of row i.
    column : int32 array, shape (n_pairs,)
    weight : int64 array, shape (n_pairs,)

    Notes
    -----
    All are read-only here: functions are compiled once for arrays that may be written, and once for others.
    """

    start: Ints
    column: Int32s
    weight: Ints

    def __post_init__(self) -> None:
        for name in ("start", "column", "weight"):
            object.__setattr__(self, name, sealed(getattr(self, name).view()))

    def transposed(self, n_columns: int) -> Pairs:
        """Return the pairs grouped by column."""
        n, n_parts = len(self.start) - 1, THREADS if len(self.column) > _WORTH_A_THREAD else 1
        start, count = np.zeros(n_columns + 1, np.int64), np.zeros((n_parts, n_columns), np.int64)
        column, weight = np.empty_like(self.column), np.empty_like(self.weight)
        parts = [(n * k // n_parts, n * (k + 1) // n_parts, k) for k in range(n_parts)]

        for first, last, k in parts:
            _count(self.start, self.column, first, last, count[k])
        np.cumsum(count.sum(axis=0), out=start[1:])
        free = start[:-1] + np.cumsum(count, axis=0) - count

        def write(part: tuple[int, int, int]) -> None:
            first, last, k = part
            _transpose(self.start, self.column, self.weight, first, last, free[k], column, weight)

        side_by_side(write, parts)
        return Pairs(start, column, weight)


@steps
def starts(side, start):  # type: ignore[no-untyped-def]
    """Write where the pairs of each person on one side begin; return whether pairs lie in that order."""
    person = 0
    start[0] = 0
    for e in range(len(side)):
        i = side[e]
        if i < person:
            return False
        while person < i:
            person += 1
            start[person] = e
    while person < len(start) - 1:
        person += 1
        start[person] = len(side)
    return True


@steps
def _count(start, column, first, last, count):  # type: ignore[no-untyped-def]
    """Count the pairs of each column in some rows."""
    for e in range(start[first], start[last]):
        count[column[e]] += 1


@steps
def _transpose(start, column, weight, first, last, free, other_column, other_weight):  # type: ignore[no-untyped-def]
    """Write the pairs of some rows to the first free places of their columns."""
    for r in range(first, last):
        for e in range(start[r], start[r + 1]):
            j = column[e]
            k = free[j]
            free[j] = k + 1
            other_column[k] = r
            other_weight[k] = weight[e]


@steps
def mark(start, pair_column, numbers, origin, people, of_mentees, column, place, taken):  # type: ignore[no-untyped-def]
    """Mark the pairs that have a place as taken.

    Parameters
    ----------
    start, pair_column : arrays
        As of `Pairs`, grouped by mentee.
    numbers : int64 array, shape (n_pairs,) or (0,)
        The number of each pair; empty if they are numbered in this order.
    origin, people : int32 arrays, shapes (n_rows,) and (n_columns,)
        The person behind each row, and behind each column with places.
    of_mentees : bool
        Whether rows are mentees.
    column, place : arrays
        See `mentormatch.engine.network.kernel.records`.
    taken : bool array
        By number; changed.
    """
    for j in range(len(people)):
        for s in range(column[j, FIRST], column[j, FIRST] + column[j, LOAD]):
            mentee, mentor = origin[place[s, ROW]], people[j]
            if not of_mentees:
                mentee, mentor = mentor, mentee
            for e in range(start[mentee], start[mentee + 1]):
                if pair_column[e] == mentor:
                    taken[numbers[e] if len(numbers) else e] = True
                    break
