"""Intervals against their definitions, and who takes part."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, binomtest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.analysis.audit.groups import Outcomes, mean_of, rate_of, waits_may_be_shown


@pytest.mark.parametrize(("hits", "number"), [(0, 9), (3, 9), (9, 9), (40, 1000), (8, 8)])
def test_a_rate_has_the_interval_whose_ends_are_just_not_ruled_out(hits: int, number: int) -> None:
    found = rate_of(hits, number)
    if hits:
        assert binom.sf(hits - 1, number, found.low) == pytest.approx(0.025)
    if hits < number:
        assert binom.cdf(hits, number, found.high) == pytest.approx(0.025)
    exact = binomtest(hits, number).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_a_mean_lies_within_its_interval_as_often_as_said() -> None:
    rng = np.random.default_rng(0)
    found = [mean_of(rng.normal(5.0, 1.0, 12)) for _ in range(4000)]
    assert np.mean([one.low <= 5.0 <= one.high for one in found]) == pytest.approx(0.95, abs=0.01)


def test_a_score_stays_between_0_and_1() -> None:
    found = mean_of(np.array([0.0, 1.0] * 2), 1.0)
    assert (found.low, found.high) == (0.0, 1.0)


def test_who_wants_nobody_or_has_not_consented_takes_no_part() -> None:
    people = mm.People(
        mentees=(mentee("e1"), mentee("e2", consent=False), mentee("e3", demand=0), mentee("e4")),
        mentors=(mentor("r1", capacity=1), mentor("r2", capacity=0)),
    )
    matching = mm.match(people)
    of = Outcomes.of(matching, "mentee")
    assert of.ids == ("e1", "e4")
    assert of.matched.sum() == 1
    assert np.isnan(of.score[~of.matched]).all()
    assert of.score[of.matched] == pytest.approx(matching.pairs["score"])
    assert Outcomes.of(matching, "mentor").ids == ("r1",)


def test_waits_of_a_few_are_not_shown() -> None:
    waited = np.array([1.0] * 7 + [0.0] * 13 + [2.0] * 8 + [0.0] * 8)
    first = np.arange(len(waited)) < 20
    assert not waits_may_be_shown(waited, [first, ~first])
    assert waits_may_be_shown(waited, [~first])
