"""The whole problem as one CP-SAT model, its objectives solved in order."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import OutOfTimeError, PairModel
from mentormatch.engine.cpsat.objectives import Step, stage_of, steps_of
from mentormatch.engine.cpsat.run import Watch, run
from mentormatch.engine.rules import add_rules
from mentormatch.objectives import Objective, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage

StageWatch = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class CpsatAnswer:
    """The result of the CP-SAT stages.

    Parameters
    ----------
    chosen : int64 array or None
        None if no answer was found.
    stages : tuple of Stage
        Those that were reached, without prices: the bounds are claims of the solver.
    infeasible, interrupted : bool
    """

    chosen: Ints | None
    stages: tuple[Stage, ...]
    infeasible: bool
    interrupted: bool


def solve_cpsat(
    problem: Problem,
    order: Order,
    deadline: float,
    seed: int,
    start: Ints | None = None,
    ceilings: tuple[int | None, ...] = (),
    watch: StageWatch | None = None,
) -> CpsatAnswer:
    """Solve the objectives in order; the value of each becomes a row for the next.

    Parameters
    ----------
    problem : Problem
    order : Order
    deadline : float
        Value of `time.monotonic` at which to stop.
    seed : int
    start : int64 array, optional
        An answer that keeps every rule.
    ceilings : tuple of int or None
        Proved bounds of the objectives, if known.
    watch : callable, optional
        Called with every better answer: the objective, its value, and its bound.
    """
    known = dict(zip(order, ceilings, strict=False))
    try:
        model = PairModel(problem, deadline=deadline)
        add_rules(model)
        model.deadline = math.inf
    except OutOfTimeError:
        return _unsearched(problem, order, start, known)
    chosen, interrupted = start, False
    solved: list[tuple[Step, int]] = []
    for objective in order:
        for step in steps_of(objective, problem, chosen):
            ceiling = known.get(objective)
            if ceiling is not None:
                step.limit(model, ceiling)
            step.aim(model)
            if chosen is not None:
                model.hint(chosen)
            report = None if watch is None else _reporting(watch, step, ceiling)
            result = run(model, deadline if not interrupted else time.monotonic(), seed, watch=report)
            interrupted |= result.interrupted
            if result.infeasible and chosen is None:
                return CpsatAnswer(None, (), infeasible=True, interrupted=interrupted)
            chosen = _better(chosen, result.chosen, step)
            if chosen is None:
                return CpsatAnswer(None, (), infeasible=False, interrupted=interrupted)
            solved.append((step, step.bound(result.bound, ceiling)))
            if objective is not order.last or step.level is not None:
                step.fix(model, step.value(chosen))
    # A later step may have improved an earlier value that was not proved best.
    stages = () if chosen is None else tuple(stage_of(step, chosen, bound) for step, bound in solved)
    return CpsatAnswer(chosen, stages, infeasible=False, interrupted=interrupted)


def _unsearched(
    problem: Problem, order: Order, start: Ints | None, known: Mapping[Objective, int | None]
) -> CpsatAnswer:
    """Return the start with the bounds known before any search."""
    if start is None:
        return CpsatAnswer(None, (), infeasible=False, interrupted=False)
    steps = ((step, objective) for objective in order for step in steps_of(objective, problem, start))
    stages = tuple(stage_of(step, start, step.bound(None, known.get(objective))) for step, objective in steps)
    return CpsatAnswer(start, stages, infeasible=False, interrupted=False)


def _reporting(watch: StageWatch, step: Step, ceiling: int | None) -> Watch:
    """Return a callback that reports pairs and bounds as values of one step."""
    return lambda chosen, bound: watch(step.name, step.value(chosen), step.bound(bound, ceiling))


def _better(known: Ints | None, found: Ints | None, step: Step) -> Ints | None:
    if known is None or found is None:
        return found if known is None else known
    return found if step.no_worse(step.value(found), step.value(known)) else known
