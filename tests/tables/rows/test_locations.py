"""Warnings about where people are: parts of postcodes, postcodes without coordinates."""

from __future__ import annotations

import pandas as pd
import pytest

from mentormatch.errors import RecordError
from mentormatch.people.places import Places
from mentormatch.tables.read_people import Reading, read_tables
from mentormatch.tables.read_places import read_places
from mentormatch.tables.rows.column_map import ColumnMap

COLUMNS = ["postcode", "latitude", "longitude"]
NOTHING = [
    ("99.999999", "0.000000"),
    ("", ""),
    ("0", "0"),
    ("0.000000", "-0.0"),
    ("NULL", "null"),
    ("nan", ""),
]


def read(
    postcodes: list[str],
    places: Places | pd.DataFrame | None,
    columns: ColumnMap | None = None,
    **more: list[str],
) -> Reading:
    ids = [f"e{k}" for k in range(1, len(postcodes) + 1)]
    mentees = pd.DataFrame({"id": ids, "postcode": postcodes, **more})
    mentors = pd.DataFrame({"id": ["r1"]})
    return read_tables(mentees=mentees, mentors=mentors, places=places, columns=columns)


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


SITES = pd.DataFrame(
    [("Leicester Royal Infirmary", "52.6", "-1.1"), ("St Mary's Hospital", "51.5", "-0.2"),
     ("St Mary's Hospital", "50.7", "-1.3"), ("Glenfield & District", "52.7", "-1.2")],
    columns=["name", "latitude", "longitude"],
)  # fmt: skip


def latitudes(reading: Reading) -> list[float | None]:
    return [None if one.location is None else one.location.latitude for one in reading.people.mentees]


def test_a_workplace_is_the_place_and_near_spellings_are_asked_about() -> None:
    workplaces = [
        "the leicester royal INFIRMARY",
        "Leicester Royal Infirmry",
        "St. Marys Hospital",
        "Office",
        "",
    ]
    reading = read([""] * 5, SITES, workplace=workplaces)
    assert latitudes(reading) == [52.6, None, None, None, None]
    said = {problem.id: problem for problem in reading.warnings if problem.column == "workplace"}
    assert set(said) == {"e2", "e3", "e4"}
    assert "is it 'Leicester Royal Infirmary'?" in said["e2"].wrong
    assert "[workplaces]" in said["e2"].expected
    assert "several places" in said["e3"].wrong
    assert "is not in the table" in said["e4"].wrong
    assert not reading.rejected


def test_the_column_map_answers_with_a_name_or_a_postcode() -> None:
    row = pd.DataFrame([("", "52.1", "1.1", "IP1 1AA")], columns=[*SITES, "postcode"])
    places = pd.concat([SITES, row])
    answers = {"Leicester Royal Infirmry": "Leicester Royal Infirmary", "St Mary's Hospital": "IP1 1AA"}
    columns = ColumnMap(workplaces={**answers, "Office": "ip11aa"})
    workplaces = ["Leicester Royal Infirmry", "st mary's hospital", "Office"]
    assert latitudes(read([""] * 3, places, columns, workplace=workplaces)) == [52.6, 52.1, 52.1]
    wrong = ColumnMap(workplaces={"Office": "Glenfeld & District"})
    with pytest.raises(RecordError, match="did you mean 'Glenfield & District'"):
        read([""], places, wrong)
    with pytest.raises(RecordError, match="none is given"):
        read([""], None, wrong)


def test_coordinates_and_postcodes_come_before_the_workplace() -> None:
    places = Places({"M1": (53.4, -2.2)}, sites=[("Office", (51.0, 0.1))])
    offices = ["Office", "Office", "Office"]
    reading = read(
        ["M1", "M1", ""], places, workplace=offices, latitude=["53", "", ""], longitude=["-2", "", ""]
    )
    assert latitudes(reading) == [53.0, 53.4, 51.0]
    unknown = read(["", "Z9"], places, workplace=offices[:2])
    assert latitudes(unknown) == [51.0]
    assert [problem.id for problem in unknown.rejected] == ["e2"]


def test_a_name_without_coordinates_is_where_its_postcode_is() -> None:
    rows = [("Office", "M1 1AA", "", ""), ("", "M1 1AA", "53.4", "-2.2"), ("Hut", "ZZ9 9ZZ", "", "")]
    places = read_places(pd.DataFrame(rows, columns=["name", *COLUMNS]))
    found = places.find_by_name("office")
    assert found is not None
    assert found.latitude == 53.4
    assert places.find_by_name("Hut") is None
