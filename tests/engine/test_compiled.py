"""Compiling that counts as time: it is waited for as long as there is time, and then left behind."""

from __future__ import annotations

import math
import threading
import time

import pytest

from mentormatch.engine.clock import OutOfTimeError, look
from mentormatch.engine.compiled import ready


class Compiled:
    """A function that is compiled once its example has run."""

    def __init__(self) -> None:
        self.signatures: list[str] = []
        self.calls, self.go = 0, threading.Event()

    def example(self) -> None:
        self.calls += 1
        self.go.wait()
        self.signatures.append("()")


def test_an_example_that_takes_too_long_goes_on_and_is_not_begun_again_afterwards() -> None:
    function = Compiled()
    with pytest.raises(OutOfTimeError):
        ready(function, function.example, time.monotonic() + 0.01)
    assert not function.signatures
    function.go.set()
    while not function.signatures:
        time.sleep(0.01)
    ready(function, function.example, time.monotonic() - 1)
    assert function.calls == 1


def test_an_example_that_ends_in_time() -> None:
    function = Compiled()
    function.go.set()
    ready(function, function.example, time.monotonic() + 60)
    assert function.signatures == ["()"]


def test_without_a_deadline_nothing_is_compiled_beforehand() -> None:
    function = Compiled()
    ready(function, function.example, math.inf)
    assert not function.calls


def test_the_clock() -> None:
    look(time.monotonic() + 60)
    with pytest.raises(OutOfTimeError):
        look(time.monotonic())
