"""Work done by a process that may be killed at any moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

KILLS = int(os.environ.get("MENTORMATCH_KILLS", "3"))
"""How many; `make soak` has more."""
can_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started otherwise there")


def done(work: Callable[[], object], kill_after: float = 0.0) -> bool:
    """Let a process like this one do it, killed after so many seconds if any; return whether it did."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if kill_after:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {0, -signal.SIGKILL}
    return ended == 0
