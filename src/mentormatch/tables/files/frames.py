"""DataFrames as sheets of text; the caller's frame is read, never changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.errors import RowProblem
from mentormatch.tables.files.expected import IN_ROW_1, Expected, heading_key
from mentormatch.tables.files.sheets import Sheet, build, file_error

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROW = 2
"""Number given to the first row of a frame, as if a spreadsheet had its headings in row 1."""


def read_frame(
    frame: pd.DataFrame,
    name: str,
    separator: str,
    expected: Expected = IN_ROW_1,
    separators: Mapping[str, str] | None = None,
) -> Sheet:
    """Return a DataFrame as a table of text.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index does not count. None, NaN, NaT and NA are missing; lists and mappings become lists.
    name : str
        Name for messages.
    separator : str
        Character between the entries of a list in a cell.
    expected : Expected
        Headings that the table may have.
    separators : mapping of str to str, optional
        Heading, as it compares -> the character of that column.

    Raises
    ------
    RecordError
        If there are no headings, two are the same, or they have several levels.
    """
    if frame.columns.nlevels > 1:
        raise file_error(name, "has headings of several levels", "one heading for each column")
    header = [str(heading) for heading in frame.columns]
    bad: dict[tuple[int, int], RowProblem] = {}
    floats = set()
    columns = []
    for index, heading in enumerate(header):
        texts = []
        own = (separators or {}).get(heading_key(heading), separator)
        for position, value in enumerate(frame.iloc[:, index].tolist()):
            if isinstance(value, Real) and not isinstance(value, Integral) and not math.isnan(value):
                floats.add(index)
            try:
                texts.append(value if type(value) is str else as_text(value, own))
            except _UnreadableError as error:
                texts.append("")
                row = position + FIRST_ROW
                bad[row, index] = RowProblem(name, row, heading, "", error.wrong, error.expected)
        columns.append(texts)
    rows = [(1, header), *enumerate(map(list, zip(*columns, strict=True)), start=FIRST_ROW)]
    return build(name, rows, bad_cells=bad, float_columns=frozenset(floats), expected=expected)


class _UnreadableError(TypeError):
    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong = wrong
        self.expected = expected
        super().__init__(wrong)


def as_text(value: object, separator: str) -> str:
    """Return one value of a frame as it would be typed into a cell."""
    if isinstance(value, str):
        return str(value)
    if _is_missing(value):
        return ""
    if isinstance(value, (Mapping, list, tuple, np.ndarray)):
        return _list_text(value, separator)
    return _scalar_text(value)


def _list_text(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...] | NDArray[Any], separator: str) -> str:
    if isinstance(value, Mapping):
        parts = [f"{as_text(area, separator)}:{as_text(level, separator)}" for area, level in value.items()]
        return _joined(parts, separator)
    return _joined([as_text(entry, separator) for entry in value], separator)


def _scalar_text(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Real):
        return _number_text(value)
    if isinstance(value, (date, time)):
        return _date_text(value)
    raise _UnreadableError(
        f"is of the type {type(value).__name__}", "text, a number, a date, a list or a mapping"
    )


def _is_missing(value: object) -> bool:
    if value is None:
        return True
    import pandas as pd

    return value is pd.NA or value is pd.NaT or (isinstance(value, Real) and math.isnan(value))


def _number_text(value: Real) -> str:
    if isinstance(value, Integral):
        return str(int(value))
    exact = float(value)
    return str(int(exact)) if exact.is_integer() else repr(exact)


def _date_text(value: date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat()


def _joined(parts: list[str], separator: str) -> str:
    if any(separator in part for part in parts):
        expected = f"entries without '{separator}'"
        raise _UnreadableError("contains an entry with the list separator in it", expected)
    return f"{separator} ".join(parts)
