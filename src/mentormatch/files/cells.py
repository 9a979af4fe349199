"""Cells that no spreadsheet runs as a formula, and what they were before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Apostrophes before such a sign count too, or `=a` and `'=a` would both be written as `'=a`.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def as_text(value: object) -> object:
    """Return a cell so that a spreadsheet shows it as typed: a leading apostrophe before = + - @ and such."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def as_typed(cell: str) -> str:
    """Return what `as_text` was given; different texts are written differently, so this is certain."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which spreadsheets need to show accents."""
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name]) or safe[name].dtype == object:
            safe[name] = safe[name].map(as_text)
    safe.columns = pd.Index([as_text(name) for name in safe.columns])
    text: str = safe.to_csv(index=False, lineterminator="\r\n", float_format="%.6g")
    return text.encode("utf-8-sig")
