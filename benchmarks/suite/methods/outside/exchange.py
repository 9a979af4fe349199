"""How a peer's script gets an instance and answers: a line of JSON, numbers in bytes, JSON back."""

from __future__ import annotations

import json
import sys
import time
from array import array
from collections.abc import Callable, Iterable
from typing import Any

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
    """Read an instance, build, solve, and print pairs and seconds; reading the pairs is not counted."""
    instance = given()
    began = time.perf_counter()
    run = build(instance)
    built = time.perf_counter()
    found = run()
    ended = time.perf_counter()
    pairs = [(int(i), int(j)) for i, j in read(instance, found)]
    print(json.dumps({"pairs": pairs, "build": built - began, "solving": ended - built}))
