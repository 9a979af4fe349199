"""A look at all pairs of a row, which keeps the best of them.

Prices of columns only rise while rows bid and search, so a bound on the value of the other pairs (weight less
the column's price) holds until the next look.
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: C901, PLR0912, PLR0913, PLR0914, PLR0915, PLR0917

from __future__ import annotations

from mentormatch.engine.compiled import FAR, step
from mentormatch.engine.network.kernel.records import FIRST, KEPT, LOAD, MANY, ROW

ROOM = 512
"""Rows with more pairs are looked at in one pass, as are those with few: it compares every pair with the best."""


@step
def look(r, size, origin, start, pair_column, weight, position, price, record, near, row, room):  # type: ignore[no-untyped-def]
    """Keep the `size` best pairs of row r in its record, and a bound on the value of the others.

    A first pass finds a bar that at least `size` pairs reach, so that few are sorted: every eighth pair is in
    one class, and the bar is the lowest of the best of 8, or of 4, classes.
    """
    begin = start[origin[r]]
    n = start[origin[r] + 1] - begin
    rest = -FAR
    kept = 0
    value_at, pair_at = 2 * size, 2 * size + ROOM  # `room` begins with values and pairs of the best
    if n <= 2 * size or n > ROOM:
        bar = -FAR
        for e in range(begin, begin + n):
            value = weight[e] - price[position[pair_column[e]]]
            if value <= bar:
                rest = max(rest, value)
                continue
            if kept == size:
                rest = max(rest, bar)
                t = size - 1
            else:
                t = kept
                kept += 1
            while t > 0 and room[t - 1] < value:
                room[t] = room[t - 1]
                room[size + t] = room[size + t - 1]
                t -= 1
            room[t] = value
            room[size + t] = e
            if kept == size:
                bar = room[size - 1]
    else:
        b0, b1, b2, b3, b4, b5, b6, b7 = -FAR, -FAR, -FAR, -FAR, -FAR, -FAR, -FAR, -FAR
        even = n - n % 8
        for i in range(0, even, 8):
            e = begin + i
            at = value_at + i
            v0 = weight[e] - price[position[pair_column[e]]]
            v1 = weight[e + 1] - price[position[pair_column[e + 1]]]
            v2 = weight[e + 2] - price[position[pair_column[e + 2]]]
            v3 = weight[e + 3] - price[position[pair_column[e + 3]]]
            v4 = weight[e + 4] - price[position[pair_column[e + 4]]]
            v5 = weight[e + 5] - price[position[pair_column[e + 5]]]
            v6 = weight[e + 6] - price[position[pair_column[e + 6]]]
            v7 = weight[e + 7] - price[position[pair_column[e + 7]]]
            room[at], room[at + 1], room[at + 2], room[at + 3] = v0, v1, v2, v3
            room[at + 4], room[at + 5], room[at + 6], room[at + 7] = v4, v5, v6, v7
            b0, b1, b2, b3 = max(b0, v0), max(b1, v1), max(b2, v2), max(b3, v3)
            b4, b5, b6, b7 = max(b4, v4), max(b5, v5), max(b6, v6), max(b7, v7)
        for i in range(even, n):
            value = weight[begin + i] - price[position[pair_column[begin + i]]]
            room[value_at + i] = value
            b0 = max(b0, value)
        if size == MANY:
            bar = min(min(min(b0, b1), min(b2, b3)), min(min(b4, b5), min(b6, b7)))
        else:
            bar = min(min(max(b0, b1), max(b2, b3)), min(max(b4, b5), max(b6, b7)))
        reached = 0
        for i in range(n):  # without branches: which pairs reach the bar is hard to predict
            value = room[value_at + i]
            room[pair_at + reached] = i
            reaches = value >= bar
            reached += int(reaches)
            rest = max(rest, -FAR if reaches else value)
        for k in range(reached):
            i = room[pair_at + k]
            value = room[value_at + i]
            if kept == size:
                if value <= room[size - 1]:
                    rest = max(rest, value)
                    continue
                rest = max(rest, room[size - 1])
                t = size - 1
            else:
                t = kept
                kept += 1
            while t > 0 and room[t - 1] < value:
                room[t] = room[t - 1]
                room[size + t] = room[size + t - 1]
                t -= 1
            room[t] = value
            room[size + t] = begin + i
    for t in range(kept):
        e = room[size + t]
        record[r, t] = weight[e]
        near[r, 2 * (size + 2) + t] = position[pair_column[e]]
    row[r, KEPT] = kept
    record[r, size] = rest


@step
def holds(r, j, column, place):  # type: ignore[no-untyped-def]
    """Return whether row r has a place of column j."""
    first = column[j, FIRST]
    for s in range(first, first + column[j, LOAD]):
        if place[s, ROW] == r:
            return True
    return False
