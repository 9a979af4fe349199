"""How a peer's script gets an instance and answers: a line of JSON, numbers in bytes, JSON back."""

from __future__ import annotations

import json
import sys
import time
from array import array
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

AGAIN, RUNS = 0.2, 20
"""Solving is repeated while it took less than so many seconds in all, and at most so often."""
Given = dict[str, Any]
"""Name -> array of 64-bit integers, or a number."""


def given() -> Given:
    """Read an instance from standard input."""
    header = json.loads(sys.stdin.buffer.readline())
    found: Given = dict(header["numbers"])
    for name, length in header["arrays"].items():
        found[name] = array("q")
        found[name].frombytes(sys.stdin.buffer.read(8 * length))
    return found


def answer(build: Callable[[Given], Callable[[], Any]], read: Callable[[Given, Any], Iterable[Any]]) -> None:
    """Read an instance, build, solve, and print pairs and seconds; reading the pairs is not counted.

    What takes little time is done again, and the medians count, so that nothing is timed that is done once.
    """
    instance, taken = given(), list[tuple[float, float]]()
    while not taken or (len(taken) < RUNS and sum(map(sum, taken)) < AGAIN):
        began = time.perf_counter()
        run = build(instance)
        built = time.perf_counter()
        found = run()
        taken.append((built - began, time.perf_counter() - built))
    pairs = [(int(i), int(j)) for i, j in read(instance, found)]
    building, solving = map(median, zip(*taken, strict=True))
    print(json.dumps({"pairs": pairs, "build": building, "solving": solving}))
