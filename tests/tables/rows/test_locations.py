"""Warnings about where people are: parts of postcodes, postcodes without coordinates."""

from __future__ import annotations

import pandas as pd
import pytest

from mentormatch.errors import RecordError
from mentormatch.people.places import Places
from mentormatch.tables.read_people import Reading, read_tables
from mentormatch.tables.read_places import read_places

COLUMNS = ["postcode", "latitude", "longitude"]
NOTHING = [
    ("99.999999", "0.000000"),
    ("", ""),
    ("0", "0"),
    ("0.000000", "-0.0"),
    ("NULL", "null"),
    ("nan", ""),
]


def read(postcodes: list[str], places: Places | pd.DataFrame, **more: list[str]) -> Reading:
    ids = [f"e{k}" for k in range(1, len(postcodes) + 1)]
    mentees = pd.DataFrame({"id": ids, "postcode": postcodes, **more})
    return read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}), places=places)


def test_a_part_of_a_postcode_is_located_and_said() -> None:
    places = Places(
        {"BT4": (54.60, -5.87), "BT43": (54.87, -6.28), "LE1 7RH": (52.6, -1.1), "LE1 5WW": (52.8, -1.3)}
    )
    reading = read(["BT4 3", "bt43", "LE1 7R", "LE1", "LE1 7RH"], places)
    located = [person.location for person in reading.people.mentees]
    assert [None if at is None else at.latitude for at in located] == pytest.approx(
        [54.60, 54.87, 52.7, 52.7, 52.6]
    )
    said = {problem.id: problem for problem in reading.warnings if problem.column == "postcode"}
    assert set(said) == {"e1", "e3", "e4"}
    assert "outward part BT4" in said["e1"].wrong
    assert "the 2 postcodes of LE1" in said["e3"].wrong
    assert (said["e4"].file, said["e4"].row, said["e4"].value) == ("mentees", 5, "LE1")


@pytest.mark.parametrize("nothing", NOTHING)
def test_rows_without_coordinates_are_counted_and_said_once(nothing: tuple[str, str]) -> None:
    rows = [("ZE1 0AA", "60.1", "-1.1"), ("JE2 3AA", *nothing), ("IM1 1AA", *nothing), ("GY1 1AA", *nothing)]
    reading = read(["ZE1 0AA"], pd.DataFrame(rows, columns=COLUMNS))
    (said,) = [problem for problem in reading.warnings if problem.file == "places"]
    assert said.wrong.startswith("3 postcodes have no coordinates")
    assert reading.people.mentees[0].location is not None
    assert not reading.rejected


def test_who_lives_where_there_are_no_coordinates_has_no_location_and_it_is_said() -> None:
    rows = [("JE2 3AA", "", ""), ("JE2 4AA", "49.2", "-2.1"), ("IM1 1AA", "99.999999", "0")]
    reading = read(["JE2 3AA", "IM1 1AA", "IM1 1AB"], pd.DataFrame(rows, columns=COLUMNS))
    by_id = {person.id: person.location for person in reading.people.mentees}
    assert by_id["e1"] is not None
    assert by_id["e1"].latitude == pytest.approx(49.2)
    assert by_id["e2"] is None
    said = {problem.id: problem.wrong for problem in reading.warnings if problem.column == "postcode"}
    assert "the only postcode of JE2" in said["e1"]
    assert "location is unknown" in said["e2"]
    assert [problem.id for problem in reading.rejected] == ["e3"]


def test_own_coordinates_leave_no_doubt() -> None:
    reading = read(["M1 4"], Places({"M1": (53.4772, -2.2358)}), latitude=["53.48"], longitude=["-2.24"])
    assert not [problem for problem in reading.warnings if problem.column == "postcode"]


def test_half_of_the_coordinates_is_still_an_error_of_the_table() -> None:
    with pytest.raises(RecordError, match="longitude"):
        read_places(pd.DataFrame([("M1", "53.4", "")], columns=COLUMNS))
