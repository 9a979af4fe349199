"""Candidates and scores after some people changed, in work proportional to those people.

`update_pairs` copies the pairs of people who are not affected, and finds and scores only the others. It
returns the candidates that `find_candidates` would return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Bools, Int32s, Ints, distinct, sealed
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import CODES
from mentormatch.candidates.rectangle import count_all
from mentormatch.candidates.search import Candidates, find_candidates_of, reasons_of
from mentormatch.candidates.sweep import refuse_too_many
from mentormatch.people.model import People
from mentormatch.people.side import Side
from mentormatch.policy import Policy
from mentormatch.rematching.spliced import (
    Columns,
    Spliced,
    SplicedCandidates,
    SplicedScores,
    origin_of,
    put_together,
    scorers_of,
    spliced,
    with_lessons,
)
from mentormatch.scoring import DEFAULT_SCORERS, Relating, Scorer, Scores, score_more
from mentormatch.scoring.combine import scored_again

_NOTHING: Ints = sealed(np.zeros(0, np.int64))


@dataclass(frozen=True, eq=False)
class Updated:
    """The pairs after a change; arrays are read-only.

    Parameters
    ----------
    candidates : Candidates
        Those that `find_candidates` would return.
    scores : Scores
        Of all of them.
    origin : int64 array, shape (n_pairs,)
        Index of the same pair before the change; -1 for a pair that was scored now.
    """

    candidates: Candidates
    scores: Scores
    origin: Ints


@dataclass(frozen=True, eq=False)
class _Side:
    """The people of one side, and which of them keep their pairs.

    Parameters
    ----------
    before : int64 array, shape (n_after,)
        Position before the change; -1 for those whose pairs are found again.
    """

    before: Ints
    n_before: int

    @classmethod
    def of(cls, before: Side, after: Side) -> Self:
        return cls(after.positions_in(before), len(before))

    def without(self, people: Ints) -> Self:
        """Return the side with further people whose pairs are found again."""
        before = self.before.copy()
        before[people] = -1
        return type(self)(before, self.n_before)

    @cached_property
    def fresh(self) -> Ints:
        """Positions, after the change, of people whose pairs are found again."""
        return np.flatnonzero(self.before < 0)

    @cached_property
    def gone(self) -> Ints:
        """Positions, before the change, of people whose pairs are not kept."""
        return np.flatnonzero(self.after < 0)

    @cached_property
    def place(self) -> Ints:
        """Everybody's position before the change; without one, that of the first kept person after them."""
        stay = np.flatnonzero(self.before >= 0)
        return np.append(self.before[stay], self.n_before)[np.searchsorted(stay, np.arange(len(self.before)))]

    @cached_property
    def after(self) -> Ints:
        """Position after the change of everyone before it, -1 for people whose pairs are not kept."""
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
) -> Updated:
    """Return candidates and scores after a change.

    Parameters
    ----------
    before, after : People
        In the order of their ids. A person who is a different object in `after` is new or has changed.
    scores : Scores
        Of `before`.
    policy : Policy
        Its limits, weights and settings of the criteria are those of `candidates` and `scores`.
    scorers : sequence of Scorer
        The scorers of `scores`; used only if `scores` do not contain them.

    Returns
    -------
    Updated
        Pairs of two unaffected people are copied. Pairs are found again for people who are new or
        changed, and for people between whom a reason such as independence has gone, since reporting lines
        pass through others. A pair against which a reason has come is left out. Pairs of people whom a
        `Relating` criterion names, such as those who listed a person who left, are scored again by it alone.

        Pairs found again are scored with what the criteria learnt for the first matching, see
        `mentormatch.scoring.Learning`, and with what was expected then of unknown answers. If a criterion is
        known now that was unknown for all pairs, it counts from now on, and all pairs get new points.

    Raises
    ------
    CandidateError
        If there are more pairs than the limits allow.
    PolicyError
        If `scores` do not contain their scorers, and a criterion is not among `scorers`.
    """
    old = reasons_of(candidates, before, policy)
    new = old.updated(after)
    scores = with_lessons(scores, before, policy, scorers)
    mentees = _Side.of(old.scheme.mentee_side, new.scheme.mentee_side)
    mentors = _Side.of(old.scheme.mentor_side, new.scheme.mentor_side)
    mentees, mentors = _without_switched(old, new, mentees, mentors)
    came, went = _differing(old, new, mentees, mentors)
    mentees, mentors = _without_affected(went, mentees, mentors)

    found = find_candidates_of(after, policy, mentees.fresh, mentors.fresh, new)
    ended = _both_kept(mentees.before[came[0]], mentors.before[came[1]])
    merge = _Merge.of(candidates, found, mentees, mentors, ended)
    refuse_too_many(len(merge.origin), policy.limits)
    others = Counter({reason.code: candidates.excluded.get(reason.code, 0) for reason in new.others})
    if others:
        # Only these are asked of pairs, so that those before have to be searched; all else can be counted.
        others.subtract(find_candidates_of(before, policy, mentees.gone, mentors.gone, old).excluded)
        others.subtract(old.first_reasons(*ended))
        others.update(found.excluded)
        others = Counter({reason.code: others[reason.code] for reason in new.others})
    excluded = count_all(new, len(merge.origin) + others.total())
    excluded.update(others)
    columns = Spliced.of(candidates, scores)
    rows, own, own_points, expected = zip(
        *_scored(old, new, policy, columns, scores, found, merge), strict=True
    )
    order = np.argsort(np.concatenate(rows))
    fresh = np.concatenate(rows)[order]
    together = Columns(*(np.concatenate(column)[order] for column in zip(*own, strict=True)))
    again = merge.origin[fresh]
    left = distinct(merge.left, again[again >= 0])
    columns = columns.followed_by(together, left, fresh)
    joined = _joined_candidates(candidates, found, merge, columns, excluded)
    origin = sealed(origin_of(left, fresh, len(candidates)))
    if all(one == scores.expected for one in expected):
        points = spliced(scores.points, origin, fresh, np.concatenate(own_points)[order])
        names = ("criteria", "weights", "expected", "lessons", "learnt")
        kept = {name: vars(scores)[name] for name in names if name in vars(scores)}
        return Updated(joined, put_together(SplicedScores, columns, points=points, **kept), origin)
    # A criterion counts from now on that nobody could be scored by before.
    return Updated(joined, score_more(after, joined, policy, scores), origin)


class _Scored(NamedTuple):
    """Pairs that are scored now: in these rows after the change, with their columns and points."""

    rows: Ints
    columns: Columns
    points: Ints
    expected: Mapping[str, float]


def _scored(
    old: AllReasons, new: AllReasons, policy: Policy, columns: Spliced, scores: Scores, found: Candidates,
    merge: _Merge,
) -> Iterator[_Scored]:  # fmt: skip
    """Score the pairs found, and those kept of people who are related to others than before."""
    after = new.scheme.people
    yield _Scored(_NOTHING, columns.of_pairs(_NOTHING), scores.points[:0], scores.expected)
    if len(found):
        more = score_more(after, found, policy, scores)
        own = Columns(found.km, found.online, more.contributions)
        yield _Scored(merge.fresh, own, more.points, more.expected)
    relating = [scorer for scorer in scorers_of(scores) if isinstance(scorer, Relating)]
    pairs = merge.kept_of(*(scorer.moved(old.scheme, new.scheme) for scorer in relating))
    if len(pairs):
        kept = columns.of_pairs(merge.origin[pairs])
        sides = merge.mentee[pairs], merge.mentor[pairs]
        again = Candidates(found.n_mentees, found.n_mentors, *sides, kept.km, kept.online, immutabledict())
        # All other criteria depend on the two people alone.
        more = scored_again(after, again, policy, scores, kept.contributions, relating)
        yield _Scored(pairs, kept._replace(contributions=more.contributions), more.points, more.expected)


def _without_switched(
    old: AllReasons, new: AllReasons, mentees: _Side, mentors: _Side
) -> tuple[_Side, _Side]:
    """Return the sides without the people for whom a reason came or went that lies in them.

    Only somebody else's record can do that to people who have not changed: one that may be theirs.
    """
    for then, now in zip(old.in_people, new.in_people, strict=True):
        mentees = mentees.without(_switched(then.mentee_out, now.mentee_out, mentees.before))
        mentors = mentors.without(_switched(then.mentor_out, now.mentor_out, mentors.before))
    return mentees, mentors


def _switched(then: Bools, now: Bools, before: Ints) -> Ints:
    same = np.flatnonzero(before >= 0)
    return np.asarray(same[then[before[same]] != now[same]], np.int64)


def _differing(
    old: AllReasons, new: AllReasons, mentees: _Side, mentors: _Side
) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return the pairs of kept people to which a reason that concerns pairs applies only now, or did before.

    By position after the change. Reasons that are asked of every pair depend on the two people alone, who
    have not changed.
    """
    came, went, n = [_NOTHING], [_NOTHING], max(new.scheme.n_mentors, 1)
    for then, now in zip(old.in_pairs, new.in_pairs, strict=True):
        mentee, mentor = then.sides
        held = now.scheme.keys(*_both_kept(mentees.after[mentee], mentors.after[mentor]))
        mentee, mentor = now.sides
        holds = now.keys[(mentees.before[mentee] >= 0) & (mentors.before[mentor] >= 0)]
        came.append(np.setdiff1d(holds, held, assume_unique=True))
        went.append(np.setdiff1d(held, holds, assume_unique=True))
    keys = [distinct(*some) for some in (came, went)]
    return np.divmod(keys[0], n), np.divmod(keys[1], n)


def _both_kept(mentee: Ints, mentor: Ints) -> tuple[Ints, Ints]:
    """Return the pairs, by position, of which both people keep their pairs."""
    both = (mentee >= 0) & (mentor >= 0)
    return mentee[both], mentor[both]


def _without_affected(went: tuple[Ints, Ints], mentees: _Side, mentors: _Side) -> tuple[_Side, _Side]:
    """Return the sides without the people of pairs against which there is a reason less."""
    mentee, mentor = map(distinct, went)
    # A pair is found again if either of its people is: take the side with fewer people.
    if len(mentee) < len(mentor):
        return mentees.without(mentee), mentors
    return mentees, mentors.without(mentor)


@dataclass(frozen=True, eq=False)
class _Merge:
    """Where the pairs after a change come from.

    Parameters
    ----------
    sizes : int64 array, shape (n_mentees,)
        How many pairs each mentee has.
    mentor : int32 array, shape (n_pairs,)
    origin : int64 array, shape (n_pairs,)
        Row of each pair before the change, -1 for pairs found again.
    left : int64 array
        Rows, before the change, of the pairs that are not kept.
    fresh : int64 array, shape (n_found,)
        Rows, after the change, of the pairs found again.
    """

    sizes: Ints
    mentor: Int32s
    origin: Ints
    left: Ints
    fresh: Ints

    @classmethod
    def of(
        cls, candidates: Candidates, found: Candidates, mentees: _Side, mentors: _Side,
        ended: tuple[Ints, Ints],
    ) -> Self:  # fmt: skip
        """Merge the pairs found again with those of `candidates` that are kept, all but those that ended."""
        leaves = np.repeat(mentees.after < 0, candidates.sizes)
        if len(candidates):
            leaves |= np.take(mentors.after < 0, candidates.mentor, mode="clip")
        rows = candidates.find(*ended)
        leaves[rows[rows >= 0]] = True
        left = np.flatnonzero(leaves)
        # People keep their order: a pair found again goes before the first kept one of people after its own.
        here, stays = mentees.before >= 0, mentees.before[found.mentee] >= 0
        mentee, mentor = mentees.place[found.mentee], mentors.place[found.mentor]
        place = candidates.starts[mentee]
        place[stays] = candidates.first_from(mentee[stays], mentor[stays])
        fresh = place - np.searchsorted(left, place) + np.arange(len(place))
        sizes = np.bincount(found.mentee, minlength=found.n_mentees)
        lost = np.bincount(candidates.mentee[left], minlength=candidates.n_mentees)
        sizes[here] += (candidates.sizes - lost)[mentees.before[here]]
        origin = origin_of(left, fresh, len(candidates))
        column = spliced(candidates.mentor, origin, fresh, np.zeros(len(fresh), np.int32))
        after = mentors.after.astype(np.int32)
        column = np.take(after, column, mode="clip") if len(after) else column.copy()
        column[fresh] = found.mentor
        return cls(sizes, sealed(column), sealed(origin), left, fresh)

    @cached_property
    def mentee(self) -> Int32s:
        """Position of the mentee of each pair."""
        return sealed(np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes))

    def kept_of(self, *people: tuple[Ints, Ints]) -> Ints:
        """Return the rows of pairs that were there before, of these mentees or mentors."""
        asked = np.zeros(len(self.origin), np.bool_)
        for mentees, mentors in people:
            for side, some in ((self.mentee, mentees), (self.mentor, mentors)):
                asked |= np.isin(side, some)
        return np.flatnonzero(asked & (self.origin >= 0))


def _joined_candidates(
    candidates: Candidates, found: Candidates, merge: _Merge, columns: Spliced, excluded: Mapping[str, int]
) -> Candidates:
    order = dict.fromkeys([*CODES, *candidates.excluded, *excluded])
    return put_together(
        SplicedCandidates,
        columns,
        n_mentees=found.n_mentees,
        n_mentors=found.n_mentors,
        mentee=merge.mentee,
        mentor=merge.mentor,
        excluded=immutabledict({code: n for code in order if (n := excluded.get(code, 0))}),
        grounds=found.grounds,
        starts=np.concatenate(([0], np.cumsum(merge.sizes))),
    )
