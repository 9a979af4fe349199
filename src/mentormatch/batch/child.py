"""A process that works on one scheme after another, within limits; killed or ended, it is replaced.

Each is a loky executor of one worker: whatever happens to it is of the one scheme that it had, and no other
is hit.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import ShutdownExecutorError

from mentormatch.batch.jobs import Job
from mentormatch.batch.outcomes import Made, failed

_ONE_THREAD: Mapping[str, str] = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
     "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS"), "1",
)  # fmt: skip
_ENDED = re.compile(r"(SIG[A-Z0-9]+)\(-\d+\)")
_START = 300.0
"""Seconds within which a process has to start."""
_LOOK = 0.5
"""Seconds after which a process ends whose parent has been killed."""


class Child:
    """A process that works on one scheme at a time; it is started when it is needed."""

    def __init__(self) -> None:
        self._pool: Any = None
        self._closed = False

    def run(self, job: Job) -> Made:
        """Return what a scheme comes to, which is a failure in words if the process does not survive it."""
        settings = job.settings
        try:
            future: Future[Made | None] = self._started().submit(_within_limits, job)
            if made := future.result(settings.seconds):
                return made
            words = f"it needs more than {settings.memory_gb:g} GiB of memory: set a larger memory_gb for it"
        except TimeoutError:
            words = (
                f"it was ended after {settings.seconds:g} s: if it needs longer, set larger seconds for it"
            )
        except BrokenProcessPool as error:
            words = _cause(str(error))
        except (CancelledError, ShutdownExecutorError):
            return failed(job, "it was interrupted")
        self.close(for_good=False)
        return failed(job, words)

    def _started(self) -> Any:
        if self._closed:
            raise CancelledError
        if self._pool is None:
            pool = ProcessPoolExecutor(1, env=_ONE_THREAD, initializer=_begin, initargs=(os.getpid(),))
            self._pool = pool
            try:
                pool.submit(_import).result(_START)
            except TimeoutError:
                raise BrokenProcessPool("it did not start") from None
        return self._pool

    def close(self, *, for_good: bool = True) -> None:
        """Kill the process, whatever it is doing."""
        self._closed = self._closed or for_good
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(kill_workers=True)


def without_ctrl_c() -> None:
    """Leave Ctrl-C to the main thread: processes that this one starts do not get it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


def _cause(ended: str) -> str:
    """Return in words how a process ended, by what loky says of it."""
    found = _ENDED.search(ended)
    sign = "without a word" if found is None else f"by {found[1]}"
    likely = {"SIGKILL": ", as systems do when memory is short", "SIGABRT": ", as when memory runs out"}
    return f"its process was ended {sign}{likely.get(found[1], '') if found else ''}: run it again"


def _begin(parent: int) -> None:
    """Set up a new process: it says nothing, and ends with its parent."""
    faulthandler.disable()
    gc.disable()  # until all is imported
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def _import() -> None:
    """Import what every scheme needs, so that no scheme pays for it; over many, compiling pays."""
    import mentormatch.batch.work
    import mentormatch.engine.compiler
    import mentormatch.engine.solve  # noqa: F401

    gc.freeze()  # what is imported is no garbage: it need not be looked at with every scheme
    gc.enable()


def _within_limits(job: Job) -> Made | None:
    from mentormatch.batch.work import work

    try:
        with _at_most(job.settings.memory_gb):
            return work(job)
    except MemoryError:
        return None


@contextmanager
def _at_most(gib: float) -> Iterator[None]:
    """Let this process take so much memory at most, beyond what it has, where the system can see to that."""
    if sys.platform == "win32":
        yield
        return
    import resource

    # What may be written to, not what is mapped: libraries map far more than they use.
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = _held() + int(gib * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (most if before[1] < 0 else min(most, before[1]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _held() -> int:
    """Return the bytes of memory that the process has, as the limit counts them; 0 if they are not known."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
