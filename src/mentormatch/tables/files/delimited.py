"""CSV files as sheets: which encoding, which delimiter, which quotes do not close."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.sheets import Row, Sheet, build, file_error

_SAVE_AS = "a CSV file in UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'"
_CERTAIN = "utf-8-sig"
_DELIMITERS = {";": "semicolons", "\t": "tabs"}


def read_delimited(data: bytes, file: str) -> Sheet:
    """Return the table in a CSV file.

    Parameters
    ----------
    data : bytes
        Contents: UTF-8 with or without byte order mark, or Windows-1252, which gives a warning.
    file : str
        Name for messages.

    Raises
    ------
    RecordError
        If the text cannot be decoded, or not be split into cells.
    """
    encoding = _encoding(data, file)
    delimiter = _delimiter(data, encoding)

    def rows() -> Iterator[Row]:
        # One by one: millions of blank lines are dropped as they come.
        return _parse(_lines(data, encoding), delimiter, file)

    warnings = [] if encoding == _CERTAIN else [_encoding_warning(rows(), file)]
    if delimiter in _DELIMITERS:
        warnings.append(
            RowProblem(
                file, None, "", "",
                f"has {_DELIMITERS[delimiter]} between its cells instead of commas, and was read with these",
                "no correction if the columns are right",
            )
        )  # fmt: skip
    return build(file, rows(), warnings=warnings)


def _encoding(data: bytes, file: str) -> str:
    """Return the encoding of the text."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or data[:400].count(0) > len(data[:400]) // 4:
        raise file_error(file, "is in UTF-16, or is not text at all", _SAVE_AS)
    for encoding in (_CERTAIN, "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise file_error(file, "is neither in UTF-8 nor in Windows-1252", _SAVE_AS)


def _lines(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _encoding_warning(rows: Iterator[Row], file: str) -> RowProblem:
    number, cell = next((n, cell) for n, cells in rows for cell in cells if not cell.isascii())
    return RowProblem(
        file, number, "", cell,
        "is the first cell that is not in UTF-8; the file was read as Windows-1252 (cp1252)",
        f"no correction if this cell is right; otherwise {_SAVE_AS}",
    )  # fmt: skip


def _delimiter(data: bytes, encoding: str) -> str:
    """Return the comma, unless only another delimiter splits the headings."""
    for delimiter in (",", *_DELIMITERS):
        try:
            header = next(csv.reader(_lines(data, encoding), delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(header) > 1:
            return delimiter
    return ","


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
