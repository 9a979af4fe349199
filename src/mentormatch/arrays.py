"""Arrays as all modules use them: types, read-only copies, grouping, the first few values in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Ints = NDArray[np.int64]
Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Indices = NDArray[np.integer]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHOWN = 10
"""How many items of a long list a message names."""

Array = TypeVar("Array", bound=NDArray[Any])
T = TypeVar("T")


def frozen(values: ArrayLike, dtype: DTypeLike = np.int64) -> NDArray[Any]:
    """Return a read-only copy, or the array itself where it is one already."""
    if isinstance(values, np.ndarray) and values.base is None and not values.flags.writeable:
        return values.astype(dtype, copy=False) if values.dtype == dtype else sealed(values.astype(dtype))
    return sealed(np.array(values, dtype))


def sealed(array: Array) -> Array:
    """Return the array itself, made read-only: for an array with no other owner."""
    array.setflags(write=False)
    return array


def distinct(*numbers: Ints) -> Ints:
    """Return all whole numbers that occur, ascending; faster than `numpy.unique`, most where they ascend.

    Examples
    --------
    >>> distinct(np.array([3, 1]), np.array([3, 7])).tolist()
    [1, 3, 7]
    """
    together: Ints = numbers[0] if len(numbers) == 1 else np.concatenate(numbers)
    if np.all(together[1:] > together[:-1]):
        return together
    # Most often few stretches that ascend each, which a stable sort merges ten times as fast as it sorts.
    together = np.sort(together, kind="stable")
    return np.asarray(together[np.append(True, together[1:] > together[:-1])])


def grouped(side: Indices, n: int) -> tuple[Ints, Ints]:
    """Group positions by the number found there.

    Parameters
    ----------
    side : int array
        Numbers from 0 to ``n - 1``.

    Returns
    -------
    order, start : int64 arrays
        ``order[start[k]:start[k + 1]]`` are the positions of number k, ascending; ``start`` has shape
        (n + 1,).

    Examples
    --------
    >>> order, start = grouped(np.array([1, 0, 1]), 2)
    >>> order.tolist(), start.tolist()
    ([1, 0, 2], [0, 1, 3])
    """
    order = np.argsort(side, kind="stable").astype(np.int64, copy=False)
    start = np.concatenate(([0], np.cumsum(np.bincount(side, minlength=n)))).astype(np.int64)
    return order, start


def counted(n: int | np.integer, what: str) -> str:
    """Return a number of things in words.

    Examples
    --------
    >>> counted(1, "mentee"), counted(2, "mentee")
    ('1 mentee', '2 mentees')
    """
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def first_ten(values: Sequence[object] | Ints) -> str:
    """Return the first ten values as text, and how many more there are.

    Examples
    --------
    >>> first_ten(range(12))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more'
    """
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(map(str, values[:SHOWN])) + more


def with_more(before: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    """Return `before` with those of `more` that are not in it, each once and in order."""
    new = dict.fromkeys(more)
    known = set(before) if new else set()
    return (*before, *(one for one in new if one not in known))
