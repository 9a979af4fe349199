"""Distances and counts in words: what is drawn with the words around it is read, and nothing like it is."""

from __future__ import annotations

import random

import pytest

from mentormatch.tables.forms.amounts.amounts import NUMBERS, amount
from mentormatch.tables.forms.amounts.counts import count
from mentormatch.tables.forms.amounts.distances import distance, is_time

MILE = 1.609344
BEFORE = (
    "",
    "~",
    "happy to travel up to ",
    "up to ",
    "Up To ",
    "within ",
    "about ",
    "a maximum of ",
    "no more than ",
    "max ",
    "Maximum of ",
)
AFTER = ("", "!", ".", " max", " or less", ", please", " (can do online)", " radius", " maximum")
WORDS = {n: word for word, n in NUMBERS.items()}


def number(draw: random.Random, n: int) -> str:
    return draw.choice([str(n), WORDS.get(n, str(n)), WORDS.get(n, str(n)).title()])


@pytest.mark.parametrize("seed", range(200))
def test_a_distance_is_that_many_kilometres(seed: int) -> None:
    draw = random.Random(seed)
    n = draw.randint(1, 60)
    unit, km = draw.choice(
        [("km", 1.0), ("kms", 1.0), (" kilometres", 1.0), ("miles", MILE), (" mile", MILE)]
    )
    blank = draw.choice(["", " ", "  "])
    text = draw.choice(BEFORE) + number(draw, n) + blank + unit + draw.choice(AFTER)
    said = distance(text)
    assert said is not None, text
    assert said.value == pytest.approx(n * km), text
    assert said.note


@pytest.mark.parametrize("seed", range(100))
def test_of_a_range_the_upper_end_is_taken_and_said(seed: int) -> None:
    draw = random.Random(seed)
    low = draw.randint(1, 20)
    high = low + draw.randint(1, 20)
    between = draw.choice(["-", " - ", "\u2013", "\u2014", " to ", " or "])
    text = f"{number(draw, low)}{between}{number(draw, high)}"
    miles = distance(f"{draw.choice(BEFORE)}{text} miles")
    assert miles is not None, text
    assert miles.value == pytest.approx(high * MILE)
    assert "range" in miles.note
    people = count(text + draw.choice(["", " mentees", " people please", " at a time"]))
    assert people is not None, text
    assert people.value == high
    assert "range" in people.note
    assert count(text, ranges=False) is None


@pytest.mark.parametrize("unit", [1.0, MILE])
def test_a_number_without_a_unit_is_in_that_of_the_column(unit: float) -> None:
    said = distance("up to 15", unit)
    assert said is not None
    assert said.value == pytest.approx(15 * unit)


@pytest.mark.parametrize(
    "text",
    ["anywhere", "No limit", "Nationwide", "UK-wide", "ANY DISTANCE", "n/a", "N/A.", "none", "unlimited"],
)
def test_no_limit_is_an_empty_cell(text: str) -> None:
    said = distance(text)
    assert said is not None
    assert said.value is None
    assert said.note


@pytest.mark.parametrize(
    "text",
    ["more than 10 miles", "over 10 miles", "at least 5 km", "10 m", "10k", "20-10 miles", "5 km - 10 miles",
     "10 miles (twenty by car)", "10 miles (or 20 by train)", "10 miles (not on Fridays)",
     "10 miles (return)", "as far as Leeds", "",
     "10 miles from the centre", "1,000 km", "-5 km", "+5 km", "10 or 15 or 20 km", "miles", "not 10 miles"],
)  # fmt: skip
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    assert distance(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30 mins", 30),
        ("up to an hour", 60),
        ("half an hour", 30),
        ("An hour and a half", 90),
        ("max. three quarters of an hour", 45),
        ("half an hour or 20 miles", None),
        ("2 hours", 120),
        ("1-2 hrs", 120),
    ],
)
def test_a_time_is_a_distance_only_by_the_scheme_s_own_speed(text: str, minutes: int | None) -> None:
    assert distance(text) is None
    assert is_time(text) == (minutes is not None)
    said = distance(text, km_per_minute=0.8)
    assert (None if said is None else said.value) == (
        None if minutes is None else pytest.approx(minutes * 0.8)
    )


@pytest.mark.parametrize(
    ("text", "right"),
    [("two", 2), ("One mentee only, please!", 1), ("1-2 mentees", 2),
     ("up to 3", 3), ("Max. 2", 2), ("1 (one)", 1), ("two (2) mentees", 2),
     ("a couple", 2), ("none at the moment", 0),
     ("I can take two", 2), ("twenty-one", 21), ("none of them", None),
     ("just one", 1), ("3 max", 3), ("None", 0), ("zero", 0), ("no more than two people", 2),
     ("2.5", None), ("a few", None), ("at least 2", None), ("3+", None), ("3 or more", None), ("many", None),
     ("1 (2 from May)", None), ("one (two)", None), ("one (if needed)", None), ("-1", None), ("not two",
     None), ("1 or 2", 2),
     ("2 mentees", 2)],
)  # fmt: skip
def test_counts(text: str, right: int | None) -> None:
    said = count(text)
    assert (None if said is None else said.value) == right


def test_an_amount_keeps_its_unit() -> None:
    found = amount("10 miles - 15 miles", {"miles"}, ())
    assert found is not None
    assert (found.low, found.high, found.unit) == (10, 15, "miles")
