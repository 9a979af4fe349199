"""Pairs that no stable answer contains, found without a search.

A pair is secure for its mentee if the mentor has enough capacity for all pairs that rank at least as high
with the mentor: the mentor can always take this mentee. A mentee with enough secure mentors to fill their
demand is never matched with a mentor they like less than all of these, as one of the secure pairs would
block. The same holds with sides exchanged; pairs excluded make others secure, until nothing changes. With a
demand of 1, this is what the offers of hospitals and of residents do in Irving and Manlove, "Finding large
stable matchings", Journal of Experimental Algorithmics 14 (2009).
"""

from __future__ import annotations

import math
import time

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.problem.problem import Problem
from mentormatch.rules.stable import StableRecord


def possible(problem: Problem, rule: StableRecord, deadline: float = math.inf) -> Bools:
    """Return which pairs a stable answer might contain; the others cannot block such an answer.

    Parameters
    ----------
    deadline : float
        Value of `time.monotonic` after which no further pairs are excluded.

    Returns
    -------
    bool array, shape (n_pairs,)
        If the other pairs are not chosen and none of these pairs blocks, no pair blocks.
    """
    mentee = (problem.mentee, rule.mentee_rank, problem.demand)
    mentor = (problem.mentor, rule.mentor_rank, problem.capacity)
    left = (problem.demand[problem.mentee] > 0) & (problem.capacity[problem.mentor] > 0)
    left[problem.forbidden] = False
    before = -1
    while before != (before := int(left.sum())) and time.monotonic() < deadline:
        for own, other in ((mentee, mentor), (mentor, mentee)):
            left &= ~_beaten(left, _secure(left, *other), *own)
    return left


def _secure(left: Bools, side: Int32s, rank: Ints, most: Ints) -> Bools:
    """Return the remaining pairs that one side could always take."""
    inside = np.flatnonzero(left)
    order = inside[np.lexsort((rank[inside], side[inside]))]
    secure = np.zeros(len(left), bool)
    secure[order] = _up_to(side[order], rank[order]) <= most[side[order]]
    return secure


def _up_to(side: Int32s, rank: Ints) -> Ints:
    """Return, for sorted pairs, how many pairs of the same person rank at least as high."""
    n = len(side)
    new_person = np.r_[True, side[1:] != side[:-1]] if n else np.zeros(0, bool)
    new_level = new_person | np.r_[True, rank[1:] != rank[:-1]] if n else new_person
    first_of_person = np.flatnonzero(new_person)[np.cumsum(new_person) - 1]
    ends = np.append(np.flatnonzero(new_level)[1:], n)
    return np.asarray(ends[np.cumsum(new_level) - 1] - first_of_person, np.int64)


def _beaten(left: Bools, secure: Bools, side: Int32s, rank: Ints, most: Ints) -> Bools:
    """Return the pairs that rank below enough secure pairs to fill the person."""
    inside = np.flatnonzero(secure)
    order = inside[np.lexsort((rank[inside], side[inside]))]
    start = np.concatenate(([0], np.cumsum(np.bincount(side[order], minlength=len(most)))))
    enough = (np.diff(start) >= most) & (most > 0)
    worst = np.full(len(most), np.iinfo(np.int64).max)
    worst[enough] = rank[order[start[:-1][enough] + most[enough] - 1]]
    return left & (rank > worst[side])
