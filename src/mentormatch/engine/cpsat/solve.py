"""The whole problem as one CP-SAT model, its objectives solved in order."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.cpsat.model import OutOfTimeError, PairModel
from mentormatch.engine.cpsat.run import Watch, run
from mentormatch.engine.rules import add_rules
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage

Ints = NDArray[np.int64]
StageWatch = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class CpsatAnswer:
    """What the CP-SAT stages came to.

    Parameters
    ----------
    chosen : int64 array or None
        None where no answer was found.
    stages : tuple of Stage
        Those that were reached, without prices: the bounds are the solver's word.
    infeasible, interrupted : bool
    """

    chosen: Ints | None
    stages: tuple[Stage, ...]
    infeasible: bool
    interrupted: bool


def weights_of(problem: Problem, objective: str) -> Ints:
    """Return what each pair adds to an objective."""
    return problem.score if objective == "score" else np.ones(problem.n_pairs, np.int64)


def solve_cpsat(
    problem: Problem,
    objective: tuple[str, ...],
    deadline: float,
    seed: int,
    start: Ints | None = None,
    ceilings: tuple[int | None, ...] = (),
    watch: StageWatch | None = None,
) -> CpsatAnswer:
    """Solve the objectives one after another; the value of each becomes a row for the next.

    Parameters
    ----------
    problem : Problem
    objective : tuple of str
    deadline : float
        Value of `time.monotonic` at which to stop.
    seed : int
    start : int64 array, optional
        An answer that keeps every rule.
    ceilings : tuple of int or None
        Proved bounds of the objectives, where known.
    watch : callable, optional
        Told of every better answer: the objective, its value, and its bound.
    """
    try:
        model = PairModel(problem, deadline=deadline)
        add_rules(model)
        model.deadline = math.inf
    except OutOfTimeError:
        return _unsearched(problem, objective, start, ceilings)
    everything = np.arange(problem.n_pairs)
    chosen, stages, interrupted = start, [], False
    for position, name in enumerate(objective):
        weights = weights_of(problem, name)
        ceiling = ceilings[position] if position < len(ceilings) else None
        if name == "matched" and ceiling is not None:
            model.at_most(everything, ceiling)
        model.maximise(weights)
        if chosen is not None:
            model.hint(chosen)
        told = None if watch is None else _told(watch, name, weights, ceiling)
        result = run(model, deadline if not interrupted else time.monotonic(), seed, watch=told)
        interrupted |= result.interrupted
        if result.infeasible and chosen is None:
            return CpsatAnswer(None, (), infeasible=True, interrupted=interrupted)
        chosen = _better(chosen, result.chosen, weights)
        if chosen is None:
            return CpsatAnswer(None, (), infeasible=False, interrupted=interrupted)
        value = int(weights[chosen].sum())
        stages.append(Stage(name, value, _bound(result.bound, ceiling, weights)))
        if name == "matched":
            model.at_least(everything, value)
    return CpsatAnswer(chosen, tuple(stages), infeasible=False, interrupted=interrupted)


def _unsearched(
    problem: Problem, objective: tuple[str, ...], start: Ints | None, ceilings: tuple[int | None, ...]
) -> CpsatAnswer:
    """Return the start with the bounds known before any search."""
    if start is None:
        return CpsatAnswer(None, (), infeasible=False, interrupted=False)
    known = (*ceilings, *(None for _ in objective))
    stages = []
    for name, ceiling in zip(objective, known, strict=False):
        weights = weights_of(problem, name)
        stages.append(Stage(name, int(weights[start].sum()), _bound(None, ceiling, weights)))
    return CpsatAnswer(start, tuple(stages), infeasible=False, interrupted=False)


def _told(watch: StageWatch, name: str, weights: Ints, ceiling: int | None) -> Watch:
    """Return what speaks of pairs and bounds in the terms of one objective."""
    return lambda chosen, bound: watch(name, int(weights[chosen].sum()), _bound(bound, ceiling, weights))


def _better(known: Ints | None, found: Ints | None, weights: Ints) -> Ints | None:
    if known is None or found is None:
        return found if known is None else known
    return found if weights[found].sum() >= weights[known].sum() else known


def _bound(found: int | None, ceiling: int | None, weights: Ints) -> int:
    """Return the lowest bound known; all that is positive is one that always holds."""
    bounds = [int(np.maximum(weights, 0).sum()), *(b for b in (found, ceiling) if b is not None)]
    return min(bounds)
