r"""Non-negative weights by penalised proportional odds; with two outcomes this is logistic regression.

For outcomes 0 < 1 < ... < K - 1, criteria :math:`x`, weights :math:`w \ge 0` and thresholds
:math:`t_1 < ... < t_{K-1}` the model is :math:`P(y \ge k) = \sigma(w x - t_k)` (McCullagh, "Regression models
for ordinal data", J. R. Stat. Soc. B 42 (1980) 109-142). Minus the log-likelihood is convex in weights and
thresholds (Pratt, J. Am. Stat. Assoc. 76 (1981) 103-106), so with a ridge penalty on the weights there is one
best fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from mentormatch.arrays import Floats, Ints

_FAR = 30.0
"""Thresholds stay within this, where a fold holds one outcome alone."""
_APART = 1e-6


@dataclass(frozen=True, eq=False)
class Fit:
    """Weights and thresholds.

    Parameters
    ----------
    weights : float64 array, shape (n_criteria,)
        At least 0; in units of log odds.
    thresholds : float64 array, shape (n_levels - 1,)
        Rising.
    """

    weights: Floats
    thresholds: Floats

    def chance(self, x: Floats, level: int) -> Floats:
        """Return the chance that the outcome is at least `level`, which is above 0."""
        return np.asarray(expit(x @ self.weights - self.thresholds[level - 1]))


def fit(x: Floats, level: Ints, n_levels: int, alpha: float) -> Fit:
    """Return the best fit.

    Parameters
    ----------
    x : float64 array, shape (n_pairs, n_criteria)
        Without nan.
    level : int64 array, shape (n_pairs,)
        Outcomes from 0 to ``n_levels - 1``; some may be missing.
    n_levels : int
        At least 2.
    alpha : float
        Strength of the ridge penalty, ``alpha / 2`` times the sum of squared weights, against the sum over
        pairs.
    """
    n, k = x.shape
    centre = x.mean(axis=0)
    inside = x - centre

    def loss(parameters: Floats) -> Any:  # (value, gradient), which the stubs of scipy do not know
        weights, steps = parameters[:k], parameters[k:]
        value, by_score, by_threshold = _minus_log_likelihood(inside @ weights, level, np.cumsum(steps))
        gradient = np.concatenate(
            [inside.T @ by_score + alpha * weights, np.cumsum(by_threshold[::-1])[::-1]]
        )
        return (value + alpha / 2 * float(weights @ weights)) / n, gradient / n

    reached = np.array([np.mean(level >= one) for one in range(1, n_levels)])
    first = -np.log(np.clip(reached, 0.5 / n, 1 - 0.5 / n) / (1 - np.clip(reached, 0.5 / n, 1 - 0.5 / n)))
    start = np.concatenate([np.zeros(k), first[:1], np.maximum(np.diff(first), _APART)])
    bounds = [(0.0, np.inf)] * k + [(-_FAR, _FAR)] + [(_APART, _FAR)] * (n_levels - 2)
    best = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-8},
    ).x  # fmt: skip
    return Fit(best[:k], np.cumsum(best[k:]) + centre @ best[:k])


def _minus_log_likelihood(score: Floats, level: Ints, thresholds: Floats) -> tuple[float, Floats, Floats]:
    """Return its value, and its derivatives by the score of each pair and by the thresholds."""
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    high, low = edges[level + 1] - score, edges[level] - score
    # The chance of a level is sigma(high) - sigma(low) = sigma(high) sigma(-low) (1 - exp(low - high)).
    rest = np.exp(low - high)
    value = -np.sum(log_expit(high) + log_expit(-low) + np.log1p(-rest))
    by_high = -(expit(-high) + rest / (1 - rest))
    by_low = expit(low) + rest / (1 - rest)
    n = len(edges)
    by_edge = (np.bincount(level + 1, by_high, n) + np.bincount(level, by_low, n)).astype(np.float64)
    return float(value), -(by_high + by_low), by_edge[1:-1]
