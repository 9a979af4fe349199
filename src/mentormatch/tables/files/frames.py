"""DataFrames as sheets of text; the caller's frame is read, never changed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.expected import IN_ROW_1, Expected, heading_key
from mentormatch.tables.files.sheets import Sheet, build, file_error

if TYPE_CHECKING:
    from narwhals.dtypes import DType
    from narwhals.typing import IntoDataFrame

FIRST_ROW = 2
"""Number given to the first row of a frame, as if a spreadsheet had its headings in row 1."""


def is_frame(source: object) -> bool:
    """Return whether something is a table of pandas, Polars, Arrow or another library that narwhals knows."""
    import narwhals as nw

    return isinstance(nw.from_native(source, eager_only=True, pass_through=True), nw.DataFrame)


def read_frame(
    frame: IntoDataFrame,
    name: str,
    separator: str,
    expected: Expected = IN_ROW_1,
    separators: Mapping[str, str] | None = None,
) -> Sheet:
    """Return a DataFrame as a table of text.

    Parameters
    ----------
    frame : DataFrame
        Of pandas, Polars or Arrow; an index does not count. None, NaN, NaT and NA are missing; lists and
        mappings become lists.
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
        If there are no headings, two are the same, they have several levels, or a column holds what no cell
        of a table can.
    """
    header: list[str] = []
    columns: list[list[str]] = []
    bad: dict[tuple[int, int], RowProblem] = {}
    floats = set()
    for index, (heading, values) in enumerate(_columns(frame, name)):
        own = (separators or {}).get(heading_key(heading), separator)
        header.append(heading)
        bad_at: dict[int, _UnreadableError] = {}
        columns.append(_texts(values, own, bad_at))
        if any(map(_is_fraction, set(map(type, values)))) and any(map(_is_number, values)):
            floats.add(index)
        for position, error in bad_at.items():
            row = position + FIRST_ROW
            bad[row, index] = RowProblem(name, row, heading, "", error.wrong, error.expected)
    rows = chain([(1, header)], enumerate(zip(*columns, strict=True), start=FIRST_ROW))
    return build(name, rows, bad_cells=bad, float_columns=frozenset(floats), expected=expected)


def _columns(frame: IntoDataFrame, name: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield heading and values of each column."""
    import narwhals as nw

    if nw.dependencies.is_pandas_dataframe(frame):  # its headings need be no text, and may repeat
        if frame.columns.nlevels > 1:
            raise file_error(name, "has headings of several levels", "one heading for each column")
        yield from ((str(one), frame.iloc[:, k].tolist()) for k, one in enumerate(frame.columns))
        return
    try:
        columns = list(nw.from_native(frame, eager_only=True).iter_columns())
    except nw.exceptions.DuplicateError:
        raise file_error(name, "has two columns of one name", "each heading once") from None
    nested = [one.name for one in columns if one.dtype == nw.Binary or any(map(_is_many, _within(one.dtype)))]
    if nested:
        wrong, expected = (
            "holds bytes, or lists or mappings within others",
            "one value, list or mapping in a cell",
        )
        raise RecordError([RowProblem(name, None, one, "", wrong, expected) for one in nested])
    for one in columns:
        yield one.name, list(map(_as_mapping, one.to_list())) if _is_many(one.dtype) else one.to_list()


def _is_many(kind: DType | type[DType]) -> bool:
    import narwhals as nw

    # Arrow's maps are unknown to some versions of narwhals.
    return kind in (nw.List, nw.Array, nw.Struct, nw.Unknown, getattr(nw, "Map", nw.Unknown))


def _within(kind: DType) -> Iterable[DType | type[DType]]:
    """Return the types of the entries of a list or a mapping."""
    return [one.dtype for one in getattr(kind, "fields", ())] or filter(None, [getattr(kind, "inner", None)])


def _as_mapping(value: Any) -> Any:
    """Return a mapping of the library as one of ours, without what others have and this one does not."""
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        value = dict(value)
    return {k: of for k, of in value.items() if of is not None} if isinstance(value, dict) else value


def _texts(values: Collection[Any], separator: str, bad: dict[int, _UnreadableError]) -> list[str]:
    """Return values as text; what repeats is looked up, and what cannot be read is added to `bad`."""
    if set(map(type, values)) <= {str, type(None)}:
        return [value or "" for value in values]
    known: dict[Any, str] = {}
    texts = []
    for position, value in enumerate(values):
        if type(value) is str:
            texts.append(value)
            continue
        if type(value) is float and math.isfinite(value):
            texts.append(repr(value) if value % 1 else str(int(value)))
            continue
        if value is None or (type(value) is float and math.isnan(value)):
            texts.append("")
            continue
        # True and 1 are equal, but not the same text.
        key: Any = (tuple(map(type, value)), tuple(value)) if type(value) is list else (type(value), value)
        try:
            text = known.get(key)
        except TypeError:  # it cannot be looked up
            key, text = (None, position), None
        if text is None:
            try:
                text = known[key] = as_text(value, separator)
            except _UnreadableError as error:
                bad[position], text = error, ""
        texts.append(text)
    return texts


def _is_fraction(kind: type) -> bool:
    return issubclass(kind, Real | Decimal) and not issubclass(kind, Integral)


def _is_number(value: object) -> bool:
    return _is_fraction(type(value)) and not math.isnan(value)  # type: ignore[arg-type]


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
    if isinstance(value, Decimal):
        return str(int(value)) if value == int(value) else format(value, "f").rstrip("0")
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

    return value is pd.NA or value is pd.NaT or (isinstance(value, Real | Decimal) and math.isnan(value))


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
