"""The fit of non-negative weights."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from sklearn.linear_model import LogisticRegression

from mentormatch.arrays import Floats, Ints
from mentormatch.scoring.learn.ordinal import _minus_log_likelihood, fit


def simulated(weights: list[float], thresholds: list[float], n: int, seed: int = 0) -> tuple[Floats, Ints]:
    rng = np.random.default_rng(seed)
    x = rng.random((n, len(weights)))
    latent = x @ np.array(weights) + rng.logistic(size=n)
    return x, (latent[:, None] > np.array(thresholds)).sum(axis=1)


@pytest.mark.parametrize("alpha", [0.1, 1.0, 10.0])
def test_two_outcomes_are_logistic_regression(alpha: float) -> None:
    x, y = simulated([3, 2, 1], [3], 600)
    theirs = LogisticRegression(C=1 / alpha, tol=1e-10, max_iter=1000).fit(x, y)
    assert (theirs.coef_ > 0).all()
    found = fit(x, y, 2, alpha)
    np.testing.assert_allclose(found.weights, theirs.coef_[0], atol=1e-4)
    np.testing.assert_allclose(found.thresholds, -theirs.intercept_, atol=1e-4)
    np.testing.assert_allclose(found.chance(x, 1), theirs.predict_proba(x)[:, 1], atol=1e-4)


def test_known_weights_and_thresholds_are_found_again() -> None:
    x, y = simulated([3, 1, 0], [0.5, 1.5, 2.5, 3.5], 20_000)
    found = fit(x, y, 5, 1e-6)
    np.testing.assert_allclose(found.weights, [3, 1, 0], atol=0.15)
    np.testing.assert_allclose(found.thresholds, [0.5, 1.5, 2.5, 3.5], atol=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_no_weight_is_below_0(seed: int) -> None:
    x, y = simulated([2, -3], [0], 400, seed)
    found = fit(x, y, 2, 1.0)
    assert found.weights[1] == 0
    # Without the harmful criterion, the other has the weight that it has alone.
    np.testing.assert_allclose(found.weights[0], fit(x[:, :1], y, 2, 1.0).weights[0], atol=1e-4)


def test_derivatives() -> None:
    rng = np.random.default_rng(3)
    level, score, thresholds = rng.integers(0, 4, 20), rng.normal(size=20), np.array([-1.0, 0.2, 0.9])
    _, by_score, by_threshold = _minus_log_likelihood(score, level, thresholds)
    np.testing.assert_allclose(
        by_score, approx_fprime(score, lambda s: _minus_log_likelihood(s, level, thresholds)[0]), atol=1e-5
    )
    np.testing.assert_allclose(
        by_threshold,
        approx_fprime(thresholds, lambda t: _minus_log_likelihood(score, level, t)[0]),
        atol=1e-5,
    )


def test_chances_fall_with_the_level_and_rise_with_the_score() -> None:
    x, y = simulated([2], [0, 1, 2], 500)
    found = fit(x, y, 4, 1.0)
    chances = np.array([found.chance(np.array([[0.1], [0.9]]), level) for level in (1, 2, 3)])
    assert (np.diff(chances, axis=0) < 0).all()
    assert (chances[:, 1] > chances[:, 0]).all()


@pytest.mark.parametrize("outcome", [0, 1])
def test_a_fold_with_one_outcome_has_a_fit(outcome: int) -> None:
    x = np.random.default_rng(0).random((30, 2))
    found = fit(x, np.full(30, outcome), 2, 1.0)
    assert np.isfinite(found.weights).all()
    assert (np.round(found.chance(x, 1)) == outcome).all()


def test_a_level_that_is_missing_takes_no_room() -> None:
    x, y = simulated([2], [0, 2], 500)
    without, full = fit(x, y, 3, 1.0), fit(x, 2 * y, 5, 1.0)
    np.testing.assert_allclose(full.weights, without.weights, atol=1e-3)
    np.testing.assert_allclose(full.chance(x, 4), without.chance(x, 2), atol=1e-3)
