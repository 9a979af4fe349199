"""The members of a saved matching, read with suspicion: nothing is inflated further than it can be right.

A zip file may declare gigabytes, hold a member twice, or describe an array larger than any memory. So JSON is
capped by its compressed size, and an array is read only if its size in the archive is that of the type and
shape expected of it.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Collection, Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from pydantic import BaseModel, ConfigDict, StringConstraints

from mentormatch.arrays import sealed
from mentormatch.errors import MatchingFileError

FORMAT = 2
READ = (1, FORMAT)
"""Formats that can be read; the first had neither a history nor what a rematch adds."""
MANIFEST = "manifest.json"
RUN = "run.json"

_MOST_JSON = 64 * 2**20
_MOST_INFLATION = 150
"""JSON may inflate to the larger of these: bytes, and times its compressed size. Records that differ only in
their id come close to a hundred times."""
_MOST_HEADER = 2**12
"""Bytes before the numbers of an array: more than numpy writes for any of ours."""


def seal(run: Mapping[str, Any], checksums: Mapping[str, str]) -> str:
    """Return the checksum of a run together with the people, the policy and the arrays that it is of.

    Parts that belong to different files do not go together, even if each is whole. It guards against mistakes
    alone: whoever forges a file can compute it, too.
    """
    others = {name: checksum for name, checksum in checksums.items() if name != RUN}
    return hashlib.sha256(json.dumps([run, others], sort_keys=True).encode()).hexdigest()


class Strict(BaseModel):
    """Base of what a file must hold: no other keys, and no other types than those stated."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class _Manifest(Strict):
    format: int
    sha256: Mapping[str, Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]]


NO_MATCHING = "is not a saved matching", "give the matching.mm that match or rematch wrote"


def refused(what: str, advice: str = "match again, or use an earlier copy") -> MatchingFileError:
    """Return the error of a file, whose name `load` puts before it."""
    return MatchingFileError(f"{what}: {advice}")


class Archive:
    """The members of an open zip file.

    Attributes
    ----------
    format : int
    checksums : mapping of str to str
        Member -> SHA-256 of its content.

    Raises
    ------
    MatchingFileError
        If a member is there twice, or is not listed in the manifest, or the format cannot be read. Messages
        do not name the file.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        infos = archive.infolist()
        self._infos = {info.filename: info for info in infos}
        if len(self._infos) < len(infos):
            raise refused("holds two parts of one name")
        if MANIFEST not in self._infos:
            raise refused(*NO_MATCHING)
        manifest = _Manifest.model_validate_json(self._read(MANIFEST, self._most_json(MANIFEST)))
        if manifest.format not in READ:
            number = manifest.format if abs(manifest.format) < 10**9 else "of a huge number"
            raise refused(
                f"has format {number}, but this version reads {READ[0]} to {FORMAT}",
                "use the version of mentormatch that wrote it",
            )
        self.format = manifest.format
        self.checksums = manifest.sha256
        self.expect({MANIFEST, *self.checksums})

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def expect(self, names: Collection[str]) -> None:
        """Raise `MatchingFileError` unless the members are exactly these."""
        missing = sorted(set(names) - set(self._infos))
        if missing:
            raise refused("is not a complete matching file, as a part is missing")
        if len(self._infos) > len(set(names)):
            raise refused("holds parts that no saved matching has")

    def json(self, name: str) -> bytes:
        """Return a member of JSON, as text."""
        return self._checked(name, self._most_json(name))

    def size(self, name: str) -> int:
        """Return how many bytes a member claims to hold."""
        return self._infos[name].file_size

    def array(self, name: str, dtype: DTypeLike, *shape: int) -> NDArray[Any]:
        """Return an array of a known shape, read-only."""
        return self._array(name, np.dtype(dtype), shape, math.prod(shape))

    def column(self, name: str, dtype: DTypeLike, most: int) -> NDArray[Any]:
        """Return an array of one dimension and at most so many numbers, read-only."""
        return self._array(name, np.dtype(dtype), None, most)

    def _array(
        self, name: str, dtype: np.dtype[Any], shape: tuple[int, ...] | None, most: int
    ) -> NDArray[Any]:
        """Return an array; without a shape, one of one dimension."""
        data = self._checked(name, most * dtype.itemsize + _MOST_HEADER)
        head = io.BytesIO(data)
        if np.lib.format.read_magic(head) != (1, 0):
            raise refused(f"is damaged: {name} in it is not an array as mentormatch saves it")
        found, by_column, kind = np.lib.format.read_array_header_1_0(head)
        whole = math.prod(found) * dtype.itemsize == len(data) - head.tell()
        fits = len(found) == 1 if shape is None else found == shape
        if by_column or kind != dtype or not fits or not whole:
            wanted = "one dimension" if shape is None else f"shape {shape}"
            raise refused(f"is damaged: {name} in it is not an array of {dtype} of {wanted}")
        return sealed(np.frombuffer(data, kind, math.prod(found), head.tell()).reshape(found))

    def _most_json(self, name: str) -> int:
        return max(_MOST_JSON, _MOST_INFLATION * self._infos[name].compress_size)

    def _checked(self, name: str, most: int) -> bytes:
        """Return a member whose checksum is that of the manifest."""
        data = self._read(name, most)
        if hashlib.sha256(data).hexdigest() != self.checksums[name]:
            raise refused(f"is damaged: the checksum of {name} does not match")
        return data

    def _read(self, name: str, most: int) -> bytes:
        info = self._infos[name]
        if info.file_size > most:
            raise refused(f"is damaged: {name} in it is larger than it can be")
        # Other methods are inflated as a whole, whatever size is asked for.
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise refused(f"is damaged: {name} in it is compressed by an unknown method")
        with self._archive.open(info) as member:
            return member.read(info.file_size + 1)
