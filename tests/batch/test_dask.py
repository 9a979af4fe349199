"""A batch on a Dask cluster: a scheduler and two workers on this machine, of which one is killed midway."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.batch_folders import N, Served, contents
from helpers.killed import KILLS
from mentormatch.batch.run import run_batch

pytest.importorskip("distributed")
HERE = ("--host", "127.0.0.1", "--no-dashboard")


class Cluster:
    """A scheduler and its workers, each a process of its own; the first one has a nanny."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        scheduler = self._start("scheduler", "--port", "0", *HERE)
        assert scheduler.stderr is not None
        lines = iter(scheduler.stderr.readline, "")
        self.address = next(found[0] for line in lines if (found := re.search(r"tcp://[\d.:]+", line)))
        # What it goes on to say is read too: a full pipe would stop it.
        threading.Thread(target=scheduler.stderr.read, daemon=True).start()
        self.add("--nanny")

    def add(self, *options: str) -> subprocess.Popen[str]:
        """Start a worker."""
        return self._start(
            "worker", self.address, "--nthreads", "1", "--local-directory", str(self.folder), *HERE, *options
        )

    def _start(self, kind: str, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
        err = subprocess.PIPE if kind == "scheduler" else subprocess.DEVNULL
        process = self._stack.enter_context(subprocess.Popen(command, stderr=err, text=True))
        self._stack.callback(process.terminate)
        return process

    def wait_for(self, workers: int) -> None:
        """Wait until there are so many workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def close(self) -> None:
        """End them all."""
        self._stack.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path / "dask")
    yield found
    found.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed otherwise there")
def test_a_worker_is_killed_and_nothing_is_lost_or_done_twice(cluster: Cluster, fresh: Served) -> None:
    draw = random.Random(KILLS)
    for _ in range(max(1, KILLS // 3)):
        shutil.rmtree(fresh.results, ignore_errors=True)
        victim = cluster.add("--no-nanny")
        cluster.wait_for(2)
        seen: list[str] = []
        note = partial(_kill_after, victim, draw.randrange(N - 1), seen)
        found = run_batch(fresh.run, backend="dask", scheduler=cluster.address, progress=note)
        assert found.counts == {"done": N}
        assert sorted(seen) == [one.scheme for one in found.outcomes]
        assert victim.wait() == -signal.SIGKILL
        assert contents(fresh.results) == fresh.expected


def _kill_after(victim: subprocess.Popen[str], n: int, seen: list[str], one: mm.SchemeOutcome) -> None:
    seen.append(one.scheme)
    if len(seen) > n and victim.poll() is None:
        victim.send_signal(signal.SIGKILL)


def test_no_scheduler_is_there(fresh: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentormatch.batch.backends._ANSWER", 1)
    with pytest.raises(mm.BackendError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_batch(fresh.run, backend="dask", scheduler="tcp://127.0.0.1:9")
