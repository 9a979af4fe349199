"""Which pairs of the matching before may continue after changes, and which have to end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from operator import itemgetter

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints, distinct
from mentormatch.candidates.search import Candidates
from mentormatch.changes.history import Pair
from mentormatch.people.model import People
from mentormatch.people.side import CAPACITY, DEMAND


@dataclass(frozen=True, eq=False)
class Continuing:
    """Pairs of the matching before that may continue.

    Parameters
    ----------
    pairs : int64 array, shape (n,)
        Candidate pairs, by index, ascending.
    active : bool array, shape (n,)
        Which of them are active.
    freed : tuple of (str, str)
        Pairs that have to end: the limits no longer allow them, or they exceed capacity, demand or the
        ceiling over a group.
    """

    pairs: Ints
    active: Bools
    freed: tuple[Pair, ...]


def find_pairs(people: People, candidates: Candidates, pairs: Iterable[Pair]) -> Ints:
    """Return those of the pairs (mentee id, mentor id) that are candidate pairs, by index, ascending."""
    found = candidates.find(*_positions(people, pairs)[1:])
    return distinct(found[found >= 0])


def find_continuing(
    people: People,
    candidates: Candidates,
    points: Ints,
    pairs: Iterable[Pair],
    active: frozenset[Pair],
    forbidden: Sequence[int] = (),
    ceilings: Iterable[tuple[Ints, int]] = (),
) -> Continuing:
    """Return which pairs may continue.

    If a mentor's capacity or a mentee's demand, or the ceiling over a group, is now smaller than the number
    of their pairs, active pairs continue before proposed ones, and then pairs with a higher score before
    others.

    Parameters
    ----------
    people : People
        As they are after the changes.
    candidates : Candidates
        Of these people.
    points : int64 array, shape (n_pairs,)
    pairs : iterable of (str, str)
        The pairs that no change ended; pairs of people who left may be among them.
    active : frozenset of (str, str)
        The active ones.
    forbidden : sequence of int
        Candidate pairs, by index, that a rule forbids.
    ceilings : iterable of (int64 array, int)
        Candidate pairs, by index, and how many of them there may be at most.
    """
    there, mentees, mentors = _positions(people, pairs)
    found = candidates.find(mentees, mentors)
    is_active = np.fromiter(map(active.__contains__, there), np.bool_, len(there))
    fits = (found >= 0) & ~np.isin(found, forbidden)
    for side, limits in (
        (candidates.mentor, people.mentor_side.places(CAPACITY)),
        (candidates.mentee, people.mentee_side.places(DEMAND)),
    ):
        fits[fits] = _within(side[found[fits]], limits, is_active[fits], points[found[fits]])
    for together, most in ceilings:
        inside = np.flatnonzero(fits & np.isin(found, together))
        one = np.zeros(len(inside), np.int32)
        fits[inside] = _within(one, np.array([most]), is_active[inside], points[found[inside]])
    order = np.argsort(found[fits], kind="stable")
    freed = tuple(there[k] for k in np.flatnonzero(~fits).tolist())
    return Continuing(found[fits][order], is_active[fits][order], freed)


def _positions(people: People, pairs: Iterable[Pair]) -> tuple[list[Pair], Ints, Ints]:
    """Return the pairs of people who are there, with the positions of both."""
    given = list(pairs)
    each = ((people.mentee_side, 0), (people.mentor_side, 1))
    mentees, mentors = (
        np.fromiter(map(side.at.get, map(itemgetter(k), given), repeat(-1)), np.int64, len(given))
        for side, k in each
    )
    there = (mentees >= 0) & (mentors >= 0)
    if there.all():
        return given, mentees, mentors
    return list(compress(given, there.tolist())), mentees[there], mentors[there]


def _within(side: Int32s, limit: Ints, active: Bools, points: Ints) -> Bools:
    """Return whether each pair is among the first `limit` pairs of its person."""
    if not np.any(np.bincount(side, minlength=len(limit)) > limit):
        return np.ones(len(side), np.bool_)
    order = np.lexsort((-points, ~active, side))
    ordered = side[order]
    first = np.searchsorted(ordered, ordered)
    kept = np.zeros(len(side), np.bool_)
    kept[order] = np.arange(len(side)) - first < limit[ordered]
    return kept
