"""Tables of venues and of times: what is read, and every bad row at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.criteria.week import DAYS

PLACES = mm.Places({"LE1 5WW": (52.627, -1.137), "LE5": (52.63, -1.08)})


def test_venues_by_coordinates_or_postcode(tmp_path: Path) -> None:
    (tmp_path / "venues.csv").write_text(
        "Name,Capacity,Postcode,Latitude,Longitude,remark\n"
        "=HYPERLINK(1),12,,52.5,-1.25,x\n<script>,8.0,le1 5ww,,,\n{{7*7}} مستشفى,3,LE5 4PW,,,\n",
        encoding="utf-8",
    )
    first, second, third = mm.read_venues(tmp_path / "venues.csv", PLACES)
    assert first == mm.Venue("=HYPERLINK(1)", mm.Location(latitude=52.5, longitude=-1.25), 12)
    assert second == mm.Venue("<script>", PLACES.find("LE1 5WW"), 8)
    assert third == mm.Venue("{{7*7}} مستشفى", PLACES.find("LE5"), 3)


def problems(read, *given: object) -> list[tuple[int | None, str, str]]:
    with pytest.raises(mm.RecordError) as caught:
        read(*given)
    return [(one.row, one.column, one.wrong) for one in caught.value.problems]


def test_every_bad_venue_is_named() -> None:
    rows = [
        ("A", "0", "", "52", "1"), ("B", "3", "XX1 1XX", "", ""), ("C", "ten", "", "52", "1"),
        ("D", "4", "", "99", "1"), ("E", "4", "", "", ""), ("", "4", "", "52", "1"),
        ("f", "4", "", "52", "1"), ("F", "4", "", "52", "1"), ("G", "4", "", "north", "1"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["name", "capacity", "postcode", "latitude", "longitude"])
    assert problems(mm.read_venues, frame, PLACES) == [
        (2, "capacity", "is below 1"),
        (3, "postcode", "is not where a place is known"),
        (4, "capacity", "is not a whole number"),
        (5, "latitude", "is outside -90 to 90 (latitude and longitude look swapped)"),
        (6, "postcode", "is empty, and so are the coordinates"),
        (7, "name", "is empty"),
        (9, "name", "is listed twice"),
        (10, "latitude", "is not a number"),
    ]
    assert [one[1] for one in problems(mm.read_venues, frame[["postcode"]])] == ["name", "capacity"]


def test_slots_in_the_words_of_people() -> None:
    rows = [("Tuesday", "2-4pm"), ("2026-03-10", "14:00-16:00"), ("Fri", "morning")]
    slots = mm.read_slots(pd.DataFrame(rows, columns=["day", "time"]))
    assert slots == tuple(mm.Slot(*row) for row in rows)
    assert [slot.weekly for slot in slots] == ["Tuesday 2-4pm", "tuesday 14:00-16:00", "Fri morning"]
    dated = pd.DataFrame({"day": pd.to_datetime(["2026-03-10"]), "time": ["9:30-12:00"]})
    assert str(mm.read_slots(dated)[0]) == "2026-03-10 9:30-12:00"


def test_every_bad_slot_is_named() -> None:
    rows = [
        ("Funday", "10:00-11:00"), ("2026-02-31", "10:00-11:00"), ("Monday", "9-5"),
        ("weekdays", "10:00-11:00"), ("", "10:00-11:00"), ("Monday", ""),
        ("Monday", "not available"), ("Monday", "9:00-10:00"),
        ("monday", "9-10am"), ("Monday", "9:00-10:00, 11:00-12:00"),
    ]  # fmt: skip
    found = problems(mm.read_slots, pd.DataFrame(rows, columns=["day", "time"]))
    assert [one[:2] for one in found] == [
        (2, "day"), (3, "day"), (4, "time"), (5, "time"), (6, "day"), (7, "time"), (8, "time"), (10, "time"),
        (11, "time"),
    ]  # fmt: skip
    assert found[2][2].startswith("contains a time that could be in the morning or in the afternoon")


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 22)), unique=True, min_size=2))
def test_slots_are_sorted_by_when_they_are(times: list[tuple[int, int]]) -> None:
    spans = [(day, f"{hour:02}:00-{hour + 1:02}:00") for day, hour in times]
    slots = sorted((mm.Slot(DAYS[day], span) for day, span in spans), key=lambda one: one.order)
    assert [(DAYS.index(one.day), int(one.time[:2])) for one in slots] == sorted(times)
    dated = sorted((mm.Slot(f"2026-03-{d + 1:02}", span) for d, span in spans), key=lambda one: one.order)
    assert all((one.day, one.time) <= (other.day, other.time) for one, other in pairwise(dated))
