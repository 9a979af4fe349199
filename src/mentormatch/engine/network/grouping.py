"""Compiled passes over pairs: grouping by one side, components, pairs forced by bounds, signs."""

from __future__ import annotations

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: PLR0913, PLR0917
import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import jit, step, steps


@jit
def grouped(side, inside, n):  # type: ignore[no-untyped-def]
    """Group the pairs `inside` by one side, in one counting pass.

    Parameters
    ----------
    side : int32 array, shape (n_pairs,)
    inside : bool array, shape (n_pairs,)
    n : int
        Number of people on that side.

    Returns
    -------
    start : int64 array, shape (n + 1,)
    pair : int64 array
        ``pair[start[i]:start[i + 1]]`` are the pairs of i, ascending.
    """
    start = np.zeros(n + 1, np.int64)
    for e in range(len(side)):
        if inside[e]:
            start[side[e] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    pair = np.empty(start[n], np.int64)
    free = start[:-1].copy()
    for e in range(len(side)):
        if inside[e]:
            pair[free[side[e]]] = e
            free[side[e]] += 1
    return start, pair


@step
def _root(parent, i):  # type: ignore[no-untyped-def]
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def component_of(
    n_mentees: int, n_mentors: int, mentee: Int32s, mentor: Int32s, inside: Bools
) -> tuple[Int32s, Int32s, int]:
    """Label the connected components of the pairs `inside` (union-find, path halving).

    Returns
    -------
    of_mentee, of_mentor : int32 arrays
        Label of each person.
    n : int
        Number of components.
    """
    parent = np.arange(n_mentees + n_mentors, dtype=np.int32)
    label = np.full(n_mentees + n_mentors, -1, np.int32)
    n = _label(parent, label, n_mentees, mentee, mentor, inside)
    return label[:n_mentees], label[n_mentees:], int(n)


@steps
def _label(parent, label, n_mentees, mentee, mentor, inside):  # type: ignore[no-untyped-def]
    for e in range(len(mentee)):
        if inside[e]:
            a, b = _root(parent, mentee[e]), _root(parent, n_mentees + mentor[e])
            if a != b:
                parent[max(a, b)] = min(a, b)
    n = 0
    for i in range(len(parent)):
        root = _root(parent, i)
        if label[root] < 0:
            label[root] = n
            n += 1
        label[i] = label[root]
    return n


def settle(  # the arrays that are changed, and those they depend on
    mentee: Int32s,
    mentor: Int32s,
    free: Bools,
    taken: Bools,
    low_mentee: Ints,
    low_mentor: Ints,
    high_mentee: Ints,
    high_mentor: Ints,
) -> None:
    """Choose and drop pairs that bounds force, person by person, until none is forced.

    A person who needs all their remaining pairs gets them; a person without room loses them. All arrays
    from `free` on are changed; pairs that stay free are not forced by the bounds of a single person.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_pairs,)
    free, taken : bool arrays, shape (n_pairs,)
    low_mentee, high_mentee : int64 arrays, shape (n_mentees,)
    low_mentor, high_mentor : int64 arrays, shape (n_mentors,)
        How many more pairs each person needs at least and at most.
    """
    n_mentees = len(low_mentee)
    low, high = np.concatenate((low_mentee, low_mentor)), np.concatenate((high_mentee, high_mentor))
    start, pair = grouped(mentee, free, n_mentees)
    other_start, other_pair = grouped(mentor, free, len(low_mentor))
    starts = np.concatenate((start, other_start[1:] + start[-1]))
    queue, queued = np.arange(len(low), dtype=np.int32), np.ones(len(low), np.bool_)
    pairs = np.concatenate((pair, other_pair))
    force(mentee, mentor, free, taken, low, high, starts, pairs, np.diff(starts), queue, queued, n_mentees)
    np.maximum(low, 0, out=low)
    low_mentee[:], low_mentor[:] = low[:n_mentees], low[n_mentees:]
    high_mentee[:], high_mentor[:] = high[:n_mentees], high[n_mentees:]


@steps
def force(mentee, mentor, free, taken, low, high, starts, pairs, left, queue, queued, n_mentees):  # type: ignore[no-untyped-def]
    """Choose and drop pairs for `settle`."""
    size = len(queue)
    while size > 0:
        size -= 1
        person = np.int64(queue[size])
        queued[person] = False
        take = left[person] > 0 and low[person] >= left[person]
        if left[person] == 0 or not (take or high[person] <= 0):
            continue
        for k in range(starts[person], starts[person + 1]):
            e = pairs[k]
            if not free[e]:
                continue
            free[e] = False
            taken[e] = take
            for end in (np.int64(mentee[e]), np.int64(n_mentees + mentor[e])):
                left[end] -= 1
                if take:
                    low[end] -= 1
                    high[end] -= 1
                if end != person and not queued[end]:
                    queue[size] = end
                    queued[end] = True
                    size += 1


@steps
def signs(score, bonus, mentee, mentor, u, p, sign):  # type: ignore[no-untyped-def]
    """Write the sign of the value of each pair above its prices.

    Parameters
    ----------
    score : int64 array, shape (n_pairs,)
    bonus : int
        Added to each score.
    mentee, mentor : int32 arrays, shape (n_pairs,)
    u, p : int64 arrays, shapes (n_mentees,) and (n_mentors,)
        Prices.
    sign : int8 array, shape (n_pairs,)
        Filled in: 1, 0 or -1.
    """
    for e in range(len(score)):
        value = score[e] + bonus - u[mentee[e]] - p[mentor[e]]
        sign[e] = 1 if value > 0 else (0 if value == 0 else -1)


@steps
def raise_closed(score, bonus, mentee, mentor, required, shut_mentee, shut_mentor, before, u, p):  # type: ignore[no-untyped-def]
    """Raise prices of closed people until none of their pairs is worth more than its prices.

    Mentors come first: if both are closed, the mentor's price rises.

    Parameters
    ----------
    score : int64 array, shape (n_pairs,)
    bonus : int
        Added to each score.
    mentee, mentor : int32 arrays, shape (n_pairs,)
    required : int64 array
        Pairs that do not count, ascending.
    shut_mentee, shut_mentor : bool arrays, shapes (n_mentees,) and (n_mentors,)
    before : int64 array, shape (n_mentees,)
        A copy of `u`.
    u, p : int64 arrays, shapes (n_mentees,) and (n_mentors,)
        Prices, changed in place.
    """
    k = 0
    for e in range(len(score)):
        if k < len(required) and required[k] == e:
            k += 1
            continue
        i, j = mentee[e], mentor[e]
        if shut_mentor[j]:
            p[j] = max(p[j], score[e] + bonus - before[i])
        elif shut_mentee[i] and score[e] + bonus - p[j] > u[i]:
            u[i] = score[e] + bonus - p[j]
