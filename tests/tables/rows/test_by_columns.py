"""Rows read by columns are those that are read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentormatch import Policy
from mentormatch.criteria import Shared
from mentormatch.people.places import Places
from mentormatch.tables.files.frames import read_frame
from mentormatch.tables.rows.by_columns import Certain, certain_rows
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.headings import Plan, make_plan
from mentormatch.tables.rows.rows import RowReader

PLACES = Places({"M1": (53.4772, -2.2358)}, sites=[("Ash Ward", (53.5, -2.2))])
CRITERIA = Policy(
    criteria=[Shared(name="languages"), Shared(name="days", mentee="When", mentor="When")]
).criteria
COMMON = {
    "id": ["e1", " 007 ", "", "a\u200b", "x" * 201],
    "name": ["Amy Ash", "", "Zoe\u0301 Oak", "two\nlines"],
    "email": ["amy@ash.org", "n/a", "", "amy"],
    "workplace": ["Ash Ward", "prefer not to say", "", "Nowhere"],
    "postcode": ["M1 1AA", "m1", "", "Z9 9ZZ"],
    "latitude": ["53.4", "", "99", "fifty", "-2.2", "0"],
    "longitude": ["-2.2", "", "181", "53.4", "0"],
    "max_miles": ["10", "up to 5 miles", "", "far", "-1"],
    "online": ["yes", "", "maybe", "purple"],
    "seniority": ["3", "", "101", "2.5"],
    "values": ["kindness; candour", "", "kindness; kindness"],
    "answer: I plan": ["4", "", "6"],
    "answer: I ask": ["5", ""],
    "line_manager": ["r1; r2", "", "none"],
    "appraiser": ["r1", "", "a\u200b"],
    "prefers": ["r1; r2", ""],
    "languages": ["Urdu; Welsh", ""],
    "When": ["Monday", ""],
    "consent": ["yes", "no", "", "perhaps"],
}
OWN: dict[Table, dict[str, list[str]]] = {
    "mentees": {"wants": ["audit:4", "", "audit", "audit:9"], "demand": ["2", "", "-1"]},
    "mentors": {
        "offers": ["audit:4; care:2", "", "audit:1; audit:2"],
        "capacity": ["3", "", "two", "10001"],
        "minimum_load": ["2", "", "x"],
        "trained_on": ["2026-03-31", "", "31/02/2026"],
        "supervises": ["e1", ""],
    },
}


def read(table: Table, columns: dict[str, list[str]], places: Places | None) -> tuple[RowReader, Plan]:
    sheet = read_frame(pd.DataFrame(columns), table, ";")
    plan = make_plan(sheet, table, ColumnMap(constants={"motivation": "all"}).with_criteria(CRITERIA))
    return RowReader(sheet, plan, places), plan


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, dict[str, list[str]]]:
    table: Table = draw(st.sampled_from(["mentees", "mentors"]))
    cells = COMMON | OWN[table]
    n = draw(st.integers(1, 4))
    # The first is what most rows have: else no row would be without an error.
    cell = {
        name: st.one_of(st.just(texts[0]), st.just(texts[0]), st.sampled_from(texts))
        for name, texts in cells.items()
    }
    return table, {name: draw(st.lists(one, min_size=n, max_size=n)) for name, one in cell.items()}


@settings(max_examples=20)
@given(tables(), st.sampled_from([None, PLACES]))
def test_the_same_as_one_by_one(drawn: tuple[Table, dict[str, list[str]]], places: Places | None) -> None:
    reader, _ = read(*drawn, places)
    alone = RowReader(reader.sheet, reader.plan, places)
    one_by_one = [alone._entry(row, cells) for row, cells in reader.sheet.rows]
    assert reader.entries() == one_by_one
    for entry in one_by_one:
        assert entry.person is None or list(vars(entry.person)) == list(type(entry.person).model_fields)


def certain(table: Table, changes: dict[str, list[str]], places: Places | None = None) -> Certain:
    n = len(next(iter(changes.values())))
    columns = {name: [texts[0]] * n for name, texts in (COMMON | OWN[table]).items()} | changes
    if "id" not in changes:
        columns["id"] = [f"p{k}" for k in range(n)]
    reader, plan = read(table, columns, places)
    return certain_rows(reader.sheet, plan, places)


@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("mentees", "id", "e1", "x" * 201),
        ("mentees", "seniority", "3", "101"),
        ("mentees", "latitude", "53.4", "99"),
        ("mentees", "online", "yes", "purple"),
        ("mentors", "minimum_load", "3", "4"),
        ("mentors", "appraiser", "r1", "a\u200b"),
    ],
)
def test_only_rows_in_doubt_are_left(table: Table, column: str, good: str, bad: str) -> None:
    persons = certain(table, {column: [good, bad]}).persons
    assert [one is None for one in persons] == [False, True]


def test_a_postcode_far_from_the_point_is_in_doubt() -> None:
    persons = certain(
        "mentees", {"latitude": ["53.4", "50.1"], "longitude": ["-2.2", "-5.5"]}, PLACES
    ).persons
    assert [one is None for one in persons] == [False, True]


def test_equal_cells_are_one_value() -> None:
    one, other = certain("mentors", {"name": ["Amy", "Zoe"]}).persons
    shared: Sequence[str] = ("offers", "values", "declared", "email")
    assert one is not None
    assert all(getattr(one, name) is getattr(other, name) for name in shared)


def test_what_is_built_is_validated_as_ever() -> None:
    (person,) = certain("mentors", {"capacity": ["3"]}).persons
    assert person is not None
    again: Any = type(person)(**person.all_fields)
    assert again == person
    assert person.replace(capacity=5).capacity == 5
    with pytest.raises(ValueError, match="frozen"):
        person.capacity = 4
