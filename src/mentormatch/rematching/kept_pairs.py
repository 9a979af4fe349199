"""Which pairs made before may go on after some changes, and which may not any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.candidates.search import Candidates
from mentormatch.changes.history import Pair
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor


@dataclass(frozen=True, eq=False)
class Standing:
    """Pairs made before that may go on.

    Parameters
    ----------
    pairs : int64 array, shape (n,)
        Candidate pairs, by index, ascending.
    active : bool array, shape (n,)
        Which of them have begun.
    freed : tuple of (str, str)
        Pairs that end because the limits do not allow them any more, or no place is left for them.
    """

    pairs: Ints
    active: Bools
    freed: tuple[Pair, ...]


def find_standing(
    people: People, candidates: Candidates, points: Ints, pairs: Iterable[Pair], active: frozenset[Pair]
) -> Standing:
    """Return which pairs may go on.

    Where a mentor has fewer places than pairs now, or a mentee wants fewer mentors, pairs that have begun go
    on before those that have not, and then those that score more.

    Parameters
    ----------
    people : People
        As they are now.
    candidates : Candidates
        Of these people.
    points : int64 array, shape (n_pairs,)
    pairs : iterable of (str, str)
        The pairs made before that nobody ended; pairs of people who left may be among them.
    active : frozenset of (str, str)
        Those that have begun.
    """
    mentee_at = {person.id: place for place, person in enumerate(people.mentees)}
    mentor_at = {person.id: place for place, person in enumerate(people.mentors)}
    there = [pair for pair in pairs if pair[0] in mentee_at and pair[1] in mentor_at]
    found = _find(candidates, [mentee_at[i] for i, _ in there], [mentor_at[j] for _, j in there])
    begun = np.fromiter((pair in active for pair in there), np.bool_, len(there))
    fits = found >= 0
    for side, places in (
        (candidates.mentor, [_places(m, m.capacity) for m in people.mentors]),
        (candidates.mentee, [_places(m, m.demand) for m in people.mentees]),
    ):
        fits[fits] = _within(side[found[fits]], np.array(places, np.int64), begun[fits], points[found[fits]])
    order = np.argsort(found[fits], kind="stable")
    freed = tuple(pair for pair, ok in zip(there, fits.tolist(), strict=True) if not ok)
    return Standing(found[fits][order], begun[fits][order], freed)


def _places(person: Mentee | Mentor, places: int) -> int:
    return places if person.consent else 0


def _find(candidates: Candidates, mentee: Sequence[int], mentor: Sequence[int]) -> Ints:
    """Return the index of each pair among the candidates; -1 where it is none."""
    keys = candidates.mentee.astype(np.int64) * candidates.n_mentors + candidates.mentor
    wanted = np.array(mentee, np.int64) * candidates.n_mentors + np.array(mentor, np.int64)
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1).astype(np.int64)


def _within(side: Int32s, places: Ints, begun: Bools, points: Ints) -> Bools:
    """Tell which pairs are among the first that a person's places hold."""
    order = np.lexsort((-points, ~begun, side))
    ordered = side[order]
    first = np.searchsorted(ordered, ordered)
    kept = np.zeros(len(side), np.bool_)
    kept[order] = np.arange(len(side)) - first < places[ordered]
    return kept
