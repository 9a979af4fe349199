"""Candidates and scores after some people changed, in work proportional to those people.

`update_pairs` copies the pairs of people whom nothing concerns, and finds and scores only the others. What it
returns are the candidates that `find_candidates` would find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Self

import numpy as np
from immutabledict import immutabledict
from numpy.typing import NDArray

from mentormatch.arrays import Ints, sealed
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import CODES
from mentormatch.candidates.reasons.base import PairReason
from mentormatch.candidates.rectangle import count_all, refuse_too_many
from mentormatch.candidates.search import Candidates, find_candidates_of, reasons_of
from mentormatch.candidates.side import Side
from mentormatch.people.model import People
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.scoring import DEFAULT_SCORERS, Relating, Scorer, Scores, score_more, with_learnt


@dataclass(frozen=True, eq=False)
class Updated:
    """The pairs after a change; arrays are read-only.

    Parameters
    ----------
    candidates : Candidates
        As `find_candidates` would find them.
    scores : Scores
        Of all of them.
    origin : int64 array, shape (n_pairs,)
        Index of the same pair before the change; -1 for a pair that was found and scored anew.
    """

    candidates: Candidates
    scores: Scores
    origin: Ints


@dataclass(frozen=True, eq=False)
class _Side:
    """Who of one side stays as they were.

    Parameters
    ----------
    before : int64 array, shape (n_after,)
        Position before the change; -1 for those whose pairs are looked at anew.
    n_before : int
    """

    before: Ints
    n_before: int

    @classmethod
    def of(cls, before: Side, after: Side, touched: Collection[str]) -> Self:
        return cls(after.positions_in(before), len(before)).but_for(_positions(after.people, touched))

    def but_for(self, people: Ints) -> Self:
        """Return the side with further people looked at anew."""
        place = self.before.copy()
        place[people] = -1
        return type(self)(place, self.n_before)

    @cached_property
    def anew(self) -> Ints:
        """Positions, after the change, of those whose pairs are looked at anew."""
        return np.flatnonzero(self.before < 0)

    @cached_property
    def gone(self) -> Ints:
        """Positions, before the change, of those whose pairs do not stay."""
        return np.flatnonzero(self.after < 0)

    @cached_property
    def after(self) -> Ints:
        """Position after the change of everybody before it, -1 for those whose pairs do not stay."""
        after = np.full(self.n_before, -1)
        stay = np.flatnonzero(self.before >= 0)
        after[self.before[stay]] = stay
        return after


def update_pairs(
    before: People,
    after: People,
    candidates: Candidates,
    scores: Scores,
    policy: Policy,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    touched_mentees: Collection[str] = (),
    touched_mentors: Collection[str] = (),
) -> Updated:
    """Return candidates and scores after a change.

    Parameters
    ----------
    before, after : People
        In the order of their ids. Whoever is another object in `after` is new or has changed.
    candidates : Candidates
    scores : Scores
        Of `before`.
    policy : Policy
        Its limits, weights and settings of the criteria are those that `candidates` and `scores` come from.
    scorers : sequence of Scorer
        Those that `scores` come from; asked only where `scores` do not bring their own.
    touched_mentees, touched_mentors : collection of str
        Ids of further people whose pairs are to be looked at anew; those of nobody in `after` do not matter.

    Returns
    -------
    Updated
        Pairs of two people who stay as they were keep their row. Looked at anew are all pairs of people who
        are new, changed or touched; of people between whom a reason such as independence now holds, or holds
        no more, since lines pass through others; and of people for whom a `Relating` criterion asks, such as
        those who listed somebody who left.

        Scores of pairs found anew are what the criteria learnt from the first matching makes of them, see
        `mentormatch.scoring.Learning`.

    Raises
    ------
    CandidateError
        If there would be more pairs than the limits allow.
    PolicyError
        If a criterion of scores without scorers is not among `scorers`.
    """
    old = reasons_of(candidates, before, policy.limits)
    new = old.updated(after)
    scores = with_learnt(scores, before, policy, scorers)
    mentees = _Side.of(old.scheme.mentee_side, new.scheme.mentee_side, touched_mentees)
    mentors = _Side.of(old.scheme.mentor_side, new.scheme.mentor_side, touched_mentors)
    for scorer in scores.learnt:
        if isinstance(scorer, Relating):
            moved = scorer.moved(old.scheme, new.scheme)
            mentees, mentors = mentees.but_for(moved[0]), mentors.but_for(moved[1])
    mentees, mentors = _settled(old, new, mentees, mentors)

    found = find_candidates_of(after, policy, mentees.anew, mentors.anew, new)
    merge = _Merge.of(candidates, found, mentees, mentors)
    refuse_too_many(len(merge.origin), policy.limits)
    if new.others:
        gone = find_candidates_of(before, policy, mentees.gone, mentors.gone, old)
        excluded = Counter(candidates.excluded)
        excluded.subtract(gone.excluded)
        excluded.update(found.excluded)
    else:
        # Faster: nobody has to be found again among those before.
        excluded = count_all(new, len(merge.origin))
    return Updated(
        _joined_candidates(candidates, found, merge, mentees, mentors, excluded),
        _joined_scores(scores, score_more(after, found, policy, scores), merge),
        merge.origin,
    )


def _positions(people: Sequence[Person], ids: Collection[str]) -> Ints:
    """Return where these ids are among people in the order of their ids; those of nobody are left out."""
    by_id = attrgetter("id")
    places = [(person_id, bisect_left(people, person_id, key=by_id)) for person_id in ids]
    return np.array([k for i, k in places if k < len(people) and people[k].id == i], np.int64)


def _settled(old: AllReasons, new: AllReasons, mentees: _Side, mentors: _Side) -> tuple[_Side, _Side]:
    """Return the sides without those between whom a known pair's reason came or went.

    Everything else that speaks against a pair lies in its two people, and they stay as they were.
    """
    pairs = [
        _differing(then, now, mentees, mentors) for then, now in zip(old.in_pairs, new.in_pairs, strict=True)
    ]
    mentee, mentor = np.divmod(np.unique(np.concatenate(pairs)), max(new.scheme.n_mentors, 1))
    mentee, mentor = np.unique(mentee), np.unique(mentor)
    # Each of these pairs is found anew if either of its people is: those on the side where they are fewer.
    if len(mentee) < len(mentor):
        return mentees.but_for(mentee), mentors
    return mentees, mentors.but_for(mentor)


def _differing(then: PairReason, now: PairReason, mentees: _Side, mentors: _Side) -> Ints:
    """Return the keys, after the change, of pairs that stay and for which a reason held then or now only."""
    mentee, mentor = np.divmod(then.keys, max(then.scheme.n_mentors, 1))
    mentee, mentor = mentees.after[mentee], mentors.after[mentor]
    stay = (mentee >= 0) & (mentor >= 0)
    held = now.scheme.keys(mentee[stay], mentor[stay])
    mentee, mentor = np.divmod(now.keys, max(now.scheme.n_mentors, 1))
    stay = (mentees.before[mentee] >= 0) & (mentors.before[mentor] >= 0)
    return np.setxor1d(held, now.keys[stay], assume_unique=True)


@dataclass(frozen=True, eq=False)
class _Merge:
    """Where the pairs after a change come from.

    Parameters
    ----------
    origin : int64 array, shape (n_pairs,)
        Row of each pair before the change, -1 for those found.
    anew : int64 array, shape (n_found,)
        Rows, after the change, of what was found.
    """

    origin: Ints
    anew: Ints

    @classmethod
    def of(cls, candidates: Candidates, found: Candidates, mentees: _Side, mentors: _Side) -> Self:
        """Put what was found between those of `candidates` that stay."""
        mentee, mentor = mentees.after[candidates.mentee], mentors.after[candidates.mentor]
        kept = np.flatnonzero((mentee >= 0) & (mentor >= 0))
        # People keep their order, so that the keys of what stays ascend as before.
        held = mentee[kept] * found.n_mentors + mentor[kept]
        keys = found.mentee.astype(np.int64) * found.n_mentors + found.mentor
        anew = np.searchsorted(held, keys) + np.arange(len(keys))
        origin = np.full(len(kept) + len(keys), -1)
        stays = np.ones(len(origin), np.bool_)
        stays[anew] = False
        origin[stays] = kept
        return cls(sealed(origin), anew)

    def column(self, old: NDArray[Any], found: NDArray[Any]) -> NDArray[Any]:
        """Return one column of what stays and what was found."""
        column = np.empty(len(self.origin), old.dtype)
        if len(old):
            np.take(old, self.origin, mode="wrap", out=column)  # -1 takes any row: it is written over
        column[self.anew] = found
        return sealed(column)


def _joined_candidates(
    candidates: Candidates,
    found: Candidates,
    merge: _Merge,
    mentees: _Side,
    mentors: _Side,
    excluded: Mapping[str, int],
) -> Candidates:
    return Candidates(
        n_mentees=found.n_mentees,
        n_mentors=found.n_mentors,
        mentee=merge.column(mentees.after.astype(np.int32)[candidates.mentee], found.mentee),
        mentor=merge.column(mentors.after.astype(np.int32)[candidates.mentor], found.mentor),
        km=merge.column(candidates.km, found.km),
        online=merge.column(candidates.online, found.online),
        excluded=immutabledict({code: n for code in CODES if (n := excluded.get(code, 0))}),
        grounds=found.grounds,
    )


def _joined_scores(scores: Scores, found: Scores, merge: _Merge) -> Scores:
    contributions = np.empty((len(merge.origin), len(scores.criteria)), np.float32, order="F")
    for number in range(len(scores.criteria)):
        contributions[:, number] = merge.column(
            scores.contributions[:, number], found.contributions[:, number]
        )
    points = merge.column(scores.points, found.points)
    return Scores(scores.criteria, sealed(contributions), scores.weights, points, scores.learnt)
