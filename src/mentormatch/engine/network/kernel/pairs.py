"""Pairs grouped by one side, and by the other."""

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Int32s, Ints, sealed
from mentormatch.engine.compiled import steps
from mentormatch.engine.network.kernel.records import FIRST, LOAD, ROW


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
        start, free = np.zeros(n_columns + 1, np.int64), np.empty(n_columns, np.int64)
        column, weight = np.empty_like(self.column), np.empty_like(self.weight)
        _transpose(self.start, self.column, self.weight, start, free, column, weight)
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
def _transpose(start, column, weight, other_start, free, other_column, other_weight):  # type: ignore[no-untyped-def]
    for e in range(len(column)):
        other_start[column[e] + 1] += 1
    for j in range(len(free)):
        other_start[j + 1] += other_start[j]
        free[j] = other_start[j]
    for r in range(len(start) - 1):
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
