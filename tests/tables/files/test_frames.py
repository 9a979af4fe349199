"""Tables of any library are read alike."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import mentormatch as mm
from mentormatch.tables.files.frames import is_frame, read_frame

MENTEES: dict[str, list[Any]] = {
    "id": ["007", "1E+05", "e3"],
    "max_km": [10.0, None, 2.5],
    "seniority": [3, None, 1],
    "online": [True, None, False],
    "consent": [True, True, True],
    "values": [["kindness", "candour"], None, []],
    "wants": ["audit:4", None, ""],
}
MENTORS: dict[str, list[Any]] = {
    "id": ["r1", "r2"],
    "trained": [True, False],
    "trained_on": [date(2026, 3, 31), None],
    "capacity": [2, 1],
    "consent": [True, True],
}


def polars(columns: dict[str, list[Any]]) -> object:
    return pytest.importorskip("polars").DataFrame(columns)


LIBRARIES = {
    "pandas": lambda columns: pd.DataFrame(columns, dtype=object),
    "arrow": pa.table,
    "polars": polars,
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_gives_the_same_people(library: str) -> None:
    people = mm.read_people(mentees=LIBRARIES[library](MENTEES), mentors=LIBRARIES[library](MENTORS))
    assert people.mentee_ids == ("007", "1E+05", "e3")
    first, second, third = people.mentees
    assert (first.max_km, second.max_km, third.max_km) == (10.0, None, 2.5)
    assert (first.seniority, second.seniority) == (3, None)
    assert (first.online, second.online) == (True, False)
    assert (first.values, second.values, third.values) == (("kindness", "candour"), (), ())
    assert (first.wants, second.wants) == ({"audit": 4}, {})
    assert people.mentors[0].trained_on == date(2026, 3, 31)


def texts(frame: object) -> list[list[str]]:
    return [list(cells) for _, cells in read_frame(frame, "mentees", ";").rows]  # type: ignore[arg-type]


def test_what_is_equal_but_no_text_alike() -> None:
    assert texts(pd.DataFrame({"a": pd.Series([True, 1, 1.0, "1"], dtype=object)})) == [
        ["TRUE"],
        ["1"],
        ["1"],
        ["1"],
    ]
    assert texts(pd.DataFrame({"a": [[True], [1]]})) == [["TRUE"], ["1"]]


def test_numbers_and_dates_of_arrow() -> None:
    table = pa.table(
        {
            "a": pa.array([Decimal("12.50"), Decimal("3.00"), None], pa.decimal128(6, 2)),
            "b": [datetime(2026, 3, 31), datetime(2026, 3, 31, 9, 30), None],
            "c": pa.array(["x", "y", "x"]).dictionary_encode(),
        }
    )
    assert texts(table) == [["12.5", "2026-03-31", "x"], ["3", "2026-03-31 09:30:00", "y"], ["", "", "x"]]


def test_mappings_of_arrow() -> None:
    table = pa.table(
        {
            "struct": [{"audit": 4, "care": None}, {"audit": None, "care": 2}],
            "map": pa.array([[("audit", 1)], [("care", 2), ("audit", 3)]], pa.map_(pa.string(), pa.int64())),
        }
    )
    assert texts(table) == [["audit:4", "audit:1"], ["care:2", "care:2; audit:3"]]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[["a"]]]),
        pa.array([[{"a": 1}]]),
        pa.array([{"a": {"b": 1}}]),
        pa.array([{"a": [1]}]),
        pa.array([b"a"]),
    ],
)
def test_what_no_cell_holds_is_one_error(column: pa.Array) -> None:
    table = pa.table({"id": ["e1"], "wants": column})
    with pytest.raises(
        mm.RecordError, match="wants: holds bytes, or lists or mappings within others"
    ) as error:
        read_frame(table, "mentees", ";")
    assert len(error.value.problems) == 1


def test_two_columns_of_one_name() -> None:
    table = pa.table([pa.array(["e1"]), pa.array(["e2"])], names=["id", "id"])
    with pytest.raises(mm.RecordError, match="has two columns of one name"):
        read_frame(table, "mentees", ";")


def test_ids_as_fractions_are_refused_whoever_made_them() -> None:
    mentors = pa.table({"id": ["r1"], "consent": [True]})
    with pytest.raises(mm.RecordError, match=r"fractions such as 7\.0"):
        mm.read_people(mentees=pa.table({"id": [7.0, 8.0]}), mentors=mentors)


def test_errors_have_row_column_and_id() -> None:
    mentors = pa.table({"id": ["r1"], "consent": [True]})
    with pytest.raises(mm.RecordError) as error:
        mm.read_people(mentees=pa.table({"id": ["e1", "e2"], "max_km": [1.0, -1.0]}), mentors=mentors)
    (problem,) = error.value.problems
    assert (problem.file, problem.row, problem.column, problem.id) == ("mentees", 3, "max_km", "e2")


def test_what_is_no_frame() -> None:
    assert not any(map(is_frame, (3, [1], {"id": ["e1"]}, pd.Series([1]))))
