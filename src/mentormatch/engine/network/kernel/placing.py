"""The kernel: successive shortest augmenting paths on a sparse bipartite graph.

Rows search for columns. Each row has units to place and each column has places for them; a pair is used at
most once. Weights are integers and prices exact. The search from one row with column prices kept is that of
Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38 (1987) 325-340; the potentials are those of Ahuja, Magnanti and Orlin, "Network Flows" (1993),
section 9.7.

Invariants, for the prices u of rows and p of columns:

* a free pair has ``weight <= u + p``; a taken pair has ``weight >= u + p``;
* a column with a free place has at most the price of a free place (0, or ``-subsidy`` below its minimum);
* a row with a unit left out has the price of leaving it out (``-bonus``, less ``subsidy`` below its minimum).

So a bonus for every pair is not added to the weights: units that are left out lose it.
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Int32s, Ints
from mentormatch.engine.compiled import FAR, steps
from mentormatch.engine.network.kernel.bidding import bid, tighten
from mentormatch.engine.network.kernel.pairs import Pairs
from mentormatch.engine.network.kernel.records import FEW, GOT, KEPT, MANY, MOST, WORDS
from mentormatch.engine.network.kernel.searching import (
    LISTS,
    TALLY,
    best_free,
    flip,
    forget,
    leave_out,
    left_out_price,
    reprice,
    search,
)
from mentormatch.engine.network.kernel.threads import THREADS

BIDS = 64
"""Bids per row, on average, before the searches begin."""


@dataclass(frozen=True)
class Settings:
    """What may be switched off without changing answers; only tests do so.

    Parameters
    ----------
    bids : int
        Bids per row, on average, before the searches begin.
    prune : bool
        Whether only the best pairs of a row are looked at where they suffice.
    threads : int
        With more than one, blocks are solved side by side.
    """

    bids: int = BIDS
    prune: bool = True
    threads: int = THREADS


DEFAULT = Settings()


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows to place, in a local order.

    Parameters
    ----------
    origin : int32 array, shape (n_rows,)
        The number that each has among the rows of the pairs.
    most : int array, shape (n_rows,)
        Units to place.
    least : int array, shape (n_rows,) or (0,)
        How many of them must be placed; empty if none must.
    """

    origin: Int32s
    most: Ints
    least: Ints


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns, in a local order.

    Parameters
    ----------
    position : int32 array
        The number here of each column of the pairs.
    most, least : int arrays, shape (n_columns,)
        Places, and how many of them must be taken; there are never more rows at a column than places.
    slots : int array, shape (n_columns,)
        Places that can be taken: at most as many as a column has pairs.
    price : int64 array, shape (n_columns,)
        Prices to begin with; changed.
    """

    position: Int32s
    most: Ints
    least: Ints
    slots: Ints
    price: Ints


@dataclass(frozen=True, eq=False)
class Placed:
    """What the kernel found.

    Parameters
    ----------
    column, place : arrays
        See `mentormatch.engine.network.kernel.records`.
    price : int64 array, shape (n_rows,)
        Prices of rows, with the bonus; those of columns were changed in place.
    searches : int
        Number of searches made.
    """

    column: Int32s
    place: Ints
    price: Ints
    searches: int


def place_all(
    pairs: Pairs, rows: Rows, columns: Columns, bonus: int, subsidy: int, settings: Settings
) -> Placed:
    """Place the units of every row so that the weight of all pairs taken is the greatest.

    Parameters
    ----------
    bonus : int
        Extra weight of every pair.
    subsidy : int
        Extra value of each unit below a minimum, above any swing of a path.
    """
    n_rows, n_columns = len(rows.origin), len(columns.most)
    single = bool(rows.most.max(initial=0) <= 1)
    size = FEW if single else MANY
    record = _in_cache_lines(n_rows, WORDS[size])
    record[:, size + 1] = -bonus
    row = np.zeros((n_rows, 4), np.int32)
    row[:, MOST], row[:, KEPT] = rows.most, -1
    column = np.zeros((n_columns, 4), np.int32)
    slots = columns.slots.cumsum()
    column[:, 0], column[:, 2], column[:, 3] = slots - columns.slots, columns.most, columns.least
    place = np.empty((int(slots[-1]) if n_columns else 0, 4), np.int64)
    queue = np.empty(n_rows, np.int32)
    room = np.empty((2, size), np.int64)
    floor, below = -np.int64(bonus), np.int64(subsidy)
    graph = (size, rows.origin, pairs.start, pairs.column, pairs.weight, columns.position, columns.price)
    state = (record, record.view(np.int32), row, rows.least, column, place, room)
    limit = settings.bids * n_rows
    lacking = _bid(limit, settings.prune, floor, single, *graph, *state, np.empty((3, size), np.int64), queue)
    searches = 0
    if lacking:
        nodes = n_columns + 2 * n_rows
        searches = _search(
            settings.prune, floor, below, *graph, *state, np.full(nodes, FAR), np.full(nodes, -1, np.int32),
            np.empty(nodes - n_rows, np.int64), np.empty(n_columns, np.int64),
            np.empty((LISTS, nodes + 1), np.int32), np.zeros(TALLY, np.int64),
        )  # fmt: skip
    return Placed(column, place, record[:, size + 1] + bonus, int(searches))


def _in_cache_lines(n: int, words: int) -> Ints:
    """Return room for n records, each of which begins at a cache line."""
    room = np.empty(n * words + 8, np.int64)
    skip = -(room.__array_interface__["data"][0] // 8) % 8
    return room[skip : skip + n * words].reshape(n, words)


@steps
def _bid(  # type: ignore[no-untyped-def]
    limit, prune, floor, single, size, origin, start, pair_column, weight, position, price, record, near, row,
    least, column, place, room, best, queue,
):  # fmt: skip
    """Let rows bid; return how many lack a unit."""
    bid(
        limit, prune, floor, single, size, origin, start, pair_column, weight, position, price, record, near,
        row, least, column, place, room, best, queue,
    )  # fmt: skip
    tighten(size, price, record, row, column, place)
    lacking = 0
    for r in range(len(row)):
        lacking += row[r, GOT] < row[r, MOST]
    return lacking


@steps
def _search(  # type: ignore[no-untyped-def]
    prune, floor, subsidy, size, origin, start, pair_column, weight, position, price, record, near, row,
    least, column, place, room, key, at, via, via_weight, lists, tally,
):  # fmt: skip
    """Place the units that rows lack, one after another; return the number of searches."""
    searches = 0
    for r in range(len(row)):
        if start[origin[r]] == start[origin[r] + 1]:
            continue
        while row[r, GOT] < row[r, MOST]:
            out = left_out_price(r, row[r, GOT], floor, subsidy, least)
            best = best_free(
                r, size, prune, origin, start, pair_column, weight, position, price, record, near, row,
                column, place, room,
            )  # fmt: skip
            if best <= out:
                leave_out(r, out, size, floor, record, row, least)
                break
            record[r, size + 1] = best
            searches += 1
            shortest = search(
                r, best - out, prune, floor, subsidy, size, origin, start, pair_column, weight, position,
                price, record, near, row, least, column, place, room, key, at, via, via_weight, lists, tally,
            )  # fmt: skip
            reprice(shortest, size, price, record, key, lists, tally)
            found = flip(r, price, row, column, place, via, via_weight, tally)
            forget(key, at, lists, tally)
            if not found:
                break
    return searches
