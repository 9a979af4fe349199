"""Small tables of named columns, a thing in each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files.sheets import columns_of
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import ColumnError

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

Cells = Mapping[str, str]
T = TypeVar("T")


def read_rows(
    source: Source,
    table: str,
    columns: Sequence[str],
    read: Callable[[Cells], tuple[object, T]],
    optional: Sequence[str] = (),
) -> tuple[T, ...]:
    """Return what each row of a table says.

    Parameters
    ----------
    columns : sequence of str
        Headings that it has to have; by the first one a row that is listed twice is reported.
    read : callable
        Returns what no two rows may have in common, and what a row says; it may raise `ColumnError`.
    optional : sequence of str
        Further headings; where one is missing its cells are empty.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once.
    """
    sheet = read_table(source, table)
    at = columns_of(sheet, columns, optional)
    used = set(at.values())
    problems = list(sheet.broken)
    found: dict[object, T] = {}
    for row, texts in sheet.rows:
        if bad := sheet.bad_in(row, used):
            problems += bad
            continue
        cells = dict.fromkeys(optional, "") | {name: texts[i].strip() for name, i in at.items()}
        try:
            key, one = read(cells)
            if key in found:
                raise ColumnError(columns[0], "is listed twice", "each once")  # noqa: TRY301
            found[key] = one
        except ColumnError as error:
            value = cells[error.column]
            problems.append(RowProblem(sheet.file, row, error.column, value, error.wrong, error.expected))
    if problems:
        raise RecordError(problems)
    return tuple(found.values())
