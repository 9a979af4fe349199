"""What documents say of a scheme and its people, read from its record; and their files, noted in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError
from mentormatch.files import shown
from mentormatch.people.person import ROLES

if TYPE_CHECKING:
    from mentormatch.record.record import Record

Documents = Mapping[str, tuple[Sequence[str], Mapping[str, Any]]]
"""Name of a document -> pseudonyms of all who are named in it, and what its template is filled with."""


class OfRecord:
    """Rows of a record as dictionaries, oldest first; what is missing is None.

    Attributes
    ----------
    scheme : mapping
        The registration; every column is None if there is none.
    forms : mapping
        (Role, number) -> what somebody gave that differs from an empty form.
    officers : mapping
        Role -> number -> name.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self._read: dict[str, list[dict[Any, Any]]] = {}
        self.scheme: Mapping[str, Any] = next(
            reversed(self.rows("scheme")), dict.fromkeys(record.rows("scheme").columns)
        )
        data = {(row["kind"], row["person"]): json.loads(row["data"]) for row in self.rows("personal")}
        self.forms = {key: form for key, form in data.items() if key[0] in ROLES}
        names = {number: form.get("name") or form["id"] for (_, number), form in self.forms.items()}
        names |= {number: name for (kind, number), name in data.items() if kind == "officer"}
        self.officers: dict[str, dict[int, str]] = {}
        for row in self.rows("officer"):
            if row["person"] in names:
                self.officers.setdefault(row["role"], {})[row["person"]] = names[row["person"]]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table; each table is read once."""
        if table not in self._read:
            frame = self.record.rows(table)
            plain = frame.convert_dtypes().astype(object)  # or numbers of which some are missing are floats
            self._read[table] = plain.where(frame.notna(), None).to_dict("records")
        return self._read[table]

    def last(self, table: str, *by: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Return the last row for each entry of some columns: it counts."""
        return {tuple(row[name] for name in by): row for row in self.rows(table)}


def save_each(
    record: Record,
    folder: str | Path,
    suffix: str,
    documents: Documents,
    written: Callable[[Mapping[str, Any]], bytes],
) -> list[Path]:
    """Write new documents, noted so that each goes with whoever is named in it.

    Raises
    ------
    OutputError
        If one of the files is there: somebody may have written in it.
    """
    paths = {Path(folder) / f"{name}{suffix}": document for name, document in documents.items()}
    if there := [path for path in paths if os.path.lexists(path)]:
        raise OutputError(f"{shown(there[0])} is there already: choose another folder")
    files = [(path, written(values), about) for path, (about, values) in paths.items()]
    record.write_files([(path, data, who) for path, data, about in files for who in about])
    return list(paths)
