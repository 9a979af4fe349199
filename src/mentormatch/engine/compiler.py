"""numba: compiles functions, and keeps what is compiled where that is possible.

Importing numba takes as long as matching a small scheme, so only `mentormatch.engine.compiled` imports this,
where something is to be compiled.
"""

from __future__ import annotations

import getpass
import os
import stat
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb
from numba.core.event import TimingListener, register

_njit: Any = nb.njit
_config: Any = nb.config
_TIMING: Any = TimingListener()  # type: ignore[no-untyped-call]
register("numba:compile", _TIMING)  # type: ignore[no-untyped-call]


def dispatcher(function: Callable[..., Any], **options: bool) -> Any:
    """Return numba's form of a function, which compiles it when it is first called."""
    options = {"nogil": True, "no_cfunc_wrapper": True, **options}
    try:
        return _forgiving(_njit(cache=True, **options)(function))
    except RuntimeError:  # neither the package nor the home can be written to
        keep = keep_in_temporary_folder()
        return _forgiving(_njit(cache=keep, **options)(function))


def seconds_compiling() -> float:
    """Return the seconds for which this process has compiled so far."""
    return float(_TIMING.duration) if _TIMING.done else 0.0


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
