"""Which pairs of the matching before may continue after changes, and which have to end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Self

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints, distinct
from mentormatch.candidates.search import Candidates
from mentormatch.changes.history import History, Pair
from mentormatch.matching.result import Matching
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
    before : int64 array, shape (n,)
        Position of each among the pairs of the matching before.
    freed : tuple of (str, str)
        Pairs that have to end: the limits no longer allow them, or they exceed capacity, demand or the
        ceiling over a group.
    """

    pairs: Ints
    active: Bools
    before: Ints
    freed: tuple[Pair, ...]


@dataclass(frozen=True, eq=False)
class Standing:
    """The pairs of the matching before that no change ended.

    Parameters
    ----------
    ids : sequence of (str, str)
        Of all pairs of that matching.
    mentee, mentor : int64 array, shape (n,)
        Position of both after the changes, -1 for who has left.
    active, ended : bool array, shape (n,)
        Which of them are active, or offered, or end by a change, and which of them end.
    """

    ids: Sequence[Pair]
    mentee: Ints
    mentor: Ints
    active: Bools
    ended: Bools

    @classmethod
    def of(cls, before: Matching, people: People, history: History, ended: Collection[Pair]) -> Self:
        """Return the pairs of a matching; people and history are those after the changes."""
        chosen, was, ids = before.solution.chosen, before.people, before.pair_ids
        return cls(
            ids,
            people.mentee_side.moved(was.mentee_side)[before.candidates.mentee[chosen]],
            people.mentor_side.moved(was.mentor_side)[before.candidates.mentor[chosen]],
            are_in(before, history.active, history.offered, ended),
            np.isin(chosen, find_pairs(was, before.candidates, ended)),
        )

    @property
    def there(self) -> Bools:
        """The pairs of which both are still in the scheme, and that no change ended."""
        return (self.mentee >= 0) & (self.mentor >= 0) & ~self.ended

    @property
    def left_behind(self) -> list[str]:
        """Ids of the mentees whose mentor has left."""
        return [self.ids[k][0] for k in np.flatnonzero((self.mentor < 0) & ~self.ended).tolist()]


def are_in(matching: Matching, *some: Collection[Pair]) -> Bools:
    """Return which pairs of a matching are among some."""
    # A set knows the hashes of what is in it: those that are missing, most often none, are found at once.
    ids, missing = matching.pair_ids, matching.pair_set.difference(*some)
    if not missing:
        return np.ones(len(ids), np.bool_)
    return ~np.fromiter(map(missing.__contains__, ids), np.bool_, len(ids))


def find_pairs(people: People, candidates: Candidates, pairs: Iterable[Pair]) -> Ints:
    """Return those of the pairs (mentee id, mentor id) that are candidate pairs, by index, ascending."""
    given = list(pairs)
    mentees, mentors = (
        np.fromiter(map(side.at.get, map(itemgetter(k), given), repeat(-1)), np.int64, len(given))
        for side, k in ((people.mentee_side, 0), (people.mentor_side, 1))
    )
    there = (mentees >= 0) & (mentors >= 0)
    found = candidates.find(mentees[there], mentors[there])
    return distinct(found[found >= 0])


def find_continuing(
    people: People,
    candidates: Candidates,
    points: Ints,
    standing: Standing,
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
    standing : Standing
        The pairs that no change ended.
    forbidden : sequence of int
        Candidate pairs, by index, that a rule forbids.
    ceilings : iterable of (int64 array, int)
        Candidate pairs, by index, and how many of them there may be at most.
    """
    there = np.flatnonzero(standing.there)
    found = candidates.find(standing.mentee[there], standing.mentor[there])
    is_active = standing.active[there]
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
    freed = tuple(standing.ids[k] for k in there[~fits].tolist())
    return Continuing(found[fits][order], is_active[fits][order], there[fits][order], freed)


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
