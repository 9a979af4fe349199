"""The compiled kernel: successive shortest augmenting paths on a sparse bipartite graph.

Rows search for columns. Each row has units to place and each column has slots for them; a pair is used at
most once. Weights are integers and prices exact. The search from one row with column prices kept is that of
Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38 (1987) 325-340; the potentials are those of Ahuja, Magnanti and Orlin, "Network Flows" (1993),
section 9.7.

Invariants, for the prices u of rows and p of columns:

* a free pair has ``weight <= u + p``; a taken pair has ``weight >= u + p``;
* a column with a free slot has at most the price of a free slot (0, or ``-subsidy`` below its minimum);
* a row with an unplaced unit has the price of leaving it out (0, or ``-subsidy`` below its minimum).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import FAR, step, steps
from mentormatch.engine.network.bidding import AT_ONCE, bid, tighten
from mentormatch.engine.network.searching import END, SEARCHES, TALLY, free_price, reprice, search

BIDS = 8
"""Bids per row, on average, before the searches begin."""


@step
def _flip(nodes, column, row_of, taken, slots, n_columns, tally, source):  # type: ignore[no-untyped-def]
    """Follow the path back from its end, giving each freed slot to the pair that led to it."""
    end = tally[END]
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
def _best(nodes, price, lowest, column, weight, taken, row):  # type: ignore[no-untyped-def]
    """Return the best value of a row's free pairs, and the pair (-1 if none)."""
    best, pair = -FAR, np.int64(-1)
    near = nodes[row]["near"]
    for e in range(nodes[row]["first"], nodes[row]["last"]):
        if e == near and best >= nodes[row]["beyond"] - lowest:
            break
        if not taken[e]:
            value = weight[e] - price[column[e]]
            if value > best:
                best, pair = value, np.int64(e)
    return best, pair


@step
def _leave_out(nodes, price, row, floor):  # type: ignore[no-untyped-def]
    """Set the price of a row when no further unit is worth placing."""
    load, least = nodes[row]["load"], nodes[row]["least"]
    if load < least:
        price[row] = floor
    elif load > least or least == 0 or price[row] > 0:
        price[row] = 0


def augment(  # one argument per array that is read or filled in
    nodes: NDArray[np.void],
    price: Ints,
    n_columns: int,
    column: Int32s,
    row_of: Int32s,
    weight: Ints,
    taken: Bools,
    slots: Ints,
    subsidy: int,
) -> int:
    """Place the units of every row, one after another; return the number of searches made.

    Parameters
    ----------
    nodes : array of `NODE`, shape (n_columns + n_rows,)
        Columns, then rows. All loads are 0 at first; they are filled in.
    price : int64 array, shape (n_columns + n_rows,)
        Price of each node, at first that of a free slot; filled in.
    n_columns : int
    column, row_of : int32 arrays, shape (n_pairs,)
        Nodes of each pair; pairs are grouped by row, in the order of the rows, the heaviest of each first
        (`grouping.heads_first`).
    weight : int64 array, shape (n_pairs,)
    taken : bool array, shape (n_pairs,)
        All False at first; filled in.
    slots : int64 array, shape (n_slots, 2)
        Pair and row in every slot; a column's slots begin at its ``first``.
    subsidy : int64
        Extra value of each unit below a minimum, above any swing of a path.
    """
    heap = np.empty(len(nodes), np.int32)
    lists = np.empty((3, len(nodes)), np.int32)  # nodes seen, nodes settled, rows to settle at once
    tally, offers = np.zeros(TALLY, np.int64), np.empty((2, AT_ONCE + 1), np.int64)
    lowest = np.int64(price[:n_columns].min(initial=0))  # prices of columns only rise
    _augment(
        nodes, price, lowest, n_columns, column, row_of, weight, taken, slots, np.int64(subsidy), heap, lists,
        tally, offers,
    )  # fmt: skip
    return int(tally[SEARCHES])


@steps
def _augment(  # type: ignore[no-untyped-def]
    nodes, price, lowest, n_columns, column, row_of, weight, taken, slots, subsidy, heap, lists, tally, offers
):
    bid(
        nodes, price, lowest, n_columns, column, weight, taken, slots, lists, offers,
        BIDS * (len(nodes) - n_columns),
    )  # fmt: skip
    tighten(nodes, price, n_columns, weight, slots)
    for row in range(n_columns, len(nodes)):
        while nodes[row]["load"] < nodes[row]["most"]:
            floor = -subsidy if nodes[row]["load"] < nodes[row]["least"] else np.int64(0)
            best, pair = _best(nodes, price, lowest, column, weight, taken, row)
            if pair < 0 or best <= floor:
                _leave_out(nodes, price, row, floor)
                break
            price[row] = best
            j = np.int64(column[pair])
            nodes[j]["via"] = pair
            tally[END] = j
            # Most rows find a free slot at once; the others search.
            if nodes[j]["load"] >= nodes[j]["most"] or price[j] != free_price(nodes, j, subsidy):
                shortest = search(
                    nodes, price, lowest, column, weight, taken, slots, subsidy, n_columns, heap, lists,
                    tally, row, floor,
                )  # fmt: skip
                reprice(nodes, price, n_columns, heap, lists, tally, shortest)
                if tally[END] == row:
                    break
            _flip(nodes, column, row_of, taken, slots, n_columns, tally, row)
