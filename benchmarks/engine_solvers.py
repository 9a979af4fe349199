"""The solvers that `engine.py` compares: one small function each.

A solver takes a scheme and a limit in seconds, builds what it needs, and returns what is then timed. Its
answer is the best in ``matched``, then ``score``; that of CP-SAT and of this engine may be unproved when
time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from engine_schemes import Ints, Scheme
from mentormatch.engine import solve
from mentormatch.engine.builders import add_rule
from mentormatch.engine.model import PairModel
from mentormatch.engine.network import solve_network
from mentormatch.rules import PairCount


class Answer(NamedTuple):
    """What a solver came to; the gap is that of the first objective that is not proved."""

    matched: int
    score: int
    proved: bool = True
    gap: float | None = 0.0


Run = Callable[[], Answer]
Solver = Callable[[Scheme, float], Run]


def mentormatch(scheme: Scheme, limit: float) -> Run:
    """Solve by this engine; the certificate is part of it."""
    problem = scheme.problem()

    def run() -> Answer:
        found = solve(problem, objective=scheme.objective, time_limit=limit)
        proved = found.certificate is not None and found.certificate.proved
        return Answer(found.n_matched, found.score, proved, found.gap)

    return run


def kernel(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001  (keeps no limit)
    """Solve by this engine's network kernel alone, without a check."""
    problem = scheme.problem()
    return lambda: _answer(scheme, solve_network(problem, matched_first=True).chosen)


def min_cost_flow(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Find OR-Tools' largest flow of least cost, from a source to mentees to mentors to a sink.

    Twice as fast as one flow that pays a penalty for every mentee who goes past the mentors.
    """
    n, m = scheme.n_mentees, scheme.n_mentors
    mentees, mentors = np.arange(n), n + np.arange(m)
    source, sink = n + m, n + m + 1
    graph = SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((scheme.mentee, np.full(n, source), mentors)).astype(np.int32),
        np.concatenate((scheme.mentor + n, mentees, np.full(m, sink))).astype(np.int32),
        np.concatenate((np.ones(scheme.n_pairs + n, np.int64), scheme.capacity)),
        np.concatenate((scheme.score.max() - scheme.score, np.zeros(n + m, np.int64))),
    )
    graph.set_nodes_supplies(np.array([source, sink], np.int32), np.array([scheme.most, -scheme.most]))

    def run() -> Answer:
        status = graph.solve_max_flow_with_min_cost()
        assert status == graph.OPTIMAL, status
        return _answer(scheme, np.flatnonzero(graph.flows(np.arange(scheme.n_pairs, dtype=np.int32))))

    return run


def grouped_flow(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Find the same flow where mentees are in groups with ceilings; the last ceiling is that of all pairs."""
    n, m = scheme.n_mentees, scheme.n_mentors
    *groups, together = [rule for rule in scheme.rules if isinstance(rule, PairCount)]
    group = np.zeros(n, np.int64)
    for number, rule in enumerate(groups):
        group[scheme.mentee[np.asarray(rule.pairs, np.int64)]] = number
    first, source, sink = n + m, n + m + len(groups), n + m + len(groups) + 1
    own = np.arange(first, source)
    graph = SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((scheme.mentee, first + group, np.full(len(own), source), n + np.arange(m))).astype(
            np.int32
        ),
        np.concatenate((scheme.mentor + n, np.arange(n), own, np.full(m, sink))).astype(np.int32),
        np.concatenate(
            (np.ones(scheme.n_pairs + n, np.int64), [rule.at_most or 0 for rule in groups], scheme.capacity)
        ),
        np.concatenate((scheme.score.max() - scheme.score, np.zeros(n + len(own) + m, np.int64))),
    )
    most = together.at_most or 0
    graph.set_nodes_supplies(np.array([source, sink], np.int32), np.array([most, -most]))

    def run() -> Answer:
        status = graph.solve_max_flow_with_min_cost()
        assert status == graph.OPTIMAL, status
        return _answer(scheme, np.flatnonzero(graph.flows(np.arange(scheme.n_pairs, dtype=np.int32))))

    return run


def scipy_matching(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Match by scipy: places duplicated, and for everybody on the shorter side a column of their own.

    From the mentees' side in all cases it is 3 to 10 times slower where places are scarce.
    """
    places = scheme.capacity[scheme.mentor]
    pair = np.repeat(np.arange(scheme.n_pairs), places)
    copy = np.arange(len(pair)) - np.repeat(np.cumsum(places) - places, places)
    first = np.cumsum(scheme.capacity) - scheme.capacity
    row, column = scheme.mentee[pair], first[scheme.mentor[pair]] + copy
    n_rows, n_columns = scheme.n_mentees, int(scheme.capacity.sum())
    if n_columns < n_rows:
        row, column, n_rows, n_columns = column, row, n_columns, n_rows
    own = np.arange(n_rows)
    top = int(scheme.score.max()) + 1  # costs of 0 would be taken for missing pairs
    cost = np.concatenate((top - scheme.score[pair], np.full(n_rows, top + scheme.bonus)))
    ends = (np.concatenate((row, own)), np.concatenate((column, n_columns + own)))
    weights = sp.csr_array((cost.astype(np.float64), ends), shape=(n_rows, n_columns + n_rows))

    def run() -> Answer:
        rows, columns = min_weight_full_bipartite_matching(weights)
        real = columns < n_columns
        paid = weights[rows[real], columns[real]]
        return Answer(int(real.sum()), int((top - paid).sum()))

    return run


def highs(scheme: Scheme, limit: float, method: Literal["highs-ds", "highs-ipm"]) -> Run:
    """Solve the linear programme, whose vertices are whole, by HiGHS."""
    pairs, one = np.arange(scheme.n_pairs), np.ones(scheme.n_pairs)
    sides = [
        sp.csr_array((one, (side, pairs)), shape=(n, scheme.n_pairs))
        for side, n in ((scheme.mentee, scheme.n_mentees), (scheme.mentor, scheme.n_mentors))
    ]
    rows = sp.vstack(sides).tocsr()
    most = np.concatenate((np.ones(scheme.n_mentees), scheme.capacity))
    cost = -(scheme.score + scheme.bonus).astype(np.float64)

    def run() -> Answer:
        options = {"time_limit": limit}
        found = linprog(cost, A_ub=rows, b_ub=most, bounds=(0, 1), method=method, options=options)
        if found.x is None or found.status != 0:
            return Answer(0, 0, proved=False, gap=None)
        assert np.abs(found.x - np.round(found.x)).max() < 1e-6, "a fraction"
        return _answer(scheme, np.flatnonzero(found.x > 0.5))

    return run


def networkx(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Solve by networkx, with an arc past everybody for the flow that finds no place."""
    import networkx as nx

    n, top = scheme.n_mentees, int(scheme.score.max())
    graph = nx.DiGraph()
    graph.add_node("source", demand=-n)
    graph.add_node("sink", demand=n)
    graph.add_edge("source", "sink", capacity=n, weight=top + scheme.bonus)
    graph.add_edges_from(("source", i, {"capacity": 1, "weight": 0}) for i in range(n))
    ends = zip(scheme.mentee.tolist(), scheme.mentor.tolist(), scheme.score.tolist(), strict=True)
    graph.add_edges_from((i, n + j, {"capacity": 1, "weight": top - s}) for i, j, s in ends)
    places = enumerate(scheme.capacity.tolist())
    graph.add_edges_from((n + j, "sink", {"capacity": c, "weight": 0}) for j, c in places)

    def run() -> Answer:
        cost, flow = nx.network_simplex(graph)
        past = flow["source"]["sink"]
        return Answer(n - past, (n - past) * top - (cost - past * (top + scheme.bonus)))

    return run


def cpsat(scheme: Scheme, limit: float, **parameters: Any) -> Run:
    """Solve the whole model by CP-SAT, one objective with a bonus for every filled place.

    Solving one objective after the other takes it 2 to 4 times as long.
    """
    problem = scheme.problem()
    model = PairModel(problem)
    for rule in problem.rules:
        add_rule(model, rule)
    scored = "score" in scheme.objective
    model.maximise(problem.score + scheme.bonus if scored else np.ones(problem.n_pairs, np.int64))
    solver = cp_model.CpSolver()
    for name, value in (parameters | {"max_time_in_seconds": limit}).items():
        setattr(solver.parameters, name, value)

    def run() -> Answer:
        status = solver.solve(model.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(0, 0, proved=False, gap=None)
        chosen = model.chosen(np.array(solver.response_proto.solution))
        answer = _answer(scheme, chosen)
        bound = -int(solver.response_proto.inner_objective_lower_bound)
        gap = _gap(scheme, answer, bound) if scored else (bound - answer.matched) / max(1, answer.matched)
        return answer._replace(proved=status == cp_model.OPTIMAL, gap=gap)

    return run


def _gap(scheme: Scheme, answer: Answer, bound: int) -> float:
    """Return the gap of filled places, or that of the score if it is closed, from a bound on both in one."""
    filled = bound // (scheme.bonus + int(scheme.score.min()))
    if filled > answer.matched:
        return (filled - answer.matched) / max(1, answer.matched)
    return (bound - scheme.bonus * answer.matched - answer.score) / max(1, abs(answer.score))


def _answer(scheme: Scheme, chosen: Ints | NDArray[np.intp]) -> Answer:
    return Answer(len(chosen), int(scheme.score[chosen].sum()))


SOLVERS: dict[str, Solver] = {
    "mentormatch": mentormatch,
    "mentormatch, kernel alone": kernel,
    "OR-Tools SimpleMinCostFlow": min_cost_flow,
    "OR-Tools SimpleMinCostFlow, with groups": grouped_flow,
    "scipy full bipartite matching": scipy_matching,
    "HiGHS, dual simplex": partial(highs, method="highs-ds"),
    "HiGHS, interior point": partial(highs, method="highs-ipm"),
    "networkx network simplex": networkx,
    "CP-SAT, default": partial(cpsat, num_workers=2),
    "CP-SAT, level 2": partial(cpsat, num_workers=1, linearization_level=2),
}
