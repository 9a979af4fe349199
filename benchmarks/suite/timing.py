"""Seconds and memory of this process, and reports to the process that waits for it."""

from __future__ import annotations

import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Taken(NamedTuple):
    """Seconds by the clock, and those that the processor worked."""

    clock: float
    worked: float


def timed(run: Callable[[], T]) -> tuple[T, Taken]:
    """Return what `run` returns, and the seconds that it takes.

    The clock runs innermost: on a machine in use, asking how long the processor worked can take milliseconds.
    """
    used, began = time.process_time(), time.perf_counter()
    found = run()
    clock = time.perf_counter() - began
    return found, Taken(clock, time.process_time() - used)


def medians(taken: Sequence[Taken]) -> dict[str, float]:
    """Return the medians, under the names that facts give them."""
    clock, worked = map(statistics.median, zip(*taken, strict=True))
    return {"seconds": clock, "worked": worked}


class Phases:
    """Seconds of the processor between the steps that a run reports; to be given as its ``progress``."""

    def __init__(self) -> None:
        self._noted: list[tuple[float, str]] = []

    def __call__(self, step: str) -> None:
        """Note when a step begins."""
        self._noted.append((time.process_time(), step.split(maxsplit=1)[0]))

    def seconds(self) -> dict[str, float]:
        """Return the first word of every step, and how long it took."""
        return {step: after - at for (at, step), (after, _) in pairwise(self._noted)}


def worked() -> float:
    """Return the seconds for which the processor has worked for this process and those that it ran."""
    return sum(os.times()[:4])


def peak_mib() -> float:
    """Return the most memory that this process or one that it ran has held, in MiB (KiB are Linux's)."""
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(both) / 1024


def report(**facts: Any) -> None:
    """Print one line for the process that waits for it."""
    print(json.dumps(facts), flush=True)
