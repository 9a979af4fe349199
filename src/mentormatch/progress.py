"""Progress, step by step: logged, shown on request, and passed on to the caller's callback.

All steps go to the logger ``mentormatch``, at INFO. They hold numbers and no personal data: no name, no id.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LOGGER = logging.getLogger("mentormatch")
LOGGER.addHandler(logging.NullHandler())

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Steps:
    """Logs each step, and passes it on to the caller's own callback.

    Parameters
    ----------
    progress : callable, optional
        Called with a sentence.
    """

    progress: Progress | None = None

    def __call__(self, step: str) -> None:
        """Report a step."""
        LOGGER.info(step)
        self.of_solver(step)

    def of_solver(self, progress: object) -> None:
        """Pass on the progress of a solver, which the engine has already logged."""
        if self.progress is not None:
            self.progress(str(progress))


@contextmanager
def shown(verbose: bool) -> Iterator[None]:
    """Show the steps on standard error, with times, for the duration of a call; nothing unless `verbose`."""
    if not verbose:
        yield
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Timed())
    with attached(handler):
        yield


class _Timed(logging.Formatter):
    """``[   0.01 s] step``, in seconds since the call."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def format(self, record: logging.LogRecord) -> str:
        return f"[{time.monotonic() - self._began:7.2f} s] {record.getMessage()}"


@contextmanager
def attached(handler: logging.Handler) -> Iterator[None]:
    """Attach a handler to the logger for the duration of a call; it gets the steps of this thread alone."""
    thread = threading.get_ident()
    handler.addFilter(lambda _: threading.get_ident() == thread)
    _ATTACHED.add(handler)
    try:
        yield
    finally:
        _ATTACHED.remove(handler)


class _Attached:
    """The handlers attached at present; once the last one is removed, the logger is as it was before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handlers = 0
        self._before = LOGGER.level, LOGGER.propagate

    def add(self, handler: logging.Handler) -> None:
        with self._lock:
            if not self._handlers:
                self._before = LOGGER.level, LOGGER.propagate
                self._open()
            self._handlers += 1
            LOGGER.addHandler(handler)

    @staticmethod
    def _open() -> None:
        # If these steps were not shown before, other handlers must not start to show them now.
        if not LOGGER.isEnabledFor(logging.INFO):
            LOGGER.propagate = False
            LOGGER.setLevel(logging.INFO)

    def remove(self, handler: logging.Handler) -> None:
        with self._lock:
            LOGGER.removeHandler(handler)
            self._handlers -= 1
            if not self._handlers:
                level, LOGGER.propagate = self._before
                LOGGER.setLevel(level)


_ATTACHED = _Attached()
