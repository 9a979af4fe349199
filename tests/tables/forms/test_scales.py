"""Answers in words: in both directions, with numbers beside them, and never against them."""

from __future__ import annotations

import pytest

from mentormatch.tables.forms.scales import SCALES, level_in_words


def value(text: str) -> int | None:
    said = level_in_words(text)
    assert said is not None, text
    assert said.note
    return said.value  # type: ignore[no-any-return]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale[-1])
def test_scales_run_from_one_to_five(scale: tuple[str, ...]) -> None:
    assert [value(word) for word in scale] == [1, 2, 3, 4, 5]
    for level, word in enumerate(scale, start=1):
        for typed in (
            word.upper(),
            f" {word.title()}. ",
            f"{level} - {word}",
            f"{word} ({level})",
            f"{level}: {word}",
        ):
            assert value(typed) == level
        assert level_in_words(f"{6 - level} - {word}") is None or level == 3
        assert level_in_words(f"{word} ({6 - level})") is None or level == 3


@pytest.mark.parametrize(
    ("text", "right"),
    [("Neutral", 3), ("Neither agree nor disagree", 3), ("Somewhat agree", 4), ("slightly disagree", 2),
     ("4 - quite", 4), ("Tend to agree", 4), ("3/5", 3), ("4 out of 5", 4),
     ("Cytuno / Agree", 4), ("5 = essential", 5), ("n/a", None), ("Prefer not to say",
     None)],
)  # fmt: skip
def test_other_words(text: str, right: int | None) -> None:
    assert value(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "6 - quite",
        "4-5",
        "0",
        "agreeable",
        "4 quite",
        "1st",
        "high",
        "3/6",
        "rather",
        "6/5",
        "Agree / Neutral",
        "good / Agree",
        "agree/agree/agree",
    ],
)
def test_what_is_not_on_a_scale_is_not_read(text: str) -> None:
    assert level_in_words(text) is None
