"""Sums that cannot wrap around, and the minimum loads of mentors."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.rules.minimum_load import MinimumLoadRecord

_SAFE = 2.0**61
"""Sums of products below this in floating point fit into int64."""
_COUNTED = 2.0**29
"""With fewer units than this, sums of half-words also fit into int64."""


def magnitude(values: Ints) -> int:
    """Return the largest absolute value; 0 without values."""
    return max(map(abs, extremes(values)))


def extremes(values: Ints) -> tuple[int, int]:
    """Return the lowest and the highest value; 0 and 0 without values."""
    return (int(values.min()), int(values.max())) if values.size else (0, 0)


def minimum_loads(problem: Problem) -> Ints:
    """Return the minimum load of each mentor; shape (n_mentors,)."""
    floor = np.zeros(problem.n_mentors, np.int64)
    for record in problem.records:
        if isinstance(record, MinimumLoadRecord):
            floor[record.mentor] = max(floor[record.mentor], min(record.load, LIMIT))
    return floor


def exact_sum(values: Ints) -> int:
    """Return the sum as a Python integer; half-words are added separately, so nothing wraps around."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def exact_dot(count: Ints, values: Ints) -> int:
    """Return the sum of products as a Python integer."""
    if len(values) * magnitude(count) * magnitude(values) < _SAFE:
        return int(count @ values)
    # Not a dot product of floating-point numbers: waking the threads of BLAS takes longer than the sum.
    if float(np.abs(count.astype(float) * values).sum()) < _SAFE:
        return int(count @ values)
    if float(np.abs(count.astype(float)).sum()) < _COUNTED:
        # Half-words are added separately: neither sum can leave int64.
        return (int(count @ (values >> 31)) << 31) + int(count @ (values & (2**31 - 1)))
    return sum(int(a) * int(b) for a, b in zip(count.tolist(), values.tolist(), strict=True))
