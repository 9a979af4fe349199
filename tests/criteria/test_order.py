"""`order`: the position of a word."""

from __future__ import annotations

import math

from mentormatch.criteria import Ordered

OFTEN = Ordered(name="often", order=("Never", "Sometimes", "Often"))


def test_positions_begin_at_0_whatever_the_case() -> None:
    assert [OFTEN.number(word) for word in ("never", " Sometimes ", "OFTEN")] == [0, 1, 2]
    assert math.isnan(OFTEN.number("daily"))


def test_the_farthest_words_score_a_little() -> None:
    assert OFTEN.reach == 3
    assert Ordered(name="often", order=("a", "b"), tolerance=1).reach == 1


def test_another_word_is_named_with_what_is_expected() -> None:
    assert "none of the words" in OFTEN.problem("daily")
    assert OFTEN.problem("often") == ""
    assert OFTEN.expected == "one of Never, Sometimes, Often"
