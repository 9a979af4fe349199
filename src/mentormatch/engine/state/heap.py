"""The heap of a search: who waits at which distance.

A person who is reached on a shorter way is put in again. The older item stays, and is dropped when its turn
comes: so nobody's position is kept, and moving items touches the heap alone.
"""

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import step

WAITING = np.dtype([("key", np.int64), ("number", np.int64)])
"""A person who waits, and the distance at which they were put in."""


@step
def push(heap, size, key, number):  # type: ignore[no-untyped-def]
    """Put an item into a heap of `size`; return the new size."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if heap[above]["key"] <= key:
            break
        _set(heap, place, heap[above]["key"], heap[above]["number"])
        place = above
    _set(heap, place, key, number)
    return size + 1


@step
def pop(heap, size):  # type: ignore[no-untyped-def]
    """Drop the item with the smallest key, the first; return the new size."""
    size -= 1
    key, number = heap[size]["key"], heap[size]["number"]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1]["key"] < heap[below]["key"]:
            below += 1
        if heap[below]["key"] >= key:
            break
        _set(heap, place, heap[below]["key"], heap[below]["number"])
        place = below
    _set(heap, place, key, number)
    return size


@step
def purge(heap, size, marks):  # type: ignore[no-untyped-def]
    """Drop all items of people reached on a shorter way since; return the new size, at most one a person."""
    left = 0
    for k in range(size):
        key, number = heap[k]["key"], heap[k]["number"]
        if marks[number]["key"] == key:
            left = push(heap, left, key, number)
    return left


@step
def _set(heap, place, key, number):  # type: ignore[no-untyped-def]
    heap[place]["key"] = key
    heap[place]["number"] = number
