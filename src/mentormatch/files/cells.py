"""Cells that no spreadsheet runs as a formula, and what they were before."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Columns: TypeAlias = "Mapping[str, Sequence[object] | np.ndarray]"
"""A table as its columns: a small scheme is written without importing pandas."""

# Apostrophes before such a sign count too, or `=a` and `'=a` would both be written as `'=a`.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def as_text(value: object) -> object:
    """Return a cell so that a spreadsheet shows it as typed: a leading apostrophe before = + - @ and such."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def as_typed(cell: str) -> str:
    """Return what `as_text` was given; different texts are written differently, so this is certain."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def csv_bytes(table: pd.DataFrame | Columns) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which spreadsheets need to show accents.

    In columns None is an empty cell, and so is nan.
    """
    text = _by_columns(table) if isinstance(table, Mapping) else _by_pandas(table)
    return text.encode("utf-8-sig")


def _by_columns(table: Columns) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(map(as_text, table))
    writer.writerows(zip(*map(_cells, table.values()), strict=True))
    return file.getvalue()


def _cells(column: Sequence[object] | np.ndarray) -> Iterator[object]:
    return map(_cell, column if isinstance(column, Sequence) else column.tolist())


def _cell(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return as_text(value)


def _by_pandas(frame: pd.DataFrame) -> str:
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name]) or safe[name].dtype == object:
            safe[name] = safe[name].map(as_text)
    safe.columns = pd.Index([as_text(name) for name in safe.columns])
    text: str = safe.to_csv(index=False, lineterminator="\r\n", float_format="%.6g")
    return text
