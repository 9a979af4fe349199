"""Row errors that can only be found with all rows of both tables in view.

Rows that already have an error are checked too, so that everything is reported at once: a duplicate id is an
error even if the other row has another error.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mentormatch.errors import RowProblem
from mentormatch.people.checks import UNIQUE, Identities, identity_problems
from mentormatch.people.places import Places, great_circle_km
from mentormatch.tables.exports.sent import SENT_TWICE
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.headings import Plan
from mentormatch.tables.rows.rows import Entry

FAR_KM = 2000.0
"""A row farther than this from the middle of its scheme is looked at for swapped coordinates ..."""

NEAR_KM = 1000.0
"""... and its coordinates are swapped if they are this near when swapped."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """One table with its plan and its rows."""

    table: Table
    sheet: Sheet
    plan: Plan
    entries: Sequence[Entry]

    def own_problems(self) -> list[RowProblem]:
        """Return the errors in single rows."""
        return [*self.sheet.broken, *(problem for entry in self.entries for problem in entry.problems)]

    def heading_at(self, row: int | None, field: str, value: str) -> str:
        """Return the heading that feeds `field`; of several, the one whose cell in this row holds `value`."""
        columns = [column for column in self.plan.columns if column.field == field]
        if len(columns) > 1 and row is not None:
            position = bisect_left(self.sheet.rows, row, key=lambda numbered: numbered[0])
            cells = self.sheet.rows[position][1]
            holding = [column.heading for column in columns if value in cells[column.index]]
            if len(holding) == 1:
                return holding[0]
        return self.plan.headings_of(field) if field else ""

    def problem(self, entry: Entry, field: str, value: str, wrong: str, expected: str) -> RowProblem:
        """Return an error in one row, under the heading that feeds `field`."""
        heading = self.plan.headings_of(field) if field else ""
        return RowProblem(self.sheet.file, entry.row, heading, value, wrong, expected, entry.id)


def problems_between(
    tables: Sequence[TableRows], places: Places | None
) -> dict[tuple[str, int], list[RowProblem]]:
    """Return (table, row) -> errors in the row that other rows show."""
    found: dict[tuple[str, int], list[RowProblem]] = {}
    by_name = {rows.table: rows for rows in tables}
    known = identities(tables)
    for problem in identity_problems(known):
        rows = by_name[_table(problem.file)]
        heading = rows.heading_at(problem.row, problem.column, problem.value)
        expected = f"{UNIQUE}, {SENT_TWICE}" if problem.expected == UNIQUE else problem.expected
        placed = RowProblem(
            rows.sheet.file, problem.row, heading, problem.value, problem.wrong, expected, problem.id
        )
        found.setdefault((rows.table, problem.row or 0), []).append(placed)
    for rows, entry, problem in (*_swapped(tables, places), *_halves(tables)):
        found.setdefault((rows.table, entry.row), []).append(problem)
    return found


def _table(name: str) -> Table:
    return "mentees" if name == "mentees" else "mentors"


def identities(tables: Iterable[TableRows]) -> Identities:
    """Return the people in all rows, with errors or not; the file is the table's name."""
    known = Identities()
    for rows in tables:
        some = [entry for entry in rows.entries if entry.id]
        known.add(
            rows.table,
            [entry.row for entry in some],
            [entry.id for entry in some],
            [entry.email for entry in some],
            [entry.name for entry in some],
        )
    return known


def _swapped(tables: Sequence[TableRows], places: Places | None) -> list[tuple[TableRows, Entry, RowProblem]]:
    """Return rows whose latitude and longitude are near the scheme only if swapped."""
    given = [
        (rows, entry, entry.person.location)
        for rows in tables
        for entry in rows.entries
        if entry.has_point and entry.person is not None and entry.person.location is not None
    ]
    points = np.array([(at.latitude, at.longitude) for _, _, at in given]).reshape(-1, 2)
    middle = np.array(list(places.points.values())) if places is not None and len(places) else points
    if len(middle) < 3:
        return []
    ascending = np.sort(middle, axis=0)
    centre = (ascending[(len(middle) - 1) // 2] + ascending[len(middle) // 2]) / 2  # the median
    far = great_circle_km(points[:, 0], points[:, 1], *centre) > FAR_KM
    # A longitude beyond 90 is no latitude: the distance there is meaningless, and the row not swapped.
    near = (great_circle_km(points[:, 1], points[:, 0], *centre) < NEAR_KM) & (np.abs(points[:, 1]) <= 90)
    return [
        (
            rows,
            entry,
            rows.problem(
                entry, "latitude", f"{at.latitude:g}, {at.longitude:g}",
                "is far from everybody else, but near them if latitude and longitude are swapped",
                "latitude and longitude in their own columns",
            ),
        )
        for (rows, entry, at), is_swapped in zip(given, far & near, strict=True)
        if is_swapped
    ]  # fmt: skip


def _halves(tables: Sequence[TableRows]) -> list[tuple[TableRows, Entry, RowProblem]]:
    """Return rows of people whose other row may name people they avoid, but cannot be read."""
    blind = {(rows.table, entry.id) for rows in tables for entry in rows.entries if entry.blind and entry.id}
    if not blind:
        return []
    wrong = "is the id of a row in the other table whose supervisors or avoided people cannot be read"
    return [
        (rows, entry, rows.problem(entry, "id", entry.id, wrong, "that row to be corrected first"))
        for rows in tables
        for entry in rows.entries
        if any((other, entry.id) in blind for other in ("mentees", "mentors") if other != rows.table)
    ]
