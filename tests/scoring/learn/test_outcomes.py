"""Outcomes in order, and the sentences that refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentormatch.errors import MentorMatchError, OutcomeError
from mentormatch.scoring.learn.outcomes import Outcomes, refuse_unfit, varying


@pytest.mark.parametrize(
    ("y", "good_from", "good", "classes"),
    [
        ([0, 1, 1], None, [0, 1, 1], [0, 1]),
        ([True, False], None, [1, 0], [False, True]),
        ([-1, 1], None, [0, 1], [-1, 1]),
        (["kept going", "ended early"], None, [1, 0], ["ended early", "kept going"]),
        # The better one comes first by the alphabet.
        (["chosen", "not chosen", "chosen"], None, [1, 0, 1], ["not chosen", "chosen"]),
        (["Chosen", "NOT chosen"], None, [1, 0], ["NOT chosen", "Chosen"]),
        (["a", "b"], None, [0, 1], ["a", "b"]),
        ([1, 2, 3, 4, 5], None, [0, 0, 0, 1, 1], [0, 1]),
        ([4, 5], 4, [1, 1], [0, 1]),
        ([1, 2, 3], 3, [0, 0, 1], [0, 1]),
        # Of one outcome alone, as all pairs of a small round may have.
        (["kept going"], None, [1], ["kept going"]),
        (["ended early"], None, [0], ["ended early"]),
        ([1, 1], None, [1, 1], [1]),
        ([0], None, [0], [0]),
        ([False], None, [0], [False]),
    ],
)
def test_the_better_outcome_is_known(
    y: list[Any], good_from: float | None, good: list[int], classes: list[Any]
) -> None:
    found = Outcomes.of(np.array(y), good_from)
    assert found.good.tolist() == [bool(one) for one in good]
    assert found.classes.tolist() == classes
    order = np.argsort(found.level, kind="stable")
    assert (np.diff(found.good[order].astype(int)) >= 0).all()


@pytest.mark.parametrize(
    "y",
    [
        ["kept going", "chosen"],
        ["kept going", "went on"],
        ["a", "b", "c"],
        ["kept going", "ended early", "x"],
    ],
)
def test_words_without_a_known_order_are_refused(y: list[str]) -> None:
    with pytest.raises(
        OutcomeError, match="have no order that is known: expected kept going and ended early"
    ):
        Outcomes.of(np.array(y))


def refusal(good: list[bool], n_mentees: int = 50, known: Any = None, least: int = 20) -> str:
    array = np.arange(len(good), dtype=float)[:, None] if known is None else known
    with pytest.raises(OutcomeError) as caught:
        refuse_unfit(array, np.array(good, bool), n_mentees, least)
    assert isinstance(caught.value, MentorMatchError)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def test_refusals() -> None:
    assert "all 40 outcomes are of one class, good" in refusal([True] * 40)
    assert "all 40 outcomes are of one class, not good" in refusal([False] * 40)
    few = refusal([True] * 30 + [False] * 5)
    assert "35 pairs with an outcome are too few, 30 of them good and 5 not: expected at least 20" in few
    assert "0 pairs with an outcome are too few" in refusal([])
    assert "all pairs are of 2 mentees" in refusal([True, False] * 30, n_mentees=2)
    constant = np.full((60, 2), 0.5)
    constant[:, 1] = np.nan
    assert "every criterion is constant, or unknown" in refusal([True, False] * 30, known=constant)


def test_varying() -> None:
    x = np.array([[1, 0.5, np.nan, np.nan], [2, 0.5, np.nan, 3], [2, np.nan, np.nan, 3]])
    assert varying(x).tolist() == [True, False, False, False]
