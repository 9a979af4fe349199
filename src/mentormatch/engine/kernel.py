"""The compiled heart: successive shortest augmenting paths on a sparse bipartite graph.

Rows look for columns. Each row has a number of units to place and each column a number of places; a
pair is used at most once. Integer weights, exact prices (Jonker and Volgenant 1987 for the search from a
row with column prices kept; Ahuja, Magnanti and Orlin 1993, section 9.7, for the potentials).

Invariants, for row prices ``u`` and column prices ``p``:

* a pair not taken has ``weight <= u + p``; a taken one has ``weight >= u + p``;
* a column with a free place has the price of a free place (0, or ``-subsidy`` below its minimum);
* a row with a unit left out has the price of leaving it out (0, or ``-subsidy`` below its minimum).
"""

from __future__ import annotations

import numba as nb
import numpy as np

_BIG = np.int64(2**62)

jit = nb.njit(cache=True, nogil=True)


@jit
def _sift_up(heap, size, position, key, place):  # type: ignore[no-untyped-def]
    node = heap[place]
    while place > 0:
        above = (place - 1) >> 1
        if key[heap[above]] <= key[node]:
            break
        heap[place] = heap[above]
        position[heap[place]] = place
        place = above
    heap[place] = node
    position[node] = place


@jit
def _pop(heap, size, position, key):  # type: ignore[no-untyped-def]
    top = heap[0]
    position[top] = -1
    last = heap[size - 1]
    size -= 1
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= key[last]:
            break
        heap[place] = heap[below]
        position[heap[place]] = place
        place = below
    if size > 0:
        heap[place] = last
        position[last] = place
    return top


@jit
def augment(  # type: ignore[no-untyped-def]
    start, column, weight, units, units_least, places, places_least, subsidy, u, p, taken, slot_start,
    slot_pair, slot_row, row_load, column_load,
):  # fmt: skip
    """Place the units of every row, keeping the invariants; all arrays from `u` on are changed.

    Parameters
    ----------
    start : int64 array, shape (n_rows + 1,)
        ``start[i]:start[i + 1]`` are the pairs of row i.
    column : int32 array, shape (n_pairs,)
    weight : int64 array, shape (n_pairs,)
    units, units_least : int64 arrays, shape (n_rows,)
        Units of each row, and how many of them have to be placed.
    places, places_least : int64 arrays, shape (n_columns,)
    subsidy : int
        What filling a place or unit below its minimum is worth on top; above any swing of a path.
    u, p : int64 arrays, shape (n_rows,), (n_columns,)
        Prices.
    taken : bool array, shape (n_pairs,)
    slot_start : int64 array, shape (n_columns + 1,)
        Slots of each column, as many as its places.
    slot_pair, slot_row : int64, int32 arrays, shape (n_slots,)
        Pair and row in each filled slot; the filled slots of a column come first.
    row_load, column_load : int64 arrays

    Returns
    -------
    int
        Number of searches made.
    """
    n_rows, n_columns = len(units), len(places)
    n = n_rows + n_columns
    # Nodes: columns first, then rows.
    key = np.full(n, _BIG, np.int64)
    position = np.full(n, -1, np.int32)
    heap = np.empty(n, np.int32)
    from_row = np.empty(n_columns, np.int32)
    from_pair = np.empty(n_columns, np.int64)
    from_slot = np.empty(n_rows, np.int64)
    seen = np.empty(n, np.int32)  # every node with a key, to be cleared
    done = np.empty(n, np.int32)  # nodes whose distance is final
    stack = np.empty(n_rows, np.int32)
    searches = 0
    for source in range(n_rows):
        while row_load[source] < units[source]:
            floor = np.int64(-subsidy if row_load[source] < units_least[source] else 0)
            best, first = np.int64(-_BIG), np.int64(-1)
            for e in range(start[source], start[source + 1]):
                if not taken[e]:
                    value = weight[e] - p[column[e]]
                    if value > best:
                        best, first = value, e
            if first < 0 or best <= floor:
                if row_load[source] >= units_least[source]:
                    # Nothing is gained by another unit: leave it out at its price.
                    if row_load[source] > units_least[source] or u[source] > 0 or row_load[source] == 0:
                        u[source] = 0
                else:
                    u[source] = floor
                break
            u[source] = best
            j = column[first]
            limit = -subsidy if column_load[j] < places_least[j] else 0
            if column_load[j] < places[j] and p[j] == limit:
                slot = slot_start[j] + column_load[j]
                slot_pair[slot], slot_row[slot] = first, source
                taken[first] = True
                column_load[j] += 1
                row_load[source] += 1
                continue
            searches += 1
            # Dijkstra over residual pairs with reduced costs, from the source.
            n_seen, n_done, size, depth = 0, 0, 0, 0
            node = np.int64(n_columns + source)
            key[node] = 0
            seen[n_seen] = node
            n_seen += 1
            shortest = u[source] - floor
            end = node
            stack[depth] = source
            depth += 1
            while True:
                while depth > 0:
                    depth -= 1
                    row = np.int64(stack[depth])
                    distance = key[n_columns + row]
                    done[n_done] = n_columns + row
                    n_done += 1
                    if row != source:
                        least = -subsidy if row_load[row] <= units_least[row] else 0
                        if distance + u[row] - least < shortest:
                            shortest, end = distance + u[row] - least, n_columns + row
                    base = distance + u[row]
                    for e in range(start[row], start[row + 1]):
                        j = np.int64(column[e])
                        reach = base + p[j] - weight[e]
                        if reach >= shortest or reach >= key[j] or taken[e]:
                            continue
                        if key[j] == _BIG:
                            seen[n_seen] = j
                            n_seen += 1
                        key[j], from_row[j], from_pair[j] = reach, row, e
                        if column_load[j] < places[j]:
                            limit = -subsidy if column_load[j] < places_least[j] else 0
                            if reach + limit - p[j] < shortest:
                                shortest, end = reach + limit - p[j], j
                            if p[j] == limit:
                                continue
                        if position[j] < 0:
                            heap[size], position[j] = j, size
                            size += 1
                        _sift_up(heap, size, position, key, position[j])
                if size == 0 or key[heap[0]] >= shortest:
                    break
                node = np.int64(_pop(heap, size, position, key))
                size -= 1
                if node >= n_columns:
                    stack[depth] = node - n_columns
                    depth += 1
                    continue
                done[n_done] = node
                n_done += 1
                for slot in range(slot_start[node], slot_start[node] + column_load[node]):
                    row = np.int64(slot_row[slot])
                    other = n_columns + row
                    reach = key[node] + weight[slot_pair[slot]] - u[row] - p[node]
                    if reach >= shortest or reach >= key[other]:
                        continue
                    if key[other] == _BIG:
                        seen[n_seen] = other
                        n_seen += 1
                    key[other], from_slot[row] = reach, slot
                    if reach == key[node] and position[other] < 0:
                        stack[depth] = row
                        depth += 1
                    else:
                        if position[other] < 0:
                            heap[size], position[other] = other, size
                            size += 1
                        _sift_up(heap, size, position, key, position[other])
            for k in range(n_done):
                node = np.int64(done[k])
                step = shortest - key[node]
                if step > 0:
                    if node < n_columns:
                        p[node] += step
                    else:
                        u[node - n_columns] -= step
            for k in range(size):
                position[heap[k]] = -1
            for k in range(n_seen):
                key[seen[k]] = _BIG
            if end == n_columns + source:
                break
            # Walk back from the end, handing each freed slot to the pair that led to it.
            if end < n_columns:
                j = np.int64(end)
                slot = slot_start[j] + column_load[j]
                column_load[j] += 1
            else:
                row = np.int64(end - n_columns)
                slot = from_slot[row]
                taken[slot_pair[slot]] = False
                row_load[row] -= 1
                j = np.int64(column[slot_pair[slot]])
            row_load[source] += 1
            while True:
                row, e = np.int64(from_row[j]), from_pair[j]
                slot_pair[slot], slot_row[slot] = e, row
                taken[e] = True
                if row == source:
                    break
                slot = from_slot[row]
                taken[slot_pair[slot]] = False
                j = np.int64(column[slot_pair[slot]])
    return searches


@jit
def grouped(side, inside, n):  # type: ignore[no-untyped-def]
    """Group the pairs `inside` by one side, in one counting pass.

    Parameters
    ----------
    side : int32 array, shape (n_pairs,)
    inside : bool array, shape (n_pairs,)
    n : int
        Number of people on that side.

    Returns
    -------
    start : int64 array, shape (n + 1,)
    pair : int64 array
        ``pair[start[i]:start[i + 1]]`` are the pairs of i, ascending.
    """
    start = np.zeros(n + 1, np.int64)
    for e in range(len(side)):
        if inside[e]:
            start[side[e] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    pair = np.empty(start[n], np.int64)
    free = start[:-1].copy()
    for e in range(len(side)):
        if inside[e]:
            pair[free[side[e]]] = e
            free[side[e]] += 1
    return start, pair


@jit
def _root(parent, i):  # type: ignore[no-untyped-def]
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@jit
def component_of(n_mentees, n_mentors, mentee, mentor, inside):  # type: ignore[no-untyped-def]
    """Label the connected components that the pairs `inside` make (union-find, path halving).

    Returns
    -------
    of_mentee, of_mentor : int32 arrays
        Label of each person.
    n : int
        Number of components.
    """
    parent = np.arange(n_mentees + n_mentors, dtype=np.int32)
    for e in range(len(mentee)):
        if inside[e]:
            a, b = _root(parent, mentee[e]), _root(parent, n_mentees + mentor[e])
            if a != b:
                parent[max(a, b)] = min(a, b)
    label = np.full(n_mentees + n_mentors, -1, np.int32)
    n = 0
    for i in range(n_mentees + n_mentors):
        root = _root(parent, i)
        if label[root] < 0:
            label[root] = n
            n += 1
        label[i] = label[root]
    return label[:n_mentees].copy(), label[n_mentees:].copy(), n
