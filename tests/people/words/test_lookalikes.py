"""Ids that look the same on a screen and are not."""

from __future__ import annotations

import unicodedata

import pytest

from mentormatch.people.words.lookalikes import LOOKS_LIKE, alphabets, look_alikes, looks_converted, skeleton

CYRILLIC_A = "\N{CYRILLIC SMALL LETTER A}"


class TestLookAlikes:
    @pytest.mark.parametrize("letter", sorted(LOOKS_LIKE))
    def test_every_letter_is_of_another_alphabet_and_looks_latin(self, letter: str) -> None:
        assert unicodedata.name(letter).split()[0] in {"CYRILLIC", "GREEK"}
        assert LOOKS_LIKE[letter].isascii()
        assert skeleton(letter) == LOOKS_LIKE[letter].lower()

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a1", CYRILLIC_A + "1"),
            ("HOPE", "НОРЕ"),
            ("Kos", "Κοs"),
            ("e7", "e007"),
            ("7", "07"),
            ("e1-2", "e01-02"),
        ],
    )
    def test_alike(self, one: str, other: str) -> None:
        assert look_alikes([one, "x", other]) == [tuple(sorted((one, other)))]

    @pytest.mark.parametrize(("one", "other"), [("e7", "e70"), ("е7", "e8"), ("иван", "ivan"), ("0", "")])
    def test_apart(self, one: str, other: str) -> None:
        assert look_alikes([one, other]) == []

    def test_alphabets(self) -> None:
        assert alphabets("r" + CYRILLIC_A) == {"LATIN", "CYRILLIC"}
        assert alphabets("иван7") == {"CYRILLIC"}
        assert alphabets("7-7") == frozenset()

    @pytest.mark.parametrize("text", ["2026-03-01", "1E+05", "1.5e+10", "7.0"])
    def test_what_a_spreadsheet_makes_of_ids(self, text: str) -> None:
        assert looks_converted(text)

    @pytest.mark.parametrize("text", ["007", "1E05", "e1", "7.5.2", "a@x.org", "2026-03"])
    def test_what_it_leaves_alone(self, text: str) -> None:
        assert not looks_converted(text)
