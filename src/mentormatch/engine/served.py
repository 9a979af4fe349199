"""Who is served when as many as possible are, and a lottery decides who comes first.

Requests are served in turn: one is served if, with all that were served before, everybody can still be
placed. Whoever is served need not stay where they are, so that the answer depends on the order alone, and
as many as possible are served (the sets that can be placed are a transversal matroid: Edmonds and Fulkerson,
"Transversals and matroid partition", J. Res. Nat. Bur. Stand. 69B (1965) 147-153).
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Bools, Indices, Ints
from mentormatch.engine.compiled import jit, step

_DEAD = np.int64(2**62)
_PRIME = np.int64(7919)


def served(first: Ints, column: Indices, requests: Ints, room: Ints) -> Bools:
    """Return which requests are served, by augmenting paths in the order of the requests.

    Parameters
    ----------
    first : int64 array, shape (n_rows + 1,)
        ``column[first[i]:first[i + 1]]`` are the columns at which row i can be placed.
    column : int array, shape (n_pairs,)
    requests : int64 array, shape (n_requests,)
        The row of each request, in the order in which they come; a row may come several times.
    room : int64 array, shape (n_columns,)
        How many requests each column takes.

    Returns
    -------
    bool array, shape (n_requests,)

    Examples
    --------
    Two who know only the first of two mentors, and one who knows both, and came first:

    >>> pairs = np.array([0, 3, 4, 5]), np.array([0, 1, 1, 0, 0])
    >>> served(*pairs, np.array([0, 1, 2]), np.array([1, 1])).tolist()
    [True, True, False]
    """
    room = np.minimum(room, len(requests))
    slots = np.concatenate(([0], np.cumsum(room)))
    return np.asarray(_served(first, np.asarray(column, np.int32), requests, room.astype(np.int32), slots))


@jit
def _served(first, column, requests, left, slots):  # type: ignore[no-untyped-def]
    n_requests, n_columns = len(requests), len(left)
    held = np.empty(max(slots[n_columns], 1), np.int64)  # slot -> the request in it
    slot = np.full(n_requests, -1, np.int64)  # request -> its slot
    at = np.full(n_requests, -1, np.int64)  # request -> its column
    load = np.zeros(n_columns, np.int64)
    near = first[:-1].copy()  # row -> the first of its pairs that may have free room: no room is freed again
    seen = np.full(n_columns, -1, np.int64)
    via = np.empty(n_columns, np.int64)  # column -> the request that reached it
    queue = np.empty(n_columns, np.int64)
    alive = n_columns
    found = np.zeros(n_requests, np.bool_)
    for request in range(n_requests):
        end, size = _search(
            first, column, requests, left, slots, held, load, near, seen, via, queue, alive, request
        )
        if end < 0:
            # What this search has seen will never lead to free room again.
            for k in range(size):
                seen[queue[k]] = _DEAD
            alive -= size
            continue
        found[request] = True
        free = slots[end] + load[end]
        load[end] += 1
        left[end] -= 1
        while end >= 0:
            mover = via[end]
            behind, was = slot[mover], at[mover]
            held[free], slot[mover], at[mover] = mover, free, end
            free, end = behind, was
    return found


@step
def _free(first, column, left, near, row):  # type: ignore[no-untyped-def]
    """Return a column of a row with free room, or -1."""
    start, end = first[row], first[row + 1]
    # Rows with the same columns begin with different ones, or the first of these would be full at once.
    ahead = row * _PRIME % max(end - start, 1)
    while near[row] < end:
        e = near[row] + ahead
        reached = np.int64(column[e if e < end else e - (end - start)])
        if left[reached]:
            return reached
        near[row] += 1
    return np.int64(-1)


@step
def _search(  # type: ignore[no-untyped-def]
    first, column, requests, left, slots, held, load, near, seen, via, queue, alive, request
):
    """Return the column with free room that a request can reach, or -1, and how many columns were seen."""
    size = np.int64(0)
    free = _free(first, column, left, near, requests[request])
    if free >= 0:
        via[free] = request
        return free, size
    done = np.int64(-1)  # the request itself comes first, then all who hold a place at `queue[done]`
    while done < size < alive:
        begin, end = np.int64(0), np.int64(1)
        if done >= 0:
            begin = slots[queue[done]]
            end = begin + load[queue[done]]
        for place in range(begin, end):
            asking = request if done < 0 else held[place]
            for e in range(first[requests[asking]], first[requests[asking] + 1]):
                reached = np.int64(column[e])
                if seen[reached] == _DEAD or seen[reached] == request:
                    continue
                seen[reached] = request
                via[reached] = asking
                queue[size] = reached
                size += 1
                for other in range(slots[reached], slots[reached] + load[reached]):
                    free = _free(first, column, left, near, requests[held[other]])
                    if free >= 0:
                        via[free] = held[other]
                        return free, size
                if size == alive:
                    return np.int64(-1), size
        done += 1
    return np.int64(-1), size
