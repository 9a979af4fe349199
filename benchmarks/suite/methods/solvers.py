"""Solvers that run in this process; each looks for the most filled demand first, then the highest score."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from suite.data.instance import Instance
from suite.methods.models import (
    Indices,
    assignment,
    copies,
    flow_graph,
    grouped_graph,
    linear_programme,
    places,
    solved_assignment,
    solved_flow,
    solved_programme,
    whole,
)
from suite.methods.ours import rows
from suite.registry import Pairs, Run, Unfit, method

DENSE = 2**31
"""Bytes of the largest dense matrix that is tried."""
TIME_IS_UP = 1
"""Status of scipy's `linprog`."""
FLOW, GROUPED, SPARSE = "OR-Tools flow", "OR-Tools flow, with groups", "scipy, sparse"


@method(FLOW, "SimpleMinCostFlow of OR-Tools: the largest flow of least cost.", exact=True)
def flow(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Let flow go from a source to mentees to mentors to a sink."""
    graph = flow_graph(instance)
    return lambda: rows(instance, solved_flow(graph, instance.n_pairs))


@method(
    GROUPED,
    "The same with a node for each group of mentees that has a ceiling, and one ceiling for all.",
    exact=True,
    rules=True,
)
def grouped(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Let flow go through the groups; the last ceiling is that of all pairs."""
    if not instance.rules or any(getattr(rule, "at_most", None) is None for rule in instance.rules):
        raise Unfit("it takes ceilings of groups only")
    *groups, together = instance.rules
    group = np.zeros(instance.n_mentees, np.int64)
    for number, rule in enumerate(groups):
        group[instance.mentee[np.asarray(rule.pairs, np.int64)]] = number
    ceilings = np.array([rule.at_most for rule in groups], np.int64)
    graph = grouped_graph(instance, group, ceilings, together.at_most)
    return lambda: rows(instance, solved_flow(graph, instance.n_pairs))


def one_each(instance: Instance) -> None:
    """Refuse instances in which somebody wants several mentors."""
    if instance.demand.max(initial=0) > 1:
        raise Unfit("mentees may want one mentor only")


@method(
    "scipy, dense",
    "linear_sum_assignment of scipy: a dense matrix, a column for each mentee whom a mentor may take, 0 for "
    "pairs that may not meet.",
    exact=True,
)
def dense(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Fill a matrix: 0 for those who may not meet, a bonus and the score for those who may."""
    n_columns = int(copies(instance).sum())
    size = 8 * instance.n_mentees * n_columns
    if size > DENSE:
        raise Unfit(f"its matrix would take {size / 2**30:.0f} GiB")
    one_each(instance)
    pair, row, column = places(instance)
    weight = np.zeros((instance.n_mentees, n_columns))
    weight[row, column] = instance.score[pair] + instance.bonus

    def run() -> Pairs:
        row, column = linear_sum_assignment(weight, maximize=True)
        real = weight[row, column] > 0
        return _by_mentor(instance, row[real], column[real])

    return run


@method(
    SPARSE,
    "min_weight_full_bipartite_matching of scipy: the same columns, and a column of their own for everybody "
    "on the shorter side.",
    exact=True,
)
def sparse(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Match the shorter side; those who get their own column stay alone."""
    one_each(instance)
    model = assignment(instance)

    def run() -> Pairs:
        row, column = solved_assignment(model)
        return _by_mentor(instance, column, row) if model.turned else _by_mentor(instance, row, column)

    return run


def _by_mentor(instance: Instance, mentee: Indices, place: Indices) -> Pairs:
    """Return mentees and the columns that they get as rows of mentee and mentor."""
    owner = np.repeat(np.arange(instance.n_mentors), copies(instance))
    return np.column_stack((mentee, owner[place])).astype(np.int64)


@method("HiGHS", "The linear programme by HiGHS, through scipy; its vertices are whole.", exact=True)
def highs(instance: Instance, limit: float) -> Run:
    """Maximise scores and bonuses."""
    model = linear_programme(instance)

    def run() -> Pairs:
        found = solved_programme(model, limit)
        if found.status == TIME_IS_UP:
            raise TimeoutError(f"more than {limit:g} s")
        if found.status != 0:
            raise RuntimeError(found.message)
        return rows(instance, whole(found.x))

    return run
