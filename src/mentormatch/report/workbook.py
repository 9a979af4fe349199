"""A workbook that a person opens and prints: headings and names that stay, words that wrap, no formulas."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from immutabledict import immutabledict

if TYPE_CHECKING:
    import pandas as pd

_WIDEST, _WIDEST_LINES, _WIDEST_EMAIL, _LOOKED_AT, _MARGIN, _LINE, _HIGHEST = 28, 60, 44, 1000, 2, 15, 400
_HEADING = "DCE6F1"
_A4 = 9  # as the file format numbers papers
_DECIMALS = "0.00"
_TO_FILL_IN = 500
"""Rows in which a table that is given without any offers words."""
_LONGEST = 32_767
"""Characters that a cell can hold; a program repairs, that is damages, a workbook with more."""


def workbook_bytes(
    tables: Mapping[str, pd.DataFrame], choices: Mapping[str, Sequence[str]] = immutabledict()
) -> bytes:
    """Return tables as the sheets of an xlsx file.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Name of the sheet -> table.
    choices : mapping of str to sequence of str
        Column that a person fills in -> the words of which they choose one; none if it is any text.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)  # or 20,000 pairs would take a minute
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        widths = list(_widths(frame, [name for name, words in choices.items() if not words]))
        _lay_out(sheet, frame, widths)
        for column, words in choices.items():
            if words and column in frame.columns:
                last = 1 + (len(frame) or _TO_FILL_IN)
                _let_choose(sheet, list(frame.columns).index(column) + 1, last, words)
        for number, row in enumerate(_rows(sheet, frame), 1):
            lines = max(map(_lines, row, widths), default=1)
            if lines > 1:
                sheet.row_dimensions[number].height = min(lines * _LINE, _HIGHEST)
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Any, frame: pd.DataFrame, widths: Sequence[int]) -> None:
    """Set what stays when one scrolls, the widths, and how the sheet is printed."""
    from openpyxl.utils import get_column_letter

    names = [at for at, name in enumerate(frame.columns) if str(name).endswith("name")]
    sheet.freeze_panes = f"{get_column_letter(min(names, default=-1) + 2)}2"
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
    sheet.print_title_rows = "1:1"
    if "score" in frame.columns:  # what it is made of is for the screen
        last = get_column_letter(list(frame.columns).index("score") + 1)
        sheet.print_area = f"A1:{last}{len(frame) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0  # as many pages as there are
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&A, page &P of &N"


def _let_choose(sheet: Any, column: int, last: int, words: Sequence[str]) -> None:
    """Offer words in a column; another one is refused as it is typed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = f'"{",".join(words)}"'
    offered = DataValidation("list", listed, allow_blank=True, showErrorMessage=True, showInputMessage=True)
    offered.error, offered.prompt = f"One of: {', '.join(words)}; or nothing.", ", ".join(words)
    letter = get_column_letter(column)
    offered.add(f"{letter}2:{letter}{last}")
    sheet.data_validations.append(offered)


def _widths(frame: pd.DataFrame, filled_in: Collection[str]) -> Iterator[int]:
    for name in frame.columns:
        cells = [_shown(one) for one in frame[name].head(_LOOKED_AT)]
        longest = max((len(line) for one in cells for line in one.splitlines()), default=0)
        word = max(map(len, str(name).split("_")))  # headings wrap
        widest = _WIDEST_EMAIL if "email" in str(name) else _WIDEST  # an address reads badly in two lines
        widest = _WIDEST_LINES if any("\n" in one for one in cells) else widest
        yield (widest if name in filled_in else min(widest, max(word + _MARGIN, longest))) + _MARGIN


def _lines(cell: Any, width: int) -> int:
    """Return how many lines a cell takes; a spreadsheet program does not work it out for all files."""
    text = cell.value
    if not isinstance(text, str) or (len(text) <= width and "\n" not in text):
        return 1
    return sum(len(wrap(line, width - 1)) or 1 for line in text.splitlines())


def _rows(sheet: Any, frame: pd.DataFrame) -> Iterator[Sequence[Any]]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    top = Alignment(vertical="top", wrap_text=True)
    # Each row is written as it is appended, so one cell a column serves for all: styles take long to make.
    cells = [WriteOnlyCell(sheet) for _ in frame.columns]
    heading = [WriteOnlyCell(sheet) for _ in frame.columns]
    for name, cell, above in zip(frame.columns, cells, heading, strict=True):
        above.font, above.alignment = Font(bold=True), top
        above.fill = PatternFill("solid", fgColor=_HEADING)
        above.border = Border(bottom=Side("thin"))
        cell.alignment = top
        if frame[name].dtype.kind == "f":
            cell.number_format = _DECIMALS
        _fill(above, str(name).replace("_", " "))
    yield heading
    for row in frame.itertuples(index=False):
        for cell, value in zip(cells, row, strict=True):
            _fill(cell, _plain(value))
        yield cells


def _fill(cell: Any, value: object) -> None:
    """Put a value into a cell; text is no formula and no error such as #N/A, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _plain(value: Any) -> object:
    """Return a value as a person reads it in a cell; None for one that is missing."""
    if value is None or value != value:  # noqa: PLR0124  (nan)
        return None
    if isinstance(value, str):
        return _printable(value)
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    return round(plain, 4) if isinstance(plain, float) else plain


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))[:_LONGEST]


def _shown(value: object) -> str:
    plain = _plain(value)
    return f"{plain:.2f}" if isinstance(plain, float) else str(plain or "")
