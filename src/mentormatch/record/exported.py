"""Files with personal data that the record writes, noted so that they go with the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from mentormatch.files import write_atomically
from mentormatch.record.chain import append
from mentormatch.record.members import named, numbers, stored
from mentormatch.record.tables import export

File = tuple[Path, bytes, str | None]
"""Where, what, and whom it is about; None if it is about several people."""


def write_files(db: Connection, files: Sequence[File], day: str) -> None:
    """Write files, and note them; see `Record.write_files`."""
    known = numbers(stored(db))
    rows = [
        {
            "person": None if who is None else known.get(who) or named(db, who, ""),
            "path": str(path.absolute()),
            "sha256": sha256(data).hexdigest(),
            "day": day,
        }
        for path, data, who in files
    ]
    append(db, export, rows)
    for path, data in {path.absolute(): data for path, data, _ in files}.items():
        write_atomically(path, data)
