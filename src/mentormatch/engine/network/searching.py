"""The search of the network kernel: the shortest path from a row to a free slot, by Dijkstra's algorithm.

Distances are reduced by prices and never negative; a path may also end at a row that leaves a unit out.
"""

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import FAR, pop, push, step

# Positions in `tally`.
_SEEN, _DONE, _SIZE, _DEPTH, END, SEARCHES = 0, 1, 2, 3, 4, 5
TALLY = 6


@step
def free_price(nodes, column, subsidy):  # type: ignore[no-untyped-def]
    """Return the price of a free slot of a column."""
    return -subsidy if nodes[column]["load"] < nodes[column]["least"] else np.int64(0)


@step
def _scan_row(  # type: ignore[no-untyped-def]
    nodes, price, lowest, column, weight, taken, subsidy, heap, lists, tally, row, source, shortest
):
    """Settle a row: consider leaving one of its units out, and reach columns from it."""
    lists[1, tally[_DONE]] = row
    tally[_DONE] += 1
    base = nodes[row]["key"] + price[row]
    if row != source:
        least = -subsidy if nodes[row]["load"] <= nodes[row]["least"] else np.int64(0)
        if base - least < shortest:
            shortest = base - least
            tally[END] = row
    first, near, last = nodes[row]["first"], nodes[row]["near"], nodes[row]["last"]
    shortest = _scan_pairs(
        nodes, price, column, weight, taken, subsidy, heap, lists, tally, first, near, base, shortest
    )
    if near < last and base + lowest - nodes[row]["beyond"] < shortest:
        shortest = _scan_pairs(
            nodes, price, column, weight, taken, subsidy, heap, lists, tally, near, last, base, shortest
        )
    return shortest


@step
def _scan_pairs(  # type: ignore[no-untyped-def]
    nodes, price, column, weight, taken, subsidy, heap, lists, tally, first, last, base, shortest
):
    """Reach columns by some pairs of a row."""
    for e in range(first, last):
        j = np.int64(column[e])
        reach = base + price[j] - weight[e]
        if reach >= shortest or reach >= nodes[j]["key"] or taken[e]:
            continue
        if nodes[j]["key"] == FAR:
            lists[0, tally[_SEEN]] = j
            tally[_SEEN] += 1
        nodes[j]["key"] = reach
        nodes[j]["via"] = e
        if nodes[j]["load"] < nodes[j]["most"]:
            free = free_price(nodes, j, subsidy)
            if reach + free - price[j] < shortest:
                shortest = reach + free - price[j]
                tally[END] = j
            if price[j] == free:
                continue  # nothing beyond this column can be nearer than its free slot
        tally[_SIZE] = push(nodes, heap, tally[_SIZE], j)
    return shortest


@step
def _scan_column(nodes, price, weight, slots, heap, lists, tally, j, shortest):  # type: ignore[no-untyped-def]
    """Settle a column: reach the rows in its slots; rows at the same distance go on the stack."""
    lists[1, tally[_DONE]] = j
    tally[_DONE] += 1
    key = nodes[j]["key"]
    base = key - price[j]
    for slot in range(nodes[j]["first"], nodes[j]["first"] + nodes[j]["load"]):
        row = slots[slot, 1]
        reach = base + weight[slots[slot, 0]] - price[row]
        if reach >= shortest or reach >= nodes[row]["key"]:
            continue
        if nodes[row]["key"] == FAR:
            lists[0, tally[_SEEN]] = row
            tally[_SEEN] += 1
        nodes[row]["key"] = reach
        nodes[row]["via"] = slot
        if reach == key and nodes[row]["position"] < 0:
            lists[2, tally[_DEPTH]] = row
            tally[_DEPTH] += 1
        else:
            tally[_SIZE] = push(nodes, heap, tally[_SIZE], row)


@step
def search(  # type: ignore[no-untyped-def]
    nodes, price, lowest, column, weight, taken, slots, subsidy, n_columns, heap, lists, tally, source, floor
):
    """Find the shortest path from a row to a free slot or to a unit to leave out (Dijkstra).

    Return its length; ``tally[END]`` is the node at its end.
    """
    tally[:SEARCHES] = 0
    tally[SEARCHES] += 1
    tally[END] = source
    nodes[source]["key"] = 0
    lists[0, 0] = source
    tally[_SEEN] = 1
    shortest = price[source] - floor
    shortest = _scan_row(
        nodes, price, lowest, column, weight, taken, subsidy, heap, lists, tally, source, source, shortest
    )
    while tally[_SIZE] > 0 and nodes[heap[0]]["key"] < shortest:
        node = pop(nodes, heap, tally[_SIZE])
        tally[_SIZE] -= 1
        if node < n_columns:
            _scan_column(nodes, price, weight, slots, heap, lists, tally, node, shortest)
        else:
            lists[2, 0] = node
            tally[_DEPTH] = 1
        while tally[_DEPTH] > 0:
            tally[_DEPTH] -= 1
            row = np.int64(lists[2, tally[_DEPTH]])
            shortest = _scan_row(
                nodes, price, lowest, column, weight, taken, subsidy, heap, lists, tally, row, source,
                shortest,
            )  # fmt: skip
    return shortest


@step
def reprice(nodes, price, n_columns, heap, lists, tally, shortest):  # type: ignore[no-untyped-def]
    """Update the prices of all settled nodes, and clean up after the search."""
    for k in range(tally[_DONE]):
        node = lists[1, k]
        step = shortest - nodes[node]["key"]
        if step > 0:
            price[node] += step if node < n_columns else -step
    for k in range(tally[_SIZE]):
        nodes[heap[k]]["position"] = -1
    for k in range(tally[_SEEN]):
        nodes[lists[0, k]]["key"] = FAR
