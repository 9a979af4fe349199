"""Where a table comes from: a path or a DataFrame, recognised and opened safely."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.errors import ArgumentError, RecordError
from mentormatch.files import read_file, shown_name
from mentormatch.tables.files.expected import IN_ROW_1, Expected
from mentormatch.tables.files.sheets import OLE_MAGIC, SAVE_AS_XLSX, ZIP_MAGIC, Sheet, file_error
from mentormatch.text import clean_line

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

    from mentormatch.tables.files.workbooks import Workbook

    Source = str | PathLike[str] | IntoDataFrame

MAX_BYTES = 256 * 2**20
"""Largest file that is read, in bytes."""

_PARQUET_MAGIC = b"PAR1"
_PART_OF_XLSX = b"xl/workbook"

_REFUSED = {
    ".xls": "is in the old Excel format (.xls)",
    ".xlsm": "may contain macros (.xlsm)",
    ".xlsb": "is in Excel's binary format (.xlsb)",
    ".ods": "is in the OpenDocument format (.ods)",
}


def read_table(
    source: Source,
    table: str,
    separator: str = ";",
    expected: Expected = IN_ROW_1,
    sheet: str | None = None,
    separators: Mapping[str, str] | None = None,
) -> Sheet:
    """Return the table in a CSV file, a parquet file, a workbook or a DataFrame.

    Parameters
    ----------
    table : str
        Name of its sheet in a workbook with several, and of a DataFrame in messages.
    separator : str
        Character between the entries of a list in a cell.
    expected : Expected
        Headings that the table may have.
    sheet : str, optional
        Name of the sheet to read in a workbook.
    separators : mapping of str to str, optional
        Heading, as it compares -> the character of that column.

    Raises
    ------
    RecordError
        If it cannot be read as a table.
    ArgumentError
        If it is neither a path nor a DataFrame.
    """
    if not isinstance(source, str | PathLike):
        from mentormatch.tables.files.frames import is_frame, read_frame

        if not is_frame(source):
            advice = "give the path of a file, or a DataFrame of pandas, Polars or Arrow that is in memory"
            raise ArgumentError(table, "a path or a DataFrame", source, advice)
        return read_frame(source, table, separator, expected, separators)
    path = Path(source)
    data = read_bytes(path)
    if _is_parquet(path, data):
        from mentormatch.tables.files.frames import read_frame
        from mentormatch.tables.files.parquet import opened

        _refuse_sheet(sheet, path, "parquet")
        return read_frame(opened(data, shown_name(path)), shown_name(path), separator, expected, separators)
    if is_workbook(path, data):
        from mentormatch.tables.files.workbooks import open_workbook

        book = open_workbook(data, shown_name(path))
        return book.sheet(book.only(table) if sheet is None else book.named(sheet), expected)
    _refuse_sheet(sheet, path, "CSV")
    from mentormatch.tables.files.delimited import read_delimited

    return read_delimited(data, shown_name(path), expected)


def _refuse_sheet(sheet: str | None, path: Path, kind: str) -> None:
    if sheet is not None:
        wrong = f"is a {kind} file, and has no sheet '{clean_line(sheet)}'"
        raise file_error(shown_name(path), wrong, "a workbook (.xlsx), or no sheet asked for")


def read_workbook(source: str | PathLike[str]) -> Workbook:
    """Open an Excel workbook that holds several tables.

    Raises
    ------
    RecordError
        If it is no workbook, or cannot be read safely.
    """
    from mentormatch.tables.files.workbooks import open_workbook

    path = Path(source)
    data = read_bytes(path)
    if not is_workbook(path, data):
        raise file_error(
            shown_name(path),
            "is not a workbook",
            "an Excel workbook (.xlsx) with the sheets mentees and mentors, or two separate files; "
            "or one form for both roles, with `role` in the column map",
        )
    return open_workbook(data, shown_name(path))


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file of a format that is read, and of a size that fits.

    Raises
    ------
    RecordError
        If there is no such file, it is too large, or its ending says that it is in another format.
    """
    name = shown_name(path)
    refused = _REFUSED.get(path.suffix.lower())
    if refused is not None:
        raise file_error(name, refused, SAVE_AS_XLSX)
    try:
        return read_file(path, MAX_BYTES)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> RecordError:
    if error.errno == errno.EFBIG:
        return file_error(name, "is too large", f"a file of at most {MAX_BYTES // 2**20} MiB")
    if error.errno in {errno.ENOENT, errno.EISDIR, errno.EINVAL}:
        wrong = f"is not a file ({error.strerror})"
        return file_error(name, wrong, "the path of a CSV file, a parquet file or an Excel workbook")
    return file_error(name, f"cannot be opened ({error.strerror})", "a file that you may read")


def is_named(source: str | PathLike[str], ending: str) -> bool:
    """Return whether a file is named as one of a format is."""
    return Path(source).suffix.lower() == ending


def is_workbook(path: Path, data: bytes) -> bool:
    """Return whether a file is a workbook, by its contents; its ending has to agree.

    Raises
    ------
    RecordError
        If the ending and the contents disagree.
    """
    if data.startswith(ZIP_MAGIC) and _PART_OF_XLSX not in data and not is_named(path, ".xlsx"):
        raise file_error(shown_name(path), "is a document or an archive, not a table", SAVE_AS_XLSX)
    wanted = "a workbook that Excel opens", SAVE_AS_XLSX
    return _is_of(path, ".xlsx", "a workbook", wanted, packed=data.startswith((ZIP_MAGIC, OLE_MAGIC)))


def _is_parquet(path: Path, data: bytes) -> bool:
    """Return the same of parquet."""
    wanted = "a parquet file, not encrypted, or the ending of what it is", "the ending .parquet"
    return _is_of(path, ".parquet", "a parquet file", wanted, packed=data.startswith(_PARQUET_MAGIC))


def _is_of(path: Path, ending: str, kind: str, wanted: tuple[str, str], *, packed: bool) -> bool:
    """Return whether a file is of a kind; `wanted` is what is expected where only its ending or it is."""
    named = is_named(path, ending)
    if named and not packed:
        raise file_error(shown_name(path), f"is named {ending} but is not {kind}", wanted[0])
    if packed and not named:
        wrong = f"is {kind} by its contents but is not named {ending}"
        raise file_error(shown_name(path), wrong, wanted[1])
    return packed
