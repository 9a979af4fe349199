"""Calibration on mentees held out."""

from __future__ import annotations

import numpy as np
import pytest

from mentormatch.scoring.learn import calibrated
from mentormatch.scoring.learn.calibrated import (
    Calibrated,
    Past,
    calibrated_score,
    folds,
    held_out,
)


def past(n: int = 600, seed: int = 0, mentees: int = 150) -> Past:
    rng = np.random.default_rng(seed)
    x = rng.random((n, 2))
    good = rng.random(n) < 1 / (1 + np.exp(2 - 4 * x[:, 0]))
    return Past(
        x, good.astype(np.int64), good, rng.integers(0, mentees, n), 2, 1, np.full(x.shape[1], np.nan)
    )


@pytest.mark.parametrize("mentees", [3, 4, 50])
def test_no_mentee_is_learnt_from_and_tried_on(mentees: int) -> None:
    one = past(200, mentees=mentees)
    tried = []
    for train, test in folds(one.mentees, 5):
        assert not set(one.mentees[train]) & set(one.mentees[test])
        assert sorted([*train, *test]) == list(range(200))
        tried += test.tolist()
    assert sorted(tried) == list(range(200))


def test_what_a_mentee_did_never_changes_their_own_chance() -> None:
    one = past()
    for chances in (held_out(one, 5, 1.0), (calibrated_score(one.x[:, 0], one, 5),)):
        mine = one.mentees == one.mentees[0]
        good = np.where(mine, ~one.good, one.good)
        other = Past(one.x, good.astype(np.int64), good, one.mentees, 2, 1, one.expected)
        after = held_out(other, 5, 1.0) if len(chances) == 2 else (calibrated_score(one.x[:, 0], other, 5),)
        for before, now in zip(chances, after, strict=True):
            np.testing.assert_array_equal(before[mine], now[mine])
            assert (before != now).any()


def test_the_calibration_sees_no_chance_of_pairs_that_were_learnt_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The scores given to it are those of models fitted without the mentee."""
    one, seen = past(), []
    real = calibrated.isotonic
    monkeypatch.setattr(
        calibrated, "isotonic", lambda score, good: (seen.append(score), real(score, good))[1]
    )
    model = Calibrated.of(one, 5, 1.0)
    assert len(seen) == 1
    assert (seen[0] != model.raw(one.x)).all()
    np.testing.assert_allclose(seen[0], model.raw(one.x), atol=0.1)


def test_chances_are_calibrated() -> None:
    """The chance is the true one, also where the score is a distortion of it."""
    one = past(20_000, mentees=8000)
    true = 1 / (1 + np.exp(2 - 4 * one.x[:, 0]))
    for chance in (held_out(one, 5, 1.0)[1], calibrated_score(one.x[:, 0] ** 7, one, 5)):
        assert np.abs(chance - true).mean() < 0.03
        assert ((chance >= 0) & (chance <= 1)).all()


def test_unknown_counts_as_the_mean_where_nothing_is_expected() -> None:
    one = past()
    holes = one.x.copy()
    holes[::3, 1] = np.nan
    model = Calibrated.of(Past(holes, one.level, one.good, one.mentees, 2, 1, one.expected), 5, 1.0)
    assert model.expected[1] == pytest.approx(np.nanmean(holes[:, 1]))
    filled = np.where(np.isnan(holes), model.expected, holes)
    np.testing.assert_array_equal(model.chance(holes), model.chance(filled))
