"""Outcomes of past pairs: put in order, the worst first, and refused where nothing can be learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from immutabledict import immutabledict
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.errors import OutcomeError
from mentormatch.text import folded

WORDS: Mapping[str, int] = immutabledict({"ended early": 0, "kept going": 1, "not chosen": 0, "chosen": 1})
"""Outcomes in words -> whether they are the better of two."""

SATISFIED = 4
"""From which satisfaction on, of 1 to 5, a pair counts as good."""

_LEAST_MENTEES = 3
"""Weights are tried on mentees held out, and the calibration on mentees held out of the rest."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Outcomes in their order.

    Parameters
    ----------
    level : int64 array, shape (n_pairs,)
        0 for the worst outcome found, then 1 and so on.
    good : bool array, shape (n_pairs,)
        Whether the pair lasted: the better of two outcomes, or a satisfaction that is high enough.
    classes : array, shape (2,)
        The two outcomes, the worse first; 0 and 1 where there are more than two.
    """

    level: Ints
    good: Bools
    classes: NDArray[Any]

    @classmethod
    def of(cls, y: NDArray[Any], good_from: float | None = None) -> Outcomes:
        """Return outcomes in their order.

        Parameters
        ----------
        y : array, shape (n_pairs,)
            Words of `WORDS`; or numbers, more is better; or any two labels, the later in order is better.
        good_from : float, optional
            From which number on an outcome is good. Without it the better of two is, and of more than two
            those from `SATISFIED` on.

        Raises
        ------
        OutcomeError
            If the order of the outcomes is not known.
        """
        labels, level = np.unique(y, return_inverse=True)
        if labels.dtype.kind in "UO":
            rank = _ranks(labels)
            return cls(rank[level], rank[level] > 0, labels[np.argsort(rank, kind="stable")])
        if len(labels) > 2 or good_from is not None:
            good = labels >= (SATISFIED if good_from is None else good_from)
            return cls(level.astype(np.int64), good[level], np.array([0, 1]))
        # Of one label alone, 0 is the worse of two.
        good = labels > (labels[0] if len(labels) == 2 else 0)
        return cls(level.astype(np.int64), good[level], labels)


def _ranks(labels: NDArray[Any]) -> Ints:
    """Return 1 for the better of at most two labels, and 0 for the other."""
    known = [WORDS.get(folded(str(label))) for label in labels]
    ranks = [rank for rank in known if rank is not None]
    if len(labels) <= 2 and not ranks:
        return np.arange(len(labels))
    if len(labels) > 2 or len(ranks) < len(labels) or len(set(ranks)) < len(labels):
        raise OutcomeError(
            f"{len(labels)} outcomes in words have no order that is known: expected kept going and ended "
            "early, or chosen and not chosen, or numbers, of which more is better"
        )
    return np.array(ranks, np.int64)


def refuse_unfit(known: Floats, good: Bools, n_mentees: int, least: int) -> None:
    """Refuse pairs from which no weights can be learnt.

    Parameters
    ----------
    known : float64 array, shape (n_pairs, n_criteria)
        Unknown scores in it are nan.
    good : bool array, shape (n_pairs,)
    least : int
        How many pairs of each outcome there have to be.

    Raises
    ------
    OutcomeError
    """
    n, counts = len(good), (int(good.sum()), int((~good).sum()))
    if n and not all(counts):
        raise OutcomeError(
            f"all {n} outcomes are of one class, {'good' if counts[0] else 'not good'}: expected pairs that "
            "lasted and pairs that did not; add the others, or keep the present weights"
        )
    if min(counts) < least:
        raise OutcomeError(
            f"{n} pairs with an outcome are too few, {counts[0]} of them good and {counts[1]} not: expected "
            f"at least {least} of each; collect more outcomes, or keep the present weights"
        )
    if n_mentees < _LEAST_MENTEES:
        raise OutcomeError(
            f"all pairs are of {n_mentees} mentee{'' if n_mentees == 1 else 's'}: expected at least "
            f"{_LEAST_MENTEES}, since weights are tried on mentees from whom they were not learnt"
        )
    if not varying(known).any():
        raise OutcomeError(
            "every criterion is constant, or unknown for every pair: expected one at least that differs "
            "between pairs"
        )


def varying(known: Floats) -> Bools:
    """Return which criteria have at least two different known scores."""
    low = np.where(np.isnan(known), np.inf, known).min(axis=0, initial=np.inf)
    high = np.where(np.isnan(known), -np.inf, known).max(axis=0, initial=-np.inf)
    return np.asarray(low < high)
