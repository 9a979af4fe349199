"""AUC and Brier score, with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from mentormatch.scoring.learn.quality import Auc, Estimate, Resamples, brier


@pytest.mark.parametrize("seed", range(10))
def test_they_are_those_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    good, times = rng.random(60) < 0.4, rng.integers(0, 4, 60).astype(float)
    score = rng.integers(0, 8, 60) / 8  # with ties
    assert Auc(score, good)(times) == pytest.approx(roc_auc_score(good, score, sample_weight=times))
    assert brier(score, good)(times) == pytest.approx(brier_score_loss(good, score, sample_weight=times))


def test_one_outcome_alone_has_no_auc() -> None:
    assert np.isnan(Auc(np.array([0.1, 0.2]), np.array([True, True]))(np.ones(2)))


def test_all_pairs_of_a_mentee_are_drawn_together() -> None:
    mentees = np.array(["a", "b", "a", "c", "b", "a"])

    def together(times: np.ndarray) -> float:
        assert len({*times[mentees == "a"]}) == len({*times[mentees == "b"]}) == 1
        counts = [times[0], times[1], times[3]]
        assert sum(counts) == 3
        return float(times[0])

    found = Resamples(mentees, 200, 0).estimate(together)
    assert found.value == 1
    assert (found.low, found.high) == (0, 3)


def test_intervals_cover_the_truth() -> None:
    covered = 0
    for seed in range(200):
        x = np.random.default_rng(seed).normal(size=100)
        one = Resamples(np.arange(100), 200, seed).estimate(lambda t, x=x: float((t * x).sum() / t.sum()))
        covered += one.low <= 0 <= one.high
    assert 175 <= covered <= 199


def test_an_estimate_in_words() -> None:
    assert str(Estimate(0.5, 0.41234, 0.6)) == "0.500 (0.412 to 0.600)"
