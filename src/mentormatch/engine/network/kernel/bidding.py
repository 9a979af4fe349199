"""The first phase of the kernel: rows bid for columns before any search.

An auction with exact increments. Every row has a level, its price u: it bids for its best columns until they
would be no better than the level, which is the value of the best column without a bid from it. A full column
drops its lowest bidder; the lowest remaining bid becomes its price. Prices only rise and levels only fall, so
the invariants of `mentormatch.engine.network.kernel.placing` hold after every bid, and the searches place the
rest. This is the augmenting row reduction of Jonker and Volgenant (1987) with several units per row and per
column (Bertsekas and Castañón, "The auction algorithm for the transportation problem", Annals of Operations
Research 20 (1989) 67-96).
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: C901, PLR0912, PLR0913, PLR0917

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import FAR, step
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
    QUEUED,
    ROOM,
    ROW,
    WEIGHT,
)

WIDE = 64
"""Columns with more places accept no bids: finding the lowest bid would cost too much."""
CHAIN = 256
"""Bids that follow from one row's; then the rows that wait are left to the searches."""
_LOW, _RAISED, _STALE = np.int64(-2), np.int64(-3), np.int64(-4)
"""A bid failed: at the column's price; below what stands, which became the price; for want of a look."""


@step
def _biddable(j, column):  # type: ignore[no-untyped-def]
    """Return whether a column accepts bids."""
    return column[j, LEAST] == 0 and column[j, ROOM] <= WIDE


@step
def _standing(s, size, single, record, place):  # type: ignore[no-untyped-def]
    """Return the bid for a place; the level of a row with several units may have fallen since."""
    if single:
        return place[s, BID]
    return place[s, WEIGHT] - record[place[s, ROW], size + 1]


@step
def _lowest(j, size, single, record, column, place):  # type: ignore[no-untyped-def]
    """Return the place of column j with the lowest bid, and that bid."""
    first = np.int64(column[j, FIRST])
    lowest, bid = first, _standing(first, size, single, record, place)
    for s in range(first + 1, first + column[j, LOAD]):
        other = _standing(s, size, single, record, place)
        if other < bid:
            lowest, bid = np.int64(s), other
    return lowest, bid


@step
def _offer(r, j, weight, level, size, single, price, record, row, column, place):  # type: ignore[no-untyped-def]
    """Bid for column j; return the row that was displaced, -1 if none was, or why the bid failed."""
    bid = weight - level
    loser = np.int64(-1)
    if column[j, LOAD] < column[j, ROOM]:
        s = np.int64(column[j, FIRST] + column[j, LOAD])
        column[j, LOAD] += 1
    else:
        s, lowest = _lowest(j, size, single, record, column, place)
        if bid <= lowest:
            if lowest > price[j]:
                price[j] = lowest
                return _RAISED
            return _LOW
        loser = place[s, ROW]
        row[loser, GOT] -= 1
    place[s, BID] = bid
    place[s, WEIGHT] = weight
    place[s, ROW] = r
    place[s, COLUMN] = j
    row[r, GOT] += 1
    if column[j, LOAD] == column[j, ROOM]:
        price[j] = max(price[j], _lowest(j, size, single, record, column, place)[1])
    return loser


@step
def _bid_for_one(r, size, fresh, floor, single, price, record, near, row, column, place):  # type: ignore[no-untyped-def]
    """Let a row with one unit bid for its best column; return what `_offer` returns, or `_STALE`."""
    near_at = 2 * (size + 2)
    best, second, at = -FAR, -FAR, np.int64(0)
    for t in range(row[r, KEPT]):
        value = record[r, t] - price[near[r, near_at + t]]
        if value > best:
            second = best
            best, at = value, np.int64(t)
        elif value > second:
            second = value
    if not fresh and second < record[r, size] and record[r, size] > floor:
        return _STALE
    second = max(second, record[r, size], floor)
    j = np.int64(near[r, near_at + at])
    if best <= floor or not _biddable(j, column):
        record[r, size + 1] = max(best, floor)
        return _LOW
    record[r, size + 1] = second
    if best == second and column[j, LOAD] == column[j, ROOM]:
        # Another column is as good: if it has a free place, the row takes it.
        for t in range(row[r, KEPT]):
            k = np.int64(near[r, near_at + t])
            free = column[k, LOAD] < column[k, ROOM] and _biddable(k, column)
            if free and record[r, t] - price[k] == best:
                j, at = k, np.int64(t)
    return _offer(r, j, record[r, at], second, size, single, price, record, row, column, place)


@step
def _enter(j, worth, value, wanted, found, best):  # type: ignore[no-untyped-def]
    """Insert a pair among the `wanted` best so far; return how many there are."""
    if found == wanted and value <= best[0, found - 1]:
        return found
    found = min(found + 1, wanted)
    k = found - 1
    while k > 0 and best[0, k - 1] < value:
        best[0, k], best[1, k], best[2, k] = best[0, k - 1], best[1, k - 1], best[2, k - 1]
        k -= 1
    best[0, k] = value
    best[1, k] = worth
    best[2, k] = j
    return found


@step
def _best_kept(r, size, wanted, price, record, near, row, column, place, best):  # type: ignore[no-untyped-def]
    """Write value, weight and column of the best pairs kept that a row lacks; return how many, if `wanted`.

    No pair has a value above the row's price unless the row has it.
    """
    level = record[r, size + 1] if row[r, GOT] > 0 else FAR
    found = 0
    for t in range(row[r, KEPT]):
        j = np.int64(near[r, 2 * (size + 2) + t])
        value = record[r, t] - price[j]
        if value < level or not holds(r, j, column, place):
            found = _enter(j, record[r, t], value, wanted, found, best)
    return found


@step
def _best_of_all(  # type: ignore[no-untyped-def]
    r, size, wanted, origin, start, pair_column, weight, position, price, record, row, column, place, best
):
    """Write the same of all pairs of a row."""
    level = record[r, size + 1] if row[r, GOT] > 0 else FAR
    found = 0
    for e in range(start[origin[r]], start[origin[r] + 1]):
        j = np.int64(position[pair_column[e]])
        value = weight[e] - price[j]
        if value < level or not holds(r, j, column, place):
            found = _enter(j, weight[e], value, wanted, found, best)
    return found


@step
def _wait(r, row, queue, waiting):  # type: ignore[no-untyped-def]
    """Let a row wait to bid again; return how many wait."""
    if row[r, QUEUED]:
        return waiting
    row[r, QUEUED] = 1
    queue[waiting] = r
    return waiting + 1


@step
def _bid_for_several(  # type: ignore[no-untyped-def]
    r, size, fresh, floor, origin, start, pair_column, weight, position, price, record, near, row, column,
    place, best, queue, waiting,
):  # fmt: skip
    """Let a row bid for its best columns, fewer than a record keeps; return who waits, or `_STALE`."""
    units = min(row[r, MOST] - row[r, GOT], size - 1)
    found = _best_kept(r, size, units + 1, price, record, near, row, column, place, best)
    short = found <= units or best[0, found - 1] < record[r, size]
    if short and record[r, size] > floor:
        if not fresh:
            return _STALE
        found = _best_of_all(
            r, size, units + 1, origin, start, pair_column, weight, position, price, record, row, column,
            place, best,
        )  # fmt: skip
    while found > 0 and best[0, found - 1] <= floor:
        found -= 1
    bids = 0
    while bids < min(units, found) and _biddable(best[2, bids], column):
        bids += 1
    level = best[0, bids] if bids < found else floor
    record[r, size + 1] = level
    before, again = row[r, GOT], False
    for t in range(bids):
        loser = _offer(r, best[2, t], best[1, t], level, size, False, price, record, row, column, place)
        again = again or loser == _RAISED
        if loser >= 0:
            waiting = _wait(loser, row, queue, waiting)
    if row[r, GOT] < row[r, MOST] and (again or row[r, GOT] == before + size - 1):
        waiting = _wait(r, row, queue, waiting)
    return waiting


@step
def bid(  # type: ignore[no-untyped-def]
    most, prune, floor, single, size, origin, start, pair_column, weight, position, price, record, near, row,
    least, column, place, room, best, queue,
):  # fmt: skip
    """Let rows bid, at most `most` times in all; arrays are changed in place.

    The parameters are those of `mentormatch.engine.network.kernel.placing.place_all`. Rows and columns with
    a minimum take no part.
    """
    waiting, chain, following = 0, 0, 0
    for _ in range(most):
        if waiting == 0 or chain >= CHAIN:
            for k in range(waiting):
                row[queue[k], QUEUED] = 0
            waiting, chain = 0, 0
            while following < len(row) and (
                row[following, GOT] >= row[following, MOST]
                or start[origin[following]] == start[origin[following] + 1]
                or (len(least) > 0 and least[following] > 0)
            ):
                following += 1
            if following == len(row):
                return
            r = np.int64(following)
            following += 1
        else:
            waiting -= 1
            r = np.int64(queue[waiting])
            row[r, QUEUED] = 0
        chain += 1
        fresh, found = row[r, KEPT] < 0 or not prune, _STALE
        while found == _STALE:
            if fresh:
                look(r, size, origin, start, pair_column, weight, position, price, record, near, row, room)
            if row[r, MOST] == 1:
                found = _bid_for_one(
                    r, size, fresh, floor, single, price, record, near, row, column, place
                )  # fmt: skip
                if found == _RAISED:
                    waiting = _wait(r, row, queue, waiting)
                elif found >= 0:
                    waiting = _wait(found, row, queue, waiting)
            else:
                found = _bid_for_several(
                    r, size, fresh, floor, origin, start, pair_column, weight, position, price, record, near,
                    row, column, place, best, queue, waiting,
                )  # fmt: skip
                if found != _STALE:
                    waiting = found
            fresh = True


@step
def tighten(size, price, record, row, column, place):  # type: ignore[no-untyped-def]
    """Raise the price of rows with a single unit to the value of their pair, which shortens searches."""
    for j in range(len(column)):
        for s in range(column[j, FIRST], column[j, FIRST] + column[j, LOAD]):
            r = place[s, ROW]
            if row[r, MOST] == 1:
                record[r, size + 1] = place[s, WEIGHT] - price[j]
