"""A process that works on schemes: it is ended at its limits, killed from outside, and replaced."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.batch_folders import Served, write_scheme
from mentormatch.batch.child import Child
from mentormatch.batch.jobs import Batch, Job, jobs_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits are those of other systems")


@pytest.fixture
def child() -> Iterator[Child]:
    found = Child()
    yield found
    found.close()


@pytest.fixture
def job(drawn: Served) -> Job:
    return jobs_of(Batch.from_toml(drawn.run))[0]


def within(job: Job, **limits: float) -> Job:
    return replace(job, settings=job.settings.replace(**limits))


def processes(child: Child) -> list[int]:
    return list(child._pool._processes)


def test_ended_at_its_limits_or_killed_from_outside_it_is_replaced(
    child: Child, job: Job, tmp_path: Path
) -> None:
    assert child.run(job).outcome.state == "done"
    # Garbage is collected, though not among what was imported.
    assert child._pool.submit(gc.isenabled).result()
    assert child._pool.submit(gc.get_freeze_count).result() > 10_000
    (first,) = processes(child)
    large = replace(job, at=str(write_scheme(tmp_path / "large", 1200, 1)))
    assert child.run(within(large, seconds=0.1)).outcome.detail.startswith("it was ended after 0.1 s: ")
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert "needs more than 0.001 GiB of memory" in child.run(within(large, memory_gb=1e-3)).outcome.detail
    assert child.run(job).outcome.state == "done"
    (pid,) = processes(child)
    assert pid != first
    os.kill(pid, signal.SIGSTOP)  # so that it has the scheme when it is killed
    killing = threading.Timer(0.2, os.kill, (pid, signal.SIGKILL))
    killing.start()
    assert "its process was ended by SIGKILL" in child.run(job).outcome.detail


def test_closed_it_starts_no_other(job: Job) -> None:
    closed = Child()
    closed.close()
    began = time.monotonic()
    assert closed.run(job).outcome.detail == "it was interrupted"
    assert time.monotonic() - began < 60
