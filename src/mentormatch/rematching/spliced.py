"""Columns of pairs that are put together when somebody first reads them: a rematch is solved without them.

What a pair's criteria score, and how far the two live from each other, is kept in pieces: those of a matching
before, and those of the pairs found since, with the row of each pair in them. What criteria learn from all
people, they learn when a pair is first scored by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Ints, sealed
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.policy import Policy, Scoring
from mentormatch.scoring import Scorer, Scores
from mentormatch.scoring.combine import all_learnt, own_scorers

_MOST = 32
"""Pieces; with more, the columns are put together."""

Lazy = TypeVar("Lazy", Candidates, Scores)


class Columns(NamedTuple):
    """Kilometres, whether online, and the criteria's own scores; see `Candidates` and `Scores`."""

    km: Floats
    online: Bools
    contributions: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Spliced:
    """Columns in pieces.

    Parameters
    ----------
    pieces : tuple of Columns
        Those at first, and those of the pairs that each change brought.
    changes : tuple of (int64 array, int64 array)
        For each change, the rows before it that were left out, and the rows after it of the pairs it brought,
        ascending.
    """

    pieces: tuple[Columns, ...]
    changes: tuple[tuple[Ints, Ints], ...]

    @classmethod
    def of(cls, candidates: Candidates, scores: Scores) -> Self:
        """Return the columns of pairs as they are: in pieces, unless they are put together or too many."""
        before: Self | None = vars(candidates).get("spliced")
        apart = before is not None and before is vars(scores).get("spliced") and "whole" not in vars(before)
        if before is not None and apart and len(before.pieces) < _MOST:
            return before
        return cls((Columns(candidates.km, candidates.online, scores.contributions),), ())

    def followed_by(self, found: Columns, left: Ints, fresh: Ints) -> Self:
        """Return the columns after a change: without rows `left`, and with those `found` in rows `fresh`."""
        return type(self)((*self.pieces, found), (*self.changes, (left, fresh)))

    def of_pairs(self, pairs: Ints) -> Columns:
        """Return the columns of a few pairs, by index, without those of the others."""
        at, piece = pairs.copy(), np.zeros(len(pairs), np.int64)
        for number, (left, fresh) in reversed([*enumerate(self.changes, start=1)]):
            before = np.searchsorted(fresh, at)
            own = np.isin(at, fresh) & (piece == 0)
            rank = at - before
            then = rank + np.searchsorted(left - np.arange(len(left)), rank, side="right")
            at = np.where(piece > 0, at, np.where(own, before, then))
            piece[own] = number
        place = np.argsort(np.argsort(piece, kind="stable"))
        taken = [at[piece == k] for k in range(len(self.pieces))]
        return Columns(
            *(
                np.concatenate([column[some] for column, some in zip(one, taken, strict=True)])[place]
                for one in zip(*self.pieces, strict=True)
            )
        )

    def _rows(self) -> Ints:
        """Return the row of each pair in all pieces, one after the other."""
        known = len(self.pieces[0].km)
        rows = np.arange(known)
        for left, fresh in self.changes:
            rows = spliced(rows, origin_of(left, fresh, len(rows)), fresh, known + np.arange(len(fresh)))
            known += len(fresh)
        return rows

    @cached_property
    def whole(self) -> Columns:
        """The columns of all pairs."""
        first, *more = self.pieces
        own = self._rows()
        fresh = np.flatnonzero(own >= len(first.km))
        rows = own[fresh] - len(first.km)
        km, online, contributions = (np.concatenate(column)[rows] for column in zip(*more, strict=True))
        scores = np.empty((len(own), contributions.shape[1]), np.float32, order="F")
        for k in range(contributions.shape[1]):
            spliced(first.contributions[:, k], own, fresh, contributions[:, k], scores[:, k])
        return Columns(
            spliced(first.km, own, fresh, km), spliced(first.online, own, fresh, online),
            sealed(scores),
        )  # fmt: skip


def origin_of(left: Ints, fresh: Ints, n: int) -> Ints:
    """Return the row, of n before, of each row after some are left out and fresh ones come in: -1 for these.

    Parameters
    ----------
    left : int64 array
        Rows before, ascending.
    fresh : int64 array
        Rows after, ascending.
    """
    steps = np.ones(n - len(left) + len(fresh) + 1, np.int64)
    steps[fresh] = 0
    # The next row that is kept comes after all fresh ones before it.
    place = left - np.arange(len(left))
    np.add.at(steps, place + np.searchsorted(fresh - np.arange(len(fresh)), place, side="right"), 1)
    origin = np.cumsum(steps[:-1]) - 1
    origin[fresh] = -1
    return origin


def spliced(
    old: NDArray[Any], origin: Ints, fresh: Ints, found: NDArray[Any], into: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return one column of pairs after a change, from that before and that of the pairs found.

    Parameters
    ----------
    old : array, shape (n_before,)
    origin : int64 array, shape (n_pairs,)
        Row of each pair in `old`.
    fresh : int64 array, shape (n_found,)
        Rows of the pairs found, for which `origin` may be anything.
    found : array, shape (n_found,)
    into : array, shape (n_pairs,), optional
    """
    column = np.empty(len(origin), old.dtype) if into is None else into
    if len(old):
        np.take(old, origin, mode="clip", out=column)
    column[fresh] = found
    return sealed(column)


class SplicedCandidates(Candidates):
    """Candidates after a change."""

    @cached_property
    def km(self) -> Floats:
        """See `Candidates`."""
        return _columns(self).km

    @cached_property
    def online(self) -> Bools:
        """See `Candidates`."""
        return _columns(self).online


class SplicedScores(Scores):
    """Scores after a change."""

    @cached_property
    def contributions(self) -> NDArray[np.float32]:
        """See `Scores`."""
        return _columns(self).contributions

    @cached_property
    def learnt(self) -> tuple[Scorer, ...]:
        """See `Scores`."""
        lessons: Lessons = vars(self)["lessons"]
        return lessons.learnt


@dataclass(frozen=True, eq=False)
class Lessons:
    """What criteria learn from people when a pair is first scored by them, since learning is slow."""

    scorers: tuple[Scorer, ...]
    people: People
    scoring: Scoring

    @cached_property
    def learnt(self) -> tuple[Scorer, ...]:
        """The scorers, with what they have learnt."""
        return all_learnt(self.scorers, self.people, self.scoring)


def with_lessons(scores: Scores, people: People, policy: Policy, scorers: Sequence[Scorer]) -> Scores:
    """Return scores that have their scorers, or learn when these are first read; see `with_learnt`."""
    if vars(scores).get("learnt", ...):
        return scores
    found = object.__new__(SplicedScores)
    lessons = Lessons(own_scorers(scores, policy, scorers), people, policy.scoring)
    vars(found).update(vars(scores), lessons=lessons)
    del vars(found)["learnt"]
    return found


def scorers_of(scores: Scores) -> tuple[Scorer, ...]:
    """Return the scorers of scores `with_lessons`, whether or not they have learnt."""
    lessons: Lessons | None = vars(scores).get("lessons")
    return scores.learnt if lessons is None else lessons.scorers


def put_together(kind: type[Lazy], columns: Spliced, **fields: Any) -> Lazy:
    """Return candidates or scores of which some columns are put together when they are read."""
    found = object.__new__(kind)
    vars(found).update(spliced=columns, **fields)
    return found


def _columns(pairs: Candidates | Scores) -> Columns:
    columns: Spliced = vars(pairs)["spliced"]
    return columns.whole
