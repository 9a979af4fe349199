"""CP-SAT of OR-Tools on the whole model, side rules included: written here, without this library's engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from suite.data.instance import Instance, Ints
from suite.methods.ours import rows
from suite.registry import Found, Run, method

CPSAT, LEVEL_2 = "CP-SAT", "CP-SAT, level 2"
SINGLE = {"num_workers": 1, "linearization_level": 2}

Take = cp_model.IntVar


class Model:
    """Every pair is a variable; one objective, with a bonus for every pair.

    Solving one objective after the other takes CP-SAT 2 to 4 times as long.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance, self.model = instance, cp_model.CpModel()
        self.takes = np.array([self.model.new_bool_var("") for _ in range(instance.n_pairs)], object)
        self.of_mentee = _grouped(instance.mentee, instance.n_mentees)
        self.of_mentor = _grouped(instance.mentor, instance.n_mentors)
        for own, most in zip(self.of_mentee, instance.demand.tolist(), strict=True):
            self.at_most(own, most)
        for own, most in zip(self.of_mentor, instance.capacity.tolist(), strict=True):
            self.at_most(own, most)
        for rule in instance.rules:
            RULES[type(rule).__name__](self, rule)
        self.weight = instance.score + instance.bonus if "score" in instance.objective else None
        weights = np.ones(instance.n_pairs, np.int64) if self.weight is None else self.weight
        self.model.maximize(cp_model.LinearExpr.weighted_sum(list(self.takes), weights.tolist()))

    def total(self, pairs: NDArray[np.integer] | Iterable[int]) -> Any:
        """Return how many of some pairs are chosen."""
        return cp_model.LinearExpr.sum(list(self.takes[np.asarray(pairs, np.int64)]))

    def at_most(self, pairs: Ints, most: int) -> None:
        """Choose at most so many of some pairs."""
        if len(pairs) > most:
            self.model.add(self.total(pairs) <= most)

    def keep_apart(self, rule: Any) -> None:
        """Give no mentor two of the mentees."""
        own = np.concatenate([self.of_mentee[i] for i in rule.mentees])
        for j in np.unique(self.instance.mentor[own]).tolist():
            self.at_most(own[self.instance.mentor[own] == j], 1)

    def minimum_load_if_used(self, rule: Any) -> None:
        """Give a mentor nobody or at least so many."""
        used, load = self.model.new_bool_var(""), self.total(self.of_mentor[rule.mentor])
        self.model.add(load >= rule.load * used)
        self.model.add(load <= int(self.instance.capacity[rule.mentor]) * used)

    def hours(self, rule: Any) -> None:
        """Keep every mentor's pairs within their budget."""
        hours = np.asarray(rule.hours)
        for own, budget in zip(self.of_mentor, np.asarray(rule.budget).tolist(), strict=True):
            spent = cp_model.LinearExpr.weighted_sum(list(self.takes[own]), hours[own].tolist())
            self.model.add(spent <= budget)

    def pair_count(self, rule: Any) -> None:
        """Choose between so few and so many of the pairs."""
        total = self.total(rule.pairs)
        if rule.at_least is not None:
            self.model.add(total >= rule.at_least)
        if rule.at_most is not None:
            self.model.add(total <= rule.at_most)

    def stable(self, rule: Any) -> None:
        """Leave no pair whose two would both rather have each other: either has as good as that already."""
        mine, theirs = np.asarray(rule.mentee_rank), np.asarray(rule.mentor_rank)
        for pair, (i, j) in enumerate(zip(self.instance.mentee, self.instance.mentor, strict=True)):
            own, other = self.of_mentee[i], self.of_mentor[j]
            content = self.total(own[mine[own] <= mine[pair]])
            full = self.total(other[theirs[other] <= theirs[pair]])
            capacity = int(self.instance.capacity[j])
            self.model.add(capacity * content + full >= capacity)


RULES: dict[str, Callable[[Model, Any], None]] = {
    "KeepApart": Model.keep_apart,
    "MinimumLoadIfUsed": Model.minimum_load_if_used,
    "Hours": Model.hours,
    "PairCount": Model.pair_count,
    "Stable": Model.stable,
}


def _grouped(side: Ints, n: int) -> list[Ints]:
    """Return the pairs of each person on a side."""
    order = np.argsort(side, kind="stable")
    return np.split(order, np.cumsum(np.bincount(side, minlength=n))[:-1])


def solver_with(limit: float, parameters: dict[str, int]) -> cp_model.CpSolver:
    """Return a solver with a limit in seconds and parameters."""
    solver = cp_model.CpSolver()
    for name, value in (parameters | {"max_time_in_seconds": limit}).items():
        setattr(solver.parameters, name, value)
    return solver


def solved(instance: Instance, limit: float, parameters: dict[str, int]) -> Run:
    """Build the model, and return what solves it."""
    model = Model(instance)

    def run() -> Found:
        solver = solver_with(limit, parameters)
        status = solver.solve(model.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TimeoutError(f"no answer in {limit:g} s")
        chosen = np.flatnonzero([solver.boolean_value(take) for take in model.takes])
        gap = 0.0 if status == cp_model.OPTIMAL else _gap(model, chosen, solver.best_objective_bound)
        return rows(instance, chosen), gap

    return run


def _gap(model: Model, chosen: Ints, bound: float) -> float:
    """Return the gap of filled demand, or that of the score if it is closed, from a bound on both in one."""
    instance, filled = model.instance, len(chosen)
    if model.weight is None:
        return (bound - filled) / max(1, filled)
    most = int(bound // (instance.bonus + int(instance.score.min())))
    if most > filled:
        return (most - filled) / max(1, filled)
    score = int(instance.score[chosen].sum())
    return (bound - instance.bonus * filled - score) / max(1, abs(score))


@method(
    CPSAT,
    "CP-SAT of OR-Tools, default settings: one objective, a bonus for every pair.",
    exact=True,
    rules=True,
)
def default(instance: Instance, limit: float) -> Run:
    """Solve with its default settings."""
    return solved(instance, limit, {})


@method(LEVEL_2, "The same with one worker and linearization level 2.", exact=True, rules=True)
def level_2(instance: Instance, limit: float) -> Run:
    """Solve with the settings that prove more on few cores."""
    return solved(instance, limit, SINGLE)
