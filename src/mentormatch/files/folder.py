"""The files of a run appear in a folder as one set, in place of the set of the run before.

Killed at any moment, the folder holds the old set or the new one. On Linux a new folder is filled beside the
old one and the two are exchanged in one step. Where that is not possible (decision 0019 lists where) the new
files are written into a folder within; once it is complete it is renamed, and the files are moved out of it
one by one, by the next run if this one is killed. Files that are not of a run stay.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from mentormatch.errors import OutputError
from mentormatch.files.reading import read_file, shown
from mentormatch.files.writing import cannot_write, put_through, write_new

RECORD = "run.json"
"""The record of a run, which lists the files of its set."""
MATCHING = "matching.mm"
"""The matching itself, in the set of a run that made one."""

_ALWAYS = frozenset({"rejected.csv"})
"""What a run without a result writes, so without a record."""

_NEW, _READY, _OLD_NAMES = ".mentormatch-new", ".mentormatch-ready", ".old-names"
_LARGEST_RECORD = 64 * 2**20
_AT_ONCE = 8
"""Files that are written through at once."""
_PATIENCE = 10.0
"""Seconds to wait for another run that is writing."""


def write_set(folder: Path, files: Mapping[str, bytes], record: Mapping[str, Any] | None = None) -> None:
    """Write the files of a run, in place of those of the run before.

    Parameters
    ----------
    folder : Path
        It is created if it is missing.
    files : mapping of str to bytes
        Name -> contents.
    record : mapping, optional
        What `RECORD` holds beside the names and hashes of the files.

    Raises
    ------
    OutputError
        If they cannot be written, or another run is writing there; the old set stays.
    """
    if record is not None:
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        text = json.dumps({**record, "files": hashes}, indent=2, ensure_ascii=False)
        # First, so that the other files of a set that was never completed are known by it.
        files = {RECORD: f"{text}\n".encode(), **files}
    target = Path(os.path.realpath(folder))
    created = not target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            _finish(target)
            _refuse_folders(target, files)
            old = {name for name in files_of(target) - files.keys() if not _is_folder(target / name)}
            if not _exchanged(target, files, old):
                _moved_in(target, files, old)
    except OSError as error:
        if created:
            with suppress(OSError):
                target.rmdir()
        raise cannot_write(folder, error) from error


def finish_set(folder: Path) -> None:
    """Finish what a run that was killed had begun to move into a folder, before anything there is read.

    Raises
    ------
    OutputError
        If that is not possible.
    """
    target = Path(os.path.realpath(folder))
    try:
        if (target / _READY).exists():
            with _alone(target):
                _finish(target)
    except OSError as error:
        raise cannot_write(folder, error) from error


def files_of(folder: Path) -> frozenset[str]:
    """Return the names of the files that the last run wrote to a folder."""
    try:
        listed = json.loads(read_file(folder / RECORD, _LARGEST_RECORD))["files"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return _ALWAYS  # no record of ours
    return _ALWAYS | {RECORD, *_names(listed)}


def _names(listed: Iterable[object]) -> list[str]:
    """Return those that are names of files, so that nothing in another folder is ever removed."""
    return [name for name in listed if isinstance(name, str) and Path(name).name == name]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other runs from writing to the folder meanwhile; a run that is killed keeps none."""
    if sys.platform == "win32":
        yield
        return
    # The folder itself is exchanged, so that the one above it is locked.
    above = folder.parent if os.access(folder.parent, os.R_OK) else folder
    handle = os.open(above, os.O_RDONLY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    import fcntl

    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OutputError(
                    f"another run is writing to {shown(folder)}: wait until it has ended, then run again"
                ) from None
            time.sleep(0.02)
        except OSError:
            return None  # a network drive without locks


def _finish(folder: Path) -> None:
    """Finish or undo what a run that was killed has left."""
    if (folder / _READY).is_dir():
        _move(folder / _READY, folder)
    if (folder / _NEW).is_dir():
        shutil.rmtree(folder / _NEW)
    if _beside(folder).is_dir():
        _clear(_beside(folder), folder)


def _refuse_folders(folder: Path, names: Collection[str]) -> None:
    for name in names:
        if _is_folder(folder / name):
            raise OutputError(f"cannot write {shown(folder / name)} (it is a folder): choose another folder")


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _beside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.mentormatch"


def _exchanged(folder: Path, files: Mapping[str, bytes], old: Collection[str]) -> bool:
    """Fill a folder beside this one and exchange the two; return whether that was possible."""
    others = [entry for entry in folder.iterdir() if entry.name not in files and entry.name not in old]
    if sys.platform != "linux" or not os.access(folder, os.W_OK) or any(map(_is_folder, others)):
        return False
    beside = _beside(folder)
    try:
        if Path.cwd().is_relative_to(folder):
            return False  # whoever works in this folder would be left in the old one
        beside.mkdir(0o700)
        _fill(beside, files, folder)
        for entry in others:
            os.link(entry, beside / entry.name, follow_symlinks=False)
        _alike(folder, beside)
        _exchange(beside, folder)
    except OSError:
        if beside.is_dir():
            _clear(beside, folder, files)
        return False
    _sync(folder.parent)
    _clear(beside, folder, files)
    return True


def _exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step of the system."""
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if rename is None or rename(here, os.fsencode(one), here, os.fsencode(other), exchange):
        raise OSError(ctypes.get_errno() or errno.ENOSYS, "cannot be exchanged")


def _alike(folder: Path, other: Path) -> None:
    """Give `other` the owner, group, permissions and attributes of `folder`."""
    was, now = folder.stat(), other.stat()
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        os.chown(other, was.st_uid, was.st_gid)
    shutil.copystat(folder, other)
    os.utime(other)


def _clear(beside: Path, folder: Path, more: Collection[str] = ()) -> None:
    """Remove a folder that was filled or exchanged; what is not of a run and only there is moved back."""
    ours = files_of(beside) | files_of(folder) | {RECORD, *more}
    # The record goes last: by it the others are known, if this run is killed too.
    for entry in sorted(beside.iterdir(), key=lambda entry: entry.name == RECORD):
        there = folder / entry.name
        twice = os.path.lexists(there) and os.path.samestat(entry.lstat(), there.lstat())
        if twice or (entry.name in ours and not _is_folder(entry)):
            entry.unlink()
        else:
            free = (folder / f"{entry.name}{'' if not n else f'.{n}'}" for n in count())
            entry.rename(next(path for path in free if not os.path.lexists(path)))
    beside.rmdir()


def _moved_in(folder: Path, files: Mapping[str, bytes], old: Collection[str]) -> None:
    """Fill a folder within this one, and move its files out of it once it is complete."""
    new, ready = folder / _NEW, folder / _READY
    new.mkdir(0o700)
    try:
        _fill(new, {_OLD_NAMES: json.dumps(sorted(old)).encode(), **files}, folder)
        new.rename(ready)
    except OSError:
        shutil.rmtree(new)
        raise
    _sync(folder)
    _move(ready, folder)


def _move(ready: Path, folder: Path) -> None:
    names = ready / _OLD_NAMES
    if names.exists():
        for name in _names(json.loads(names.read_bytes())):
            (folder / name).unlink(missing_ok=True)
        for entry in ready.iterdir():
            if entry != names:
                entry.replace(folder / entry.name)
        names.unlink()
    ready.rmdir()


def _fill(folder: Path, files: Mapping[str, bytes], like: Path) -> None:
    """Write files into a folder, for those who will find them in the folder `like`."""
    from concurrent.futures import ThreadPoolExecutor

    for name, data in files.items():
        # Private until it is whole: it holds personal data.
        write_new(folder / name, data)
        _share(folder / name, like)
        if name in {_OLD_NAMES, RECORD}:
            put_through(folder / name)  # before the others, which are known by it
    # A disk writes several files through in the time of one or two.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(put_through, [folder / name for name in files]))
    _sync(folder)


def _share(file: Path, folder: Path) -> None:
    """Let the group of a folder read and write a file as far as it may the folder; nobody else."""
    group = folder.stat().st_mode & (stat.S_IRGRP | stat.S_IWGRP)
    if sys.platform == "win32" or not group:
        return
    with suppress(OSError):  # whoever is not of that group keeps the file to themselves
        if file.stat().st_gid != folder.stat().st_gid:
            os.chown(file, -1, folder.stat().st_gid)
        file.chmod(stat.S_IRUSR | stat.S_IWUSR | group)


def _sync(folder: Path) -> None:
    """Write the names in a folder through to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
