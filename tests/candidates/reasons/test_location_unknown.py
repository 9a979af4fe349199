from __future__ import annotations

import pytest

from helpers.exclusion_pairs import LONDON, mentee, mentor, reasons


def test_without_a_limit_places_do_not_matter() -> None:
    assert reasons(mentee(), mentor()) == {}
    assert reasons(mentee(location=LONDON), mentor()) == {}


@pytest.mark.parametrize("limit", [0.0, 5.0, 25_000.0])
def test_with_a_limit_they_do(limit: float) -> None:
    detail = reasons(mentee(max_km=limit), mentor(location=LONDON))["place_unknown"]
    assert "location of mentee e1 is not known" in detail
    assert f"{limit:g} km" in detail


def test_who_is_missing_is_named() -> None:
    assert "mentor r1 is" in reasons(mentee(location=LONDON, max_km=5.0), mentor())["place_unknown"]
    assert "mentee e1 and mentor r1" in reasons(mentee(), mentor(max_km=5.0))["place_unknown"]


def test_the_policys_limit_counts() -> None:
    assert list(reasons(mentee(), mentor(), {"max_km": 20.0})) == ["place_unknown"]


def test_online_needs_no_place() -> None:
    assert reasons(mentee(max_km=5.0, online=True), mentor(online=True)) == {}
    assert list(reasons(mentee(max_km=5.0, online=True), mentor(online=True), {"online": False})) == [
        "place_unknown"
    ]
