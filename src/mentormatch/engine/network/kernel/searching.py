"""The searches of the kernel: the shortest path from a row to a free place, by Dijkstra's algorithm.

Distances are reduced by prices and never negative; a path may also end at a row that leaves a unit out. Of a
row that is reached, the pairs kept in its record come first. The others wait on the heap at the least
distance that any of them can have; most are never looked at.

Nodes are columns, then rows, then rows whose other pairs wait. Unlike the records of
`mentormatch.engine.state.kernel`, keys lie close together: most nodes that are compared are not settled.
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import FAR, step
from mentormatch.engine.network.kernel.heap import pop, push
from mentormatch.engine.network.kernel.looking import holds, look
from mentormatch.engine.network.kernel.records import (
    BID,
    COLUMN,
    FIRST,
    GOT,
    KEPT,
    LEAST,
    LOAD,
    MOST,
    ROOM,
    ROW,
    WEIGHT,
)

HEAP, SETTLED_COLUMNS, SETTLED_ROWS, SEEN, STACK = 0, 1, 2, 3, 4
"""Rows of `lists`: the heap; nodes settled, nodes reached, and rows to settle next."""
LISTS = 5
_HEAPED, _COLUMNS, _ROWS, _REACHED, _STACKED, _END, _LAST_ROW = 0, 1, 2, 3, 4, 5, 6
TALLY = 7
"""Lengths of these lists; the column at the end of the shortest path, or -1, and else the row."""


@step
def _free_price(j, column, subsidy):  # type: ignore[no-untyped-def]
    """Return the price of a free place of a column."""
    return -subsidy if column[j, LOAD] < column[j, LEAST] else np.int64(0)


@step
def left_out_price(r, units, floor, subsidy, least):  # type: ignore[no-untyped-def]
    """Return the price of a row that places only so many units."""
    if len(least) > 0 and units < least[r]:
        return floor - subsidy
    return floor


@step
def best_free(  # type: ignore[no-untyped-def]
    r, size, prune, origin, start, pair_column, weight, position, price, record, near, row, column, place,
    room,
):  # fmt: skip
    """Return the best value of a pair that a row lacks, -FAR if there is none."""
    several = row[r, MOST] > 1
    fresh = row[r, KEPT] < 0 or not prune
    while True:
        if fresh:
            look(r, size, origin, start, pair_column, weight, position, price, record, near, row, room)
        best = -FAR
        for t in range(row[r, KEPT]):
            j = np.int64(near[r, 2 * (size + 2) + t])
            value = record[r, t] - price[j]
            if value > best and not (several and holds(r, j, column, place)):
                best = value
        if fresh or best >= record[r, size]:
            break
        fresh = True
    if best < record[r, size]:  # the row has most of the pairs kept
        for e in range(start[origin[r]], start[origin[r] + 1]):
            j = np.int64(position[pair_column[e]])
            value = weight[e] - price[j]
            if value > best and not (several and holds(r, j, column, place)):
                best = value
    return best


@step
def _reach_column(  # type: ignore[no-untyped-def]
    j, r, own, reach, shortest, subsidy, price, column, key, at, via, via_weight, lists, tally
):
    """Note that row r reaches a column by a pair of weight `own`; return the length of the shortest path."""
    if key[j] == FAR:
        lists[SEEN, tally[_REACHED]] = j
        tally[_REACHED] += 1
    key[j] = reach
    via[j] = r
    via_weight[j] = own
    if column[j, LOAD] < column[j, ROOM]:
        free = _free_price(j, column, subsidy)
        if reach + free - price[j] < shortest:
            shortest = reach + free - price[j]
            tally[_END] = j
        if price[j] == free:
            return shortest  # nothing beyond this column can be nearer than its free place
    tally[_HEAPED] = push(lists[HEAP], key, at, tally[_HEAPED], j)
    return shortest


@step
def _scan_row(  # type: ignore[no-untyped-def]
    r, others, source, shortest, prune, floor, subsidy, size, origin, start, pair_column, weight, position,
    price, record, near, row, least, column, place, room, key, at, via, via_weight, lists, tally,
):  # fmt: skip
    """Settle a row, or its `others` that waited: consider leaving a unit out, and reach columns.

    No pair has a value above the row's price unless the row has it.
    """
    n_columns, n_rows = len(column), len(row)
    base = key[n_columns + r] + record[r, size + 1]
    if not others:
        lists[SETTLED_ROWS, tally[_ROWS]] = r
        tally[_ROWS] += 1
        left_out = base - left_out_price(r, row[r, GOT] - 1, floor, subsidy, least)
        if r != source and left_out < shortest:
            shortest = left_out
            tally[_END], tally[_LAST_ROW] = -1, r
    several = row[r, MOST] > 1
    everything = not prune
    if row[r, KEPT] < 0 or others:
        before = record[r, size]
        look(r, size, origin, start, pair_column, weight, position, price, record, near, row, room)
        # If the bound on the others was not too high, all pairs are needed.
        everything = everything or (others and record[r, size] >= before)
    everything = everything and (not prune or base - record[r, size] < shortest)
    begin, end = (start[origin[r]], start[origin[r] + 1]) if everything else (0, row[r, KEPT])
    for e in range(begin, end):
        if everything:
            j, own = np.int64(position[pair_column[e]]), weight[e]
        else:
            j, own = np.int64(near[r, 2 * (size + 2) + e]), record[r, e]
        reach = base + price[j] - own
        if reach >= shortest or reach >= key[j]:
            continue
        if several and reach <= key[n_columns + r] and holds(r, j, column, place):
            continue
        shortest = _reach_column(
            j, r, own, reach, shortest, subsidy, price, column, key, at, via, via_weight, lists, tally
        )
    if not everything and record[r, size] > -FAR and base - record[r, size] < shortest:
        node = n_columns + n_rows + r
        if key[node] == FAR:
            lists[SEEN, tally[_REACHED]] = node
            tally[_REACHED] += 1
        key[node] = base - record[r, size]
        tally[_HEAPED] = push(lists[HEAP], key, at, tally[_HEAPED], node)
    return shortest


@step
def _scan_column(j, shortest, size, price, record, column, place, key, at, via, lists, tally):  # type: ignore[no-untyped-def]
    """Settle a column: reach the rows that have its places; rows at the same distance go on the stack."""
    lists[SETTLED_COLUMNS, tally[_COLUMNS]] = j
    tally[_COLUMNS] += 1
    base = key[j] - price[j]
    for s in range(column[j, FIRST], column[j, FIRST] + column[j, LOAD]):
        r = place[s, ROW]
        node = len(column) + r
        reach = base + place[s, WEIGHT] - record[r, size + 1]
        if reach >= shortest or reach >= key[node]:
            continue
        if key[node] == FAR:
            lists[SEEN, tally[_REACHED]] = node
            tally[_REACHED] += 1
        key[node] = reach
        via[node] = s
        if reach == key[j] and at[node] < 0:
            lists[STACK, tally[_STACKED]] = r
            tally[_STACKED] += 1
        else:
            tally[_HEAPED] = push(lists[HEAP], key, at, tally[_HEAPED], node)


@step
def search(  # type: ignore[no-untyped-def]
    source, shortest, prune, floor, subsidy, size, origin, start, pair_column, weight, position, price,
    record, near, row, least, column, place, room, key, at, via, via_weight, lists, tally,
):  # fmt: skip
    """Find the shortest path from a row to a free place or to a unit to leave out (Dijkstra).

    `shortest` is what leaving out a unit of the row itself costs. Return the length of the path; `tally` has
    its end.
    """
    n_columns, n_rows = len(column), len(row)
    tally[:_END] = 0
    tally[_END], tally[_LAST_ROW] = -1, source
    key[n_columns + source] = 0
    lists[SEEN, 0] = n_columns + source
    lists[STACK, 0] = source
    tally[_REACHED], tally[_STACKED] = 1, 1
    others = False
    while True:
        while tally[_STACKED] > 0:
            tally[_STACKED] -= 1
            r = np.int64(lists[STACK, tally[_STACKED]])
            shortest = _scan_row(
                r, others, source, shortest, prune, floor, subsidy, size, origin, start, pair_column, weight,
                position, price, record, near, row, least, column, place, room, key, at, via, via_weight,
                lists, tally,
            )  # fmt: skip
            others = False
        if tally[_HEAPED] == 0 or key[lists[HEAP, 0]] >= shortest:
            return shortest
        node = pop(lists[HEAP], key, at, tally[_HEAPED])
        tally[_HEAPED] -= 1
        if node < n_columns:
            _scan_column(node, shortest, size, price, record, column, place, key, at, via, lists, tally)
        else:
            others = node >= n_columns + n_rows
            lists[STACK, 0] = node - n_columns - (n_rows if others else 0)
            tally[_STACKED] = 1


@step
def reprice(shortest, size, price, record, key, lists, tally):  # type: ignore[no-untyped-def]
    """Update the prices of all settled nodes."""
    n_columns = len(price)
    for k in range(tally[_COLUMNS]):
        j = lists[SETTLED_COLUMNS, k]
        price[j] += max(shortest - key[j], 0)
    for k in range(tally[_ROWS]):
        r = lists[SETTLED_ROWS, k]
        record[r, size + 1] -= max(shortest - key[n_columns + r], 0)


@step
def flip(source, price, row, column, place, via, via_weight, tally):  # type: ignore[no-untyped-def]
    """Follow the path back from its end, giving each freed place to the row that led to it.

    Return whether there is a path: the source may be the row that leaves a unit out.
    """
    if tally[_END] >= 0:
        j = np.int64(tally[_END])
        s = np.int64(column[j, FIRST] + column[j, LOAD])
        column[j, LOAD] += 1
    elif tally[_LAST_ROW] == source:
        return False
    else:
        r = tally[_LAST_ROW]
        row[r, GOT] -= 1
        s = via[len(column) + r]
        j = place[s, COLUMN]
    row[source, GOT] += 1
    while True:
        r = via[j]
        place[s, BID], place[s, WEIGHT], place[s, ROW], place[s, COLUMN] = price[j], via_weight[j], r, j
        if r == source:
            return True
        s = via[len(column) + r]
        j = place[s, COLUMN]


@step
def forget(key, at, lists, tally):  # type: ignore[no-untyped-def]
    """Clean up after a search."""
    for k in range(tally[_HEAPED]):
        at[lists[HEAP, k]] = -1
    for k in range(tally[_REACHED]):
        key[lists[SEEN, k]] = FAR


@step
def leave_out(r, out, size, floor, record, row, least):  # type: ignore[no-untyped-def]
    """Set the price of a row of which no further unit is worth placing."""
    at_least = len(least) > 0 and 0 < least[r] == row[r, GOT]
    # At its minimum, a row may have a price below that of leaving a unit out.
    if not at_least or record[r, size + 1] > floor:
        record[r, size + 1] = out
