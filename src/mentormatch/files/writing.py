"""One file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from mentormatch.errors import OutputError
from mentormatch.files.reading import refuse_impossible, shown, shown_name

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FILE = {errno.EISDIR, errno.EINVAL, errno.ENAMETOOLONG}


def write_atomically(path: Path, data: bytes) -> None:
    """Write to a temporary file in the same folder, then move it into place; on failure an old file stays.

    A new file is private; in place of an old one it is for those who could read that.

    Raises
    ------
    OutputError
        If it cannot be written: a read-only folder, a full disk.
    """
    temporary = ""
    try:
        _refuse_others(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".mentormatch-")
        # mkstemp makes the file private; a new one stays so: it holds personal data.
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True) if temporary else None
        raise cannot_write(shown_name(path), error) from error


def _refuse_others(path: Path) -> None:
    refuse_impossible(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is a pipe or a device")


def write_new(path: Path, data: bytes) -> None:
    """Write a new file that is private; it is still to be put through to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def put_through(path: Path) -> None:
    """Put what a file holds through to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(what: str | Path, error: OSError) -> OutputError:
    """Return the error of a file or folder that cannot be written, with what to do about it."""
    why = error.strerror or type(error).__name__
    if error.errno in _FULL:
        advice = "free some space, or choose a folder on another disk"
    elif isinstance(error, (FileExistsError, NotADirectoryError)):
        why, advice = "there is a file in the place of a folder", "choose another folder"
    elif error.errno in _NO_FILE:
        advice = "give the name of a file"
    else:
        advice = "choose a folder that you can write to"
    return OutputError(f"cannot write {shown(what)} ({why}): {advice}")
