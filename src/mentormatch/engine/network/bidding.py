"""The first phase of the network kernel: rows bid for columns before any search.

An auction with exact increments. Every row has a level, its price u: it bids for its best columns until they
would be no better than the level, which is the value of the best column without a bid from it. A full column
drops its lowest bidder; the lowest remaining bid becomes its price. Prices only rise and levels only fall, so
the invariants of `mentormatch.engine.network.kernel` hold after every bid, and the searches place the rest.
This is the augmenting row reduction of Jonker and Volgenant (1987) with several units per row and per column
(Bertsekas and Castañón, "The auction algorithm for the transportation problem", Annals of Operations Research
20 (1989) 67-96).
"""

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import FAR, step

AT_ONCE = 8
"""Units of a row that bid together."""
WIDE = 64
"""Columns of larger capacity accept no bids: finding the lowest bid would cost too much."""


@step
def _best_pairs(nodes, price, lowest, column, weight, taken, row, wanted, value, pair):  # type: ignore[no-untyped-def]
    """Write the best free pairs of a row, best first, at most `wanted`; return how many."""
    first, near, last = nodes[row]["first"], nodes[row]["near"], nodes[row]["last"]
    found = _better(price, column, weight, taken, first, near, np.int64(0), wanted, value, pair)
    beyond = nodes[row]["beyond"] - lowest
    if near < last and beyond > (value[found - 1] if found == wanted else 0):
        found = _better(price, column, weight, taken, near, last, found, wanted, value, pair)
    return found


@step
def _better(price, column, weight, taken, first, last, found, wanted, value, pair):  # type: ignore[no-untyped-def]
    """Insert those of some pairs that are better than the `found` best so far; return how many there are."""
    for e in range(first, last):
        worth = weight[e] - price[column[e]]
        if taken[e] or worth <= 0 or (found == wanted and worth <= value[found - 1]):
            continue
        place = found if found < wanted else wanted - 1
        while place > 0 and value[place - 1] < worth:
            value[place], pair[place] = value[place - 1], pair[place - 1]
            place -= 1
        value[place], pair[place] = worth, e
        found = min(found + 1, wanted)
    return found


@step
def _biddable(nodes, column, pair, n):  # type: ignore[no-untyped-def]
    """Return how many of the first n pairs come before one whose column accepts no bids."""
    for t in range(n):
        j = column[pair[t]]
        if nodes[j]["least"] > 0 or nodes[j]["most"] > WIDE:
            return t
    return n


@step
def _lowest(nodes, price, weight, slots, j):  # type: ignore[no-untyped-def]
    """Return the slot of column j with the lowest bid, and that bid."""
    lowest, bid = np.int64(-1), FAR
    for slot in range(nodes[j]["first"], nodes[j]["first"] + nodes[j]["load"]):
        offered = weight[slots[slot, 0]] - price[slots[slot, 1]]
        if offered < bid:
            lowest, bid = np.int64(slot), offered
    return lowest, bid


@step
def _offer(nodes, price, weight, taken, slots, j, row, pair):  # type: ignore[no-untyped-def]
    """Bid for column j; return the row that was displaced, `row` if the bid was too low, or -1."""
    loser = np.int64(-1)
    if nodes[j]["load"] < nodes[j]["most"]:
        slot = nodes[j]["first"] + nodes[j]["load"]
        nodes[j]["load"] += 1
    else:
        slot, lowest = _lowest(nodes, price, weight, slots, j)
        bid = weight[pair] - price[row]
        if slot < 0 or bid <= lowest:
            price[j] = max(price[j], bid)
            return row
        loser = slots[slot, 1]
        taken[slots[slot, 0]] = False
        nodes[loser]["load"] -= 1
    slots[slot, 0], slots[slot, 1] = pair, row
    taken[pair] = True
    nodes[row]["load"] += 1
    if nodes[j]["load"] == nodes[j]["most"]:
        price[j] = max(price[j], _lowest(nodes, price, weight, slots, j)[1])
    return loser


@step
def bid(nodes, price, lowest, n_columns, column, weight, taken, slots, lists, offers, most):  # type: ignore[no-untyped-def]
    """Let rows bid, at most `most` times in all; arrays are changed in place.

    The parameters are those of `mentormatch.engine.network.kernel.augment`. Rows and columns with a minimum
    take no part.
    """
    n_rows = len(nodes) - n_columns
    queue, queued, value, pair = lists[0], lists[1], offers[0], offers[1]
    queued[:n_rows] = 0
    waiting = 0
    for node in range(len(nodes) - 1, n_columns - 1, -1):
        if nodes[node]["least"] == 0 and nodes[node]["most"] > 0:
            queue[waiting] = node
            queued[node - n_columns] = 1
            waiting += 1
    while waiting > 0 and most > 0:
        most -= 1
        waiting -= 1
        row = np.int64(queue[waiting])
        queued[row - n_columns] = 0
        missing = min(nodes[row]["most"] - nodes[row]["load"], AT_ONCE)
        found = _best_pairs(nodes, price, lowest, column, weight, taken, row, missing + 1, value, pair)
        bids = _biddable(nodes, column, pair, min(missing, found))
        price[row] = value[bids] if found > bids else np.int64(0)
        before = nodes[row]["load"]
        for t in range(bids):
            loser = _offer(nodes, price, weight, taken, slots, np.int64(column[pair[t]]), row, pair[t])
            if loser >= 0 and loser != row and queued[loser - n_columns] == 0:
                queue[waiting] = loser
                queued[loser - n_columns] = 1
                waiting += 1
        more = nodes[row]["load"] == before + AT_ONCE and nodes[row]["load"] < nodes[row]["most"]
        if more and queued[row - n_columns] == 0:
            queue[waiting] = row
            queued[row - n_columns] = 1
            waiting += 1


@step
def tighten(nodes, price, n_columns, weight, slots):  # type: ignore[no-untyped-def]
    """Raise the price of rows with a single unit to the value of their pair, which shortens searches."""
    for j in range(n_columns):
        for slot in range(nodes[j]["first"], nodes[j]["first"] + nodes[j]["load"]):
            row = slots[slot, 1]
            if nodes[row]["most"] == 1:
                price[row] = weight[slots[slot, 0]] - price[j]
