from __future__ import annotations

from datetime import date

import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons

REQUIRED = {"training_required": True}
SINCE = {**REQUIRED, "trained_since": date(2025, 1, 1)}


def test_training_is_looked_at_only_if_required() -> None:
    assert reasons(mentee(), mentor()) == {}
    assert reasons(mentee(), mentor(), {"trained_since": date(2025, 1, 1)}) == {}


def test_untrained() -> None:
    assert "mentor r1 has not completed" in reasons(mentee(), mentor(), REQUIRED)["not_trained"]
    assert reasons(mentee(), mentor(trained=True), REQUIRED) == {}


@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2026, 3, 31)])
def test_the_first_day_counts(on: date) -> None:
    assert reasons(mentee(), mentor(trained=True, trained_on=on), SINCE) == {}


def test_training_that_is_too_long_ago() -> None:
    detail = reasons(mentee(), mentor(trained=True, trained_on=date(2024, 12, 31)), SINCE)["not_trained"]
    assert "on or after 2025-01-01" in detail
    assert "before that" in detail
    assert "2024-12-31" not in detail


def test_an_unknown_date_does_not_count() -> None:
    assert "not known when" in reasons(mentee(), mentor(trained=True), SINCE)["not_trained"]


def test_a_date_without_completion_does_not_count() -> None:
    half = mentor(trained=False, trained_on=date(2026, 1, 1))
    assert "has not completed" in reasons(mentee(), half, SINCE)["not_trained"]
