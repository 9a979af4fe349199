"""Shared by compiled code: how it is compiled, a clock for the compiling time, and a heap.

The heap holds numbers of records. A record has a ``key``, by which the heap is ordered, and a ``position``
in the heap, -1 if it is not there.
"""

from __future__ import annotations

import getpass
import math
import os
import stat
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
from numba.core.event import TimingListener, install_listener

from mentormatch.engine.clock import OutOfTimeError

FAR = np.int64(2**62)
"""Farther than any distance reached."""

_njit: Any = nb.njit
_config: Any = nb.config


def _compiler(**more: bool) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles, and keeps what is compiled where that is possible."""
    options = {"nogil": True, "no_cfunc_wrapper": True, **more}

    def compile_(function: Callable[..., Any]) -> Any:
        try:
            return _forgiving(_njit(cache=True, **options)(function))
        except RuntimeError:  # neither the package nor the home can be written to
            keep = keep_in_temporary_folder()
            return _forgiving(_njit(cache=keep, **options)(function))

    return compile_


def keep_in_temporary_folder() -> bool:
    """Have compiled code kept in a temporary folder of this user's own; return whether that works."""
    user = getattr(os, "getuid", getpass.getuser)()
    try:
        folder = Path(tempfile.gettempdir()) / f"mentormatch-compiled-{user}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if not _is_own(folder):
            # Somebody else could put code there that would be run here.
            folder = Path(tempfile.mkdtemp(prefix="mentormatch-compiled-"))
    except OSError:
        warnings.warn("compiled code cannot be kept anywhere, so every run compiles again", stacklevel=2)
        return False
    _config.CACHE_DIR = str(folder)
    warnings.warn(
        f"compiled code cannot be kept with the program or in your home, so it is kept in {folder}",
        stacklevel=2,
    )
    return True


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return os.name == "nt" or (
        stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    )


def _forgiving(compiled: Any) -> Any:
    """Return a compiled function that runs even if it cannot be kept: the disk is full."""
    cache = getattr(compiled, "_cache", None)
    if cache is None:
        return compiled  # compiling is switched off
    save = cache.save_overload

    def save_if_possible(*of_function: Any) -> None:
        try:
            save(*of_function)
        except OSError:
            cache.disable()

    cache.save_overload = save_if_possible
    return compiled


jit: Any = _compiler()
"""Compiles a function that Python calls."""
steps: Any = _compiler(_nrt=False)
"""The same for a function that makes no array; counting references took a third of the kernel's time."""
step: Any = _compiler(_nrt=False, no_cpython_wrapper=True)
"""Compiles a function that only compiled code calls and that makes no array."""
inlined: Any = _compiler(_nrt=False, no_cpython_wrapper=True, forceinline=True)
"""The same, put into what calls it: passing a dozen arrays takes longer than a short step."""


class Clock:
    """Seconds spent on compiling."""

    def __init__(self, listener: Any) -> None:
        self._listener = listener

    @property
    def seconds(self) -> float:
        """Seconds so far; 0.0 if everything was already compiled."""
        return float(self._listener.duration) if self._listener.done else 0.0


@contextmanager
def compiling() -> Iterator[Clock]:
    """Measure the time spent compiling in the block, so that it is not counted as solving."""
    listener = TimingListener()  # type: ignore[no-untyped-call]
    with install_listener("numba:compile", listener):
        yield Clock(listener)


def ready(function: Any, example: Callable[[], object], deadline: float) -> None:
    """Have a function compiled by an example that calls it, if that has not been done in this process.

    Parameters
    ----------
    function : compiled function
        The last one that the example compiles.
    example : callable
    deadline : float
        Value of `time.monotonic`.

    Notes
    -----
    Compiling cannot be stopped. It goes on in a thread of its own if time runs out, so that the next call
    finds it done.

    Raises
    ------
    OutOfTimeError
        If the deadline passes before it is compiled.
    """
    if deadline == math.inf or getattr(function, "signatures", True):
        return
    worker = threading.Thread(target=example, name="compiling")
    worker.start()
    worker.join(min(max(deadline - time.monotonic(), 0.0), threading.TIMEOUT_MAX))
    if worker.is_alive():
        raise OutOfTimeError


@step
def push(records, heap, size, number):  # type: ignore[no-untyped-def]
    """Put a record on the heap, or move it up after its key fell; return the size of the heap."""
    key = records[number]["key"]
    place = np.int64(records[number]["position"])
    if place < 0:
        place = size
        size += 1
    while place > 0:
        above = (place - 1) >> 1
        if records[heap[above]]["key"] <= key:
            break
        heap[place] = heap[above]
        records[heap[place]]["position"] = place
        place = above
    heap[place] = number
    records[number]["position"] = place
    return size


@step
def pop(records, heap, size):  # type: ignore[no-untyped-def]
    """Take the record with the smallest key off a heap of `size`, and return its number."""
    top = np.int64(heap[0])
    records[top]["position"] = -1
    size -= 1
    last = heap[size]
    key = records[last]["key"]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and records[heap[below + 1]]["key"] < records[heap[below]]["key"]:
            below += 1
        if records[heap[below]]["key"] >= key:
            break
        heap[place] = heap[below]
        records[heap[place]]["position"] = place
        place = below
    if size > 0:
        heap[place] = last
        records[last]["position"] = place
    return top
