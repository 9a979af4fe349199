"""A binary heap of nodes, ordered by an array of keys; `at` is the place of each node in it, -1 outside."""

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import step


@step
def push(heap, key, at, size, node):  # type: ignore[no-untyped-def]
    """Put a node on the heap, or move it up after its key fell; return the size of the heap."""
    own = key[node]
    k = np.int64(at[node])
    if k < 0:
        k = size
        size += 1
    while k > 0:
        above = (k - 1) >> 1
        if key[heap[above]] <= own:
            break
        heap[k] = heap[above]
        at[heap[k]] = k
        k = above
    heap[k] = node
    at[node] = k
    return size


@step
def pop(heap, key, at, size):  # type: ignore[no-untyped-def]
    """Take the node with the smallest key off a heap of `size`, which is then one less, and return it."""
    top = np.int64(heap[0])
    at[top] = -1
    size -= 1
    last = heap[size]
    own = key[last]
    k = 0
    while True:
        below = 2 * k + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= own:
            break
        heap[k] = heap[below]
        at[heap[k]] = k
        k = below
    if size > 0:
        heap[k] = last
        at[last] = k
    return top
