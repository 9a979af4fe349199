"""A bipartite graph with bounds on both sides, solved from the shorter side of each component."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import FAR
from mentormatch.engine.network.grouping import component_of, grouped, heads_first
from mentormatch.engine.network.kernel import augment
from mentormatch.engine.network.nodes import NODE

_MANY = 2**31 - 1
HEAD = 32
"""How many of a row's heaviest pairs are scanned first; the others are rarely needed."""
BUCKETS = 256
"""Classes of weight by which the heaviest pairs are found."""


@dataclass(frozen=True, eq=False)
class Bounded:
    """Pairs with weights, and how many pairs each person has at least and at most.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_pairs,)
    weight : int64 array, shape (n_pairs,)
    demand, demand_least : int64 arrays, shape (n_mentees,)
    capacity, capacity_least : int64 arrays, shape (n_mentors,)
    """

    mentee: Int32s
    mentor: Int32s
    weight: Ints
    demand: Ints
    demand_least: Ints
    capacity: Ints
    capacity_least: Ints


@dataclass(frozen=True, eq=False)
class Assignment:
    """Pairs of greatest total weight, with prices that prove it.

    Parameters
    ----------
    taken : bool array, shape (n_pairs,)
    mentee_price, mentor_price : int64 arrays
    searches : int
        Number of searches made.
    """

    taken: Bools
    mentee_price: Ints
    mentor_price: Ints
    searches: int


def assign(graph: Bounded, inside: Bools, subsidy: int) -> Assignment:
    """Return the pairs of greatest weight among those `inside`.

    Parameters
    ----------
    graph : Bounded
    inside : bool array, shape (n_pairs,)
        Pairs that may be chosen.
    subsidy : int
        Extra value of each unit below a minimum, above any swing of a path. Minimums that cannot all be met
        are met as far as possible.
    """
    u = np.zeros(len(graph.demand), np.int64)
    p = np.zeros(len(graph.capacity), np.int64)
    taken = np.zeros(len(graph.weight), np.bool_)
    searches = 0
    for mentees, side in _short_sides(graph, inside):
        searches += _solve(graph, side, mentees, subsidy, u, p, taken)
    return Assignment(taken, u, p, searches)


def _short_sides(graph: Bounded, inside: Bools) -> Iterator[tuple[bool, Bools]]:
    """Yield the pairs of components whose demand is at most their capacity (True), and the others."""
    of_mentee, of_mentor, n = component_of(
        len(graph.demand), len(graph.capacity), graph.mentee, graph.mentor, inside
    )
    wanted = np.bincount(of_mentee, weights=graph.demand, minlength=n)
    offered = np.bincount(of_mentor, weights=graph.capacity, minlength=n)
    paired = (np.bincount(of_mentee, minlength=n) > 0) & (np.bincount(of_mentor, minlength=n) > 0)
    for mentees in (True, False):
        kind = (wanted <= offered) == mentees
        if (kind | ~paired).all():
            if paired.any():
                yield mentees, inside
        elif (kind & paired).any():
            yield mentees, inside & kind[of_mentee][graph.mentee]


def _solve(  # one argument per array that is filled in
    graph: Bounded,
    side: Bools,
    from_mentees: bool,
    subsidy: int,
    u: Ints,
    p: Ints,
    taken: Bools,
) -> int:
    """Solve the components of one kind; fill in prices and chosen pairs, return the number of searches."""
    mentees = (graph.mentee, graph.demand, graph.demand_least, u)
    mentors = (graph.mentor, graph.capacity, graph.capacity_least, p)
    rows, columns = (mentees, mentors) if from_mentees else (mentors, mentees)
    start, pair = grouped(rows[0], side, len(rows[1]))
    weight, near, beyond = (
        graph.weight[pair],
        np.zeros(len(rows[1]), np.int64),
        np.zeros(len(rows[1]), np.int64),
    )
    heads_first(start, pair, weight, HEAD, near, beyond, np.zeros(BUCKETS, np.int64))
    column = columns[0][pair]
    nodes, price, slots, present = _nodes(start, (near, beyond), column, rows[1:3], columns[1:3], subsidy)
    n_columns = len(columns[1])
    row_of = np.repeat(np.arange(n_columns, len(nodes), dtype=np.int32), np.diff(start))
    mine = np.zeros(len(pair), np.bool_)
    searches = augment(nodes, price, n_columns, column, row_of, weight, mine, slots, subsidy)
    taken[pair[mine]] = True
    with_pairs = np.diff(start) > 0
    rows[3][with_pairs] = price[n_columns:][with_pairs]
    columns[3][present > 0] = price[:n_columns][present > 0]
    return searches


def _nodes(
    start: Ints,
    heads: tuple[Ints, Ints],
    column: Int32s,
    rows: tuple[Ints, Ints],
    columns: tuple[Ints, Ints],
    subsidy: int,
) -> tuple[NDArray[np.void], Ints, Ints, Ints]:
    """Return the nodes, their prices, empty slots, and how many pairs each column has."""
    n_columns = len(columns[0])
    present = np.bincount(column, minlength=n_columns)
    # Capacity above the number of pairs can never be filled, so it needs no slots.
    slot_start = np.concatenate(([0], np.cumsum(np.minimum(columns[0], present))))
    nodes = np.zeros(n_columns + len(rows[0]), NODE)
    nodes["key"], nodes["position"] = FAR, -1
    nodes["most"] = np.minimum(np.concatenate((columns[0], rows[0])), _MANY)
    nodes["least"] = np.minimum(np.concatenate((columns[1], rows[1])), _MANY)
    nodes["first"] = np.concatenate((slot_start[:-1], start[:-1]))
    nodes["last"][n_columns:] = start[1:]
    nodes["near"][n_columns:], nodes["beyond"][n_columns:] = heads
    price = np.zeros(len(nodes), np.int64)
    price[:n_columns] = np.where(columns[1] > 0, -subsidy, 0)
    return nodes, price, np.zeros((slot_start[-1], 2), np.int64), present
