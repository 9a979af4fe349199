"""Words that the built-in readings do not understand: found, counted, and guessed where no harm is done."""

from __future__ import annotations

import pytest

from mentormatch.tables.propose.words import Word, unread, unread_levels


@pytest.mark.parametrize(
    ("field", "cell", "guess"),
    [
        ("max_km", "10 miles, not on Fridays", "10 miles"),
        ("max_km", "more than 10 miles", ""),
        ("max_km", "5 or 20 by train", ""),
        ("max_km", "As far as Leeds", ""),
        ("capacity", "2 if they are nearby", "2"),
        ("capacity", "two, maybe three", ""),
        ("online", "Hybrid please", "yes"),
        ("online", "In person wherever possible", "no"),
        ("online", "Online if I must", ""),
        ("online", "No strong preference", ""),
        ("online", "No thanks very much", "no"),
        ("online", "Yes - works well with my rota", "yes"),
        ("consent", "Yes - works well with my rota", ""),
        ("trained", "ILM Level 5", ""),
        ("trained_on", "2019", "2019-01-01"),
        ("trained_on", "sometime in March 2019", "march 2019"),
        ("trained_on", "12/05/2024", ""),
        ("answers", "Strongly agreee", "5"),
        ("answers", "It is complicated", ""),
        ("both", "when I am ready", ""),
    ],
)
def test_guesses(field: str, cell: str, guess: str) -> None:
    assert unread(field, "mentors", [cell, cell.upper()]) == (Word(cell, guess, 2),)


@pytest.mark.parametrize(
    ("field", "cells"),
    [("max_km", ["10 miles", "30 mins", "anywhere"]), ("capacity", ["1-2", "none"]), ("name", ["2 of them"]),
     ("online", ["Yes, Teams", "Maybe", "Either", "Online only", "Face to face"]),
     ("trained_on", ["Spring 2022", "25/12/2024"]), ("offers", ["audit"])],
)  # fmt: skip
def test_what_is_understood_is_not_asked(field: str, cells: list[str]) -> None:
    assert unread(field, "mentors", cells) == ()


def test_the_cells_of_a_column_settle_the_order_of_day_and_month() -> None:
    found = unread("trained_on", "mentors", ["25/12/2024", "03/04/2024"])
    assert {word.text: word.guess for word in found} == {"03/04/2024": "2024-04-03"}
    assert unread("trained_on", "mentors", ["25/12/2024", "03/04/2024"], day_first=True) == ()


def test_levels_of_a_grid() -> None:
    assert unread_levels(["4 - quite", "2", "n/a", "loads"]) == (Word("loads", "", 1),)
