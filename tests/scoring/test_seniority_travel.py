"""Seniority and travel against their formulas."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def travel(km: float, online: bool, scoring: Scoring) -> float:
    if online:
        return 0.0
    return math.nan if math.isnan(km) else max(0.0, 1 - km / scoring.travel_scale_km)


@given(schemes("seniority"), scorings)
def test_seniority_is_its_formula(scheme: tuple[People, Candidates], scoring: Scoring) -> None:
    expected = [seniority(a, b, scoring) for a, b, _ in pairs_of(*scheme)]
    assert_same(Seniority().score(*scheme, scoring), expected)


@given(schemes("max_km"), scorings, st.randoms())
def test_travel_is_its_formula(
    scheme: tuple[People, Candidates], scoring: Scoring, rng: random.Random
) -> None:
    people, candidates = scheme
    online = np.array([rng.random() < 0.3 for _ in range(len(candidates))], np.bool_)
    candidates = replace(candidates, online=online)
    km = candidates.km.tolist()
    expected = [travel(one, only, scoring) for one, only in zip(km, online.tolist(), strict=True)]
    assert_same(Travel().score(people, candidates, scoring), expected)


@pytest.mark.parametrize(("gap", "score"), [(2, 1.0), (1, 0.75), (3, 0.75), (6, 0.0), (-2, 0.0), (9, 0.0)])
def test_seniority_by_hand(gap: int, score: float) -> None:
    assert one(Seniority(), Mentee(id="a", seniority=10), Mentor(id="r", seniority=10 + gap)) == score


@pytest.mark.parametrize(("km", "score"), [(0.0, 1.0), (12.5, 0.75), (25.0, 0.5), (50.0, 0.0), (4000.0, 0.0)])
@pytest.mark.parametrize("own", [None, 60.0, 5000.0])
def test_travel_by_hand(own: float | None, km: float, score: float) -> None:
    assert one(Travel(), Mentee(id="a", max_km=own), Mentor(id="r"), km) == score
    assert one(Travel(), Mentee(id="a"), Mentor(id="r", max_km=own), km) == score


def test_an_unknown_location_or_level_is_unknown_and_not_0() -> None:
    assert np.isnan(one(Travel(), Mentee(id="a"), Mentor(id="r"), math.nan))
    assert np.isnan(one(Seniority(), Mentee(id="a"), Mentor(id="r", seniority=3)))


def test_a_tiny_tolerance_or_scale_does_not_overflow() -> None:
    assert one(Travel(), Mentee(id="a"), Mentor(id="r"), 20_000.0, travel_scale_km=5e-324) == 0.0
    apart = Mentee(id="a", seniority=0), Mentor(id="r", seniority=100)
    assert one(Seniority(), *apart, gap_tolerance=5e-324) == 0.0
