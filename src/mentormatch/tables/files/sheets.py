"""A table as text: headings, rows with the numbers that a spreadsheet shows, and the errors found so far.

Everything is read into this one form first, whether it comes from CSV, Excel or a DataFrame, and only then
validated; so that the same rules apply to all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from immutabledict import immutabledict

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.tables.files.expected import (
    IN_ROW_1,
    Expected,
    Row,
    column_keys,
    find_heading,
    heading_line,
    title_warning,
)
from mentormatch.tables.files.two_rows import in_one_row

MAX_CELL = 32_767
"""Longest cell, in characters: what Excel can hold."""

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS_XLSX = "an Excel workbook saved as .xlsx, or a CSV file in UTF-8"
FRACTIONAL_IDS = (
    "contains ids as fractions such as 7.0, so their spelling is lost",
    "ids read as text: in pandas, dtype=str for this column",
)
"""What is wrong with a column of ids that arrived as fractions, and what is expected."""

# An accented letter or sign whose UTF-8 bytes were read as Windows-1252: a lead byte, then continuations.
_HIGH = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
_HIGH += "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
_MOJIBAKE = re.compile(f"[\u00c2-\u00f4][{_HIGH}]{{1,3}}")
# What such bytes stand for in names and prose; without this a capital before a closing guillemet is suspect.
_LIKELY = re.compile("[\u00a0-\u017f\u2010-\u2044\u20ac\u2122]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of text, not yet validated.

    Parameters
    ----------
    file : str
        Name for messages.
    header : tuple of str
        Headings as the table has them, without outer blanks; a column of empty cells may have none.
    rows : tuple of (int, sequence of str)
        Row number as a spreadsheet shows it, and as many cells as there are headings.
    broken : tuple of RowProblem
        Rows that could not be split into cells, one each; they are not among `rows`.
    ragged : tuple of (int, sequence of str)
        Row number and cells of these, as many as there are.
    bad_cells : mapping of (int, int) to RowProblem
        (row number, column index) -> why this cell cannot be used.
    float_columns : frozenset of int
        Indices of columns that arrived as binary fractions, where an id may have been changed.
    header_row : int
        Row number of the headings; title rows may be above them.
    replaced : tuple of (int, sequence of str)
        Rows in whose place a newer row of the same person counts; they are not among `rows`.
    wrong_rows : mapping of int to RowProblem
        Row number -> why this row as a whole cannot be used; it is among `rows`.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[RowProblem, ...] = ()
    ragged: tuple[Row, ...] = ()
    bad_cells: Mapping[tuple[int, int], RowProblem] = immutabledict()
    warnings: tuple[RowProblem, ...] = ()
    float_columns: frozenset[int] = frozenset()
    header_row: int = 1
    replaced: tuple[Row, ...] = ()
    wrong_rows: Mapping[int, RowProblem] = immutabledict()

    def bad_in(self, row: int, columns: Iterable[int]) -> list[RowProblem]:
        """Return why cells of a row cannot be used, of those in some columns."""
        bad = self.bad_cells
        return [bad[row, index] for index in columns if (row, index) in bad] if bad else []


def missing_heading(sheet: Sheet, heading: str, otherwise: str = "", *, listed: bool = True) -> RowProblem:
    """Return the error of a table that lacks a heading; `otherwise` is what else would do.

    The headings found are `listed` in the first such error of a table, and not in each.
    """
    found = [one for one in sheet.header if one]
    wrong = "is not among the headings" + (f", which are: {', '.join(found)}" if listed else "")
    expected = f"a heading '{heading}'{did_you_mean(heading, found)}{otherwise}"
    return RowProblem(sheet.file, sheet.header_row, heading, "", wrong, expected)


def columns_of(
    sheet: Sheet, names: Sequence[str], optional: Sequence[str] = (), ids: Sequence[str] = ()
) -> dict[str, int]:
    """Return the index of each heading that a table has to have, and of the optional ones that it has.

    Parameters
    ----------
    ids : sequence of str
        Those of them that are columns of ids.

    Raises
    ------
    RecordError
        With every heading that the table lacks, and every column of ids that arrived as fractions.
    """
    found = {name: find_heading(name, sheet.header) for name in (*names, *optional)}
    at = {name: index for name, index in found.items() if index is not None}
    lacking = [name for name in names if name not in at]
    problems = [missing_heading(sheet, name, listed=name == lacking[0]) for name in lacking]
    problems += [
        RowProblem(sheet.file, 1, sheet.header[at[name]], "", *FRACTIONAL_IDS)
        for name in ids
        if at.get(name) in sheet.float_columns
    ]
    if problems:
        raise RecordError(problems)
    return at


def index_of(sheet: Sheet, heading: str) -> int:
    """Return the index of a heading that a table has to have; see `columns_of`."""
    return columns_of(sheet, [heading])[heading]


def file_error(file: str, wrong: str, expected: str, row: int | None = None, value: str = "") -> RecordError:
    """Return the error for a file that cannot be used at all."""
    return RecordError([RowProblem(file, row, "", value, wrong, expected)])


def build(
    file: str,
    rows: Iterable[Row],
    *,
    bad_cells: Mapping[tuple[int, int], RowProblem] = immutabledict(),
    warnings: Sequence[RowProblem] = (),
    float_columns: frozenset[int] = frozenset(),
    expected: Expected = IN_ROW_1,
) -> Sheet:
    """Return the `Sheet` of rows of text, the first of them the headings; blank rows are skipped.

    Rows above the headings that are `expected` are left out, with a warning.

    Raises
    ------
    RecordError
        If there is no row of headings or two headings are the same.
    """
    titles, numbered = expected.split(rows)
    try:
        (header_row, first), numbered, said_of_two = in_one_row(file, next(numbered), numbered, expected)
        header = _header(file, header_row, first, expected)
    except StopIteration:
        raise file_error(file, "is empty", "headings in row 1 and a row for each person") from None
    good: list[Row] = []
    broken: list[RowProblem] = []
    ragged: list[Row] = []
    found = [*warnings, *said_of_two]
    if (said := title_warning(file, titles, header_row)) is not None:
        found.append(said)
    for number, cells in numbered:
        joined = "".join(cells)
        if not joined.strip() and not any((number, i) in bad_cells for i in range(len(cells))):
            continue
        problem = _broken(file, number, cells, joined, len(header))
        if problem is not None:
            broken.append(problem)
            ragged.append((number, tuple(cells)))
            continue
        if not joined.isascii():
            found += _mojibake(file, header, number, cells)
        good.append((number, tuple(cells)))  # a tuple of text costs the garbage collector nothing
    _refuse_unheaded(file, header, good)
    return Sheet(
        file,
        header,
        tuple(good),
        tuple(broken),
        tuple(ragged),
        immutabledict(bad_cells),
        tuple(found),
        float_columns,
        header_row,
    )


def _header(file: str, row: int, cells: Sequence[str], expected: Expected) -> tuple[str, ...]:
    problems = []
    header = []
    for index, cell in enumerate(cells):
        try:
            header.append(heading_line(cell))
        except ValueError as error:
            header.append("")
            at, wrong = f"column {index + 1}", f"heading {error}"
            problems.append(RowProblem(file, row, at, cell, wrong, "a heading of plain text"))
    keys = column_keys(header)
    if not any(keys):
        raise file_error(file, "has no headings", "headings in row 1", row=row)
    unread = expected.unread(header)
    times = Counter(key for key in keys if key and key not in unread)
    problems += [
        RowProblem(
            file, row, header[keys.index(key)], header[keys.index(key)],
            f"is a duplicate heading: it is in {number} columns",
            "each heading once (case, blanks, underscores, hyphens and a colon or question mark at the end "
            "do not count), or the heading under `ignore` in the column map",
        )
        for key, number in times.items() if number > 1
    ]  # fmt: skip
    if problems:
        raise RecordError(problems)
    return tuple(header)


def _broken(file: str, number: int, cells: Sequence[str], joined: str, width: int) -> RowProblem | None:
    if len(cells) != width:
        wrong = f"has {len(cells)} cells"
        expected = (
            f"{width} cells, one for each heading; put quotes around a cell with a comma or a line break"
        )
    elif "\0" in joined:
        wrong, expected = (
            "contains a NUL character",
            "text; save the file again from the program it came from",
        )
    elif len(joined) > MAX_CELL and max(map(len, cells)) > MAX_CELL:
        wrong, expected = "has a cell that is too long", f"at most {MAX_CELL:,} characters in a cell"
    else:
        return None
    return RowProblem(file, number, "", "", wrong, expected)


def _mojibake(file: str, header: Sequence[str], number: int, cells: Sequence[str]) -> list[RowProblem]:
    return [
        RowProblem(
            file, number, heading, cell,
            "looks as if accented letters or signs were damaged",
            "the right letters; save the file again as 'CSV UTF-8' from the program it came from",
        )
        for heading, cell in zip(header, cells, strict=True)
        if not cell.isascii() and is_mojibake(cell)
    ]  # fmt: skip


def is_mojibake(text: str) -> bool:
    """Return whether `text` contains UTF-8 that was read as Windows-1252, or the replacement character."""
    if "\ufffd" in text:
        return True
    return any(_was_utf8(found.group()) for found in _MOJIBAKE.finditer(text))


def _was_utf8(text: str) -> bool:
    raw = b"".join(c.encode("latin-1" if ord(c) < 256 else "cp1252") for c in text)
    # There may be two continuation bytes where one belongs to the letter: try the shorter readings too.
    return any(_decodes(raw[:length]) for length in range(2, len(raw) + 1))


def _decodes(raw: bytes) -> bool:
    try:
        character = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _LIKELY.fullmatch(character) is not None


def _refuse_unheaded(file: str, header: Sequence[str], rows: Sequence[Row]) -> None:
    unheaded = [i for i, heading in enumerate(header) if not heading]
    first = {i: next((number for number, cells in rows if cells[i].strip()), None) for i in unheaded}
    filled = [(number, i) for i, number in first.items() if number is not None]
    if filled:
        number, index = filled[0]
        more = f"; so do {len(filled) - 1} further columns" if len(filled) > 1 else ""
        wrong = f"contains a value under an empty heading{more}"
        expected = "a heading for every column in use, and the headings in the first row with text"
        raise RecordError([RowProblem(file, number, f"column {index + 1}", "", wrong, expected)])
