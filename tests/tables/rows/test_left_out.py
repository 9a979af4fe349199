"""What rows that are left out leave behind; the drawn world of `tests/rematching/test_lines.py` has more."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentormatch.people.model import People
from mentormatch.tables.read_people import Reading, read_tables
from mentormatch.tables.rows.column_map import ColumnMap

Pairs = set[tuple[str, str]]


def read(folder: Path, mentors: str, mentees: str = "id,line manager\ne1,r5\n") -> Reading:
    (folder / "mentees.csv").write_text(mentees, encoding="utf-8")
    (folder / "mentors.csv").write_text(mentors, encoding="utf-8")
    return read_tables(mentees=folder / "mentees.csv", mentors=folder / "mentors.csv")


def linked(people: People) -> Pairs:
    """Return the links that hold in both directions, each once."""
    links = set(people.links)
    return {(one, other) for one, other in links if (other, one) in links and one < other}


HEADER = "id,name,consent,line manager\nr2,Di Elm,yes,\nr3,Bo Fir,yes,\n"


@pytest.mark.parametrize(
    "row",
    [
        "r5,Cy Dogwood,yes,r2,",
        "r5,Cy Dogwood,,yes,r2",
        "r5,Dogwood, Cy,yes,r2",
        "r5,Cy Dogwood,yes,Dr Di Elm,,",
        "r5,Cy Dogwood,yes,di elm;x,",
        "r5,Cy Dogwood\0,yes,r2",
        "r5,yes,r2",
        "r5," + "x" * 40_000 + ",yes,r2",
    ],
)
def test_everybody_named_in_a_ragged_row_is_linked(tmp_path: Path, row: str) -> None:
    reading = read(tmp_path, f"{HEADER}{row}\n")
    assert linked(reading.people) == {("r2", "r5")}
    assert reading.people.avoided == ()
    assert ("r5", "", "") in reading.people.known_as
    assert [w.row for w in reading.warnings if "linked with each other" in w.wrong] == [4]


@pytest.mark.parametrize("row", ["Cy Dogwood,yes,r2", ",Cy Dogwood,yes,r2,", "r3,yes,r2"])
def test_whoever_is_named_where_the_id_is_lost_may_be_linked_with_anybody(tmp_path: Path, row: str) -> None:
    people = read(tmp_path, f"{HEADER}{row}\n").people
    assert ("r2", "r5") in linked(people)  # the outsider r5 may be the person of the row
    assert {("r2", "e1"), ("r2", "r3")} <= set(people.avoided)


def test_a_row_that_names_nobody_leaves_nothing(tmp_path: Path) -> None:
    people = read(tmp_path, f"{HEADER}r9,Zelda Quince,yes,,\n,,yes,\n").people
    assert people.links == people.avoided == ()


def test_outsiders_are_found_however_they_were_written(tmp_path: Path) -> None:
    """The mentee names her manager as people do; the manager's row is ragged, and names the manager above."""
    mentees = 'id,line manager\ne1,"Dr Cy Dogwood"\n'
    people = read(tmp_path, f"{HEADER}r5,Cy Dogwood,yes,r2,\n", mentees).people
    assert linked(people) >= {("Dr Cy Dogwood", "r2")}


def test_a_rejected_person_is_still_known(tmp_path: Path) -> None:
    mentors = "id,name,email,capacity,line manager\nr2,,,1,\nr5,Cy Dogwood,cy@h.example,many,r2\n"
    people = read(tmp_path, mentors, 'id,line manager\ne1,"Dogwood, Cy"\ne2,cy@h.example\n').people
    assert people.known_as == (("r5", "cy@h.example", "Cy Dogwood"),)
    assert {one.written: one.means for one in people.resolved()} == {
        "Dogwood, Cy": ("r5",),
        "cy@h.example": ("r5",),
    }


@pytest.mark.parametrize("where", ["both", "table", "column"])
def test_a_ragged_row_names_people_between_every_separator_of_the_map(where: str, tmp_path: Path) -> None:
    (tmp_path / "mentees.csv").write_text("id,avoids\ne1,r1|r2,more\ne2,\n", encoding="utf-8")
    (tmp_path / "mentors.csv").write_text("id\nr1\nr2\nr3\n", encoding="utf-8")
    part = {"table": {"separator": "|"}, "column": {"separators": {"avoids": "|"}}}.get(where, {})
    columns = ColumnMap.model_validate({"mentees": part} | ({"separator": "|"} if where == "both" else {}))
    files = {name: tmp_path / f"{name}.csv" for name in ("mentees", "mentors")}
    people = read_tables(**files, columns=columns).people
    assert {("e1", "r1"), ("e1", "r2"), ("r1", "r2")} <= set(people.links)
