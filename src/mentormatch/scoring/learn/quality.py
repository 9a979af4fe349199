"""How well chances foretell outcomes: AUC and Brier score, with intervals by resampling mentees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Ints

_TAIL = 2.5
"""Percent of the resamples beyond either end of an interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number estimated from data, with its 95% interval.

    Parameters
    ----------
    value, low, high : float
        The estimate and both ends of the interval, in the unit of what is estimated.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(60)]
    >>> mentor = mm.Mentor(id="r1", consent=True, capacity=45)
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)))
    >>> ages = pd.DataFrame({"id": matching.people.mentee_ids, "age": ["under 40", "40 and over"] * 30})
    >>> rate = mm.audit(matching, ages).groups[0].rate
    >>> rate.value, round(rate.low, 2), round(rate.high, 2)
    (0.75, 0.62, 0.85)
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well weights foretell outcomes of mentees from whom they were not learnt.

    Parameters
    ----------
    auc : Estimate
        Area under the ROC curve: the chance that a pair that lasted has the better score than one that did
        not. 0.5 is chance.
    brier : Estimate
        Mean squared difference between the chance that a pair lasts and whether it did. Lower is better.

    Notes
    -----
    `auc` is the statistic of Mann and Whitney, ties counting one half; `brier` is Brier's score
    ("Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950) 1-3).

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = rng.random((200, 2))
    >>> lasted = rng.random(200) < x[:, 0]
    >>> quality = mm.WeightLearner(resamples=20).fit(x, lasted).quality_
    >>> quality.auc.value > 0.5, quality.brier.value < 0.25
    (True, True)
    """

    auc: Estimate
    brier: Estimate


class Resamples:
    """Resamples of mentees: how often each pair counts in each of them.

    Parameters
    ----------
    mentees : array, shape (n_pairs,)
        Mentee of each pair; all pairs of one mentee are drawn together.
    """

    def __init__(self, mentees: NDArray[Any], number: int, seed: int | np.random.Generator) -> None:
        who, self._mentee = np.unique(mentees, return_inverse=True)
        rng = np.random.default_rng(seed)
        self._times = [
            np.bincount(rng.integers(len(who), size=len(who)), minlength=len(who)).astype(np.uint16)
            for _ in range(number)
        ]

    def estimate(self, statistic: Callable[[Floats], float]) -> Estimate:
        """Return a statistic of all pairs, with the interval over the resamples.

        Parameters
        ----------
        statistic : callable
            Takes how often each pair counts, and returns a number; nan for a resample that has none.
        """
        value = statistic(np.ones(len(self._mentee)))
        found = np.array([statistic(times[self._mentee].astype(np.float64)) for times in self._times])
        found = found[~np.isnan(found)]
        low, high = np.percentile(found, [_TAIL, 100 - _TAIL]) if len(found) else (np.nan, np.nan)
        return Estimate(float(value), float(low), float(high))


class Auc:
    """The area under the ROC curve of scores, for any numbers of times that pairs count.

    Parameters
    ----------
    score : float64 array, shape (n_pairs,)
    good : bool array, shape (n_pairs,)
    """

    def __init__(self, score: Floats, good: Bools) -> None:
        self._rank: Ints = np.unique(score, return_inverse=True)[1]
        self._good = good.astype(np.float64)

    def __call__(self, times: Floats) -> float:
        """Return the area, equal scores counted half; nan where there is one outcome alone."""
        good = np.bincount(self._rank, times * self._good)
        other = np.bincount(self._rank, times * (1 - self._good))
        pairs = good.sum() * other.sum()
        # Products summed without BLAS, whose threads cost more than these sums.
        return float((good * (np.cumsum(other) - other / 2)).sum() / pairs) if pairs else np.nan


def brier(chance: Floats, good: Bools) -> Callable[[Floats], float]:
    """Return the Brier score of chances, for any numbers of times that pairs count."""
    square = (chance - good) ** 2
    return lambda times: float((times * square).sum() / times.sum())
