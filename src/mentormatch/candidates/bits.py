"""What people gave as bits, 64 to a word: a pair is looked up in as many steps as there are words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Indices, Ints

Words = NDArray[np.uint64]
_BITS = 64


def both_as_bits(
    mentees: Sequence[Collection[str]], mentors: Sequence[Collection[str]]
) -> tuple[Words, Words]:
    """Return what both sides gave as bits; only what somebody on either side gave has one.

    Returns
    -------
    mentees : uint64 array, shape (n_words, n_mentees)
    mentors : uint64 array, shape (n_words, n_mentors)
    """
    shared = sorted(set().union(*mentees) & set().union(*mentors))
    return as_bits(mentees, shared), as_bits(mentors, shared)


def shared_bits(mentees: Words, mentors: Words, mentee: Indices, mentor: Indices) -> Ints:
    """Return how many bits the two of each pair share; int64 array, shape (n_pairs,)."""
    count = np.zeros(len(mentee), np.int64)
    for one, other in zip(mentees, mentors, strict=True):
        count += np.bitwise_count(one[mentee] & other[mentor])
    return count


def as_bits(rows: Sequence[Collection[str]], areas: Sequence[str]) -> Words:
    """Return which of the areas each row has; uint64 array, shape (n_words, n_rows)."""
    number = {area: k for k, area in enumerate(areas)}
    area = np.array([number.get(area, -1) for area in chain.from_iterable(rows)], np.int64)
    person = np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))[area >= 0]
    word, bit = np.divmod(area[area >= 0], _BITS)
    words = np.zeros((-(-len(areas) // _BITS), len(rows)), np.uint64)
    np.bitwise_or.at(words, (word, person), np.uint64(1) << bit.astype(np.uint64))
    return words
