"""Strict readers of one cell of text.

Each returns a value or raises `CellError`. Nothing is guessed: a number is ASCII digits with a point, a
date is year-month-day, yes is one of eight words. A cell that cannot be read with certainty is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from mentormatch.text import folded

T = TypeVar("T")

WHOLE = re.compile(r"-?[0-9]{1,9}(\.0)?")
DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})


class CellError(ValueError):
    """A cell that cannot be read. It never leaves the modules that read tables.

    Parameters
    ----------
    wrong, expected : str
        As in `RowProblem`: neither repeats the cell.
    """

    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong = wrong
        self.expected = expected
        super().__init__(f"{wrong}; expected {expected}")


class ColumnError(CellError):
    """The same, with the name of its column."""

    def __init__(self, column: str, wrong: str, expected: str) -> None:
        self.column = column
        super().__init__(wrong, expected)


def read_cell(cells: Mapping[str, str], column: str, read: Callable[[str], T]) -> T:
    """Return what the cell of a column says.

    Raises
    ------
    ColumnError
        If it cannot be read.
    """
    try:
        return read(cells[column])
    except CellError as error:
        raise ColumnError(column, error.wrong, error.expected) from None


def whole_number(text: str) -> int:
    """Return a whole number; ``3.0`` is one, as spreadsheets and pandas write it.

    Raises
    ------
    CellError
        For a fraction, a separator of thousands, other digits than 0-9, or more than nine of them.
    """
    if WHOLE.fullmatch(text) is None:
        raise CellError("is not a whole number", "a whole number in the digits 0-9, such as 3")
    return int(text.removesuffix(".0"))


def number(text: str) -> float:
    """Return a finite number.

    Raises
    ------
    CellError
        For nan, infinity, a number too large to hold, a comma, or other digits than 0-9.
    """
    value = float(text) if DECIMAL.fullmatch(text) is not None else math.nan
    if not math.isfinite(value):
        raise CellError("is not a number", "a number in the digits 0-9 with a point, such as 12.5")
    return value


def yes_no(text: str) -> bool:
    """Return True for yes, y, true or 1 and False for no, n, false or 0, in any case.

    Raises
    ------
    CellError
        For any other word.
    """
    word = text.lower()
    if word not in YES and word not in NO:
        word = folded(text)
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError("is neither yes nor no", "yes or no (also y, n, true, false, 1, 0)")


def iso_date(text: str) -> date:
    """Return a date written year-month-day, the one order that cannot be misread.

    Raises
    ------
    CellError
        For another order, or a day that the calendar does not have.
    """
    expected = "a date as year-month-day, such as 2026-03-31"
    if ISO_DATE.fullmatch(text) is None:
        raise CellError("is not a date as year-month-day", expected)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError("is not a day of the calendar", expected) from None


def entries(text: str, separator: str) -> tuple[str, ...]:
    """Return the entries of a list in a cell; outer blanks and empty entries do not count."""
    return tuple(entry for part in text.split(separator) if (entry := part.strip()))
