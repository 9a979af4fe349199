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
    rows : int64 array, shape (n_pairs,)
        Row of each pair in all pieces, one after the other.
    """

    pieces: tuple[Columns, ...]
    rows: Ints

    @classmethod
    def of(cls, candidates: Candidates, scores: Scores) -> Self:
        """Return the columns of pairs as they are: in pieces, unless they are put together or too many."""
        before: Self | None = vars(candidates).get("spliced")
        apart = before is not None and before is vars(scores).get("spliced") and "whole" not in vars(before)
        if before is not None and apart and len(before.pieces) < _MOST:
            return before
        whole = Columns(candidates.km, candidates.online, scores.contributions)
        return cls((whole,), np.arange(len(candidates)))

    def followed_by(self, found: Columns, origin: Ints, fresh: Ints) -> Self:
        """Return the columns after a change: those of pairs that were there, and `found` in `fresh` rows."""
        more = sum(len(piece.km) for piece in self.pieces) + np.arange(len(fresh))
        return type(self)((*self.pieces, found), spliced(self.rows, origin, fresh, more))

    def of_pairs(self, pairs: Ints) -> Columns:
        """Return the columns of a few pairs, by index, without those of the others."""
        rows, first = self.rows[pairs], np.cumsum([0, *(len(piece.km) for piece in self.pieces)])
        piece = np.searchsorted(first, rows, side="right") - 1
        place = np.argsort(np.argsort(piece, kind="stable"))
        taken = [rows[piece == k] - first[k] for k in range(len(self.pieces))]
        columns = zip(*self.pieces, strict=True)
        return Columns(
            *(
                np.concatenate([column[some] for column, some in zip(one, taken, strict=True)])[place]
                for one in columns
            )
        )

    @cached_property
    def whole(self) -> Columns:
        """The columns of all pairs."""
        first, *more = self.pieces
        fresh = np.flatnonzero(self.rows >= len(first.km))
        rows = self.rows[fresh] - len(first.km)
        km, online, contributions = (np.concatenate(column)[rows] for column in zip(*more, strict=True))
        scores = np.empty((len(self.rows), contributions.shape[1]), np.float32, order="F")
        for k in range(contributions.shape[1]):
            spliced(first.contributions[:, k], self.rows, fresh, contributions[:, k], scores[:, k])
        return Columns(
            spliced(first.km, self.rows, fresh, km), spliced(first.online, self.rows, fresh, online),
            sealed(scores),
        )  # fmt: skip


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
    """What criteria learn from people when a pair is first scored by them, since learning is slow.

    Parameters
    ----------
    scorers : tuple of Scorer
    people : People
    scoring : Scoring
    """

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
