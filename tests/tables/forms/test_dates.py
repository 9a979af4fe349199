"""Dates in words: every month, season and day, in the ways in which people type them."""

from __future__ import annotations

import random
from datetime import date

import pytest

from mentormatch.tables.forms.dates import MONTHS, date_in_words, is_in_doubt


@pytest.mark.parametrize("seed", range(150))
def test_months_and_days(seed: int) -> None:
    draw = random.Random(seed)
    month, year, day = draw.randint(1, 12), draw.randint(2000, 2079), draw.randint(1, 28)
    name = MONTHS[month - 1]
    word = draw.choice([name, name.title(), name[:3].title(), name[:3].upper()])
    text = draw.choice(
        [f"{word} {year}", f"{word}-{year % 100:02}", f"{word} {year % 100:02}", f"{word}, {year}",
         f"{month:02}/{year}", f"{year}-{month:02}"]
    )  # fmt: skip
    said = date_in_words(text)
    assert said is not None, text
    assert said.value == date(year, month, 1)
    assert "first day" in said.note
    whole = draw.choice(
        [f"{day} {word} {year}", f"{day}th {word} {year}", f"{word} {day}, {year}", f"{day}-{word}-{year}"]
    )
    of_day = date_in_words(whole)
    assert of_day is not None, whole
    assert of_day.value == date(year, month, day)


@pytest.mark.parametrize(
    ("text", "month"), [("Spring 2022", 3), ("summer 2022", 6), ("Autumn 2022", 9), ("winter 2022", 1)]
)
def test_a_season_is_its_first_day(text: str, month: int) -> None:
    said = date_in_words(text)
    assert said is not None
    assert said.value == date(2022, month, 1)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("day_first", [True, False])
def test_the_order_of_day_and_month(seed: int, day_first: bool) -> None:
    draw = random.Random(seed)
    right = date(draw.randint(2000, 2079), draw.randint(1, 12), draw.randint(1, 28))
    first, second = (right.day, right.month) if day_first else (right.month, right.day)
    sign = draw.choice("/.-")
    text = draw.choice(["{}{}{}{}{}", "{:02}{}{:02}{}{}"]).format(first, sign, second, sign, right.year)
    told, untold = date_in_words(text, day_first), date_in_words(text)
    assert told is not None, text
    assert told.value == right
    certain = right.day > 12 or right.day == right.month
    assert (untold is not None and untold.value == right) if certain else untold is None
    assert is_in_doubt(text) is not certain


@pytest.mark.parametrize("time", [" 00:00:00", "T09:30", "T09:30:00.000Z", " 09:30:00+01:00", " 9:30"])
def test_a_time_beside_a_date(time: str) -> None:
    said = date_in_words(f"2026-03-04{time}")
    assert said is not None
    assert said.value == date(2026, 3, 4)


@pytest.mark.parametrize(("text", "right"), [("Autumn 2023 (HEE)", True), ("May 2023 (or June)", False),
                                             ("May 2023 (cancelled)", False),
                                             ("(online) May 2023", True)])  # fmt: skip
def test_a_remark_in_brackets(text: str, right: bool) -> None:
    assert (date_in_words(text) is not None) is right


@pytest.mark.parametrize(
    "text", ["31/02/2026", "03/04/2026", "03/04/05", "13/14/2026", "2026-03-04 soon",
    "2022", "Marc 2022", "last year", "30 February 2022", "13/2022", "May",
             "0 May 2022", "Spring 3, 2022", "3 Spring 2022", "March 22 or 23", "since March 2022"]
)  # fmt: skip
def test_what_may_be_another_day_is_not_read(text: str) -> None:
    assert date_in_words(text) is None
