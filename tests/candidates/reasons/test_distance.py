from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers.exclusion_pairs import BARNET, LONDON, mentee, mentor, reasons
from mentormatch.candidates.search import find_candidates
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.model import People
from mentormatch.people.places import Location
from mentormatch.policy import Policy

KM = float(great_circle_km(51.5, -0.1, 51.6, -0.1))
NEAR = {"location": LONDON}
FAR = {"location": BARNET}
ONLINE = {"online": True}


def test_no_limit_is_any_distance() -> None:
    antipodes = Location(latitude=-51.5, longitude=179.9)
    assert reasons(mentee(**NEAR), mentor(location=antipodes)) == {}


@pytest.mark.parametrize(
    ("of_mentee", "of_mentor", "of_policy", "whose"),
    [
        (11.0, None, None, "the mentee's limit of 11 km"),
        (None, 11.0, None, "the mentor's limit of 11 km"),
        (None, None, 11.0, "the policy's limit of 11 km"),
        (11.0, 12.0, 10.0, "the mentee's limit of 11 km"),
        (12.0, 11.0, 10.0, "the mentor's limit of 11 km"),
        (None, 30.0, 11.0, "the policy's limit of 11 km"),
        (0.0, None, None, "the mentee's limit of 0 km"),
    ],
)
def test_the_smaller_limit_holds(of_mentee: Any, of_mentor: Any, of_policy: Any, whose: str) -> None:
    pair = mentee(**NEAR, max_km=of_mentee), mentor(**FAR, max_km=of_mentor)
    detail = reasons(*pair, {"max_km": of_policy})["too_far"]
    assert f"11.1 km apart, beyond {whose}" in detail


@pytest.mark.parametrize(
    ("of_mentee", "of_mentor", "of_policy"),
    [(12.0, None, None), (None, 12.0, None), (None, None, 12.0), (12.0, 12.0, 1.0), (None, 12.0, 12.0)],
)
def test_within_all_limits(of_mentee: Any, of_mentor: Any, of_policy: Any) -> None:
    # The policy's limit replaces a missing one of a mentee, never of a mentor.
    pair = mentee(**NEAR, max_km=of_mentee), mentor(**FAR, max_km=of_mentor)
    assert reasons(*pair, {"max_km": of_policy}) == {}


@pytest.mark.parametrize(("factor", "codes"), [(1.0, []), (1 - 5e-10, []), (1 - 1e-8, ["too_far"])])
def test_a_limit_holds_up_to_rounding(factor: float, codes: list[str]) -> None:
    assert list(reasons(mentee(**NEAR, max_km=KM * factor), mentor(**FAR))) == codes


@pytest.mark.parametrize("limit", [11.0, 11.1, 11.119, 11.1194, 11.1195, KM - 1e-7])
def test_20_km_are_never_reported_as_beyond_20_km(limit: float) -> None:
    detail = reasons(mentee(**NEAR, max_km=limit), mentor(**FAR))["too_far"]
    assert float(detail.split(" are ")[1].split(" km")[0]) > limit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((-17.0, 179.99), (-17.0, -179.99)),
        ((89.99, 0.0), (89.99, 180.0)),
        ((-89.999, 10.0), (-89.999, -170.0)),
        ((0.0, 0.01), (0.0, -0.01)),
    ],
)
def test_the_date_line_and_the_poles_are_no_borders(one: Any, other: Any) -> None:
    here, there = (Location(latitude=lat, longitude=lon) for lat, lon in (one, other))
    assert reasons(mentee(location=here, max_km=3.0), mentor(location=there, max_km=3.0)) == {}


@pytest.mark.parametrize("limit", [20_015.2, 25_000.0])
def test_half_way_round_the_earth(limit: float) -> None:
    opposite = Location(latitude=-51.5, longitude=179.9)
    assert reasons(mentee(**NEAR, max_km=limit), mentor(location=opposite)) == {}
    assert "too_far" in reasons(mentee(**NEAR, max_km=20_015.0), mentor(location=opposite))


@pytest.mark.parametrize(
    ("of_mentee", "of_mentor", "allowed", "meet"),
    [
        (True, True, True, True),
        (True, False, True, False),
        (False, True, True, False),
        (True, True, False, False),
    ],
)
def test_online_needs_both_and_the_policy(
    of_mentee: bool, of_mentor: bool, allowed: bool, meet: bool
) -> None:
    pair = mentee(**NEAR, max_km=1.0, online=of_mentee), mentor(**FAR, online=of_mentor)
    details = reasons(*pair, {"online": allowed})
    assert list(details) == ([] if meet else ["too_far"])
    if not meet:
        assert ("policy would have to allow" in details["too_far"]) == (not allowed)


def test_online_is_said_only_of_pairs_beyond_their_limit() -> None:
    people = People(
        mentees=(mentee(**NEAR, **ONLINE, max_km=12.0),),
        mentors=(
            mentor("near", **NEAR, **ONLINE),
            mentor("homebody", **FAR, **ONLINE, max_km=5.0),
            mentor("unknown", **ONLINE),
            mentor("not online", **FAR),
        ),
    )
    found = find_candidates(people, Policy())
    assert found.mentor.tolist() == [0, 1, 2, 3]
    assert found.online.tolist() == [False, True, True, False]
    np.testing.assert_allclose(found.km, [0, KM, np.nan, KM], rtol=1e-12)


def test_one_persons_wide_limit_is_not_everybodys() -> None:
    people = People(
        mentees=(mentee("wide", **NEAR, max_km=25_000.0), mentee("narrow", **NEAR, max_km=1.0)),
        mentors=(mentor("r1", **FAR), mentor("r2", **NEAR)),
    )
    found = find_candidates(people, Policy())
    assert list(zip(found.mentee, found.mentor, strict=True)) == [(0, 0), (0, 1), (1, 1)]
