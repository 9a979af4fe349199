"""Typing errors of tags: what is one, and the many words that are spelt alike and are none."""

from __future__ import annotations

import pytest

from helpers.near_twins import LONG, other_edits, slips, twins
from mentormatch.policy import Scoring
from mentormatch.scoring.text import typing_errors
from mentormatch.scoring.text.spelling import form_of
from mentormatch.scoring.text.tags import Spelling
from mentormatch.scoring.text.typing_errors import _CONFUSED, mistyped_words

LOOSE = Scoring(tag_similarity=50)
AROUND = ("{}", "clinical {} in hospitals and in general practice")


def read_as(tag: str, common: str, *, health: bool = True) -> str:
    """Return as what a tag counts that one person wrote, if two wrote another one."""
    return Spelling({tag: 1, common: 2}, LOOSE, health).form(tag)


def alone(tag: str, *, health: bool = True) -> str:
    """Return as what a tag counts that two people wrote, and nobody another one."""
    return Spelling({tag: 2}, LOOSE, health).form(tag)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("health", [True, False])
def test_near_twins_are_never_read_as_each_other(around: str, health: bool) -> None:
    """Whatever else the tag says: the longer it is, the more alike the two look."""
    pairs = list(twins())
    assert len(pairs) > 900
    wrong = [
        (one, other)
        for one, other in pairs
        if read_as(around.format(one), around.format(other), health=health)
        == alone(around.format(other), health=health)
    ]
    assert wrong == []


@pytest.mark.parametrize("around", AROUND)
def test_neighbours_swapped_and_doubled_consonants_within_long_words_are_mended(around: str) -> None:
    missed = [
        (slip, word)
        for word in LONG
        for slip in slips(word)
        if read_as(around.format(slip), around.format(word)) != alone(around.format(word))
    ]
    assert missed == []


def test_no_other_letter_makes_a_typing_error() -> None:
    wrong = [
        (edit, word)
        for word in LONG
        for edit in other_edits(word)
        if edit != f"{word}s" and mistyped_words(form_of(edit), form_of(word)) is not None
    ]
    assert wrong == []


@pytest.mark.parametrize("pair", sorted(" ".join(sorted(pair)) for pair in _CONFUSED))
def test_each_confused_pair_would_be_a_typing_error_otherwise(
    pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair.split()
    assert mistyped_words(one, two) is None
    monkeypatch.setattr(typing_errors, "_CONFUSED", frozenset())
    assert mistyped_words(one, two) == [one]


def test_another_number_of_words_is_another_tag() -> None:
    assert mistyped_words("cardiollogy", "cardiology clinics") is None
