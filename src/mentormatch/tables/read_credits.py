"""The credits that organisations have from earlier rounds: the table of shares of the round before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem
from mentormatch.files import as_typed
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import missing_heading
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import CellError, number
from mentormatch.text import folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

CREDIT = "credit_after"


def read_credits(source: Source, field: str) -> dict[str, float]:
    """Read the credits of organisations.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A table with the column `field` and the column ``credit_after``, such as ``shares.csv``. An empty name
        stands for those who gave none. Further columns are left unread.
    field : str
        The field of the policy's shares.

    Returns
    -------
    dict of str to float
        For `Shares.credits`, in places.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once: no number, an organisation listed twice.
    """
    sheet = read_table(source, "credits")
    keys, columns = [heading_key(heading) for heading in sheet.header], (field, CREDIT)
    missing = [name for name in columns if heading_key(name) not in keys]
    if missing:
        raise RecordError([missing_heading(sheet, name, listed=name == missing[0]) for name in missing])
    name_at, credit_at = (keys.index(heading_key(name)) for name in columns)
    problems, found, listed = list(sheet.broken), dict[str, float](), set[str]()
    for row, cells in sheet.rows:
        name, credit = as_typed(cells[name_at].strip()), cells[credit_at].strip()
        if folded(name) in listed:
            problems.append(RowProblem(sheet.file, row, field, name, "is listed twice", "each once"))
        listed.add(folded(name))
        try:
            found[name] = number(credit)
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, CREDIT, credit, error.wrong, error.expected))
    if problems:
        raise RecordError(problems)
    return found
