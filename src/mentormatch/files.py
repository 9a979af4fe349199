"""Files that are written whole or not at all, and cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.errors import OutputError

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_atomically(path: Path, data: bytes) -> None:
    """Write to a temporary file in the same folder, then move it into place; on failure an old file stays.

    Raises
    ------
    OutputError
        If it cannot be written: a read-only folder, a full disk.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file private; keep that: it holds personal data.
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True) if temporary else None
        raise OutputError(
            f"cannot write {path.name} ({error.strerror}): choose a folder that you can write to"
        ) from error


def as_text(value: object) -> object:
    """Return a cell so that a spreadsheet shows it as typed: a leading apostrophe before = + - @ and such."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which spreadsheets need to show accents."""
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name]) or safe[name].dtype == object:
            safe[name] = safe[name].map(as_text)
    safe.columns = pd.Index([as_text(name) for name in safe.columns])
    text: str = safe.to_csv(index=False, lineterminator="\r\n", float_format="%.6g")
    return text.encode("utf-8-sig")
