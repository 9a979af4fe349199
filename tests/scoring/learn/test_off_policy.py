"""What other weights would have done, against the truth in simulations."""

from __future__ import annotations

import numpy as np
import pytest

from mentormatch.errors import OutcomeError
from mentormatch.scoring.learn.off_policy import OffPolicy, estimate_off_policy

N_MENTEES, N_MENTORS = 400, 6


def simulated(seed: int) -> tuple[np.ndarray, ...]:
    """Each mentee draws one of several mentors by known chances; the other weights choose another way."""
    rng = np.random.default_rng(seed)
    mentee = np.repeat(np.arange(N_MENTEES), N_MENTORS)
    lasts = 0.2 + 0.6 * np.tile(np.arange(N_MENTORS) / (N_MENTORS - 1), N_MENTEES)
    chance = rng.dirichlet(np.arange(N_MENTORS, 0, -1), N_MENTEES)
    chance = (0.7 * chance + 0.3 / N_MENTORS).ravel()
    cumulated = chance.reshape(N_MENTEES, N_MENTORS).cumsum(axis=1)
    pairs = np.arange(N_MENTEES) * N_MENTORS + (rng.random((N_MENTEES, 1)) > cumulated).sum(axis=1)
    other = np.zeros(len(chance))
    other[
        np.arange(N_MENTEES) * N_MENTORS
        + rng.choice(N_MENTORS, N_MENTEES, p=[0.05, 0.1, 0.1, 0.2, 0.25, 0.3])
    ] = 1
    outcome = (rng.random(N_MENTEES) < lasts[pairs]).astype(float)
    return chance, other, pairs, outcome, mentee[pairs], lasts


@pytest.mark.parametrize("doubly_robust", [False, True])
def test_the_estimate_is_unbiased_and_its_interval_holds(doubly_robust: bool) -> None:
    errors, naive, covered, runs = [], [], 0, 150
    for seed in range(runs):
        chance, other, pairs, outcome, mentees, lasts = simulated(seed)
        truth = (other * lasts).sum() / other.sum()
        found = estimate_off_policy(
            chance, other, pairs, outcome, mentees, resamples=200,
            predicted=lasts ** 2 if doubly_robust else None,
        )  # fmt: skip
        errors.append(found.lasted.value - truth)
        naive.append(outcome.mean() - truth)
        covered += found.lasted.low <= truth <= found.lasted.high
        assert found.present.value == outcome.mean()
        assert found.difference.value == pytest.approx(found.lasted.value - found.present.value)
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(runs) + 0.005
    assert abs(np.mean(naive)) > 0.1
    assert covered / runs > 0.85


def test_good_predictions_make_it_sharper() -> None:
    plain, robust = [], []
    for seed in range(40):
        chance, other, pairs, outcome, mentees, lasts = simulated(seed)
        truth = (other * lasts).sum() / other.sum()
        arguments = chance, other, pairs, outcome, mentees
        plain.append((estimate_off_policy(*arguments, resamples=1).lasted.value - truth) ** 2)
        sharper = estimate_off_policy(*arguments, predicted=lasts, resamples=1)
        robust.append((sharper.lasted.value - truth) ** 2)
    assert np.mean(robust) < np.mean(plain)


def test_the_same_weights_have_the_present_share() -> None:
    chance, _, pairs, outcome, mentees, _ = simulated(0)
    found = estimate_off_policy(chance, chance, pairs, outcome, mentees, resamples=50)
    assert found.lasted == found.present
    assert found.difference.value == 0
    assert found.covered == pytest.approx(1)
    assert found.effective == pytest.approx(len(pairs))
    assert "may be chance" in found.summary()


def test_too_little_overlap_is_refused() -> None:
    chance, other, pairs, outcome, mentees, _ = simulated(0)
    never = np.where(other > 0, 0.0, chance)
    never[pairs] = chance[pairs]
    with pytest.raises(
        OutcomeError, match=r"only \d+% of the pairs that the other weights choose had a chance"
    ):
        estimate_off_policy(never, other, pairs, outcome, mentees)
    with pytest.raises(OutcomeError, match=r"are worth those of \d+ pairs of the other weights; expected 20"):
        estimate_off_policy(chance, other, pairs[:20], outcome[:20], mentees[:20])


def test_it_can_be_read() -> None:
    chance, other, pairs, outcome, mentees, _ = simulated(1)
    found = estimate_off_policy(chance, other, pairs, outcome, mentees, resamples=50)
    assert isinstance(found, OffPolicy)
    assert "With the other weights, 0." in found.summary()
    assert "100% of the other weights' pairs had a chance" in found.summary()
