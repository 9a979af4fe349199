"""One measurement in a process of its own, which is ended with all that it started when its time is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

from suite.registry import Facts

FOLDER = Path(__file__).parents[1]
STARTING = 120.0
"""Seconds for imports and warming up, before the limit begins to run; and for metrics afterwards."""


def measure(job: Facts, limit: float) -> Iterator[Facts]:
    """Do a job elsewhere; yield the lines as it reports them, the last perhaps ``late`` or ``error``."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(FOLDER), os.environ.get("PYTHONPATH", "")])
    }
    command = [sys.executable, "-m", "suite", "--job", json.dumps(job)]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, env=environment, start_new_session=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            ended = yield from _listen(process.stdout, limit)
            if ended and process.wait() != 0:
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip().splitlines()
                yield {"error": said[-1] if said else f"ended with code {process.returncode}"}
        finally:  # late, or nobody listens any more
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _listen(stream: IO[bytes], limit: float) -> Generator[Facts, None, bool]:
    """Yield lines until the stream ends or the time is up; return which. The clock starts at ``begun``."""
    lines: Queue[bytes] = Queue()
    Thread(target=_pour, args=(stream, lines), daemon=True).start()
    until = time.monotonic() + max(STARTING, limit)
    while True:
        try:
            line = lines.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            yield {"late": f"more than {limit:g} s"}
            return False
        if not line:
            return True
        facts: Facts = json.loads(line)
        if "begun" in facts:
            until = time.monotonic() + 1.05 * limit + 1
        elif "peak" in facts:  # solved: what follows is checking, and loading the next
            until = time.monotonic() + 4 * limit + STARTING
        yield facts


def _pour(stream: IO[bytes], lines: Queue[bytes]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(b"")


def merged(lines: Iterable[Facts]) -> Facts:
    """Return all facts of a job in one."""
    found: Facts = {}
    for line in lines:
        found |= line
    return found


def parts(lines: Iterable[Facts]) -> Iterator[list[Facts]]:
    """Yield the lines from each ``begun`` to the next; what comes before the first is a part of its own."""
    found: list[Facts] = []
    for line in lines:
        if "begun" in line and found:
            yield found
            found = []
        found.append(line)
    if found:
        yield found


def status(facts: Facts, limit: float) -> Facts:
    """Add whether a method is done, late, unfit, wrong (it breaks rules) or failed, and why.

    One that ran out of time with an answer that is not proved is late as well.
    """
    for kind, key in (("failed", "error"), ("unfit", "unfit")):
        if key in facts:
            return {**facts, "status": kind, "why": facts[key]}
    gap = facts.get("gap", 0.0)
    if "late" in facts or gap != 0.0 or facts.get("seconds", 0.0) > limit:
        left = ", no bound" if gap is None else f", gap {gap:.4%}" if gap else ""
        return {**facts, "status": "late", "why": f"more than {limit:g} s{left}"}
    return {**facts, "status": "wrong" if facts.get("fault") else "done", "why": facts.get("fault", "")}
