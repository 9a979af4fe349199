"""Strict readers of one cell of text.

Each returns a value or raises `CellError`. Nothing is guessed: a number is ASCII digits with a point, a
date is year-month-day, yes is one of eight words. A cell that cannot be read with certainty is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from mentormatch.text import folded

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


def ids(text: str, separator: str, known: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    """Return the ids of a list in a cell, among them some that contain the separator.

    Parameters
    ----------
    text, separator : str
    known : mapping of tuple of str to str
        Such ids, by what `entries_of_id` makes of them; of several that fit, the longest is meant.

    Examples
    --------
    >>> ids("Ash, Amy, r7", ",", {("ash", "amy"): "Ash, Amy"})
    ('Ash, Amy', 'r7')
    """
    found, parts = [], entries(text, separator)
    keys, most = tuple(map(folded, parts)), max(map(len, known), default=1)
    at = 0
    while at < len(parts):
        lengths = (n for n in range(min(most, len(parts) - at), 1, -1) if keys[at : at + n] in known)
        length = next(lengths, 1)
        found.append(parts[at] if length == 1 else known[keys[at : at + length]])
        at += length
    return tuple(found)


def entries_of_id(text: str, separator: str) -> tuple[str, ...]:
    """Return an id that contains the separator as a list cuts it, in the form in which it compares."""
    return tuple(map(folded, entries(text, separator)))


def levels(text: str, separator: str) -> dict[str, int]:
    """Return the areas of a list such as ``statistics:4; mentoring:3``, with their levels.

    The last colon of an entry separates area and level, so that an area may hold colons itself.

    Raises
    ------
    CellError
        If an entry has no level, or an area occurs twice with different levels.
    """
    expected = f"entries such as area:3, with '{separator}' between them and levels in the digits 0-9"
    found: dict[str, int] = {}
    for entry in entries(text, separator):
        area, colon, level = (part.strip() for part in entry.rpartition(":"))
        if not colon or not area or WHOLE.fullmatch(level) is None:
            raise CellError("contains an entry that is not an area with a level", expected)
        if found.setdefault(area, whole_number(level)) != whole_number(level):
            raise CellError("gives one area two levels", "each area once")
    return found
