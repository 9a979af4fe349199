"""Killed at any moment, a record is whole, and the same command finishes the work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from helpers.record_people import E2, E3, approved, states
from mentormatch.record.record import Record

KILLS = int(os.environ.get("MENTORMATCH_KILLS", "3"))
"""How many on each database; `make soak` has more."""

_WORK = """
import os, sys, time
sys.path[:0] = sys.argv[1].split("|")
import mentormatch as mm
from helpers.record_people import small_people

def work(url):
    with mm.Record.open(url) as record:
        record.import_people(mm.People(mentees=[mm.Mentee(id=f"n{k}", consent=True) for k in range(30)]))
        if ("e2", "r2") in record.matching().pair_ids:
            record.apply(record.rematch([mm.Dissolve("e2", "r2")]))
        if "e3" in record.people().mentee_ids:
            record.erase("e3")

matching = mm.match(small_people())
mm.Record, mm.rematch(matching, []).pairs
print("ready", flush=True)
for line in sys.stdin:
    url, seconds = line.split()
    child = os.fork()
    if not child:
        code = 1
        try:
            work(url)
            code = 0
        finally:
            os._exit(code)
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(child, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Worker:
    """A process that forks one that does the work, as often as it is asked to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def work(self, url: str, kill_after: float = 0.0) -> int:
        """Do it, and return how it ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{url} {kill_after}\n")
        self.process.stdin.flush()
        return int(self.line())


@contextmanager
def worker() -> Iterator[Worker]:
    path = "|".join(path for path in sys.path if path)
    command = [sys.executable, "-c", _WORK, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        found = Worker(process)
        assert found.line() == "ready"
        yield found
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started otherwise there")
def test_killed_at_random_moments(new_url: Callable[[], str]) -> None:
    draw = random.Random(0)
    with worker() as process:
        whole = new_url()
        with Record.open(whole) as record:
            approved(record)
        begun = time.monotonic()
        assert process.work(whole) == 0
        seconds = time.monotonic() - begun
        for _ in range(KILLS):
            url = new_url()
            with Record.open(url) as record:
                approved(record)
            ended = process.work(url, draw.uniform(0, seconds))
            assert ended in {0, -signal.SIGKILL}
            with Record.open(url) as record:
                assert record.verify().faults == ()
                n = len(record.people().mentees)
                assert n in {3, 33, 32}
                assert (states(record).get(E2) == "dissolved") == (len(record.rows("run")) == 2)
            assert process.work(url) == 0
            with Record.open(whole) as expected, Record.open(url) as record:
                assert record.people().mentees == expected.people().mentees
                assert sorted(states(record).values()) == sorted(states(expected).values())
                assert len(record.rows("event")) == len(expected.rows("event"))
                assert E3 not in states(record)
                assert record.verify().faults == ()
