"""How high the two people rank each other."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats, Int32s, Ints, distinct
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.people.side import Side
from mentormatch.policy import Scoring
from mentormatch.text import folded

_NOBODY, _LEFT = -1, -2
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
            _concerned(before.mentee_side, after.mentee_side, before.mentor_side, after.mentor_side),
            _concerned(before.mentor_side, after.mentor_side, before.mentee_side, after.mentee_side),
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
    return bool(np.any(choosers.named(_PREFERS, others) >= 0) or np.any(_liked(choosers, others) >= 0))


def _wishes(choosers: Side, others: Side, chooser: Int32s, other: Int32s) -> Floats:
    """Return for every pair the score of the other on the chooser's list, 0 if they are not on it."""
    rank, size = _ranks(choosers, others, chooser, other)
    return np.where(rank < len(others), 1.0 - rank / np.maximum(size, 1), 0.0)


def _ranks(choosers: Side, others: Side, chooser: Int32s, other: Int32s) -> tuple[Ints, Ints]:
    """Return for every pair the place of the other on the chooser's list, and how long the list is.

    Places count from 0; those who are not on a list have the number of the others, below all who are.
    """
    in_pairs = np.zeros(len(choosers), np.bool_)
    in_pairs[chooser] = True  # only the lists of people in a pair are read
    row, liked = choosers.flat(_PREFERS)[0], _liked(choosers, others)
    some = np.flatnonzero((liked != _NOBODY) & in_pairs[row])
    keys = row[some] * len(others) + liked[some]
    keys = keys[np.sort(np.unique(keys, return_index=True)[1])]  # each person once, best first
    row = keys // max(len(others), 1)
    size = np.bincount(row, minlength=len(choosers))
    rank = np.arange(len(row)) - (np.cumsum(size) - size)[row]
    order = np.argsort(keys)
    pairs = chooser.astype(np.int64) * len(others) + other
    return _looked_up(pairs, keys[order], rank[order], len(others)), size[chooser]


def _looked_up(wanted: Ints, keys: Ints, ranks: Ints, otherwise: int) -> Ints:
    """Return the rank of every wanted key, `otherwise` for a key that is not in the ascending `keys`."""
    if not len(keys):
        return np.full(len(wanted), otherwise, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, ranks[at], otherwise)


def _liked(choosers: Side, others: Side) -> Ints:
    """Return the position of the person meant by each wish of the choosers; -1 for nobody."""
    liked = choosers.named(_PREFERS, others)
    unknown = np.flatnonzero(liked == _NOBODY)
    if len(unknown):
        # Folding is the slowest part, and not needed for ids as written.
        liked = liked.copy()
        liked[unknown] = list(map(others.position_like, choosers.entries(_PREFERS, unknown)))
    return liked


def _concerned(was: Side, choosers: Side, before: Side, after: Side) -> Ints:
    """Return the positions of choosers whose wishes mean others than before, since people joined or left."""
    then, position = was.flat(_PREFERS)[0], choosers.positions_in(was)
    now = np.full(len(was) + 1, -1)
    now[position] = np.arange(len(choosers))
    row = choosers.flat(_PREFERS)[0]
    own, moved = np.flatnonzero(position[row] >= 0), after.moved(before)
    meant = np.append(np.where(moved < 0, _LEFT, moved), _NOBODY)
    order = np.argsort(now[then], kind="stable")[len(then) - len(own) :]
    return distinct(row[own][_liked(choosers, after)[own] != meant[_liked(was, before)[order]]])
