from __future__ import annotations

import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons

LIMITS = {"required_knowledge": {"Mentoring": 3}}


def test_nothing_is_required_by_default() -> None:
    assert reasons(mentee(), mentor()) == {}


@pytest.mark.parametrize("area", ["Mentoring", "MENTORING", " mentoring", "\uff2dentoring"])
def test_spelling_does_not_matter(area: str) -> None:
    assert reasons(mentee(), mentor(offers={area: 3}), LIMITS) == {}


@pytest.mark.parametrize("offers", [{}, {"mentoring": 2}, {"audit": 5}])
def test_too_little(offers: dict[str, int]) -> None:
    detail = reasons(mentee(), mentor(offers=offers), LIMITS)["required_knowledge"]
    assert "'Mentoring' at level 3" in detail


def test_the_highest_of_two_spellings_counts() -> None:
    assert reasons(mentee(), mentor(offers={"mentoring": 4, "Mentoring": 1}), LIMITS) == {}
    assert reasons(mentee(), mentor(offers={"mentoring": 1, "Mentoring": 4}), LIMITS) == {}


def test_all_of_several_and_only_the_missing_are_named() -> None:
    limits = {"required_knowledge": {"mentoring": 2, "QI": 2, "audit": 0}}
    detail = reasons(mentee(), mentor(offers={"mentoring": 2}), limits)["required_knowledge"]
    assert "'QI' at level 2" in detail
    assert "'mentoring'" not in detail
    assert "'audit'" not in detail
