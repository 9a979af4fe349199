"""Similarity of texts by meaning, with an encoder that the caller provides, such as a sentence model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mentormatch.arrays import Floats, Ints
from mentormatch.errors import ProblemError
from mentormatch.scoring.rows import blocks

Encoder = Callable[[Sequence[str]], ArrayLike]
"""Takes n distinct texts, and returns an array of numbers, shape (n, d), one row per text."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Encoded:
    """Texts and their vectors from an encoder.

    Parameters
    ----------
    row : mapping of str to int
        Text -> its row.
    vectors : float32 array, shape (n_texts, d)
        Of length 1, or 0 where the encoder returned zeros.
    rows : int64 array, shape (n_people,)
        Row of each person's text, -1 if there is none.
    """

    encoder: Encoder
    row: Mapping[str, int]
    vectors: Vectors
    rows: Ints

    @classmethod
    def of(cls, encoder: Encoder, texts: Sequence[str]) -> Self:
        """Encode everyone's texts, each text once, in alphabetical order; blank texts are left out."""
        row = {text: k for k, text in enumerate(sorted(set(texts) - {""}))}
        vectors = _encoded(encoder, list(row)) if row else np.zeros((0, 0), np.float32)
        return cls(encoder, row, vectors, _rows(row, texts))

    def with_further(self, texts: Sequence[str]) -> Encoded:
        """Return these and the texts of more people; only new texts are encoded."""
        new = sorted(set(texts) - {""} - self.row.keys())
        row = {**self.row, **{text: len(self.row) + k for k, text in enumerate(new)}}
        vectors = self.vectors
        if new:
            fresh = _encoded(self.encoder, new)
            if self.row and fresh.shape[1] != vectors.shape[1]:
                lengths = f"{vectors.shape[1]} numbers per text, now {fresh.shape[1]}"
                raise ProblemError([f"the encoder returned {lengths}"])
            vectors = np.concatenate([vectors, fresh]) if self.row else fresh
        return Encoded(self.encoder, row, vectors, np.concatenate([self.rows, _rows(row, texts)]))

    def cosines(self, left: Ints, right: Ints) -> Floats:
        """Return the cosine of every pair, at least 0; nan if either text has no vector or zeros."""
        cosine = np.full(len(left), np.nan)
        if not len(self.vectors):
            return cosine
        known = np.append(self.vectors.any(axis=1), False)  # the last is for row -1
        for block in blocks(len(left)):
            one, other = self.rows[left[block]], self.rows[right[block]]
            dots = (self.vectors[one] * self.vectors[other]).sum(axis=1, dtype=np.float64)
            cosine[block] = np.where(known[one] & known[other], np.clip(dots, 0.0, 1.0), np.nan)
        return cosine


def _rows(row: Mapping[str, int], texts: Sequence[str]) -> Ints:
    return np.fromiter((row.get(text, -1) for text in texts), np.int64, len(texts))


def _encoded(encoder: Encoder, texts: list[str]) -> Vectors:
    """Return the encoder's vectors of the texts, scaled to length 1, or 0 for zeros."""
    given = np.asarray(encoder(texts))
    if given.dtype.kind not in "fiu" or given.ndim != 2 or len(given) != len(texts) or not given.shape[1]:
        found = f"shape {given.shape} of {given.dtype}"
        raise ProblemError([f"the encoder must return numbers of shape ({len(texts)}, d), not {found}"])
    vectors = given.astype(np.float64)
    if not np.isfinite(vectors).all():
        first = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0])
        raise ProblemError([f"the encoder returned numbers that are not finite, the first for text {first}"])
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    vectors /= np.where(
        largest > 0, largest, 1.0
    )  # squares of very large or small numbers overflow or vanish
    length = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return (vectors / np.where(length > 0, length, 1.0)).astype(np.float32)
