"""What counts where a criterion is unknown for a pair: what is expected of it in the scheme.

The mean of a criterion over the pairs where it is known is learned once, of a whole scheme, and kept by every
rematch, so that nobody is moved by somebody else's answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Floats
from mentormatch.policy import Scoring
from mentormatch.scoring.rows import blocks, ratio

_BLOCK = 65_536  # scores at a time
_UNITS = 2**30
"""Scores are added up as whole numbers of 1 / `_UNITS`: no order of rows or pairs can change a last digit."""


def expected_of(scores: NDArray[Any], scoring: Scoring) -> float | None:
    """Return what counts where a criterion is unknown.

    Parameters
    ----------
    scores : float array, shape (n_pairs,)
        Of one criterion or part of a criterion, in [0, 1]; nan where unknown.
    scoring : Scoring
        With ``unknown = "expected"``: the mean of the known scores and one more score of 0, so that an answer
        left blank counts a little less than the average answer, and much less only where hardly anybody
        answered. With ``"zero"``: 0.

    Returns
    -------
    float or None
        None if it is not counted: with ``"left_out"``, or where the criterion is unknown for every pair.
    """
    total = n_known = 0
    for block in blocks(len(scores), _BLOCK):
        known = scores[block][~np.isnan(scores[block])]
        total += int(np.rint(known.astype(np.float64) * _UNITS).astype(np.int64).sum())
        n_known += len(known)
    if scoring.unknown == "left_out" or not n_known:
        return None
    return 0.0 if scoring.unknown == "zero" else total / (_UNITS * (n_known + 1))


def weighted_mean(
    scores: Sequence[NDArray[Any]], weights: Sequence[float] | Floats, expected: Sequence[float | None]
) -> Floats:
    """Return the weighted mean of the scores of every pair, with what is expected where one is unknown.

    Parameters
    ----------
    scores : sequence of float array, shape (n_pairs,) each
        At least one. Of each criterion or part; nan where unknown.
    weights : sequence of float
        One for each.
    expected : sequence of float or None
        See `expected_of`; with None it is left out where it is unknown.

    Returns
    -------
    float64 array, shape (n_pairs,)
        nan where nothing counts.
    """
    total, weight = np.zeros((2, len(scores[0])))
    for score, share, otherwise in zip(scores, weights, expected, strict=True):
        counted = score.astype(np.float64)
        unknown = np.isnan(counted)
        counted[unknown] = 0.0 if otherwise is None else otherwise
        total += share * counted
        weight += share if otherwise is not None else np.where(unknown, 0.0, share)
    return ratio(total, weight, weight > 0)


def mean_of_parts(parts: Mapping[str, Floats]) -> Floats:
    """Return the mean of the parts that are known, pair by pair; nan where none is."""
    return weighted_mean([*parts.values()], [1.0] * len(parts), [None] * len(parts))
