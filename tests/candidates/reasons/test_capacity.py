from __future__ import annotations

from helpers.exclusion_pairs import mentee, mentor, reasons


def test_one_place_is_enough() -> None:
    assert reasons(mentee(demand=1), mentor(capacity=1)) == {}


def test_no_places() -> None:
    assert "Mentor r1 takes no mentees" in reasons(mentee(), mentor(capacity=0))["no_places"]


def test_no_demand() -> None:
    assert "Mentee e1 asks for no mentor" in reasons(mentee(demand=0), mentor())["no_places"]


def test_neither() -> None:
    detail = reasons(mentee(demand=0), mentor(capacity=0))["no_places"]
    assert "mentor r1" in detail.lower()
    assert "mentee e1" in detail
