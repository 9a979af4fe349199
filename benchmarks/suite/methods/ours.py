"""This library: solving from scratch, and repairing what was solved before."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

import mentormatch as mm
from suite.data.changed import Changed
from suite.data.instance import Instance
from suite.registry import Found, Pairs, Run, Unfit, method

OURS, REPAIR, CHECKED = "mentormatch", "mentormatch, repair", "mentormatch, repair and check"


def rows(instance: Instance, chosen: NDArray[np.integer]) -> Pairs:
    """Return pairs, by index, as rows of mentee and mentor."""
    return np.column_stack((instance.mentee[chosen], instance.mentor[chosen])).astype(np.int64)


def changed(instance: Instance) -> Changed:
    """Return an instance with what was before; refuse others."""
    if not isinstance(instance, Changed):
        raise Unfit("there is nothing to repair")
    return instance


@method(OURS, "This library's `solve`, with the check of its proof.", exact=True, rules=True)
def ours(instance: Instance, limit: float) -> Run:
    """Solve from scratch."""
    problem = instance.problem()

    def run() -> Found:
        found = mm.solve(problem, objective=instance.objective, time_limit=limit)
        return rows(instance, found.chosen), found.gap

    return run


def repaired(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Solve what was before, which is not counted, then repair it; the answer is read afterwards."""
    scheme = changed(instance)
    state, changes = _solved(scheme.was), scheme.changes()
    return lambda: partial(_read, mm.repair(state, changes))


def checked(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Do the same, and have the answer checked, which looks at all pairs."""
    scheme = changed(instance)
    state, changes = _solved(scheme.was), scheme.changes()
    return lambda: _read(mm.repair(state, changes))


def _solved(instance: Instance) -> mm.State:
    state = mm.solve(instance.problem(), keep_state=True).state
    if state is None:
        raise RuntimeError("no state was kept")
    return state


def _read(again: mm.Repaired) -> tuple[Pairs, float | None]:
    """Return the pairs of a repaired answer, and the gap that the checker confirms."""
    solution, problem = again.solution, again.problem
    pairs = np.column_stack((problem.mentee[solution.chosen], problem.mentor[solution.chosen]))
    return pairs.astype(np.int64), solution.gap


method(
    REPAIR,
    "This library's `repair` of the scheme solved before; checked when the answer is read.",
    exact=True,
)(repaired)
method(CHECKED, "The same, with the check of its proof.", exact=True)(checked)
