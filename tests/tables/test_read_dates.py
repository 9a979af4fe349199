"""When people joined and left, read from tables."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.tables.read_dates import Stay, read_dates

PEOPLE = mm.People(mentees=(mentee("a"), mentee("b")), mentors=(mentor("b"), mentor("c")))


def read(
    rows: list[tuple[str, ...]], columns: str = "person role joined left"
) -> dict[tuple[str, str], Stay]:
    return dict(read_dates(pd.DataFrame(rows, columns=columns.split()), PEOPLE))


def test_a_row_is_for_one_role_or_for_both() -> None:
    found = read(
        [("a", "", "2026-01-05", ""), ("b", "Mentor", "", "2026-03-01"), ("c", "", "2026-02-01", "")]
    )
    assert found == {
        ("mentee", "a"): Stay(date(2026, 1, 5)),
        ("mentor", "b"): Stay(None, date(2026, 3, 1)),
        ("mentor", "c"): Stay(date(2026, 2, 1)),
    }
    both = read([("b", "2026-01-05")], "person joined")
    assert both == dict.fromkeys([("mentee", "b"), ("mentor", "b")], Stay(date(2026, 1, 5)))


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (("x", "", "2026-01-05", ""), "person", "is no person of the scheme"),
        (("", "", "2026-01-05", ""), "person", "is empty"),
        (("a", "mentor", "2026-01-05", ""), "person", "is no mentor of the scheme"),
        (("a", "boss", "2026-01-05", ""), "role", "is not a role"),
        (("a", "", "05/01/2026", ""), "joined", "is not a date as year-month-day"),
        (("a", "", "2026-02-30", ""), "joined", "is not a day of the calendar"),
        (("a", "", "9999-12-31", ""), "joined", "is no day on which anybody joins"),
        (("a", "", "2026-01-05", "2026-01-04"), "left", "is before the day of joining"),
        (("c", "", "2026-01-06", ""), "person", "is in a row above too"),
    ],
)
def test_bad_rows_are_refused_with_all_the_others(row: tuple[str, ...], column: str, says: str) -> None:
    with pytest.raises(mm.RecordError) as caught:
        read([("c", "", "2026-01-05", ""), row, ("?", "", "never", "")])
    first = caught.value.problems[0]
    assert (first.row, first.column) == (3, column)
    assert says in first.wrong
    assert len(caught.value.problems) == 2


def test_a_table_without_days_is_refused() -> None:
    with pytest.raises(mm.RecordError, match="has no day on which anybody joined"):
        read([("a", "2026-01-05")], "person left")
    with pytest.raises(mm.RecordError, match="person"):
        read([("2026-01-05",)], "joined")
