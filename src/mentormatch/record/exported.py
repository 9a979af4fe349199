"""Files with personal data that the record writes, noted so that they go with the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from mentormatch.files import write_atomically
from mentormatch.record.chain import Row, append
from mentormatch.record.members import named, numbers, stored
from mentormatch.record.tables import export, metadata

_AT_ONCE = 8
File = tuple[Path, bytes, str | None]
"""Where, what, and whom it is about; once for each of them, or None if it goes with anybody."""


def write_files(db: Connection, files: Sequence[File], day: str, log: Sequence[Row] = ()) -> None:
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
    append(db, metadata.tables["email"], [{**row, "day": day} for row in log])
    found = {path.absolute(): data for path, data, _ in files}
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # each file waits for the disk
        list(pool.map(write_atomically, found, found.values()))
