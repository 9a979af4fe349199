"""Columns of pairs that are put together when somebody first reads them: a rematch is solved without them.

What a pair's criteria score, and how far the two live from each other, is kept in pieces: those of a matching
before, and those of the pairs found since, with the row of each pair in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Ints, sealed
from mentormatch.candidates.search import Candidates
from mentormatch.scoring import Scores

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
    def of(cls, candidates: Candidates, scores: Scores, found: Columns, origin: Ints, fresh: Ints) -> Self:
        """Return the columns after a change: those of pairs that were there, and `found` in `fresh` rows."""
        before: Spliced | None = vars(candidates).get("spliced")
        apart = before is not None and before is vars(scores).get("spliced") and "whole" not in vars(before)
        if before is not None and apart and len(before.pieces) < _MOST:
            pieces, rows = before.pieces, before.rows
        else:
            pieces = (Columns(candidates.km, candidates.online, scores.contributions),)
            rows = np.arange(len(candidates))
        known = sum(len(piece.km) for piece in pieces)
        more = known + np.arange(len(fresh))
        return cls((*pieces, found), spliced(rows, origin, fresh, more))

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


def put_together(kind: type[Lazy], columns: Spliced, **fields: Any) -> Lazy:
    """Return candidates or scores of which some columns are put together when they are read."""
    found = object.__new__(kind)
    vars(found).update(spliced=columns, **fields)
    return found


def _columns(pairs: Candidates | Scores) -> Columns:
    columns: Spliced = vars(pairs)["spliced"]
    return columns.whole
