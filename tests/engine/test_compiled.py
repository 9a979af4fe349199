"""When functions are compiled, that nothing depends on it, and that compiling counts as time."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from mentormatch.engine import compiled
from mentormatch.engine.clock import OutOfTimeError, look
from mentormatch.engine.compiled import SMALL, decide, jit, ready, seconds_compiling, step

LARGE = SMALL + 1


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
        ready(function, function.example, time.monotonic() + 0.01, LARGE)
    assert not function.signatures
    function.go.set()
    while not function.signatures:
        time.sleep(0.01)
    ready(function, function.example, time.monotonic() - 1, LARGE)
    assert function.calls == 1


def test_an_example_that_ends_in_time() -> None:
    function = Compiled()
    function.go.set()
    ready(function, function.example, time.monotonic() + 60, LARGE)
    assert function.signatures == ["()"]


def test_without_a_deadline_nothing_is_compiled_beforehand() -> None:
    function = Compiled()
    ready(function, function.example, math.inf, LARGE)
    assert not function.calls


def test_the_clock() -> None:
    look(time.monotonic() + 60)
    with pytest.raises(OutOfTimeError):
        look(time.monotonic())


@step
def _squared(values, k):  # type: ignore[no-untyped-def]
    return values[k] * values[k]


@jit
def _sum_of_squares(values):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for k in range(len(values)):
        total += _squared(values, k)
    return total


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has been decided in this process."""
    monkeypatch.setattr(compiled, "_SO_FAR", compiled._SoFar())


@pytest.mark.usefixtures("fresh")
class TestDeciding:
    def test_small_work_is_plain_python_and_overflows_as_compiled_code_does(self) -> None:
        before = len(_sum_of_squares.signatures)
        values = np.array([2**32, 3], np.int64)
        assert _sum_of_squares(values) == 9
        assert len(_sum_of_squares.signatures) == before
        assert compiled._SO_FAR.seconds > 0
        assert seconds_compiling() == 0.0

    def test_large_work_is_compiled_and_then_all_is(self) -> None:
        assert not decide(SMALL)
        assert _sum_of_squares(np.ones(LARGE, np.int64)) == LARGE
        assert _sum_of_squares.signatures
        assert decide(1)
        assert compiled._SO_FAR.seconds == 0
        assert _sum_of_squares(np.array([2**32, 3])) == 9

    def test_small_work_is_compiled_once_plain_python_has_taken_long_enough(self) -> None:
        compiled._SO_FAR.seconds = compiled.ENOUGH + 0.1
        assert _sum_of_squares(np.ones(2, np.int64)) == 2
        assert not compiled._SO_FAR.compiled, "that is decided where a search begins, not within"
        assert decide(2)

    def test_nothing_is_waited_for_before_small_work(self) -> None:
        function = Compiled()
        ready(function, function.example, time.monotonic() - 1, SMALL)
        assert not function.calls

    def test_threads_that_begin_at_once_agree(self) -> None:
        sizes = [3, LARGE, 5, LARGE, 7]
        with ThreadPoolExecutor(len(sizes)) as pool:
            found = list(pool.map(lambda n: _sum_of_squares(np.ones(n, np.int64)), sizes))
        assert found == sizes
