"""The pairs of each person, heaviest first, so that a search need not look at all of them."""

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import jit, step
from mentormatch.engine.state.kernel import ENTRY


@jit
def entries_of(side, other, weight, inside, n):  # type: ignore[no-untyped-def]
    """Group the pairs `inside` by one side, those of each person by falling weight, then by number.

    Parameters
    ----------
    side, other : int32 arrays, shape (n_pairs,)
        The person on this side, and what to note of the one on the other.
    weight : int64 array, shape (n_pairs,)
    inside : bool array, shape (n_pairs,)
    n : int
        Number of people on this side.

    Returns
    -------
    start : int64 array, shape (n + 1,)
    entries : array of `ENTRY`
        ``entries[start[i]:start[i + 1]]`` are those of i.
    """
    start = np.zeros(n + 1, np.int64)
    for e in range(len(side)):
        if inside[e]:
            start[side[e] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    entries = np.empty(start[n], ENTRY)
    free = start[:-1].copy()
    for e in range(len(side)):
        if inside[e]:
            place = free[side[e]]
            free[side[e]] += 1
            _set(entries, place, weight[e], e, other[e])
    for i in range(n):
        _sort(entries, start[i], start[i + 1])
    return start, entries


@step
def _sort(entries, first, last):  # type: ignore[no-untyped-def]
    """Sort some entries in place (Shell, with Knuth's gaps): most people have a few dozen."""
    gap = 1
    while gap < (last - first) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(first + gap, last):
            weight, pair, other = entries[k]["weight"], entries[k]["pair"], entries[k]["other"]
            place = k
            while place >= first + gap:
                before = entries[place - gap]
                if before["weight"] > weight or (before["weight"] == weight and before["pair"] < pair):
                    break
                _set(entries, place, before["weight"], before["pair"], before["other"])
                place -= gap
            _set(entries, place, weight, pair, other)
        gap //= 3


@step
def _set(entries, place, weight, pair, other):  # type: ignore[no-untyped-def]
    entries[place]["weight"] = weight
    entries[place]["pair"] = pair
    entries[place]["other"] = other
