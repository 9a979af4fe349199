"""The solvers that `engine.py` compares: one small function each.

A solver takes a scheme and a limit in seconds, builds what it needs, and returns what is then timed. Its
answer is the best in ``matched``, then ``score``; that of CP-SAT and of this engine may be unproved when
time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from engine_schemes import Scheme
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.network.solve import solve_network
from mentormatch.engine.rules import add_rules
from mentormatch.engine.solve import solve
from mentormatch.rules import PairCount
from solver_models import (
    Indices,
    Way,
    assignment,
    flow_graph,
    grouped_graph,
    linear_programme,
    solved_assignment,
    solved_flow,
    solved_programme,
    whole,
)


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
    """Find OR-Tools' largest flow of least cost."""
    graph = flow_graph(scheme)
    return lambda: _answer(scheme, solved_flow(graph, scheme.n_pairs))


def grouped_flow(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Find the same flow where mentees are in groups with ceilings; the last ceiling is that of all pairs."""
    *groups, together = [rule for rule in scheme.rules if isinstance(rule, PairCount)]
    group = np.zeros(scheme.n_mentees, np.int64)
    for number, rule in enumerate(groups):
        group[scheme.mentee[np.asarray(rule.pairs, np.int64)]] = number
    ceilings = np.array([rule.at_most or 0 for rule in groups], np.int64)
    graph = grouped_graph(scheme, group, ceilings, together.at_most or 0)
    return lambda: _answer(scheme, solved_flow(graph, scheme.n_pairs))


def scipy_matching(scheme: Scheme, limit: float) -> Run:  # noqa: ARG001
    """Match by scipy, every place a column; what the pairs weigh tells the score."""
    model = assignment(scheme)

    def run() -> Answer:
        ends = solved_assignment(model)
        return Answer(len(ends[0]), int((model.top - model.weights[ends]).sum()))

    return run


def highs(scheme: Scheme, limit: float, method: Way) -> Run:
    """Solve the linear programme by HiGHS."""
    model = linear_programme(scheme)

    def run() -> Answer:
        found = solved_programme(model, limit, method)
        if found.status != 0:
            return Answer(0, 0, proved=False, gap=None)
        return _answer(scheme, whole(found.x))

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
    add_rules(model)
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


def _answer(scheme: Scheme, chosen: Indices) -> Answer:
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
