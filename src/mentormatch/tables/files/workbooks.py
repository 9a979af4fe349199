"""Excel workbooks (.xlsx) as sheets of text.

The cells are read by calamine, from an archive that we have inflated and measured ourselves; what calamine
drops in silence comes from `worksheets`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.tables.files.expected import IN_ROW_1, Expected, heading_key
from mentormatch.tables.files.sheets import OLE_MAGIC, SAVE_AS_XLSX, Sheet, build, file_error
from mentormatch.tables.files.worksheets import Cell, Scan, cell_styles, sheet_parts
from mentormatch.tables.files.zipped import inflate, stored

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_CELLS = 20_000_000
"""Largest used area of a sheet, in cells."""
MAX_SPARSE = MAX_CELLS // 10
"""The same for a sheet of which less than a tenth is filled."""

_NO_MACROS = "a workbook without macros: in Excel, Save As, 'Excel Workbook (*.xlsx)'"
_DAMAGED = ("is a damaged workbook", "a workbook that Excel opens; save it again")
_NOT_CALCULATED = (
    "is a formula without a calculated value", "a value; open the file in Excel and save it",
)  # fmt: skip
_ERROR_VALUE = ("is an error value such as #N/A or #REF!", "a value, or an empty cell")
_MERGED = ("is part of merged cells, of which only the first has a value", "cells that are not merged")
_ROUNDED = ("is a number of more than 15 digits, which Excel rounds", "the number typed as text")

_IF_WANTED = "no correction if they belong here; otherwise delete them"
_LISTED = 20  # rows that one warning lists

_WORKSHEETS = "xl/worksheets/"  # charts and dialogues are elsewhere

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True, eq=False)
class Workbook:
    """An opened workbook without hidden content.

    Parameters
    ----------
    file : str
        Name for messages.
    names : tuple of str
        Its worksheets, in order.
    """

    file: str
    names: tuple[str, ...]
    _book: CalamineWorkbook
    _scans: Mapping[str, Scan]

    def find(self, table: str) -> str | None:
        """Return the name of the worksheet called `table` (case, blanks and hyphens do not count)."""
        return next((name for name in self.names if heading_key(name) == heading_key(table)), None)

    def fullest(self) -> str:
        """Return the name of the worksheet with the most filled cells."""
        return max(self.names, key=lambda name: self._scans[name].filled)

    def only(self, table: str) -> str:
        """Return the name of the worksheet called `table`, or of the only one there is.

        Raises
        ------
        RecordError
            If there are several and none has that name.
        """
        found = self.find(table) or (self.names[0] if len(self.names) == 1 else None)
        if found is None:
            raise self.lacks(table)
        return found

    def lacks(self, table: str) -> RecordError:
        """Return the error for a workbook without this table."""
        return file_error(
            self.file,
            f"has no sheet '{table}'; its sheets are: {', '.join(self.names)}",
            f"a sheet named '{table}'{did_you_mean(table, self.names)}",
        )

    def named(self, title: str) -> str:
        """Return the name of the worksheet that the caller calls `title`.

        Raises
        ------
        RecordError
            If there is none.
        """
        found = self.find(title)
        if found is None:
            raise self.lacks(title)
        return found

    def formulas(self, name: str) -> frozenset[Cell]:
        """Return row and column, from 0, of the cells of a worksheet that hold a formula."""
        return frozenset(self._scans[name].formulas)

    def sheet(self, name: str, expected: Expected = IN_ROW_1) -> Sheet:
        """Return one worksheet as a table; `expected` are the headings that it may have.

        Raises
        ------
        RecordError
            If its used area is absurdly large, a cell is damaged, or it has no headings.
        """
        from python_calamine import CalamineError

        file = self.file if len(self.names) == 1 else f"{self.file}, sheet {name}"
        found = self._scans[name]
        area = found.rows * found.columns
        if area > MAX_CELLS or (area > MAX_SPARSE and area > 10 * found.filled):
            raise file_error(
                file,
                f"has a used area of {found.rows:,} rows by {found.columns:,} columns",
                "no stray cells far from the table: delete the empty rows below it and columns beside it",
            )
        try:
            sheet = self._book.get_sheet_by_name(name)
            grid = sheet.to_python(skip_empty_area=False)
        except (ValueError, CalamineError):
            raise file_error(file, *_DAMAGED) from None
        return _as_sheet(file, grid, _merged(sheet.merged_cell_ranges or (), found), found, expected)


def open_workbook(data: bytes, file: str) -> Workbook:
    """Open the contents of an .xlsx file.

    Raises
    ------
    RecordError
        If it is in another format, encrypted, damaged, too large, has macros or a hidden sheet with rows.
    """
    from python_calamine import CalamineError, load_workbook

    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise file_error(file, "is protected by a password", "a workbook saved without a password")
        raise file_error(file, "is in the old Excel format (.xls)", SAVE_AS_XLSX)
    members = inflate(data, file)
    _refuse_other_formats(members, file)
    try:
        styles = cell_styles(members)
        parts = {name: part for name, part in sheet_parts(members).items() if part.startswith(_WORKSHEETS)}
        scans = {name: Scan(members[part], styles) for name, part in parts.items()}
        book = load_workbook(io.BytesIO(stored(members)))
    except (KeyError, StopIteration, ValueError, CalamineError):
        raise file_error(file, *_DAMAGED) from None
    return Workbook(file, _visible(book, scans, file), book, scans)


def _refuse_other_formats(members: Mapping[str, bytes], file: str) -> None:
    macros = any(name.lower().endswith("vbaproject.bin") for name in members)
    if macros or b"macroEnabled" in members.get("[Content_Types].xml", b""):
        raise file_error(file, "contains macros (.xlsm)", _NO_MACROS)
    if "xl/workbook.xml" not in members:
        raise file_error(file, "is not an Excel workbook in the .xlsx format", SAVE_AS_XLSX)


def _visible(book: CalamineWorkbook, scans: Mapping[str, Scan], file: str) -> tuple[str, ...]:
    from python_calamine import SheetVisibleEnum

    sheets = [s for s in book.sheets_metadata if s.name in scans]
    hidden = [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible and scans[s.name].rows]
    if hidden:
        raise RecordError([
            RowProblem(
                f"{file}, sheet {name}", None, "", "", "is hidden and contains rows",
                "no hidden sheets: unhide it (right-click on a tab), look at it, and keep or delete it",
            )
            for name in hidden
        ])  # fmt: skip
    return tuple(s.name for s in sheets if s.visible == SheetVisibleEnum.Visible)


def _merged(ranges: Sequence[tuple[Cell, Cell]], found: Scan) -> dict[Cell, Cell]:
    """Return the merged cells within the used area -> those that hold their value."""
    return {
        (row, column): (top, left)
        for (top, left), (bottom, right) in ranges
        for row in range(top, min(bottom + 1, found.rows))
        for column in range(left, min(right + 1, found.columns))
        if (row, column) != (top, left)
    }


def _as_sheet(file: str, grid: Grid, merged: Mapping[Cell, Cell], found: Scan, expected: Expected) -> Sheet:
    # Formulas that were not calculated are not in the grid, which may end before them.
    width = max(max(map(len, grid), default=0), found.columns)
    rows = [[_text(cell) for cell in cells] + [""] * (width - len(cells)) for cells in grid]
    rows += [[""] * width for _ in range(found.rows - len(grid))]
    for (row, column), digits in found.padded.items():
        rows[row][column] = rows[row][column].zfill(digits)
    head = expected.position(rows) or 0
    errors = dict.fromkeys(_not_calculated(rows, found), _NOT_CALCULATED)
    errors |= dict.fromkeys(found.errors, _ERROR_VALUE) | dict.fromkeys(merged, _MERGED)
    errors |= dict.fromkeys(_rounded(grid), _ROUNDED)
    for (row, column), (top, left) in merged.items():
        if top > head:
            rows[row][column] = rows[top][left]  # as one sees it; the row is refused, not what it forbids
    headings = [" ".join(heading.split()) for heading in rows[head]] if rows else []
    bad = {
        (row + 1, column): RowProblem(file, row + 1, headings[column], rows[row][column], *error)
        for (row, column), error in errors.items()
        if row > head
    }
    warnings = [*_warnings(file, found), *_struck(file, found, rows)]
    return build(file, enumerate(rows, start=1), bad_cells=bad, warnings=warnings, expected=expected)


def _not_calculated(rows: Sequence[Sequence[str]], found: Scan) -> Iterator[Cell]:
    """Yield the formulas without a value; the empty text is one."""
    for (row, column), is_text in found.formulas.items():
        if row > 0 and not is_text and not rows[row][column].strip():
            yield row, column


def _rounded(grid: Grid) -> Iterator[Cell]:
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if type(cell) is float and abs(cell) >= 1e15:
                yield row, column


def _warnings(file: str, found: Scan) -> list[RowProblem]:
    warnings = []
    if found.hidden_rows:
        wrong = f"has {len(found.hidden_rows)} hidden or filtered-out row(s), which were read too"
        warnings.append(RowProblem(file, None, "", "", wrong, _IF_WANTED))
    if found.hidden_columns:
        wrong = "has hidden columns, which were read too"
        warnings.append(RowProblem(file, None, "", "", wrong, _IF_WANTED))
    return warnings


def _struck(file: str, found: Scan, rows: Sequence[Sequence[str]]) -> Iterator[RowProblem]:
    """Yield warnings about what is struck out, which often means: not any more."""
    struck: dict[int, list[int]] = {}
    for row, column in sorted(found.struck):
        if rows[row][column].strip():
            struck.setdefault(row, []).append(column)
    whole = [
        row for row, columns in struck.items() if len(columns) == sum(map(bool, map(str.strip, rows[row])))
    ]
    said = []
    if whole:
        said.append(f"has {len(whole)} row(s) that are struck out, which were read too: row {_listed(whole)}")
    if partly := [row for row in struck if row not in whole]:
        said.append(f"has cells that are struck out, which were read too: in row {_listed(partly)}")
    if found.struck_words:
        said.append("is in a workbook with words that are struck out within cells, which were read too")
    for wrong in said:
        yield RowProblem(
            file, None, "", "", wrong, "no correction if they belong here; otherwise delete them"
        )


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:_LISTED])
    return f"{shown}, ..." if len(rows) > _LISTED else shown


def _text(cell: object) -> str:
    """Return a cell as a person would type it: no ``.0`` on whole numbers, ISO dates, TRUE and FALSE."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # 15 significant digits are what Excel shows and keeps.
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
