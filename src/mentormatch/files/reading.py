"""Files that are read: regular ones, of a size that fits; never a pipe that no one writes to."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from os import PathLike
from pathlib import Path


def shown(path: str | PathLike[str]) -> str:
    """Return a path, or a name, for messages and tables; bytes that are no text become escapes."""
    text = str(path)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1].replace("\\udc", "\\x") for c in text)


def shown_name(path: Path) -> str:
    """Return the name of a file or folder for messages, without the folders that it is in."""
    return shown(path.name or path)  # "." has no name


def refuse_impossible(path: str | PathLike[str]) -> None:
    """Raise `OSError` if no file can have such a name, for which Python has errors of other kinds."""
    try:
        possible = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise OSError(errno.EINVAL, "no file can have such a name")


@contextmanager
def open_file(path: str | PathLike[str]) -> Iterator[BufferedReader]:
    """Open a regular file.

    Raises
    ------
    OSError
        If there is none, or it may not be read; `strerror` says why.
    """
    source = Path(path)
    refuse_impossible(source)
    mode = source.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device")
    with source.open("rb") as file:
        yield file


def read_file(path: str | PathLike[str], most: int) -> bytes:
    """Return the contents of a regular file of at most `most` bytes.

    Raises
    ------
    OSError
        As `open_file`, and if the file is larger.
    """
    with open_file(path) as file:
        if Path(path).stat().st_size > most:
            raise OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB")
        return file.read()
