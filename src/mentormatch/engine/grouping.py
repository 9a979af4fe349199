"""Compiled helpers on pairs: grouping by one side, and connected components."""

from __future__ import annotations

import numpy as np

from mentormatch.engine.nodes import jit


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


@jit
def _root(parent, i):  # type: ignore[no-untyped-def]
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@jit
def component_of(n_mentees, n_mentors, mentee, mentor, inside):  # type: ignore[no-untyped-def]
    """Label the connected components that the pairs `inside` make (union-find, path halving).

    Returns
    -------
    of_mentee, of_mentor : int32 arrays
        Label of each person.
    n : int
        Number of components.
    """
    parent = np.arange(n_mentees + n_mentors, dtype=np.int32)
    for e in range(len(mentee)):
        if inside[e]:
            a, b = _root(parent, mentee[e]), _root(parent, n_mentees + mentor[e])
            if a != b:
                parent[max(a, b)] = min(a, b)
    label = np.full(n_mentees + n_mentors, -1, np.int32)
    n = 0
    for i in range(n_mentees + n_mentors):
        root = _root(parent, i)
        if label[root] < 0:
            label[root] = n
            n += 1
        label[i] = label[root]
    return label[:n_mentees].copy(), label[n_mentees:].copy(), n


@jit
def settle(mentee, mentor, free, taken, low_mentee, low_mentor, high_mentee, high_mentor):  # type: ignore[no-untyped-def]
    """Take and drop pairs that bounds force, one person after another, until none is forced.

    A person who needs all pairs they have left takes them; one who can take no more loses them. All arrays
    from `free` on are changed: what stays free is not forced by any one person's bounds.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_pairs,)
    free, taken : bool arrays, shape (n_pairs,)
    low_mentee, high_mentee : int64 arrays, shape (n_mentees,)
    low_mentor, high_mentor : int64 arrays, shape (n_mentors,)
        How many more pairs each person takes, at least and at most.
    """
    n_mentees, n = len(low_mentee), len(low_mentee) + len(low_mentor)
    low = np.concatenate((low_mentee, low_mentor))
    high = np.concatenate((high_mentee, high_mentor))
    starts, pairs = grouped(mentee, free, n_mentees)
    other_starts, other_pairs = grouped(mentor, free, n - n_mentees)
    left = np.zeros(n, np.int64)
    for k in range(n):
        left[k] = (
            starts[k + 1] - starts[k]
            if k < n_mentees
            else (other_starts[k - n_mentees + 1] - other_starts[k - n_mentees])
        )
    queue = np.empty(n, np.int32)
    queued = np.ones(n, np.bool_)
    size = n
    for k in range(n):
        queue[k] = k
    while size > 0:
        size -= 1
        person = np.int64(queue[size])
        queued[person] = False
        take = left[person] > 0 and low[person] >= left[person]
        if left[person] == 0 or not (take or high[person] <= 0):
            continue
        mine = (
            pairs[starts[person] : starts[person + 1]]
            if person < n_mentees
            else (other_pairs[other_starts[person - n_mentees] : other_starts[person - n_mentees + 1]])
        )
        for e in mine:
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
    low_mentee[:], low_mentor[:] = np.maximum(low[:n_mentees], 0), np.maximum(low[n_mentees:], 0)
    high_mentee[:], high_mentor[:] = high[:n_mentees], high[n_mentees:]
