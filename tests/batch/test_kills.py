"""Killed at any moment, a batch leaves whole results; started again, it ends with the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from pathlib import Path

from helpers.batch_folders import Served, contents
from helpers.killed import KILLS, can_fork, done
from mentormatch.batch.run import run_batch

PROCESSES = max(1, KILLS // 3)
"""Kills with processes that have to be started first, which takes longer."""


def wholes(results: Path, expected: dict[str, str]) -> None:
    """Check that each scheme that has results has all of them; what was being prepared does not count."""
    found = {name: one for name, one in contents(results).items() if not name.startswith(".")}
    names = {name.split("/")[0] for name in found}
    assert found.items() <= expected.items()
    assert found == {name: one for name, one in expected.items() if name.split("/")[0] in names}


def descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    own = [int(one) for task in tasks.glob("*/children") for one in task.read_text("ascii").split()]
    return [*own, *(below for one in own for below in descendants(one))]


@can_fork
def test_the_parent_is_killed(fresh: Served) -> None:
    draw = random.Random(KILLS)
    began = time.monotonic()
    assert done(lambda: run_batch(fresh.run, backend="serial"))
    seconds = time.monotonic() - began
    for _ in range(KILLS):
        shutil.rmtree(fresh.results)
        done(lambda: run_batch(fresh.run, backend="serial"), draw.uniform(0, seconds))
        wholes(fresh.results, fresh.expected)
        assert run_batch(fresh.run, backend="serial").succeeded
        assert contents(fresh.results) == fresh.expected


@can_fork
def test_the_parent_of_processes_is_killed_and_so_end_they(fresh: Served) -> None:
    draw = random.Random(KILLS)
    for _ in range(PROCESSES):
        shutil.rmtree(fresh.results, ignore_errors=True)
        parent = os.fork()
        if not parent:
            try:
                run_batch(fresh.run, workers=1)
            finally:
                os._exit(0)
        patience = time.monotonic() + 60
        while not (fresh.results / "s000").exists() and time.monotonic() < patience:
            time.sleep(0.02)
        time.sleep(draw.uniform(0, 0.3))
        there = descendants(parent)
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
        wholes(fresh.results, fresh.expected)
        assert run_batch(fresh.run, backend="serial").succeeded
        assert contents(fresh.results) == fresh.expected
        patience = time.monotonic() + 30
        while any(Path(f"/proc/{pid}/exe").exists() for pid in there) and time.monotonic() < patience:
            time.sleep(0.05)
        assert not [pid for pid in there if Path(f"/proc/{pid}/exe").exists()]


@can_fork
def test_processes_are_killed(fresh: Served) -> None:
    draw = random.Random(KILLS)
    for round_ in range(PROCESSES):
        shutil.rmtree(fresh.results, ignore_errors=True)
        killing = Killing(draw.uniform(0, 0.15))
        if round_ % 3 == 2:
            killing.start()  # so that it may hit a process that is only starting
        found = run_batch(fresh.run, workers=2, progress=killing.start)
        killing.end()
        failed = [one.detail for one in found.outcomes if one.state == "failed"]
        assert len(failed) <= len(killing.killed)
        assert all("ended by SIGKILL" in one for one in failed)
        assert not workers()
        wholes(fresh.results, fresh.expected)
        assert run_batch(fresh.run, backend="serial").succeeded
        assert contents(fresh.results) == fresh.expected


class Killing:
    """Kills one of the processes that work on schemes, once, a while after it is started."""

    def __init__(self, after: float) -> None:
        self.killed: list[int] = []
        self._timer = threading.Timer(after, self._kill)

    def start(self, _: object = None) -> None:
        if self._timer.ident is None:
            self._timer.start()

    def end(self) -> None:
        self._timer.cancel()
        self._timer.join()

    def _kill(self) -> None:
        for pid in workers()[:1]:
            os.kill(pid, signal.SIGKILL)
            self.killed.append(pid)


def workers() -> list[int]:
    return [one for one in descendants(os.getpid()) if is_worker(one)]


def is_worker(pid: int) -> bool:
    try:
        return b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
