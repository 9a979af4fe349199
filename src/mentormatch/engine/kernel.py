"""The compiled heart: successive shortest augmenting paths on a sparse bipartite graph.

Rows look for columns. Each row has a number of units to place and each column a number of places; a pair is
used at most once. Integer weights, exact prices. The search from one row with column prices kept is that of
Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38 (1987) 325-340; the potentials are those of Ahuja, Magnanti and Orlin, "Network Flows" (1993),
section 9.7.

Invariants, for the prices u of rows and p of columns:

* a pair not taken has ``weight <= u + p``; a taken one has ``weight >= u + p``;
* a column with a free place has at most the price of a free place (0, or ``-subsidy`` below its minimum);
* a row with a unit left out has the price of leaving it out (0, or ``-subsidy`` below its minimum).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.bidding import AT_ONCE, bid, tighten
from mentormatch.engine.nodes import FAR, step, steps

BIDS = 8
"""Bids a row, on average, before the searches begin."""

# Places in `tally`.
_SEEN, _DONE, _SIZE, _DEPTH, _END, _SEARCHES = 0, 1, 2, 3, 4, 5


@step
def _push(nodes, heap, tally, node):  # type: ignore[no-untyped-def]
    """Put a node on the heap, or move it up after its key fell."""
    key = nodes[node]["key"]
    place = np.int64(nodes[node]["position"])
    if place < 0:
        place = tally[_SIZE]
        tally[_SIZE] += 1
    while place > 0:
        above = (place - 1) >> 1
        if nodes[heap[above]]["key"] <= key:
            break
        heap[place] = heap[above]
        nodes[heap[place]]["position"] = place
        place = above
    heap[place] = node
    nodes[node]["position"] = place


@step
def _pop(nodes, heap, tally):  # type: ignore[no-untyped-def]
    """Take the node with the smallest key off the heap."""
    top = heap[0]
    nodes[top]["position"] = -1
    tally[_SIZE] -= 1
    size = tally[_SIZE]
    last = heap[size]
    key = nodes[last]["key"]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and nodes[heap[below + 1]]["key"] < nodes[heap[below]]["key"]:
            below += 1
        if nodes[heap[below]]["key"] >= key:
            break
        heap[place] = heap[below]
        nodes[heap[place]]["position"] = place
        place = below
    if size > 0:
        heap[place] = last
        nodes[last]["position"] = place
    return np.int64(top)


@step
def _free_price(nodes, column, subsidy):  # type: ignore[no-untyped-def]
    """Return the price of a free place of a column."""
    return -subsidy if nodes[column]["load"] < nodes[column]["least"] else np.int64(0)


@step
def _scan_row(nodes, price, column, weight, taken, subsidy, heap, lists, tally, row, source, shortest):  # type: ignore[no-untyped-def]
    """Settle a row: maybe leave one of its units out, and reach columns from it."""
    lists[1, tally[_DONE]] = row
    tally[_DONE] += 1
    base = nodes[row]["key"] + price[row]
    if row != source:
        least = -subsidy if nodes[row]["load"] <= nodes[row]["least"] else np.int64(0)
        if base - least < shortest:
            shortest = base - least
            tally[_END] = row
    for e in range(nodes[row]["first"], nodes[row]["last"]):
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
            free = _free_price(nodes, j, subsidy)
            if reach + free - price[j] < shortest:
                shortest = reach + free - price[j]
                tally[_END] = j
            if price[j] == free:
                continue  # nothing beyond this column can be nearer than its free place
        _push(nodes, heap, tally, j)
    return shortest


@step
def _scan_column(nodes, price, weight, slots, heap, lists, tally, j, shortest):  # type: ignore[no-untyped-def]
    """Settle a column: reach the rows that sit in it; those as near as itself go on the stack."""
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
            _push(nodes, heap, tally, row)


@step
def _search(  # type: ignore[no-untyped-def]
    nodes, price, column, weight, taken, slots, subsidy, n_columns, heap, lists, tally, source, floor
):
    """Find the shortest way from a row to a free place or to a unit to leave out (Dijkstra).

    Returns its length; ``tally[_END]`` is the node it ends at.
    """
    tally[:_SEARCHES] = 0
    tally[_SEARCHES] += 1
    tally[_END] = source
    nodes[source]["key"] = 0
    lists[0, 0] = source
    tally[_SEEN] = 1
    shortest = price[source] - floor
    shortest = _scan_row(
        nodes, price, column, weight, taken, subsidy, heap, lists, tally, source, source, shortest
    )
    while tally[_SIZE] > 0 and nodes[heap[0]]["key"] < shortest:
        node = _pop(nodes, heap, tally)
        if node < n_columns:
            _scan_column(nodes, price, weight, slots, heap, lists, tally, node, shortest)
        else:
            lists[2, 0] = node
            tally[_DEPTH] = 1
        while tally[_DEPTH] > 0:
            tally[_DEPTH] -= 1
            row = np.int64(lists[2, tally[_DEPTH]])
            shortest = _scan_row(
                nodes, price, column, weight, taken, subsidy, heap, lists, tally, row, source, shortest
            )
    return shortest


@step
def _reprice(nodes, price, n_columns, heap, lists, tally, shortest):  # type: ignore[no-untyped-def]
    """Move the prices of all settled nodes, and clean up after the search."""
    for k in range(tally[_DONE]):
        node = lists[1, k]
        step = shortest - nodes[node]["key"]
        if step > 0:
            price[node] += step if node < n_columns else -step
    for k in range(tally[_SIZE]):
        nodes[heap[k]]["position"] = -1
    for k in range(tally[_SEEN]):
        nodes[lists[0, k]]["key"] = FAR


@step
def _flip(nodes, column, row_of, taken, slots, n_columns, tally, source):  # type: ignore[no-untyped-def]
    """Walk the way back from its end, handing each freed slot to the pair that led to it."""
    end = tally[_END]
    if end < n_columns:
        j = np.int64(end)
        slot = nodes[j]["first"] + nodes[j]["load"]
        nodes[j]["load"] += 1
    else:
        slot = nodes[end]["via"]
        nodes[end]["load"] -= 1
        taken[slots[slot, 0]] = False
        j = np.int64(column[slots[slot, 0]])
    nodes[source]["load"] += 1
    while True:
        e = nodes[j]["via"]
        row = np.int64(row_of[e])
        slots[slot, 0] = e
        slots[slot, 1] = row
        taken[e] = True
        if row == source:
            break
        slot = nodes[row]["via"]
        taken[slots[slot, 0]] = False
        j = np.int64(column[slots[slot, 0]])


@step
def _best(nodes, price, column, weight, taken, row):  # type: ignore[no-untyped-def]
    """Return the best value that a row finds among pairs not taken, and the pair (-1 if none)."""
    best, pair = -FAR, np.int64(-1)
    for e in range(nodes[row]["first"], nodes[row]["last"]):
        if not taken[e]:
            value = weight[e] - price[column[e]]
            if value > best:
                best, pair = value, np.int64(e)
    return best, pair


@step
def _leave_out(nodes, price, row, floor):  # type: ignore[no-untyped-def]
    """Price a row of which no further unit is worth placing."""
    load, least = nodes[row]["load"], nodes[row]["least"]
    if load < least:
        price[row] = floor
    elif load > least or least == 0 or price[row] > 0:
        price[row] = 0


def augment(  # one argument a thing that is read or filled in
    nodes: NDArray[np.void],
    price: NDArray[np.int64],
    n_columns: int,
    column: NDArray[np.int32],
    row_of: NDArray[np.int32],
    weight: NDArray[np.int64],
    taken: NDArray[np.bool_],
    slots: NDArray[np.int64],
    subsidy: int,
) -> int:
    """Place the units of every row, one after another; return the number of searches made.

    Parameters
    ----------
    nodes : array of `NODE`, shape (n_columns + n_rows,)
        Columns, then rows. Nothing is used yet; loads are the result.
    price : int64 array, shape (n_columns + n_rows,)
        Of each node; at first that of a free place. The result.
    n_columns : int
    column, row_of : int32 arrays, shape (n_pairs,)
        Nodes of each pair; pairs are grouped by row, in the order of the rows.
    weight : int64 array, shape (n_pairs,)
    taken : bool array, shape (n_pairs,)
        All False; the result.
    slots : int64 array, shape (n_slots, 2)
        Room for pair and row of every filled place; a column's slots begin at its ``first``.
    subsidy : int64
        What a unit or place below its minimum is worth on top: above any swing of a path.
    """
    heap = np.empty(len(nodes), np.int32)
    lists = np.empty((3, len(nodes)), np.int32)  # nodes seen, nodes settled, rows to settle at once
    tally, offers = np.zeros(6, np.int64), np.empty((2, AT_ONCE + 1), np.int64)
    _augment(
        nodes, price, n_columns, column, row_of, weight, taken, slots, np.int64(subsidy), heap, lists, tally,
        offers,
    )  # fmt: skip
    return int(tally[_SEARCHES])


@steps
def _augment(  # type: ignore[no-untyped-def]
    nodes, price, n_columns, column, row_of, weight, taken, slots, subsidy, heap, lists, tally, offers
):
    bid(nodes, price, n_columns, column, weight, taken, slots, lists, offers, BIDS * (len(nodes) - n_columns))
    tighten(nodes, price, n_columns, weight, slots)
    for row in range(n_columns, len(nodes)):
        while nodes[row]["load"] < nodes[row]["most"]:
            floor = -subsidy if nodes[row]["load"] < nodes[row]["least"] else np.int64(0)
            best, pair = _best(nodes, price, column, weight, taken, row)
            if pair < 0 or best <= floor:
                _leave_out(nodes, price, row, floor)
                break
            price[row] = best
            j = np.int64(column[pair])
            nodes[j]["via"] = pair
            tally[_END] = j
            # Most rows find a free place at once; the others search.
            if nodes[j]["load"] >= nodes[j]["most"] or price[j] != _free_price(nodes, j, subsidy):
                shortest = _search(
                    nodes,
                    price,
                    column,
                    weight,
                    taken,
                    slots,
                    subsidy,
                    n_columns,
                    heap,
                    lists,
                    tally,
                    row,
                    floor,
                )
                _reprice(nodes, price, n_columns, heap, lists, tally, shortest)
                if tally[_END] == row:
                    break
            _flip(nodes, column, row_of, taken, slots, n_columns, tally, row)
