"""A local order of mentees and mentors: those who may meet lie close together, and stay in the cache."""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: C901

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Int32s
from mentormatch.engine.compiled import steps
from mentormatch.engine.network.kernel.pairs import Pairs

LOCAL = 10_000
"""From so many mentees on, a local order is worth finding."""
_SAMPLE = 4
"""Mentors of each mentee whom the search follows."""


@dataclass(frozen=True, eq=False)
class Order:
    """An order of people.

    Parameters
    ----------
    people : int32 array
        People in their order.
    position : int32 array
        The position of each of them.
    """

    people: Int32s
    position: Int32s

    @classmethod
    def given(cls, n: int) -> Order:
        """Return the order of the numbers."""
        numbers = np.arange(n, dtype=np.int32)
        return cls(numbers, numbers)

    @classmethod
    def empty(cls, n: int) -> Order:
        """Return room for an order."""
        return cls(np.empty(n, np.int32), np.empty(n, np.int32))


def local_orders(
    pairs: Pairs, mentor_of: Int32s | None, n_mentees: int, n_mentors: int, few: int = LOCAL
) -> tuple[Order, Order]:
    """Return orders of mentees and mentors: as they are if there are few.

    Parameters
    ----------
    pairs : Pairs
        Grouped by mentee.
    mentor_of : int32 array, shape (n_mentees,), or None
        A mentor for each mentee, -1 for none; no mentor has too many. None if there are few mentees.
    few : int
        People keep their order if there are fewer mentees.
    """
    if mentor_of is None or n_mentees < few:
        return Order.given(n_mentees), Order.given(n_mentors)
    mentees, mentors = Order.empty(n_mentees), Order.empty(n_mentors)
    _order_mentors(
        pairs.start, pairs.column, mentor_of, mentors.people, mentors.position,
        np.full(n_mentors, -1, np.int32), np.empty((2, n_mentees), np.int32), np.zeros(n_mentees, np.bool_),
    )  # fmt: skip
    _order_mentees(
        pairs.start, pairs.column, mentors.position, mentees.people, mentees.position,
        np.zeros(n_mentors + 2, np.int64),
    )  # fmt: skip
    return mentees, mentors


@steps
def _order_mentors(start, column, mentor_of, people, position, first, lists, seen):  # type: ignore[no-untyped-def]
    """Order mentors breadth first, over a few mentors of each placed mentee and the mentees placed there."""
    following, queue = lists[0], lists[1]
    position[:] = -1
    for mentee in range(len(mentor_of)):
        j = mentor_of[mentee]
        if j >= 0:
            following[mentee] = first[j]
            first[j] = mentee
    found = 0
    for source in range(len(mentor_of)):
        if seen[source] or mentor_of[source] < 0:
            continue
        seen[source] = True
        queue[0] = source
        at, size = 0, 1
        while at < size:
            i = np.int64(queue[at])
            at += 1
            for e in range(start[i], start[i + 1], max(1, (start[i + 1] - start[i]) // _SAMPLE)):
                j = column[e]
                if position[j] >= 0:
                    continue
                position[j] = found
                people[found] = j
                found += 1
                k = first[j]
                while k >= 0:
                    if not seen[k]:
                        seen[k] = True
                        queue[size] = k
                        size += 1
                    k = following[k]
    for j in range(len(position)):
        if position[j] < 0:
            position[j] = found
            people[found] = j
            found += 1


@steps
def _order_mentees(start, column, mentor_position, people, position, count):  # type: ignore[no-untyped-def]
    """Order mentees by the position of their first mentor."""
    last = len(mentor_position)
    for i in range(len(position)):
        count[(mentor_position[column[start[i]]] if start[i] < start[i + 1] else last) + 1] += 1
    for j in range(last + 1):
        count[j + 1] += count[j]
    for i in range(len(position)):
        j = mentor_position[column[start[i]]] if start[i] < start[i + 1] else last
        position[i] = count[j]
        people[count[j]] = i
        count[j] += 1
