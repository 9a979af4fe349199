"""The methods that run in this process; each takes an instance and seconds, and returns pairs.

Solvers look for the most filled places first, then the highest score. Building what a solver takes is part of
the method, as whoever uses it has to do it too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from mentormatch.engine import solve
from suite.instance import Instance, Ints
from suite.registry import Pairs, Unfit, method

OURS = "mentormatch"
SEED = 20_261
DENSE = 2**31
"""Bytes of the largest dense matrix that is tried."""
TIME_IS_UP = 1
"""Status of scipy's `linprog`."""


def rows(instance: Instance, chosen: NDArray[np.integer]) -> Pairs:
    """Return pairs, by index, as rows of mentee and mentor."""
    return np.column_stack((instance.mentee[chosen], instance.mentor[chosen])).astype(np.int64)


@method(OURS, "This library's `solve`, with the check of its proof.", exact=True)
def ours(instance: Instance, limit: float) -> Pairs:
    """Solve by this engine."""
    return rows(instance, solve(instance.problem(), time_limit=limit).chosen)


def taken_in_turn(instance: Instance, order: Ints) -> Pairs:
    """Go through the pairs once and take each for which both have room."""
    wanted, places = instance.demand.tolist(), instance.capacity.tolist()
    chosen = []
    ends = zip(instance.mentee[order].tolist(), instance.mentor[order].tolist(), order.tolist(), strict=True)
    for i, j, pair in ends:
        if wanted[i] and places[j]:
            wanted[i] -= 1
            places[j] -= 1
            chosen.append(pair)
    return rows(instance, np.array(chosen, np.int64))


@method("random", "Pairs that may meet, in random order; each is taken if both have room.")
def random(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Draw."""
    return taken_in_turn(instance, np.random.default_rng(SEED).permutation(instance.n_pairs))


@method("greedy", "The same, the highest score first.")
def greedy(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Sort and take."""
    return taken_in_turn(instance, np.argsort(-instance.score, kind="stable"))


@method("OR-Tools flow", "SimpleMinCostFlow of OR-Tools: the largest flow of least cost.", exact=True)
def flow(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Let flow go from a source to mentees to mentors to a sink."""
    n, m = instance.n_mentees, instance.n_mentors
    mentees, mentors = np.arange(n), n + np.arange(m)
    top = int(instance.score.max(initial=0))
    graph = SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((instance.mentee, np.full(n, n + m), mentors)).astype(np.int32),
        np.concatenate((instance.mentor + n, mentees, np.full(m, n + m + 1))).astype(np.int32),
        np.concatenate((np.ones(instance.n_pairs, np.int64), instance.demand, instance.capacity)),
        np.concatenate((top - instance.score, np.zeros(n + m, np.int64))),
    )
    graph.set_nodes_supplies(
        np.array([n + m, n + m + 1], np.int32), np.array([instance.most, -instance.most])
    )
    status = graph.solve_max_flow_with_min_cost()
    if status != graph.OPTIMAL:
        raise RuntimeError(f"status {status}")
    return rows(instance, np.flatnonzero(graph.flows(np.arange(instance.n_pairs, dtype=np.int32))))


def one_a_mentee(instance: Instance) -> None:
    """Refuse instances in which somebody wants several mentors."""
    if instance.demand.max(initial=0) > 1:
        raise Unfit("mentees may want one mentor only")


def places(instance: Instance) -> tuple[Ints, Ints, Ints]:
    """Return pair, row and column of an assignment problem in which every place is a column."""
    one_a_mentee(instance)
    wanted = np.flatnonzero(instance.demand[instance.mentee] > 0)
    copies = np.minimum(instance.capacity, instance.n_mentees)
    many = copies[instance.mentor[wanted]]
    pair = np.repeat(wanted, many)
    copy = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    first = np.cumsum(copies) - copies
    return pair, instance.mentee[pair], first[instance.mentor[pair]] + copy


@method(
    "scipy, dense",
    "linear_sum_assignment of scipy: a dense matrix, every place a column, 0 for pairs that may not meet.",
    exact=True,
)
def dense(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Fill a matrix: 0 for those who may not meet, a bonus and the score for those who may."""
    n_columns = int(np.minimum(instance.capacity, instance.n_mentees).sum())
    size = 8 * instance.n_mentees * n_columns
    if size > DENSE:
        raise Unfit(f"its matrix would take {size / 2**30:.0f} GiB")
    pair, row, column = places(instance)
    worth = np.zeros((instance.n_mentees, n_columns))
    worth[row, column] = instance.score[pair] + instance.bonus
    found = np.column_stack(linear_sum_assignment(worth, maximize=True))
    real = worth[found[:, 0], found[:, 1]] > 0
    return _by_mentor(instance, found[real])


@method(
    "scipy, sparse",
    "min_weight_full_bipartite_matching of scipy: every place a column, and a column of their own for "
    "everybody on the shorter side.",
    exact=True,
)
def sparse(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Match the shorter side; those who take their own column stay alone."""
    pair, row, column = places(instance)
    sizes = instance.n_mentees, int(np.minimum(instance.capacity, instance.n_mentees).sum())
    turned = sizes[1] < sizes[0]
    if turned:
        row, column = column, row
    (n_rows, n_columns), own = sorted(sizes), np.arange(min(sizes))
    top = int(instance.score.max(initial=0)) + 1  # costs of 0 would be taken for missing pairs
    cost = np.concatenate((top - instance.score[pair], np.full(n_rows, top + instance.bonus)))
    ends = (np.concatenate((row, own)), np.concatenate((column, n_columns + own)))
    weights = sp.csr_array((cost.astype(np.float64), ends), shape=(n_rows, n_columns + n_rows))
    found = np.column_stack(min_weight_full_bipartite_matching(weights))
    real = found[found[:, 1] < n_columns]
    return _by_mentor(instance, real[:, ::-1] if turned else real)


def _by_mentor(instance: Instance, found: NDArray[np.integer]) -> Pairs:
    """Return rows of mentee and place as rows of mentee and mentor."""
    owner = np.repeat(np.arange(instance.n_mentors), np.minimum(instance.capacity, instance.n_mentees))
    return np.column_stack((found[:, 0], owner[found[:, 1]])).astype(np.int64)


@method("HiGHS", "The linear programme by HiGHS, through scipy; its vertices are whole.", exact=True)
def highs(instance: Instance, limit: float) -> Pairs:
    """Maximise scores and bonuses."""
    pairs, one = np.arange(instance.n_pairs), np.ones(instance.n_pairs)
    sides: Any = [
        sp.csr_array((one, (side, pairs)), shape=(n, instance.n_pairs))
        for side, n in ((instance.mentee, instance.n_mentees), (instance.mentor, instance.n_mentors))
    ]
    most = np.concatenate((instance.demand, instance.capacity))
    cost = -(instance.score + instance.bonus).astype(np.float64)
    rules: Any = sp.vstack(sides).tocsr()
    found: Any = linprog(
        cost, A_ub=rules, b_ub=most, bounds=(0, 1), method="highs", options={"time_limit": limit}
    )
    if found.status == TIME_IS_UP:
        raise TimeoutError(f"more than {limit:g} s")
    if found.status != 0:
        raise RuntimeError(found.message)
    if np.abs(found.x - np.round(found.x)).max(initial=0) > 1e-6:
        raise RuntimeError("its answer has fractions")
    return rows(instance, np.flatnonzero(found.x > 0.5))


@method(
    "CP-SAT",
    "CP-SAT of OR-Tools with its default settings: one objective, a bonus for every pair.",
    exact=True,
)
def cpsat(instance: Instance, limit: float) -> Pairs:
    """Solve the whole model; what it has when time is up counts as late."""
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in range(instance.n_pairs)]
    for side, limits in ((instance.mentee, instance.demand), (instance.mentor, instance.capacity)):
        order = np.argsort(side, kind="stable")
        cuts = np.cumsum(np.bincount(side, minlength=len(limits)))[:-1]
        for own, most in zip(np.split(order, cuts), limits.tolist(), strict=True):
            if len(own) > most:
                model.add(cp_model.LinearExpr.sum([takes[pair] for pair in own.tolist()]) <= most)
    worth = (instance.score + instance.bonus).tolist()
    model.maximize(cp_model.LinearExpr.weighted_sum(takes, worth))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(model)
    if status != cp_model.OPTIMAL:
        raise TimeoutError(f"more than {limit:g} s")
    return rows(
        instance, np.array([k for k, take in enumerate(takes) if solver.boolean_value(take)], np.int64)
    )
