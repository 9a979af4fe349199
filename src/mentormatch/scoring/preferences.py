"""How high the two people rank each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, filterfalse, repeat
from operator import attrgetter
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Bools, Floats, Int32s, Ints
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.people.side import ID, Side
from mentormatch.policy import Scoring
from mentormatch.text import folded

_NOBODY = -1
_PREFERS = attrgetter("prefers")


@dataclass(frozen=True)
class Preferences:
    """How high each of the two ranked the other.

    Rank r of k listed people scores 1 - (r - 1) / k, and a person not listed scores 0, also with somebody who
    listed nobody: a wish that cannot be met counts as if none had been expressed. The score is the mean over
    the sides, mentees and mentors, on which anybody in the scheme listed anybody; it is unknown if nobody
    did. "Mentees should have some input into the matching process, recognising that it will not always be
    possible to match mentees with their first choice" (Health Education England, "How to set up a Mentoring
    Scheme").

    Ids are looked up as written, or else by `text.folded` if that fits exactly one person. An id that fits
    nobody on the other side is ignored and those after it move up: a preference for a person who is not in
    the scheme must not lower the scores of those who are.
    """

    name: ClassVar[str] = "preferences"
    pair_by_pair: ClassVar[bool] = True

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        mentees, mentors = people.mentee_side, people.mentor_side
        total, sides = np.zeros(len(candidates)), 0
        if _list_anybody(mentees, mentors):
            total, sides = total + _wishes(mentees, mentors, candidates.mentee, candidates.mentor), 1
        if _list_anybody(mentors, mentees):
            total, sides = total + _wishes(mentors, mentees, candidates.mentor, candidates.mentee), sides + 1
        return total / sides if sides else np.full(len(candidates), np.nan)

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return which wish of each the other is; see `Saying.said`."""
        return "; ".join(filter(None, (_wish(mentee, mentor), _wish(mentor, mentee))))

    def moved(self, before: Scheme, after: Scheme) -> tuple[Ints, Ints]:
        """Return the people who listed someone who joined or left; see `Relating.moved`.

        If a side begins or ceases to list anybody, this is everybody.
        """
        if _sides_that_list(before) != _sides_that_list(after):
            return np.arange(len(after.mentee_side)), np.arange(len(after.mentor_side))
        return (
            _concerned(after.mentee_side, before.mentor_side, after.mentor_side),
            _concerned(after.mentor_side, before.mentee_side, after.mentee_side),
        )


def wish_ranks(people: People, candidates: Candidates) -> tuple[Ints, Ints]:
    """Return how the two people of each pair rank each other by their wishes.

    Returns
    -------
    mentee_rank, mentor_rank : int64 array, shape (n_pairs,)
        Place of the mentor on the mentee's list, from 0, and of the mentee on the mentor's; who is not on a
        list comes after all who are: the number of mentors, or of mentees. Ids are looked up as by
        `Preferences`.
    """
    mentees, mentors = people.mentee_side, people.mentor_side
    return (
        _ranks(mentees, mentors, candidates.mentee, candidates.mentor)[0],
        _ranks(mentors, mentees, candidates.mentor, candidates.mentee)[0],
    )


def mentee_ranks(people: People, candidates: Candidates) -> Ints:
    """Return the rank of the mentor of every pair among the mentee's wishes, from 1; 0 for none."""
    mentees, mentors = people.mentee_side, people.mentor_side
    rank, _ = _ranks(mentees, mentors, candidates.mentee, candidates.mentor)
    return np.where(rank < candidates.n_mentors, rank + 1, 0)


def _wish(chooser: Person, other: Person) -> str:
    wishes = [folded(wish) for wish in chooser.prefers]
    if folded(other.id) not in wishes:
        return ""
    return f"wish {wishes.index(folded(other.id)) + 1} of {len(wishes)} of {chooser.id}"


def _sides_that_list(scheme: Scheme) -> tuple[bool, bool]:
    mentees, mentors = scheme.mentee_side, scheme.mentor_side
    return _list_anybody(mentees, mentors), _list_anybody(mentors, mentees)


def _list_anybody(choosers: Side, others: Side) -> bool:
    """Return whether any of the choosers listed any of the others."""
    _, wishes = choosers.flat(_PREFERS)
    if any(map(others.at.__contains__, wishes)):
        return True
    return any(others.position_like(one) != _NOBODY for one in set(wishes))


def _wishes(choosers: Side, others: Side, chooser: Int32s, other: Int32s) -> Floats:
    """Return for every pair the score of the other on the chooser's list, 0 if they are not on it."""
    rank, size = _ranks(choosers, others, chooser, other)
    return np.where(rank < len(others), 1.0 - rank / np.maximum(size, 1), 0.0)


def _ranks(choosers: Side, others: Side, chooser: Int32s, other: Int32s) -> tuple[Ints, Ints]:
    """Return for every pair the place of the other on the chooser's list, and how long the list is.

    Places count from 0; those who are not on a list have the number of the others, below all who are.
    """
    in_pairs = np.zeros(len(choosers), np.bool_)
    in_pairs[chooser] = True  # only the lists of people in a pair are resolved
    row, liked = _resolved(*choosers.flat(_PREFERS), others, in_pairs)
    size = np.bincount(row, minlength=len(choosers))
    rank = np.arange(len(row)) - (np.cumsum(size) - size)[row]
    keys = row * len(others) + liked
    order = np.argsort(keys)
    pairs = chooser.astype(np.int64) * len(others) + other
    return _looked_up(pairs, keys[order], rank[order], len(others)), size[chooser]


def _looked_up(wanted: Ints, keys: Ints, ranks: Ints, otherwise: int) -> Ints:
    """Return the rank of every wanted key, `otherwise` for a key that is not in the ascending `keys`."""
    if not len(keys):
        return np.full(len(wanted), otherwise, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, ranks[at], otherwise)


def _resolved(row: Ints, wishes: Sequence[str], others: Side, wanted: Bools) -> tuple[Ints, Ints]:
    """Return whom the choosers that are wanted listed, best first, each once.

    Parameters
    ----------
    row, wishes : int64 array and sequence of str, shape (n_wishes,)
        Choosers, ascending, and what they wrote.
    others : Side
    wanted : bool array, shape (n_choosers,)

    Returns
    -------
    choosers, others : int64 array
    """
    some = wanted[row]
    row, flat = row[some], list(compress(wishes, some.tolist()))
    liked = np.fromiter(map(others.at.get, flat, repeat(_NOBODY)), np.int64, len(flat))
    # Folding is the slowest part, and not needed for ids as written.
    for k in np.flatnonzero(liked == _NOBODY).tolist():
        liked[k] = others.position_like(flat[k])
    row, liked = row[liked != _NOBODY], liked[liked != _NOBODY]
    first = np.sort(np.unique(row * len(others) + liked, return_index=True)[1])
    return row[first], liked[first]


def _concerned(choosers: Side, before: Side, after: Side) -> Ints:
    """Return the positions of choosers who listed a person who joined or left."""
    position = after.positions_in(before)
    gone = np.ones(len(before), np.bool_)
    gone[position[position >= 0]] = False
    joined, left = set(after.read(ID)[position < 0].tolist()), set(before.read(ID)[gone].tolist())
    others = joined ^ left  # a person who has only changed is in both
    row, flat = choosers.flat(_PREFERS)
    forms = set(map(folded, others))
    others |= {wish for wish in filterfalse(after.at.__contains__, flat) if folded(wish) in forms}
    return np.unique(row[np.fromiter(map(others.__contains__, flat), np.bool_, len(flat))])
