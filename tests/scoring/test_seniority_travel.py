"""Seniority and travel against their formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from helpers.scoring_cases import assert_same, one, pairs_of, schemes, scorings
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Seniority, Travel


def seniority(mentee: Mentee, mentor: Mentor, scoring: Scoring) -> float:
    if mentee.seniority is None or mentor.seniority is None:
        return math.nan
    gap = mentor.seniority - mentee.seniority
    return max(0.0, 1 - abs(gap - scoring.ideal_gap) / scoring.gap_tolerance)


def travel(mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> float:
    own = scoring.travel_scale_km if mentee.max_km is None else mentee.max_km
    limit = own if mentor.max_km is None else min(own, mentor.max_km)
    if math.isnan(km):
        return math.nan
    if limit == 0:
        return 1.0 if km == 0 else 0.0
    return max(0.0, 1 - km / limit)


@given(schemes("seniority"), scorings)
def test_seniority_is_its_formula(scheme: tuple[People, Candidates], scoring: Scoring) -> None:
    expected = [seniority(a, b, scoring) for a, b, _ in pairs_of(*scheme)]
    assert_same(Seniority().score(*scheme, scoring), expected)


@given(schemes("max_km"), scorings)
def test_travel_is_its_formula(scheme: tuple[People, Candidates], scoring: Scoring) -> None:
    expected = [travel(*pair, scoring) for pair in pairs_of(*scheme)]
    assert_same(Travel().score(*scheme, scoring), expected)


@pytest.mark.parametrize(("gap", "score"), [(2, 1.0), (1, 0.75), (3, 0.75), (6, 0.0), (-2, 0.0), (9, 0.0)])
def test_seniority_by_hand(gap: int, score: float) -> None:
    assert one(Seniority(), Mentee(id="a", seniority=10), Mentor(id="r", seniority=10 + gap)) == score


@pytest.mark.parametrize(
    ("mentee", "mentor", "km", "score"),
    [
        (40.0, None, 0.0, 1.0),
        (40.0, None, 10.0, 0.75),
        (40.0, 20.0, 10.0, 0.5),
        (40.0, None, 40.0, 0.0),
        (40.0, None, 4000.0, 0.0),  # they meet online
        (None, None, 25.0, 0.5),
        (None, 100.0, 25.0, 0.5),
        (100.0, None, 25.0, 0.75),
        (0.0, None, 0.0, 1.0),
        (0.0, None, 0.1, 0.0),
        (5e-324, None, 20_000.0, 0.0),
    ],
)
def test_travel_by_hand(mentee: float | None, mentor: float | None, km: float, score: float) -> None:
    assert one(Travel(), Mentee(id="a", max_km=mentee), Mentor(id="r", max_km=mentor), km) == score


def test_an_unknown_location_or_level_is_unknown_and_not_0() -> None:
    assert np.isnan(one(Travel(), Mentee(id="a"), Mentor(id="r"), math.nan))
    assert np.isnan(one(Seniority(), Mentee(id="a"), Mentor(id="r", seniority=3)))


def test_a_tiny_tolerance_does_not_overflow() -> None:
    apart = Mentee(id="a", seniority=0), Mentor(id="r", seniority=100)
    assert one(Seniority(), *apart, gap_tolerance=5e-324) == 0.0
