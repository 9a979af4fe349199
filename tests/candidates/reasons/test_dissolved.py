from __future__ import annotations

import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons


def test_other_pairs_are_not_concerned() -> None:
    assert reasons(mentee(), mentor(), dissolved=(("e1", "r2"), ("e2", "r1"))) == {}


@pytest.mark.parametrize("pair", [("e1", "r1"), ("r1", "e1"), ("E1", "r1"), ("e1", "Bob"), ("e1", "b@x.org")])
def test_a_dissolved_pair_is_never_matched_again(pair: tuple[str, str]) -> None:
    details = reasons(mentee(), mentor(name="Bob", email="b@x.org"), dissolved=(pair,))
    assert list(details) == ["dissolved"]


def test_no_reason_is_given() -> None:
    detail = reasons(mentee(), mentor(), dissolved=(("e1", "r1"),))["dissolved"]
    assert detail == (
        "Mentee e1 and mentor r1 were a pair before, and a dissolved pair is never matched again. "
        "If they never were a pair, correct the list of dissolved pairs."
    )
