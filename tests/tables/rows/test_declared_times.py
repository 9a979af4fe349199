"""Times and dates in forms: one column, several, grids; what cannot be read is an error of its cell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

import mentormatch as mm

WHEN = {"name": "availability", "kind": "when", "mentor": "When"}
DATES = {"name": "dates", "kind": "period", "mentor": "Dates"}
MENTORS = pd.DataFrame(
    {"id": ["r0"], "consent": ["yes"], "When": ["Mon 9-12; Tue pm"], "Dates": ["from May 2026"]}
)


def read(criterion: dict[str, Any], **columns: list[Any]) -> mm.People:
    n = len(next(iter(columns.values())))
    mentees = pd.DataFrame({"id": [f"e{k}" for k in range(n)], "consent": ["yes"] * n, **columns})
    mentors = MENTORS[["id", "consent", criterion["mentor"]]]
    return mm.read_people(mentees=mentees, mentors=mentors, policy=mm.Policy(criteria=[criterion]))


def answers(criterion: dict[str, Any], **columns: list[Any]) -> list[Any]:
    return [one.declared.get(criterion["name"]) for one in read(criterion, **columns).mentees]


def test_one_column() -> None:
    found = answers(
        {**WHEN, "mentee": "Times"}, Times=["Mon am; Wed 14:00-16:00", "", "n/a", "weekdays 9-12"]
    )
    assert found == [("Mon am", "Wed 14:00-16:00"), None, None, ("weekdays 9-12",)]


def test_a_column_for_the_zone() -> None:
    criterion = {**WHEN, "mentee": ["Times", "Zone"]}
    assert answers(criterion, Zone=["UTC+1", "UTC"], Times=["Mon am", ""]) == [("Mon am", "UTC+1"), ("UTC",)]


def test_a_grid_of_days() -> None:
    columns = {
        "When can you meet? [Monday]": ["Morning, Evening", "None"],
        "When can you meet? [Tuesday]": ["", "Morning (8am-12pm)"],
        "Where?": ["", ""],
    }
    criterion = {**WHEN, "mentee": "When can you meet?"}
    with pytest.raises(mm.RecordError, match="Where"):
        answers(criterion, **columns)
    columns.pop("Where?")
    found = answers(criterion, **columns)
    assert found == [("Monday: Morning, Evening",), ("Tuesday: Morning (8am-12pm)",)]
    assert len(mm.criteria.When(name="availability").words(found[0], "mentee")) == 4 * 9


@pytest.mark.parametrize(
    "order", [("Available from", "Available until"), ("Available until", "Available from")]
)
def test_dates_in_two_columns(order: tuple[str, str]) -> None:
    columns = {
        "Available from": ["2026-03-01", "", "Immediately", "", "1 March 2026"],
        "Available until": ["2026-06-30", "June 2026", "ongoing", "", ""],
    }
    criterion = {**DATES, "mentee": ["Available from", "Available until"]}
    found = answers(criterion, **{name: columns[name] for name in order})
    days = mm.criteria.Period(name="dates").days
    expected = ["2026-03-01 to 2026-06-30", "until 2026-06-30", "any time", None, "from 2026-03-01"]
    assert [one and days(one) for one in found] == [one and days(one) for one in expected]


def test_dates_that_a_spreadsheet_keeps_as_dates() -> None:
    criterion = {**DATES, "mentee": ["Available from", "Available until"]}
    columns = {"Available from": [datetime(2026, 3, 1)], "Available until": [datetime(2026, 6, 30)]}
    (found,) = answers(criterion, **columns)
    days = mm.criteria.Period(name="dates").days
    assert days(found) == days("2026-03-01 to 2026-06-30")


def test_what_cannot_be_read_is_an_error_of_its_cell() -> None:
    with pytest.raises(mm.RecordError) as caught:
        read({**WHEN, "mentee": "Times"}, Times=["Mon 9-12", "Mon 9-12; whenever", "Tue 9-5"])
    problems = caught.value.problems
    assert [(one.row, one.column) for one in problems] == [(3, "Times"), (4, "Times")]
    assert "not understood (entry 2)" in problems[0].wrong
    assert "words for times are" in problems[0].expected


def test_the_map_answers_for_a_grid() -> None:
    mentees = pd.DataFrame({"id": ["e0"], "consent": ["yes"], "Times [Monday]": ["9-5"]})
    policy = mm.Policy(criteria=[{**WHEN, "mentee": "Times"}])
    columns = mm.ColumnMap(values={"availability": {"9-5": "9am-5pm"}})
    people = mm.read_people(
        mentees=mentees, mentors=MENTORS[["id", "consent", "When"]], policy=policy, columns=columns
    )
    assert people.mentees[0].declared == {"availability": ("Monday: 9am-5pm",)}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(mm.RecordError, match="Zone"):
        read({**WHEN, "mentee": ["Times", "Zone"]}, Times=["Mon am"])
