"""What documents say of a scheme and its people, read from its record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentormatch.report.word import printable

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record


class OfRecord:
    """Rows of a record as dictionaries; what is missing is None.

    Parameters
    ----------
    record : Record
    """

    def __init__(self, record: Record) -> None:
        self.record = record

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table, in the order in which they were written."""
        return plain(self.record.rows(table))

    def last(self, table: str, by: str) -> dict[Any, dict[str, Any]]:
        """Return the last row for each value of a column: it counts."""
        return {row[by]: row for row in self.rows(table)}

    @cached_property
    def scheme(self) -> Mapping[str, Any]:
        """The registration; every column is None if there is none."""
        rows = self.record.rows("scheme")
        return next(reversed(plain(rows)), dict.fromkeys(rows.columns))

    @cached_property
    def personal(self) -> list[dict[str, Any]]:
        """Rows of personal data, each of a kind."""
        return self.rows("personal")

    @cached_property
    def forms(self) -> Mapping[tuple[str, int], Mapping[str, Any]]:
        """What people gave, by role and number; only what differs from an empty form."""
        rows = [row for row in self.personal if row["kind"] in {"mentee", "mentor"}]
        return {(row["kind"], row["person"]): json.loads(row["data"]) for row in rows}

    @cached_property
    def officers(self) -> Mapping[str, Mapping[int, str]]:
        """Role -> the names of those who have it, by number."""
        names = {number: form.get("name") or form["id"] for (_, number), form in self.forms.items()}
        officers = [row for row in self.personal if row["kind"] == "officer"]
        names |= {row["person"]: json.loads(row["data"]) for row in officers}
        found: dict[str, dict[int, str]] = {}
        for row in self.rows("officer"):
            if row["person"] in names:
                found.setdefault(row["role"], {})[row["person"]] = names[row["person"]]
        return found


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries of plain values."""
    whole = frame.convert_dtypes().astype(object)  # or numbers of which some are missing would be floats
    return [
        {str(name): printable(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in whole.where(frame.notna(), None).to_dict("records")
    ]
