"""How CP-SAT pursues an objective: in one step, or in several in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import RowsOfPairs
from mentormatch.engine.cpsat.steps import CountStep, Current, LinearStep, Steps, following
from mentormatch.engine.cpsat.totals import totals_steps
from mentormatch.objectives import (
    BALANCE,
    FEWEST,
    MATCHED,
    PREFERENCE,
    SCORE,
    Leximin,
    Linear,
    Objective,
    loads_at,
    ranks_wished,
)  # fmt: skip
from mentormatch.problem.problem import Problem


def steps_of(objective: Objective, problem: Problem, current: Current) -> Steps:
    """Yield the steps of an objective, in order."""
    return _STEPS[type(objective)](objective, problem, current)


def keep_steps(model: RowsOfPairs, objective: Objective, problem: Problem, best: Ints) -> None:
    """Keep an objective's values in an answer from becoming worse."""
    steps = steps_of(objective, problem, lambda: best)
    step = next(steps, None)
    while step is not None:
        value = step.value(best)
        step.fix(model, value)
        step = following(steps, value)


def _linear(objective: Linear, problem: Problem, _: Current) -> Steps:
    yield LinearStep(objective.name, objective.weights(problem), objective is MATCHED)


def _wishes(objective: Objective, problem: Problem, _: Current) -> Steps:
    """Yield a step for each rank of wishes."""
    rank = np.zeros(problem.n_pairs, np.int64) if problem.rank is None else problem.rank
    for level in ranks_wished(problem):
        yield LinearStep(objective.name, (rank == level).astype(np.int64), counts=False, level=level)


def _levels(objective: Objective, problem: Problem, current: Current) -> Steps:
    """Yield a step per number of mentees, from the largest of any mentor down to 1."""
    chosen = current()
    most = 0 if chosen is None else int(np.bincount(problem.mentor[chosen]).max(initial=0))
    levels = Levels(problem, max(most, 1))
    for level in range(levels.most, 0, -1):
        yield CountStep(
            objective.name, level, partial(loads_at, problem, level=level), partial(levels.at, level=level)
        )


def _in_use(objective: Objective, problem: Problem, _: Current) -> Steps:
    used: list[int] = []

    def literals(model: RowsOfPairs) -> list[int]:
        """Return a literal for each mentor who may have mentees, true if any of them is chosen."""
        for mentor in np.unique(problem.mentor).tolist() if not used else ():
            pairs = problem.pairs_of_mentor(mentor)
            used.append(model.new_literal())
            model.imply(pairs, used[-1])
            # Implied, but tight where fractions of a mentor would do: it adds up to a bound by capacities.
            most = min(int(problem.capacity[mentor]), len(pairs))
            model.linear(pairs, 1, high=0, terms=[(used[-1], -most)])
        return used

    yield CountStep(objective.name, None, lambda chosen: objective.value(problem, chosen), literals)


class Levels:
    """Literals for each mentor's first, second, ... mentee, up to `most`; made once, for the first step.

    Parameters
    ----------
    most : int
        Largest number of mentees of any mentor.
    """

    def __init__(self, problem: Problem, most: int) -> None:
        self._problem, self.most = problem, most
        self._at: list[list[int]] = []

    def at(self, model: RowsOfPairs, level: int) -> list[int]:
        """Return the literals of mentors with at least `level` mentees."""
        if not self._at:
            self._at = [[] for _ in range(self.most)]
            for mentor in range(self._problem.n_mentors):
                self._add(model, mentor)
        return self._at[level - 1]

    def _add(self, model: RowsOfPairs, mentor: int) -> None:
        pairs = self._problem.pairs_of_mentor(mentor)
        n = min(self.most, len(pairs), int(self._problem.capacity[mentor]))
        own = [model.new_literal() for _ in range(n)]
        model.linear(pairs, 1, high=0, terms=[(literal, -1) for literal in own])
        for literal, further in pairwise(own):
            model.linear([], 1, low=0, terms=[(literal, 1), (further, -1)])
        for level, literal in enumerate(own):
            self._at[level].append(literal)


_STEPS: Mapping[type[Objective], Callable[[Any, Problem, Current], Steps]] = {
    type(MATCHED): _linear,
    type(SCORE): _linear,
    type(BALANCE): _levels,
    type(FEWEST): _in_use,
    type(PREFERENCE): _wishes,
    Leximin: totals_steps,
}
