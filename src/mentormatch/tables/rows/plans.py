"""A plan: how the rows of one table are read, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mentormatch.errors import did_you_mean
from mentormatch.tables.rows.cells import CellError, entries, iso_date, levels, number, whole_number, yes_no
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.fields import Kind, Table, Target
from mentormatch.text import folded


def _join_levels(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    if any(other[area] != one[area] for area in one.keys() & other.keys()):
        raise CellError("gives an area or statement another level than another column does", "each once")
    return {**one, **other}


_JOINS: Mapping[Kind, Callable[[Any, Any], Any]] = {
    Kind.TEXT: lambda one, other: f"{one} {other}",
    Kind.LIST: lambda one, other: one + other,
    Kind.LEVELS: _join_levels,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column in use.

    Parameters
    ----------
    index : int
        Its position in the table.
    heading : str
        As the table has it.
    field : str
        Field of the model, or ``latitude``, ``longitude`` or ``both``.
    kind : Kind
    read : callable
        Cell text, not empty -> value; raises `CellError`.
    one_answer : bool
        Whether each cell is the answer to one statement.
    """

    index: int
    heading: str
    field: str
    kind: Kind
    read: Callable[[str], Any]
    one_answer: bool = False

    def join(self, one: object, other: object) -> object:
        """Return what two columns that feed the same field give together.

        Raises
        ------
        CellError
            If they contradict each other.
        """
        return _JOINS[self.kind](one, other)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one table are read.

    Parameters
    ----------
    table : {"mentees", "mentors"}
    columns : tuple of Column
        In the order in which columns that feed one field are joined.
    constants : mapping of str to object
        Field -> value of every row.
    """

    table: Table
    columns: tuple[Column, ...]
    constants: Mapping[str, Any]

    @property
    def fields(self) -> frozenset[str]:
        """Fields that the table gives, by a column or a constant."""
        return frozenset({column.field for column in self.columns} | set(self.constants))

    def headings_of(self, field: str) -> str:
        """Return the headings that feed a field, as the table has them; the field's name if none does."""
        return ", ".join(column.heading for column in self.columns if column.field == field) or field


def reader(target: Target, columns: ColumnMap, *, by_grade: bool) -> Callable[[str], Any]:
    """Return what reads the cells of a column; `by_grade` lets the map's grades give the seniority."""
    if target.field == "seniority" and by_grade and columns.grades:
        return partial(_level_of, {folded(grade): level for grade, level in columns.grades.items()})
    if target.scale != 1.0:
        return lambda cell: number(cell) * target.scale
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.TEXT: str,
        Kind.WHOLE: whole_number,
        Kind.NUMBER: number,
        Kind.YES_NO: yes_no,
        Kind.DATE: iso_date,
        Kind.LIST: partial(entries, separator=columns.separator),
        Kind.LEVELS: partial(levels, separator=columns.separator),
    }
    return readers[target.kind]


def _level_of(grades: Mapping[str, int], cell: str) -> int:
    level = grades.get(folded(cell))
    if level is None:
        raise CellError(
            "is not a grade of the column map", f"a grade listed under [grades]{did_you_mean(cell, grades)}"
        )
    return level
