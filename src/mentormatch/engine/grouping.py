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
