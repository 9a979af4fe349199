"""Rows and columns of the network kernel, as compiled code sees them.

Rows and columns are records of one array, `NODE`, so that the fields of a node share a cache line. (Tuples of
arrays read better, but numba counts references to each of them at every call, which is five times slower.)
Prices have their own array: they are read most, for every pair scanned, and stay cached close together.
"""

from __future__ import annotations

import numpy as np

NODE = np.dtype(
    [
        ("key", np.int64),  # distance in the current search; FAR if not reached
        ("via", np.int64),  # column: the pair it was reached by; row: the slot it was reached by
        ("first", np.int64),  # row: its first pair; column: its first slot
        ("last", np.int64),  # row: one past its last pair
        ("near", np.int64),  # row: one past its heaviest pairs, which come first
        ("beyond", np.int64),  # row: no later pair weighs more
        ("load", np.int32),
        ("most", np.int32),  # units of a row, slots of a column
        ("least", np.int32),  # how many of them must be used
        ("position", np.int32),  # in the heap; -1 outside
    ],
    align=True,
)
"""One row or column, without its price."""
