"""CSV files as sheets: which encoding, which delimiter, which quotes do not close."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.encodings import NAMES, SAVE_AS, UTF_8, encoding_of, without_utf16
from mentormatch.tables.files.expected import IN_ROW_1, MAX_TITLE_ROWS, Expected, Row
from mentormatch.tables.files.sheets import Sheet, build, file_error

_SEP_LINE = re.compile(rb"(?i)(?:\xef\xbb\xbf)?(\"?)sep=([^\w\s\"]|\t)\1[,;\t]*\r?(?:\n|\Z|(?<=\r))")
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read_delimited(data: bytes, file: str, expected: Expected = IN_ROW_1) -> Sheet:
    """Return the table in a CSV file.

    Parameters
    ----------
    data : bytes
        Contents: UTF-8 with or without byte order mark, UTF-16 with one, or Windows-1252 or Mac Roman,
        which give a warning.
    file : str
        Name for messages.
    expected : Expected
        Headings that the table may have.

    Raises
    ------
    RecordError
        If the text cannot be decoded, or not be split into cells.
    """
    data = without_utf16(data, file)
    encoding = encoding_of(data, file)
    named, data = _named_delimiter(data)
    delimiter = named or _delimiter(data, encoding, expected)

    def rows() -> Iterator[Row]:
        # One by one: millions of blank lines are dropped as they come.
        return _parse(_lines(data, encoding), delimiter, file)

    warnings = [] if encoding == UTF_8 else [_encoding_warning(rows(), file, encoding)]
    if named:
        warnings.append(
            RowProblem(
                file, None, "", "",
                "begins with a line 'sep=', which spreadsheets hide: its sign separates the cells, "
                "and the rows are numbered without it",
                "no correction if the columns are right",
            )
        )  # fmt: skip
    elif delimiter in _DELIMITERS:
        warnings.append(
            RowProblem(
                file, None, "", "",
                f"has {_DELIMITERS[delimiter]} between its cells instead of commas, and was read with these",
                "no correction if the columns are right",
            )
        )  # fmt: skip
    return build(file, rows(), warnings=warnings, expected=expected)


def _lines(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _encoding_warning(rows: Iterator[Row], file: str, encoding: str) -> RowProblem:
    number, cell = next((n, cell) for n, cells in rows for cell in cells if not cell.isascii())
    return RowProblem(
        file, number, "", cell,
        f"is the first cell that is not in UTF-8; the file was read as {NAMES[encoding]}",
        f"no correction if this cell is right; otherwise {SAVE_AS}",
    )  # fmt: skip


def _named_delimiter(data: bytes) -> tuple[str, bytes]:
    """Return the delimiter that a first line such as ``sep=;`` names, and the text without this line."""
    found = _SEP_LINE.match(data)
    return (found[2].decode("ascii"), data[found.end() :]) if found is not None else ("", data)


def _delimiter(data: bytes, encoding: str, expected: Expected) -> str:
    """Return the delimiter that cuts headings, and most rows into as many cells; the comma if several do."""
    firsts = {delimiter: _first_rows(data, encoding, delimiter) for delimiter in (",", *_DELIMITERS)}
    at = {delimiter: expected.position(rows) for delimiter, rows in firsts.items()}
    tables = {one: rows[at[one] :] for one, rows in firsts.items() if at[one] is not None} or firsts
    return max(tables, key=lambda delimiter: _even(tables[delimiter]))


def _even(rows: Sequence[Sequence[str]]) -> tuple[bool, int]:
    """Return whether there are several headings, and how many rows have a cell for each of them."""
    width = len(rows[0]) if rows else 0
    return width > 1, width > 1 and sum(1 for cells in rows[1:] if len(cells) == width)


def _first_rows(data: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows += islice(
            csv.reader(_lines(data, encoding), delimiter=delimiter, skipinitialspace=True), MAX_TITLE_ROWS
        )
    except csv.Error:
        return rows  # said where it is read in full
    return rows


def _parse(lines: Iterable[str], delimiter: str, file: str) -> Iterator[Row]:
    """Yield the rows as a spreadsheet numbers them: a cell may hold line breaks, a blank line counts."""
    # Blanks after a delimiter are skipped, since outer blanks never count and a quote may follow them.
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells or number == 1:
                yield number, cells
    except csv.Error as error:
        raise _parse_error(file, number + 1, str(error)) from None


def _parse_error(file: str, row: int, reason: str) -> RecordError:
    return file_error(
        file,
        f"cannot be parsed as CSV from this row on ({reason})",
        "a closing quote for every opening quote, doubled quotes inside quoted cells, and no cell of more "
        "than 32,767 characters",
        row=row,
    )
