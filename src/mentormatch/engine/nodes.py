"""Rows and columns of the network kernel, as compiled code sees them.

Rows and columns are records of one array, `NODE`: what a step needs of a node lies in one cache line. (Tuples
of arrays read better, but numba counts references to each of them at every call: five times slower.)
"""

from __future__ import annotations

import numba as nb
import numpy as np

NODE = np.dtype(
    [
        ("price", np.int64),
        ("key", np.int64),  # distance in the search under way; _FAR where not reached
        ("via", np.int64),  # column: the pair it was reached by; row: the slot it was reached by
        ("first", np.int64),  # row: its first pair; column: its first slot
        ("last", np.int64),  # row: one past its last pair
        ("load", np.int32),
        ("most", np.int32),  # units of a row, places of a column
        ("least", np.int32),  # how many of them have to be used
        ("position", np.int32),  # in the heap; -1 outside
    ],
    align=True,
)
"""One row or column."""

FAR = np.int64(2**62)

jit = nb.njit(cache=True, nogil=True)
