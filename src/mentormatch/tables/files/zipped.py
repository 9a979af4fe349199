"""Zip archives opened with suspicion: every member is inflated by us, counted, and capped.

A zip bomb declares small members and inflates to gigabytes. What is handed on here has been inflated and
measured already, in a new archive without compression, so that what was checked is what is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from mentormatch.errors import RecordError
from mentormatch.tables.files.sheets import file_error

MAX_INFLATED = 256 * 2**20
"""Most bytes that a workbook may inflate to."""

MAX_MEMBERS = 10_000
_LOCAL_HEADER = struct.Struct("<26xHH")
_WHOLE = "a workbook as a spreadsheet program saves it; open and save it anew"


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
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise file_error(file, "is a damaged zip archive", _WHOLE) from None
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_INFLATED:
        raise _too_big(file)
    members: dict[str, bytes] = {}
    left = MAX_INFLATED
    for info in infos:
        if info.filename in members:
            raise file_error(file, "holds two parts of one name", _WHOLE)
        members[info.filename] = _member(data, info, left, file)
        left -= len(members[info.filename])
    return members


def _member(data: bytes, info: zipfile.ZipInfo, left: int, file: str) -> bytes:
    if info.flag_bits & 0x1:
        raise file_error(file, "is encrypted", "a workbook saved without a password")
    try:
        name, extra = _LOCAL_HEADER.unpack_from(data, info.header_offset)
        start = info.header_offset + 30 + name + extra
        packed = data[start : start + info.compress_size]
        raw = _unpacked(packed, info.compress_type, left + 1)
    except (struct.error, zlib.error):
        raise file_error(file, "is a damaged zip archive", _WHOLE) from None
    if len(raw) > left:
        raise _too_big(file)
    if len(raw) != info.file_size or zlib.crc32(raw) != info.CRC:
        raise file_error(file, "is a damaged zip archive: a part is not what it declares", _WHOLE)
    return raw


def _unpacked(packed: bytes, method: int, limit: int) -> bytes:
    """Return at most `limit` bytes; whoever asks for one more than allowed sees whether there was more."""
    if method == zipfile.ZIP_STORED:
        return packed[:limit]
    if method != zipfile.ZIP_DEFLATED:
        raise zlib.error("unknown method")
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)


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
