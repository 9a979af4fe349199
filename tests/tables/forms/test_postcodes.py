"""A postcode among other words is read where it is the only one."""

from __future__ import annotations

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.tables.forms.postcodes import is_plain, postcode_in_words


@pytest.mark.parametrize("postcode", ["LE1 5WW", "le15ww", "SW1A 1AA", "M1 4AB", "BT4 3XX", "EC1A1BB"])
@pytest.mark.parametrize(
    "shape", ["{}, Leicester", "Leicester {}", "{} (home)", "12 High Street, {}", "Home: {}.", "{} - work"]
)
def test_the_only_postcode_is_read(postcode: str, shape: str) -> None:
    said = postcode_in_words(shape.format(postcode))
    assert said is not None
    assert said.value == postcode
    assert is_plain(postcode)
    assert not is_plain(shape.format(postcode))


@pytest.mark.parametrize("text", [
    "LE1 5WW or M1 4AB", "LE1 5WW / M1 4AB", "LE1 5WW, or LE17", "LE1 5WW until May", "not LE1 5WW",
    "LE1 5WW (LE17 from May)", "near LE1 5WW", "Leicester", "LE1", "LE1 5W", "LE1 5WWX", "Leicester L E1 5WW",
])  # fmt: skip
def test_two_or_none_are_not(text: str) -> None:
    assert postcode_in_words(text) is None


@pytest.mark.parametrize("text", ["LE1", "LE1 5", "LE1 5W*", "Leicester", "LE17", "L E1 5WW"])
def test_anything_else_is_left_to_the_table_of_places(text: str) -> None:
    assert is_plain(text)


def test_two_postcodes_are_a_row_error_that_offers_a_line() -> None:
    places = mm.Places({"LE1 5WW": (52.63, -1.13), "M1 4AB": (53.48, -2.23)})
    mentees = pd.DataFrame({"id": ["e1", "e2"], "postcode": ["LE1 5WW, Leicester", "LE1 5WW or M1 4AB"]})
    mentors = pd.DataFrame({"id": ["r1"]})
    reading = mm.read_tables(mentees=mentees, mentors=mentors, places=places)
    assert [m.postcode for m in reading.people.mentees] == ["LE1 5WW"]
    (problem,) = reading.rejected
    assert "[values.postcode]" in problem.expected
