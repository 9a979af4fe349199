"""The models that peers of this engine take, each written once: a flow, an assignment, a linear programme.

The functions that make a model are apart from those that solve it, since the two are timed apart. All look
for the most filled demand first, then the highest score; only the flow with groups knows a side rule. There
may be no pairs at all, and mentors without capacity.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linprog
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from suite.data.instance import Instance, Ints

Floats = NDArray[np.float64]
Indices = NDArray[np.integer]


class Arcs(NamedTuple):
    """Arcs that cost nothing, and how much may flow through each."""

    tail: Ints
    head: Ints
    room: Ints


def flow_graph(pairs: Instance) -> SimpleMinCostFlow:
    """Return OR-Tools' graph from a source to mentees to mentors to a sink.

    The largest flow of least cost is sought. That is twice as fast as one flow that pays a penalty for every
    mentee who goes past the mentors.
    """
    n, source = pairs.n_mentees, pairs.n_mentees + pairs.n_mentors
    return _graph(pairs, source, Arcs(np.full(n, source), np.arange(n), pairs.demand), pairs.most)


def grouped_graph(pairs: Instance, group: Ints, ceilings: Ints, most: int) -> SimpleMinCostFlow:
    """Return the same graph with a node for each group of mentees, between the source and them.

    Parameters
    ----------
    pairs : Instance
    group : int64 array, shape (n_mentees,)
    ceilings : int64 array, shape (n_groups,)
        The most pairs that each group may have.
    most : int
        The most pairs that all of them may have together.
    """
    n, first = pairs.n_mentees, pairs.n_mentees + pairs.n_mentors
    source = first + len(ceilings)
    nodes = np.arange(first, source)
    supply = Arcs(
        np.concatenate((first + group, np.full(len(nodes), source))),
        np.concatenate((np.arange(n), nodes)),
        np.concatenate((pairs.demand, ceilings)),
    )
    return _graph(pairs, source, supply, most)


def _graph(pairs: Instance, source: int, supply: Arcs, most: int) -> SimpleMinCostFlow:
    """Return a graph: the arcs of the pairs first, in their order, then those to mentees and from mentors."""
    n, m, sink = pairs.n_mentees, pairs.n_mentors, source + 1
    top = int(pairs.score.max(initial=0))
    graph = SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((pairs.mentee, supply.tail, n + np.arange(m))).astype(np.int32),
        np.concatenate((pairs.mentor + n, supply.head, np.full(m, sink))).astype(np.int32),
        np.concatenate((np.ones(pairs.n_pairs, np.int64), supply.room, pairs.capacity)),
        np.concatenate((top - pairs.score, np.zeros(len(supply.room) + m, np.int64))),
    )
    graph.set_nodes_supplies(np.array([source, sink], np.int32), np.array([most, -most]))
    return graph


def solved_flow(graph: SimpleMinCostFlow, n_pairs: int) -> Indices:
    """Return the pairs, by index, through which the largest flow of least cost goes."""
    status = graph.solve_max_flow_with_min_cost()
    if status != graph.OPTIMAL:
        raise RuntimeError(f"status {status}")
    return np.flatnonzero(graph.flows(np.arange(n_pairs, dtype=np.int32)))


def copies(pairs: Instance) -> Ints:
    """Return how many columns each mentor has: their capacity, but no more than there are mentees."""
    return np.minimum(pairs.capacity, pairs.n_mentees)


def places(pairs: Instance) -> tuple[Indices, Indices, Indices]:
    """Return pair, row and column of an assignment problem in which every place is a column.

    Mentees want one mentor at most.
    """
    wanted = np.flatnonzero(pairs.demand[pairs.mentee] > 0)
    each = copies(pairs)
    many = each[pairs.mentor[wanted]]
    pair = np.repeat(wanted, many)
    copy = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    first = np.cumsum(each) - each
    return pair, pairs.mentee[pair], first[pairs.mentor[pair]] + copy


class Assignment(NamedTuple):
    """What scipy's sparse matching takes.

    Parameters
    ----------
    weights : sparse array
        A row for everybody on the shorter side; a column for everybody on the longer one, then the rows' own.
    n_columns : int
        Columns that are no row's own.
    top : int
        A pair weighs this less its score.
    turned : bool
        Whether rows are mentors and columns mentees.
    """

    weights: Any
    n_columns: int
    top: int
    turned: bool


def assignment(pairs: Instance) -> Assignment:
    """Return the model in which everybody on the shorter side has a column of their own, to stay alone.

    From the mentees' side in all cases it is 3 to 10 times slower where capacity is scarce.
    """
    pair, row, column = places(pairs)
    sizes = pairs.n_mentees, int(copies(pairs).sum())
    turned = sizes[1] < sizes[0]
    if turned:
        row, column = column, row
    (n_rows, n_columns), own = sorted(sizes), np.arange(min(sizes))
    top = int(pairs.score.max(initial=0)) + 1  # costs of 0 would be taken for missing pairs
    cost = np.concatenate((top - pairs.score[pair], np.full(n_rows, top + pairs.bonus)))
    ends = (np.concatenate((row, own)), np.concatenate((column, n_columns + own)))
    weights = sp.csr_array((cost.astype(np.float64), ends), shape=(n_rows, n_columns + n_rows))
    return Assignment(weights, n_columns, top, turned)


def solved_assignment(model: Assignment) -> tuple[Indices, Indices]:
    """Return rows and columns of those who do not stay alone."""
    rows, columns = min_weight_full_bipartite_matching(model.weights)
    real = columns < model.n_columns
    return rows[real], columns[real]


class Programme(NamedTuple):
    """A linear programme: the least cost, where everybody's pairs are no more than their most."""

    cost: Floats
    rules: Any
    most: Floats


def linear_programme(pairs: Instance) -> Programme:
    """Return the programme that maximises scores and bonuses; its vertices are whole."""
    index, one = np.arange(pairs.n_pairs), np.ones(pairs.n_pairs)
    sides: Any = [
        sp.csr_array((one, (side, index)), shape=(n, pairs.n_pairs))
        for side, n in ((pairs.mentee, pairs.n_mentees), (pairs.mentor, pairs.n_mentors))
    ]
    most = np.concatenate((pairs.demand, pairs.capacity)).astype(np.float64)
    cost = -(pairs.score + pairs.bonus).astype(np.float64)
    return Programme(cost, sp.vstack(sides).tocsr(), most)


def solved_programme(model: Programme, limit: float) -> Any:
    """Return what `linprog` says; its ``status`` is 0 if it is done."""
    solver: Any = linprog  # its stubs want a known method
    return solver(
        model.cost, A_ub=model.rules, b_ub=model.most, bounds=(0, 1), method="highs",
        options={"time_limit": limit},
    )  # fmt: skip


def whole(shares: Floats) -> Indices:
    """Return the pairs, by index, that a linear programme takes; refuse an answer with fractions."""
    if np.abs(shares - np.round(shares)).max(initial=0) > 1e-6:
        raise RuntimeError("its answer has fractions")
    return np.flatnonzero(shares > 0.5)
