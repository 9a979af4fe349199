"""Zip archives opened with suspicion: every member is inflated, measured and capped before it is used.

A zip bomb declares small members and inflates to gigabytes. What is handed on here has been inflated and
measured already, in a new archive without compression, so that what was checked is what is read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from mentormatch.errors import RecordError
from mentormatch.tables.files.sheets import file_error

MAX_INFLATED = 256 * 2**20
"""Most bytes that a workbook may inflate to."""

MAX_MEMBERS = 10_000
_WHOLE = "a workbook as a spreadsheet program saves it; open it and save it again"


def inflate(data: bytes, file: str) -> dict[str, bytes]:
    """Return the members of a zip archive, by name.

    Raises
    ------
    RecordError
        If it is damaged or encrypted, has a member twice, or inflates to more than `MAX_INFLATED` bytes,
        whatever sizes it declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check(infos, file)
            return {info.filename: _member(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        wrong = "is a damaged zip archive, or a part of it is not what it declares"
        raise file_error(file, wrong, _WHOLE) from None


def _check(infos: list[zipfile.ZipInfo], file: str) -> None:
    """Refuse what can be refused by what the archive declares."""
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_INFLATED:
        raise _too_big(file)
    if len({info.filename for info in infos}) < len(infos):
        raise file_error(file, "contains two parts with one name", _WHOLE)
    if any(info.flag_bits & 0x1 for info in infos):
        raise file_error(file, "is encrypted", "a workbook saved without a password")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member; one that holds more than it declares is found out by its checksum."""
    # Only these two are inflated piece by piece, so that a bomb never fills the memory.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotImplementedError
    with archive.open(info) as member:
        # Without a number of bytes, all that a lying member holds would be inflated at once.
        return member.read(info.file_size + 1)


def _too_big(file: str) -> RecordError:
    return file_error(
        file,
        "inflates to too much data",
        f"at most {MAX_INFLATED // 2**20} MiB; copy the table alone into a new workbook, or save it as CSV",
    )


def stored(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of `members`, without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
