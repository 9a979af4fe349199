"""From the rows of a form to the rows of one table of people."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.exports.not_people import without_other_rows
from mentormatch.tables.exports.roles import in_role
from mentormatch.tables.exports.sent import keeping_latest
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.headings import Plan

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source


def rows_of_people(sheet: Sheet, plan: Plan, columns: ColumnMap, *, one_form: bool) -> Sheet:
    """Return the table with the rows of its people alone.

    Parameters
    ----------
    one_form : bool
        Whether both tables come from this sheet.
    """
    sheet = without_other_rows(sheet, plan)
    sent = columns.sent_of(plan.table)
    if columns.keep == "latest" and sent is not None:
        sheet = keeping_latest(sheet, plan, sent)
    if columns.role is None:
        return sheet
    return in_role(sheet, plan.table, columns.role, columns.roles, one_form=one_form)


def is_one_sheet(one: Source | None, other: Source | None, sheets: Mapping[Table, Sheet]) -> bool:
    """Return whether the tables of mentees and mentors are the same sheet of the same source."""
    if not isinstance(one, str | PathLike) or not isinstance(other, str | PathLike):
        return one is other
    is_one_title = len({sheet.file for sheet in sheets.values()}) == 1
    return is_one_title and Path(one).samefile(other)


def same_sheet_error(file: str) -> RecordError:
    """Return the error for one sheet given as both tables, without a column of roles."""
    wrong = "is given for the mentees and for the mentors, so that everybody in it would be both"
    expected = (
        "role = (the heading of the column that says who is a mentor and who a mentee) in the column map; "
        "or two files or sheets"
    )
    return RecordError([RowProblem(file, None, "", "", wrong, expected)])
