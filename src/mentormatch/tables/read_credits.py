"""The credits that organisations have from earlier rounds: the table of shares of the round before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.files import as_typed
from mentormatch.tables.read_rows import Cells, read_rows
from mentormatch.tables.rows.cells import number, read_cell
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

    def credit(cells: Cells) -> tuple[str, tuple[str, float]]:
        name = as_typed(cells[field])
        return folded(name), (name, read_cell(cells, CREDIT, number))

    return dict(read_rows(source, "credits", (field, CREDIT), credit))
