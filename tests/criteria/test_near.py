"""`near`: numbers, and how far they may be from the ideal difference."""

from __future__ import annotations

import pytest

from mentormatch.criteria import Near


@pytest.mark.parametrize(("at_least", "farthest"), [(None, 4.0), (0.25, 3.0), (1.0, 0.0)])
def test_a_must_by_a_score(at_least: float | None, farthest: float) -> None:
    assert Near(name="x", tolerance=4, at_least=at_least, must=True).farthest == farthest


def test_numbers_are_themselves() -> None:
    assert Near(name="x", tolerance=4).number(2.5) == 2.5
