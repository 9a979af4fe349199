"""Real files for tests of reading: CSV files and workbooks in a temporary folder."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

PERSON = {"id": "e1", "name": "Ann Other", "consent": "yes"}


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8") -> Path:
    """Write rows with the headings of all of them, in order of appearance."""
    header = list(dict.fromkeys(name for row in rows for name in row)) or ["id"]
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(
    path: Path, sheets: Mapping[str, Iterable[Sequence[object]]], *, formulas: bool = True
) -> Path:
    """Write sheets of rows; without `formulas` a text that starts with = stays text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str) and not formulas:
                    cell.data_type = "s"
    book.save(path)
    return path


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Rewrite a workbook with some parts changed; None omits a part."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)
    return path
