"""CSV files as sheets: which encoding, which delimiter, which quotes do not close."""

from __future__ import annotations

import csv
import io

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.sheets import Row, Sheet, build, file_error

_SAVE_AS = "a CSV file in UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'"
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
    text, encoding_known = _decode(data, file)
    delimiter = _delimiter(text)
    rows = _parse(text, delimiter, file)
    warnings = [] if encoding_known else [_encoding_warning(rows, file)]
    if delimiter in _DELIMITERS:
        warnings.append(
            RowProblem(
                file, None, "", "",
                f"has {_DELIMITERS[delimiter]} between its cells instead of commas, and was read with these",
                "no correction if the columns are right",
            )
        )  # fmt: skip
    return build(file, rows, warnings=warnings)


def _decode(data: bytes, file: str) -> tuple[str, bool]:
    """Return the text, and whether its encoding is certain."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or data[:400].count(0) > len(data[:400]) // 4:
        raise file_error(file, "is in UTF-16, or is not text at all", _SAVE_AS)
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), False
    except UnicodeDecodeError:
        raise file_error(file, "is neither in UTF-8 nor in Windows-1252", _SAVE_AS) from None


def _encoding_warning(rows: list[Row], file: str) -> RowProblem:
    number, cell = next((n, cell) for n, cells in rows for cell in cells if not cell.isascii())
    return RowProblem(
        file, number, "", cell,
        "is the first cell that is not in UTF-8; the file was read as Windows-1252 (cp1252)",
        f"no correction if this cell is right; otherwise {_SAVE_AS}",
    )  # fmt: skip


def _delimiter(text: str) -> str:
    """Return the comma, unless only another delimiter splits the headings."""
    for delimiter in (",", *_DELIMITERS):
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(header) > 1:
            return delimiter
    return ","


def _parse(text: str, delimiter: str, file: str) -> list[Row]:
    """Return the rows as a spreadsheet numbers them: a cell may hold line breaks, a blank line counts."""
    # Blanks after a delimiter are skipped, since outer blanks never count and a quote may follow them.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append((len(rows) + 1, cells))  # the number of rows shows where an error is
    except csv.Error as error:
        raise _parse_error(file, len(rows) + 1, str(error)) from None
    return rows


def _parse_error(file: str, row: int, reason: str) -> RecordError:
    return file_error(
        file,
        f"cannot be parsed as CSV from this row on ({reason})",
        "a closing quote for every opening quote, doubled quotes inside quoted cells, and no cell of more "
        "than 32,767 characters",
        row=row,
    )
