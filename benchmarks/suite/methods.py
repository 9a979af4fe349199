"""The methods that run in this process; each takes an instance and seconds, and returns pairs.

Solvers look for the most filled places first, then the highest score. Building what a solver takes is part of
the method, as whoever uses it has to do it too.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment

from mentormatch.engine.solve import solve
from solver_models import (
    Indices,
    assignment,
    copies,
    flow_graph,
    linear_programme,
    places,
    solved_assignment,
    solved_flow,
    solved_programme,
    whole,
)
from suite.instance import Instance, Ints
from suite.registry import Pairs, Unfit, method

OURS = "mentormatch"
SEED = 20_261
DENSE = 2**31
"""Bytes of the largest dense matrix that is tried."""
TIME_IS_UP = 1
"""Status of scipy's `linprog`."""


def rows(instance: Instance, chosen: Indices) -> Pairs:
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
    return rows(instance, solved_flow(flow_graph(instance), instance.n_pairs))


def one_a_mentee(instance: Instance) -> None:
    """Refuse instances in which somebody wants several mentors."""
    if instance.demand.max(initial=0) > 1:
        raise Unfit("mentees may want one mentor only")


@method(
    "scipy, dense",
    "linear_sum_assignment of scipy: a dense matrix, every place a column, 0 for pairs that may not meet.",
    exact=True,
)
def dense(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Fill a matrix: 0 for those who may not meet, a bonus and the score for those who may."""
    n_columns = int(copies(instance).sum())
    size = 8 * instance.n_mentees * n_columns
    if size > DENSE:
        raise Unfit(f"its matrix would take {size / 2**30:.0f} GiB")
    one_a_mentee(instance)
    pair, row, column = places(instance)
    worth = np.zeros((instance.n_mentees, n_columns))
    worth[row, column] = instance.score[pair] + instance.bonus
    row, column = linear_sum_assignment(worth, maximize=True)
    real = worth[row, column] > 0
    return _by_mentor(instance, row[real], column[real])


@method(
    "scipy, sparse",
    "min_weight_full_bipartite_matching of scipy: every place a column, and a column of their own for "
    "everybody on the shorter side.",
    exact=True,
)
def sparse(instance: Instance, limit: float) -> Pairs:  # noqa: ARG001
    """Match the shorter side; those who take their own column stay alone."""
    one_a_mentee(instance)
    model = assignment(instance)
    row, column = solved_assignment(model)
    return _by_mentor(instance, column, row) if model.turned else _by_mentor(instance, row, column)


def _by_mentor(instance: Instance, mentee: Indices, place: Indices) -> Pairs:
    """Return mentees and the places that they take as rows of mentee and mentor."""
    owner = np.repeat(np.arange(instance.n_mentors), copies(instance))
    return np.column_stack((mentee, owner[place])).astype(np.int64)


@method("HiGHS", "The linear programme by HiGHS, through scipy; its vertices are whole.", exact=True)
def highs(instance: Instance, limit: float) -> Pairs:
    """Maximise scores and bonuses."""
    found = solved_programme(linear_programme(instance), limit)
    if found.status == TIME_IS_UP:
        raise TimeoutError(f"more than {limit:g} s")
    if found.status != 0:
        raise RuntimeError(found.message)
    return rows(instance, whole(found.x))


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
