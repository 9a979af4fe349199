from __future__ import annotations

import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons

GAP = {"minimum_seniority_gap": 2}


def test_levels_are_looked_at_only_if_asked() -> None:
    assert reasons(mentee(seniority=9), mentor(seniority=1)) == {}


@pytest.mark.parametrize(("low", "high", "codes"), [(1, 3, []), (1, 9, []), (1, 2, ["seniority_gap"])])
def test_the_gap_is_the_least_that_will_do(low: int, high: int, codes: list[str]) -> None:
    assert list(reasons(mentee(seniority=low), mentor(seniority=high), GAP)) == codes


def test_a_negative_gap_lets_a_junior_mentor_a_senior() -> None:
    limits = {"minimum_seniority_gap": -1}
    assert reasons(mentee(seniority=5), mentor(seniority=4), limits) == {}
    assert (
        "2 level(s) below mentee e1"
        in reasons(mentee(seniority=5), mentor(seniority=3), limits)["seniority_gap"]
    )


def test_level_zero_is_a_level() -> None:
    assert reasons(mentee(seniority=0), mentor(seniority=2), GAP) == {}


@pytest.mark.parametrize(
    ("low", "high", "who"),
    [(None, 5, "mentee e1"), (1, None, "mentor r1"), (None, None, "mentee e1 and mentor r1")],
)
def test_an_unknown_level_excludes(low: int | None, high: int | None, who: str) -> None:
    detail = reasons(mentee(seniority=low), mentor(seniority=high), GAP)["seniority_gap"]
    assert f"level of {who} is not known" in detail
