r"""What other weights would have done, from pairs that were drawn with known chances and their outcomes.

A pair drawn with chance :math:`p` that the other weights choose with chance :math:`q` stands for :math:`q /
p` pairs of theirs. The estimate is the self-normalised mean :math:`\sum w y / \sum w`, :math:`w = q / p`
(Swaminathan and Joachims, "The self-normalized estimator for counterfactual learning", NeurIPS 2015). With
predictions :math:`m` it is the doubly robust :math:`\sum q m / \sum q + \sum w (y - m) / \sum w` (Dudik,
Langford and Li, ICML 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Floats, Ints
from mentormatch.errors import OutcomeError
from mentormatch.scoring.learn.quality import Estimate, Resamples

COVERED, EFFECTIVE = 0.8, 20.0
"""The least share of the other pairs that could have been drawn, and the fewest pairs they count as."""


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """What other weights would have done.

    Parameters
    ----------
    lasted : Estimate
        Share of the other weights' pairs that would have lasted, or their mean outcome.
    present : Estimate
        The same of the pairs that were chosen.
    difference : Estimate
        `lasted` less `present`.
    covered : float
        Share of the other weights' pairs that had a chance to be chosen. The estimate is of these.
    effective : float
        How many pairs chosen by the other weights the outcomes are worth.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": f"e{k}", "consent": True, "seniority": k % 5} for k in range(100)],
    ...     mentors=[{"id": f"r{k}", "consent": True, "seniority": 5 + k, "capacity": 50} for k in range(2)],
    ... )
    >>> matching = mm.match(people, mm.Policy(explore=0.2))
    >>> outcomes = {pair: n % 3 > 0 for n, pair in enumerate(matching.pair_ids)}
    >>> found = mm.off_policy(matching, outcomes, mm.Policy(weights={"seniority": 1}))
    >>> print(found.summary())
    With the other weights, 0.723 (0.572 to 0.857) would have lasted; of the pairs chosen, 0.660 (0.570 to
     0.750) did. The difference, 0.063 (-0.061 to 0.173), may be chance.
    100% of the other weights' pairs had a chance to be chosen; the outcomes are worth those of 40 of
     them.
    """

    lasted: Estimate
    present: Estimate
    difference: Estimate
    covered: float
    effective: float

    def summary(self) -> str:
        """Return it in sentences."""
        sure = "may be chance" if self.difference.low <= 0 <= self.difference.high else "is beyond chance"
        return (
            f"With the other weights, {self.lasted} would have lasted; of the pairs chosen, {self.present} "
            f"did. The difference, {self.difference}, {sure}.\n"
            f"{100 * self.covered:.0f}% of the other weights' pairs had a chance to be chosen; the outcomes "
            f"are worth those of {self.effective:.0f} of them."
        )


def estimate_off_policy(
    chance: Floats,
    other: Floats,
    pairs: Ints,
    outcome: Floats,
    mentees: NDArray[Any],
    *,
    predicted: Floats | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> OffPolicy:
    """Return what other weights would have done.

    Parameters
    ----------
    chance : float64 array, shape (n_candidates,)
        Chance with which each candidate pair was drawn.
    other : float64 array, shape (n_candidates,)
        Chance with which the other weights choose it; 0 or 1 without `explore`.
    pairs : int64 array, shape (n_pairs,)
        Pairs that were chosen and whose outcome is known, by index of candidate pair.
    outcome : float64 array, shape (n_pairs,)
        1 if the pair lasted, 0 if not; or any number.
    mentees : array, shape (n_pairs,)
        Mentee of each, whose pairs are drawn together for the intervals.
    predicted : float64 array, shape (n_candidates,), optional
        Outcome that a `WeightLearner` predicts, for the doubly robust estimate.

    Raises
    ------
    OutcomeError
        If the pairs overlap too little with those of the other weights.
    """
    weight = other[pairs] / chance[pairs]
    covered = float(other[chance > 0].sum() / max(other.sum(), 1e-12))
    effective = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))
    _refuse_little_overlap(covered, effective)
    by_model = np.zeros(len(chance)) if predicted is None else predicted
    expected = float((other * by_model).sum() / other.sum())
    rest = outcome - by_model[pairs]

    def lasted(times: Floats) -> float:
        return expected + _mean(rest, times * weight)

    def present(times: Floats) -> float:
        return _mean(outcome, times)

    drawn = Resamples(mentees, resamples, seed)
    return OffPolicy(
        drawn.estimate(lasted),
        drawn.estimate(present),
        drawn.estimate(lambda times: lasted(times) - present(times)),
        covered,
        effective,
    )


def _mean(value: Floats, weight: Floats) -> float:
    total = weight.sum()
    return float((value * weight).sum() / total) if total else np.nan


def _refuse_little_overlap(covered: float, effective: float) -> None:
    if covered < COVERED:
        raise OutcomeError(
            f"only {100 * covered:.0f}% of the pairs that the other weights choose had a chance to be "
            f"chosen; expected {100 * COVERED:.0f}% at least: nothing is known about the others. Explore "
            "more, or ask about weights nearer to the present ones"
        )
    if effective < EFFECTIVE:
        raise OutcomeError(
            f"the outcomes are worth those of {effective:.0f} pairs of the other weights; expected "
            f"{EFFECTIVE:.0f} at least: wait for more outcomes, or explore more"
        )
