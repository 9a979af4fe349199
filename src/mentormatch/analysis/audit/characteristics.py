"""A table of protected characteristics, keyed by id; it is read here, for an audit, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.sheets import FRACTIONAL_IDS, Sheet, file_error, index_of
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.pairs import id_error
from mentormatch.text import clean_id, clean_line, folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

NOT_GIVEN = "not given"
"""The group of those with an empty cell, or no row."""


@dataclass(frozen=True, slots=True, repr=False)
class Characteristics:
    """What people gave, by id.

    Parameters
    ----------
    names : tuple of str
        The characteristics: all headings but the id's.
    given : mapping of str to tuple of str
        Id -> the group in each characteristic, as it is first written in the table; ``not given`` where the
        cell is empty.
    """

    file: str
    names: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]]

    def groups(self, name: str, ids: Sequence[str]) -> list[str]:
        """Return the group of each person in a characteristic."""
        at, unknown = self.names.index(name), (NOT_GIVEN,) * len(self.names)
        return [self.given.get(one, unknown)[at] for one in ids]


def read_characteristics(source: Source) -> Characteristics:
    """Read a table of characteristics.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A column ``id``, and one column for each characteristic. Case and blanks do not tell groups apart.

    Raises
    ------
    RecordError
        If the column ``id`` is missing or no other is there, or with every bad row at once. What a person
        gave is not repeated.
    """
    sheet = read_table(source, "characteristics")
    at = index_of(sheet, "id")
    columns = [k for k, heading in enumerate(sheet.header) if heading and k != at]
    if not columns:
        raise file_error(sheet.file, "has no column but the ids", "a column for each characteristic")
    if at in sheet.float_columns:
        raise RecordError([RowProblem(sheet.file, 1, "id", "", *FRACTIONAL_IDS)])
    broken = (*sheet.broken, *sheet.wrong_rows.values(), *sheet.bad_cells.values())
    problems = [replace(one, value="") for one in broken]
    rows = _Rows(sheet, at, columns)
    for row, cells in sheet.rows:
        problems += rows.add(row, cells)
    if problems:
        raise RecordError(problems)
    return Characteristics(sheet.file, tuple(sheet.header[k] for k in columns), rows.given)


class _Rows:
    """The rows read so far."""

    def __init__(self, sheet: Sheet, at: int, columns: Sequence[int]) -> None:
        self._sheet, self._at, self._columns = sheet, at, columns
        self._written: dict[tuple[int, str], str] = {}
        self.given: dict[str, tuple[str, ...]] = {}

    def add(self, row: int, cells: Sequence[str]) -> list[RowProblem]:
        """Add a row; return its errors, none of which repeats a cell."""
        cell, heading = cells[self._at].strip(), self._sheet.header[self._at]
        wrong = id_error(cell)
        if wrong is not None:
            return [RowProblem(self._sheet.file, row, heading, "", wrong, "the id of a mentee or a mentor")]
        person = clean_id(cell)
        if person in self.given:
            wrong = "is the id of a row above too"
            return [RowProblem(self._sheet.file, row, heading, "", wrong, "each person once", person)]
        problems, groups = [], []
        for k in self._columns:
            try:
                groups.append(self._group(k, clean_line(cells[k])))
            except ValueError as error:
                where = self._sheet.header[k]
                problems.append(RowProblem(self._sheet.file, row, where, "", str(error), "one line", person))
        self.given[person] = tuple(groups)
        return problems

    def _group(self, column: int, cell: str) -> str:
        """Return a group as it was first written."""
        cell = cell or NOT_GIVEN
        return self._written.setdefault((column, folded(cell)), cell)
