"""A table of when people joined a scheme and when they left it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.person import ROLES, Role
from mentormatch.tables.files.sheets import columns_of, file_error
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import ColumnError, iso_date, read_cell
from mentormatch.tables.rows.pairs import id_error
from mentormatch.text import clean_id, folded

if TYPE_CHECKING:
    from mentormatch.people.model import People
    from mentormatch.tables.files.sources import Source


@dataclass(frozen=True, slots=True)
class Stay:
    """From when until when a person is in a scheme.

    Parameters
    ----------
    joined : date or None
        The first day; None for somebody who was there from the beginning.
    left : date or None
        The first day on which they are no longer there; None for somebody who stays (9999-12-31 in a table,
        too).
    """

    joined: date | None = None
    left: date | None = None


def read_dates(source: Source, people: People) -> dict[tuple[Role, str], Stay]:
    """Read when people joined and left.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A table with the columns ``person`` (an id) and, each of them optional, ``role`` (mentee or mentor;
        if it is empty the row is for both roles of a person), ``joined`` and ``left``, as year-month-day.
        Further columns are left unread.
    people : People
        Who may be named.

    Raises
    ------
    RecordError
        If the column ``person`` is missing, nobody has a day of joining, or with every bad row at once.
    """
    sheet = read_table(source, "dates")
    at = columns_of(sheet, ["person"], ["role", "joined", "left"], ["person"])
    ids: dict[Role, frozenset[str]] = {
        "mentee": frozenset(people.mentee_ids), "mentor": frozenset(people.mentor_ids)
    }  # fmt: skip
    stays: dict[tuple[Role, str], Stay] = {}
    problems = list(sheet.broken)
    for row, texts in sheet.rows:
        if bad := sheet.bad_in(row, at.values()):
            problems += bad
            continue
        cells = {name: texts[index].strip() for name, index in at.items()}
        try:
            keys, stay = _row(cells, ids, stays)
            stays |= dict.fromkeys(keys, stay)
        except ColumnError as error:
            column = sheet.header[at[error.column]]
            problems.append(
                RowProblem(sheet.file, row, column, cells[error.column], error.wrong, error.expected)
            )
    if problems:
        raise RecordError(problems)
    if all(stay.joined is None for stay in stays.values()):
        raise file_error(sheet.file, "has no day on which anybody joined", "days in a column 'joined'")
    return stays


def _row(
    cells: Mapping[str, str], ids: Mapping[Role, Collection[str]], before: Collection[tuple[Role, str]]
) -> tuple[list[tuple[Role, str]], Stay]:
    """Return whom a row is about, by role and id, and when they joined and left."""
    wrong = id_error(cells["person"])
    if wrong is not None:
        raise ColumnError("person", wrong, "the id of a mentee or a mentor")
    person, said = clean_id(cells["person"]), folded(cells.get("role", ""))
    if said not in {"", *ROLES}:
        raise ColumnError("role", "is not a role", "mentee or mentor, or an empty cell")
    keys: list[tuple[Role, str]] = [
        (role, person) for role in ROLES if said in {"", role} and person in ids[role]
    ]
    if not keys:
        near = did_you_mean(person, sorted({one for role in ROLES for one in ids[role]}))
        raise ColumnError("person", f"is no {said or 'person'} of the scheme", f"the id of one{near}")
    if any(key in before for key in keys):
        raise ColumnError("person", "is in a row above too", "each person once in each role")
    days = {name: _day(cells, name) for name in ("joined", "left")}
    stay = Stay(**days)
    if stay.joined is not None and stay.left is not None and stay.left < stay.joined:
        raise ColumnError("left", "is before the day of joining", "that day or a later one, or an empty cell")
    return keys, stay


def _day(cells: Mapping[str, str], column: str) -> date | None:
    day = read_cell(cells, column, iso_date) if cells.get(column) else None
    if day is None or day.year < date.max.year:
        return day
    if column == "left":
        return None  # 9999-12-31 stands for never
    raise ColumnError(column, "is no day on which anybody joins", "a day in a nearer year")
