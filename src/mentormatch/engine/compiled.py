"""Functions that are compiled once that pays, and the waiting for the compiler.

Importing numba and loading compiled code takes a second, and compiling it, once on a machine, eight more. The
loops over a small scheme take less than that in plain Python. So functions stay plain Python until something
large comes, or until plain Python has taken as long as loading would have. The source is the same, and so are
the answers.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any

import numpy as np

from mentormatch.engine.clock import OutOfTimeError

FAR = np.int64(2**62)
"""Farther than any distance reached."""
SMALL = 15_000
"""Arrays of at most so many entries count as small."""
ENOUGH = 0.5
"""Seconds of plain Python after which compiling pays, small or not."""


class _SoFar:
    """What this process has decided about compiling.

    Attributes
    ----------
    compiled : bool
        Whether functions run compiled; once they do, they always do.
    seconds : float
        How long they have run as plain Python.
    """

    def __init__(self) -> None:
        self.compiled, self.seconds = False, 0.0


_SO_FAR = _SoFar()


def decide(size: int, enough: float = ENOUGH) -> bool:
    """Return whether what begins now, with arrays of this length, runs compiled.

    To be called where a search or a repair begins: not within, since compiling would come as a surprise to
    those who look at the clock. It does so too if plain Python has already taken `enough` seconds.
    """
    if size > SMALL or _SO_FAR.seconds > enough:
        _SO_FAR.compiled = True
    return _SO_FAR.compiled


def seconds_compiling() -> float:
    """Return the seconds for which this process has compiled so far."""
    if not _SO_FAR.compiled:
        return 0.0
    from mentormatch.engine import compiler

    return compiler.seconds_compiling()


class Step:
    """A function that other compiled functions call; called from Python, it is plain Python.

    Parameters
    ----------
    options : bool
        Options for numba.
    """

    def __init__(self, function: Callable[..., Any], **options: bool) -> None:
        self.py_func, self._options = function, options
        update_wrapper(self, function)

    @cached_property
    def dispatcher(self) -> Any:
        """Numba's form of the function."""
        from mentormatch.engine import compiler

        return compiler.dispatcher(self.py_func, **self._options)

    @property
    def _numba_type_(self) -> Any:
        """What numba takes this for where compiled code names it."""
        return self.dispatcher._numba_type_

    def __call__(self, *given: Any) -> Any:
        """Run the function as plain Python."""
        return self.py_func(*given)


class Loop(Step):
    """A function that Python calls with arrays; compiled once that pays."""

    @property
    def signatures(self) -> Any:
        """The types of arguments for which it is compiled."""
        return getattr(self.dispatcher, "overloads", True)  # true: compiling is switched off

    def __call__(self, *given: Any) -> Any:
        """Run the function, compiled or not."""
        if _SO_FAR.compiled or any(isinstance(a, np.ndarray) and len(a) > SMALL for a in given):
            _SO_FAR.compiled = True
            return self.dispatcher(*given)
        began = time.thread_time()
        try:
            with np.errstate(over="ignore"):  # as in compiled code
                return self._plain(*given)
        finally:
            _SO_FAR.seconds += time.thread_time() - began

    def _plain(self, *given: Any) -> Any:
        return self.py_func(*given)


class ListLoop(Loop):
    """A loop that reads and fills single entries: as plain Python it is given lists, which are faster."""

    def _plain(self, *given: Any) -> Any:
        lists = [_as_list(own) for own in given]
        found = self.py_func(*lists)
        for own, filled in zip(given, lists, strict=True):
            if isinstance(own, np.ndarray):
                own[:] = filled
        return found


def _as_list(given: Any) -> Any:
    """Return an array as a list, and a named tuple with its arrays as lists."""
    if isinstance(given, tuple):
        return type(given)(*map(_as_list, given))
    return given.tolist() if isinstance(given, np.ndarray) else given


def step(function: Callable[..., Any]) -> Any:
    """Mark a function that only compiled code calls and that makes no array."""
    return Step(function, _nrt=False, no_cpython_wrapper=True)


def inlined(function: Callable[..., Any]) -> Any:
    """Mark one to be put where it is called: handing over a dozen arrays takes longer than it does."""
    return Step(function, _nrt=False, no_cpython_wrapper=True, forceinline=True)


def steps(function: Callable[..., Any]) -> Any:
    """Mark a function that Python calls and that makes no array.

    Not counting references to arrays saves a third of the kernel's time.
    """
    return Loop(function, _nrt=False)


def steps_on_lists(function: Callable[..., Any]) -> Any:
    """Mark one that reads and fills single entries of arrays that may be written to, and of tuples of arrays.

    What tuples hold is read, or scratch: plain Python fills a copy.
    """
    return ListLoop(function, _nrt=False)


def jit(function: Callable[..., Any]) -> Any:
    """Mark a function that Python calls."""
    return Loop(function)


def ready(
    function: Any, example: Callable[[], object], deadline: float, size: int, enough: float = ENOUGH
) -> None:
    """Have a function compiled by an example that calls it, if that has not been done in this process.

    Nothing is done if what begins now is small enough for plain Python.

    Parameters
    ----------
    function : compiled function
        The last one that the example compiles.
    deadline : float
        Value of `time.monotonic`.
    size : int
        Length of the arrays for which it is needed.
    enough : float
        As for `decide`.

    Notes
    -----
    Compiling cannot be stopped. It goes on in a thread of its own if time runs out, so that the next call
    finds it done.

    Raises
    ------
    OutOfTimeError
        If the deadline passes before it is compiled.
    """
    if not decide(size, enough) or deadline == math.inf or function.signatures:
        return
    worker = threading.Thread(target=example, name="compiling")
    worker.start()
    worker.join(min(max(deadline - time.monotonic(), 0.0), threading.TIMEOUT_MAX))
    if worker.is_alive():
        raise OutOfTimeError
