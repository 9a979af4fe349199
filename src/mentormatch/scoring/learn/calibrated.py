"""The fit with its calibration, and both on mentees held out: no mentee is ever learnt from and tried on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.scoring.learn.ordinal import Fit, fit


@dataclass(frozen=True, eq=False)
class Past:
    """Past pairs.

    Parameters
    ----------
    x : float64 array, shape (n_pairs, n_criteria)
        Scores, nan where unknown.
    level : int64 array, shape (n_pairs,)
        Outcomes, 0 for the worst.
    good : bool array, shape (n_pairs,)
        Whether the pair lasted: whether its level is at least `least_good`.
    mentees : int64 array, shape (n_pairs,)
    expected : float64 array, shape (n_criteria,)
        What stands for an unknown score; nan for the mean of the known ones.
    """

    x: Floats
    level: Ints
    good: Bools
    mentees: Ints
    n_levels: int
    least_good: int
    expected: Floats

    def of(self, pairs: Ints) -> Past:
        """Return some of the pairs."""
        return Past(
            self.x[pairs], self.level[pairs], self.good[pairs], self.mentees[pairs], self.n_levels,
            self.least_good, self.expected,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A fit, what stands for unknown scores, and the isotonic regression of outcomes on chances.

    Parameters
    ----------
    expected : float64 array, shape (n_criteria,)
    """

    fit: Fit
    expected: Floats
    least_good: int
    isotonic: Any

    def score(self, x: Floats) -> Floats:
        """Return the score of each pair with the learnt weights, as a policy would: their weighted mean."""
        weights = self.fit.weights
        return np.asarray(filled(x, self.expected) @ weights / (weights.sum() or 1.0))

    def raw(self, x: Floats) -> Floats:
        """Return the chance that each pair lasts by the fit alone."""
        return self.fit.chance(filled(x, self.expected), self.least_good)

    def chance(self, x: Floats) -> Floats:
        """Return the chance that each pair lasts."""
        return np.asarray(self.isotonic.predict(self.raw(x)))

    @classmethod
    def of(cls, past: Past, parts: int, alpha: float) -> Calibrated:
        """Return the fit on all pairs, calibrated on predictions for mentees held out.

        Parameters
        ----------
        parts : int
            Into how many the mentees are split.
        alpha : float
            Strength of the penalty.
        """
        chance = np.empty(len(past.good))
        for train, test in folds(past.mentees, parts):
            part, expected = _fitted(past.of(train), alpha)
            chance[test] = part.chance(filled(past.x[test], expected), past.least_good)
        return cls(*_fitted(past, alpha), past.least_good, isotonic(chance, past.good))


def held_out(past: Past, parts: int, alpha: float) -> tuple[Floats, Floats]:
    """Return the score and the chance of each pair, learnt and calibrated without its mentee.

    Returns
    -------
    score, chance : float64 arrays, shape (n_pairs,)
        The score with the learnt weights, and the chance after the calibration. Chances of several fits are
        not to be ranked against each other: where more of the held-out pairs lasted, fewer of the others
        did, so the fit expects less of them.
    """
    score, chance = np.empty((2, len(past.good)))
    for train, test in folds(past.mentees, parts):
        model = Calibrated.of(past.of(train), parts, alpha)
        score[test], chance[test] = model.score(past.x[test]), model.chance(past.x[test])
    return score, chance


def calibrated_score(score: Floats, past: Past, parts: int) -> Floats:
    """Return the chance of each pair by a score, calibrated without its mentee."""
    chance = np.empty(len(score))
    for train, test in folds(past.mentees, parts):
        chance[test] = isotonic(score[train], past.good[train]).predict(score[test])
    return chance


def folds(mentees: Ints, parts: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs to learn from and pairs to try on; no mentee is in both."""
    split = GroupKFold(min(parts, len(np.unique(mentees))))
    yield from split.split(mentees, groups=mentees)


def isotonic(score: Floats, good: Bools) -> Any:
    """Return the isotonic regression of outcomes on a score."""
    return IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, good.astype(np.float64))


def filled(x: Floats, expected: Floats) -> Floats:
    """Return scores with what is expected of its criterion in the place of each unknown one."""
    return np.where(np.isnan(x), expected, x)


def _fitted(past: Past, alpha: float) -> tuple[Fit, Floats]:
    known = ~np.isnan(past.x)
    means = np.where(known, past.x, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    expected = np.where(np.isnan(past.expected), means, past.expected)
    return fit(filled(past.x, expected), past.level, past.n_levels, alpha), expected
