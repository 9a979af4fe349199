"""Times of a day: what is read, what is the nearest on the clock, what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.weeks import written_12, written_24
from mentormatch.criteria.clock import OPEN, RANGE, UnreadError, open_span, span

quarters = st.integers(0, 95)


def hours(text: str) -> tuple[float, float]:
    assert re.fullmatch(RANGE, text), text
    start, end = span(text)
    return start / 4, end / 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-12", (9, 12)),
        ("9-17", (9, 17)),
        ("8:30-10:15", (8.5, 10.25)),
        ("2pm-4pm", (14, 16)),
        ("2-4pm", (14, 16)),
        ("9-5pm", (9, 17)),
        ("10-2pm", (10, 14)),
        ("9-12pm", (9, 12)),
        ("8-11 pm", (20, 23)),
        ("11-12am", (23, 24)),
        ("10-2am", (22, 26)),
        ("9am-5", (9, 17)),
        ("10pm-6", (22, 30)),
        ("noon-2", (12, 14)),
        ("9-noon", (9, 12)),
        ("9am - 12 noon", (9, 12)),
        ("9pm to midnight", (21, 24)),
        ("9-midnight", (21, 24)),
        ("0900-1700", (9, 17)),
        ("07-15", (7, 15)),
        ("22:00-06:00", (22, 30)),
        ("00:00-24:00", (0, 24)),
        ("12am-12pm", (0, 12)),
        ("from 9am until 11.30am", (9, 11.5)),
    ],
)
def test_ranges(text: str, expected: tuple[float, float]) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize(
    "text",
    ["9-5", "2-4", "7-9", "12-2", "6:30-8:30", "10-10", "14-9", "22-6", "12:30-10:00", "10:00-2:00"],
)
def test_what_could_be_morning_or_afternoon_is_refused(text: str) -> None:
    with pytest.raises(UnreadError, match="morning or in the afternoon"):
        hours(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("25-26", "no clock"),
        ("9:60-10:00", "no clock"),
        ("13pm-14pm", "no clock"),
        ("0am-3am", "no clock"),
        ("24:30-25:00", "no clock"),
        ("9:10-10:00", "no quarter"),
        ("09:00-09:00", "without length"),
        ("9am-9am", "without length"),
        ("24:00-06:00", "begins at the end"),
    ],
)
def test_what_is_no_time_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnreadError, match=why):
        hours(text)


@given(quarters, quarters, st.data())
def test_every_way_of_writing_a_time_is_read(start: int, end: int, data: st.DataObject) -> None:
    if start == end:
        return
    form = data.draw(st.sampled_from([written_24, written_12]))
    if form is written_24 and {start // 4, end // 4} <= {10, 11, 12} and end < start:
        return  # "12:30-10:00" could be from noon
    first, last = (data.draw(st.sampled_from(form(time * 15))) for time in (start, end))
    found = span(re.sub(r"([ap])\.m\.", r"\1m", f"{first} - {last}"))
    assert found == (start, end if end > start else end + 96)


@given(quarters, quarters, st.booleans(), st.data())
def test_a_time_without_half_of_the_day_is_the_nearest(
    one: int, other: int, first_bare: bool, data: st.DataObject
) -> None:
    hour = one % 12 or 12
    suffixed = data.draw(st.sampled_from(written_12(other * 15))).replace("p.m.", "pm").replace("a.m.", "am")
    start, end = span(f"{hour}-{suffixed}" if first_bare else f"{suffixed}-{hour}")
    assert 0 < end - start <= 48
    bare, known = (start, end) if first_bare else (end, start)
    assert (bare % 48, known % 96) == (hour % 12 * 4, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("after 5pm", (17, 24)), ("from 18:00", (18, 24)), ("before noon", (0, 12)), ("until 10am", (0, 10))],
)
def test_open_ranges(text: str, expected: tuple[float, float]) -> None:
    assert re.fullmatch(OPEN, text)
    start, end = open_span(text)
    assert (start / 4, end / 4) == expected


@pytest.mark.parametrize("text", ["after 5", "after 9", "after 10:00", "before 9", "until 5"])
def test_open_ranges_are_as_careful(text: str) -> None:
    with pytest.raises(UnreadError):
        open_span(text)
