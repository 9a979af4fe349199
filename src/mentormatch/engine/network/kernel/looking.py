"""A look at all pairs of a row, which keeps the best of them.

Prices of columns only rise while rows bid and search, so a bound on the value of the other pairs (weight less
the column's price) holds until the next look.
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from mentormatch.engine.compiled import FAR, step
from mentormatch.engine.network.kernel.records import FIRST, KEPT, LOAD, ROW


@step
def look(r, size, origin, start, pair_column, weight, position, price, record, near, row, room):  # type: ignore[no-untyped-def]
    """Keep the `size` best pairs of row r in its record, and a bound on the value of the others.

    `room` has space for the values and the pairs of as many.
    """
    kept = 0
    low, rest = -FAR, -FAR  # the lowest value kept once all places are taken; the highest that is not kept
    for e in range(start[origin[r]], start[origin[r] + 1]):
        value = weight[e] - price[position[pair_column[e]]]
        if value <= low:
            rest = max(rest, value)
            continue
        if kept == size:
            rest = low
            t = size - 1
        else:
            t = kept
            kept += 1
        while t > 0 and room[0, t - 1] < value:
            room[0, t], room[1, t] = room[0, t - 1], room[1, t - 1]
            t -= 1
        room[0, t], room[1, t] = value, e
        if kept == size:
            low = room[0, size - 1]
    for t in range(kept):
        e = room[1, t]
        record[r, t] = weight[e]
        near[r, 2 * (size + 2) + t] = position[pair_column[e]]
    row[r, KEPT] = kept
    record[r, size] = rest


@step
def holds(r, j, column, place):  # type: ignore[no-untyped-def]
    """Return whether row r has a place of column j."""
    first = column[j, FIRST]
    for s in range(first, first + column[j, LOAD]):  # noqa: SIM110  (compiled)
        if place[s, ROW] == r:
            return True
    return False
