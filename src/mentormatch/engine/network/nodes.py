"""Rows and columns of the network kernel, as compiled code sees them.

Rows and columns are records of one array, `NODE`: what a step needs of a node lies in one cache line. (Tuples
of arrays read better, but numba counts references to each of them at every call: five times slower.) Prices
stand apart: they are read most, for every pair that is looked at, and close together stay cached.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numba as nb
import numpy as np
from numba.core.event import TimingListener, install_listener

NODE = np.dtype(
    [
        ("key", np.int64),  # distance in the search under way; _FAR where not reached
        ("via", np.int64),  # column: the pair it was reached by; row: the slot it was reached by
        ("first", np.int64),  # row: its first pair; column: its first slot
        ("last", np.int64),  # row: one past its last pair
        ("near", np.int64),  # row: one past its heaviest pairs, which come first
        ("beyond", np.int64),  # row: no later pair weighs more
        ("load", np.int32),
        ("most", np.int32),  # units of a row, places of a column
        ("least", np.int32),  # how many of them have to be used
        ("position", np.int32),  # in the heap; -1 outside
    ],
    align=True,
)
"""One row or column, but for its price."""

FAR = np.int64(2**62)

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}
jit: Any = nb.njit(**_OPTIONS)
"""Compiles a function that Python calls."""
steps: Any = nb.njit(**_OPTIONS | {"_nrt": False})
"""The same for one that makes no array. Counting references to arrays took a third of the kernel's time."""
step: Any = nb.njit(**_OPTIONS | {"_nrt": False, "no_cpython_wrapper": True})
"""Compiles a function that only compiled code calls and that makes no array."""


class Clock:
    """Seconds that were spent on compiling."""

    def __init__(self, listener: Any) -> None:
        self._listener = listener

    @property
    def seconds(self) -> float:
        """Seconds so far; 0.0 if everything was compiled before."""
        return float(self._listener.duration) if self._listener.done else 0.0


@contextmanager
def compiling() -> Iterator[Clock]:
    """Measure what compiling takes within the block, so that it is not counted as solving."""
    listener = TimingListener()  # type: ignore[no-untyped-call]
    with install_listener("numba:compile", listener):
        yield Clock(listener)
