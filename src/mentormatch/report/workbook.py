"""A workbook that a person opens: headings that stay, columns as wide as their words, no formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_WIDEST, _LOOKED_AT, _MARGIN = 60, 1000, 2
_LONGEST = 32_767
"""Characters that a cell can hold; a program repairs, that is damages, a workbook with more."""


def workbook_bytes(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return tables as the sheets of an xlsx file.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Name of the sheet -> table.
    """
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)  # or 20,000 pairs would take a minute
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, width in enumerate(_widths(frame), 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        for row in _rows(sheet, frame):
            sheet.append(row)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(frame: pd.DataFrame) -> Iterator[int]:
    for name in frame.columns:
        longest = max((len(_shown(one)) for one in frame[name].head(_LOOKED_AT)), default=0)
        yield min(_WIDEST, max(len(name), longest)) + _MARGIN


def _rows(sheet: Any, frame: pd.DataFrame) -> Iterator[Sequence[Any]]:
    from openpyxl.styles import Font

    heading = Font(bold=True)
    cells = []
    for name in frame.columns:
        cell = _text(sheet, str(name))
        cell.font = heading
        cells.append(cell)
    yield cells
    for row in frame.itertuples(index=False):
        yield [_cell(sheet, value) for value in row]


def _cell(sheet: Any, value: object) -> Any:
    if value is None or value != value:  # noqa: PLR0124  (nan)
        return None
    if not isinstance(value, str):
        return _number(value)
    return _text(sheet, value) if value.startswith(("=", "#")) else _printable(value)


def _text(sheet: Any, text: str) -> Any:
    """Return a cell that is text, neither a formula nor an error such as #N/A, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=_printable(text))
    cell.data_type = "s"
    return cell


def _number(value: Any) -> object:
    """Return a number as Python has it, rounded to what a person reads."""
    plain = value.item() if hasattr(value, "item") else value
    return round(plain, 4) if isinstance(plain, float) else plain


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))[:_LONGEST]


def _shown(value: object) -> str:
    return str(_number(value))
