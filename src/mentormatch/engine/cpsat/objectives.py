"""How CP-SAT pursues an objective: in one step, or in several in order.

A step sets the objective of the model, reads its value from the chosen pairs, and becomes a row of the model
once it is solved, so that later steps keep its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.objectives import BALANCE, MATCHED, SCORE, Linear, Objective, loads_at
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage


class Step(Protocol):
    """One objective of the solver."""

    @property
    def name(self) -> str:
        """The objective that the step belongs to."""
        ...

    @property
    def level(self) -> int | None:
        """Which of several steps of its objective this is, as in `Stage`."""
        ...

    def value(self, chosen: Ints) -> int:
        """Return the value that chosen pairs reach."""
        ...

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether a value is at least as good as another one."""
        ...

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the best bound: the solver's, one known beforehand, or one that always holds."""
        ...

    def limit(self, model: PairModel, known: int) -> None:
        """Add a bound known beforehand to the model, if that helps."""
        ...

    def aim(self, model: PairModel) -> None:
        """Set the model's objective."""
        ...

    def fix(self, model: PairModel, value: int) -> None:
        """Require this value of all later answers."""
        ...


def steps_of(objective: Objective, problem: Problem, chosen: Ints | None) -> Iterator[Step]:
    """Yield the steps of an objective, in order; `chosen` is the answer after the earlier objectives."""
    yield from _STEPS[objective](objective, problem, chosen)


def _linear(objective: Linear, problem: Problem, _: Ints | None) -> Iterator[Step]:
    yield LinearStep(objective.name, objective.weights(problem), objective is MATCHED)


def _levels(objective: Objective, problem: Problem, chosen: Ints | None) -> Iterator[Step]:
    """Yield a step per number of mentees, from the largest of any mentor down to 1."""
    most = 0 if chosen is None else int(np.bincount(problem.mentor[chosen]).max(initial=0))
    levels = Levels(problem, max(most, 1))
    for level in range(levels.most, 0, -1):
        yield LevelStep(objective.name, levels, level)


def stage_of(step: Step, chosen: Ints, bound: int) -> Stage:
    """Return the stage that a step has reached."""
    return Stage(step.name, step.value(chosen), bound, level=step.level)


@dataclass(frozen=True, eq=False)
class LinearStep:
    """The largest sum of weights.

    Parameters
    ----------
    name : str
    weights : int64 array, shape (n_pairs,)
    counts : bool
        Whether every weight is 1.
    """

    name: str
    weights: Ints
    counts: bool
    level: None = None

    def value(self, chosen: Ints) -> int:
        """Return the sum of the chosen pairs' weights."""
        return int(self.weights[chosen].sum())

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether one sum is at least as large."""
        return one >= other

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the lowest bound known; the sum of all positive weights always holds."""
        always = int(np.maximum(self.weights, 0).sum())
        return min([always, *(bound for bound in (found, known) if bound is not None)])

    def limit(self, model: PairModel, known: int) -> None:
        """Limit the number of pairs; a row of scores would slow the search down."""
        if self.counts:
            model.at_most(np.arange(len(self.weights)), known)

    def aim(self, model: PairModel) -> None:
        """Maximise the sum."""
        model.maximise(self.weights)

    def fix(self, model: PairModel, value: int) -> None:
        """Keep the sum from falling below its value."""
        everything = np.arange(len(self.weights))
        if self.counts:
            model.at_least(everything, value)
        else:
            unit = max(int(np.gcd.reduce(self.weights)), 1)
            model.linear(everything, self.weights // unit, low=value // unit, name=f"objective {self.name}")


class Levels:
    """Literals for each mentor's first, second, ... mentee, up to `most`; made once, for the first step.

    Parameters
    ----------
    problem : Problem
    most : int
        Largest number of mentees of any mentor.
    """

    def __init__(self, problem: Problem, most: int) -> None:
        self._problem, self.most = problem, most
        self._at: list[list[int]] = []

    def at(self, model: PairModel, level: int) -> list[int]:
        """Return the literals of mentors with at least `level` mentees."""
        if not self._at:
            self._at = [[] for _ in range(self.most)]
            for mentor in range(self._problem.n_mentors):
                self._add(model, mentor)
        return self._at[level - 1]

    def _add(self, model: PairModel, mentor: int) -> None:
        pairs = self._problem.pairs_of_mentor(mentor)
        n = min(self.most, len(pairs), int(self._problem.capacity[mentor]))
        own = [model.new_literal() for _ in range(n)]
        model.linear(pairs, 1, high=0, terms=[(literal, -1) for literal in own])
        for literal, further in pairwise(own):
            model.linear([], 1, low=0, terms=[(literal, 1), (further, -1)])
        for level, literal in enumerate(own):
            self._at[level].append(literal)

    def value(self, chosen: Ints, level: int) -> int:
        """Return how many mentors have at least `level` mentees."""
        return loads_at(self._problem, chosen, level)


@dataclass(frozen=True, eq=False)
class LevelStep:
    """The fewest mentors with at least `level` mentees.

    Parameters
    ----------
    name : str
    levels : Levels
    level : int
    """

    name: str
    levels: Levels
    level: int

    def value(self, chosen: Ints) -> int:
        """Return how many mentors have at least `level` mentees."""
        return self.levels.value(chosen, self.level)

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether one number is at most the other."""
        return one <= other

    def bound(self, found: int | None, known: int | None) -> int:  # noqa: ARG002  (none is known beforehand)
        """Return the solver's bound with its sign reversed, as it maximises, or 0."""
        return 0 if found is None else max(-found, 0)

    def limit(self, model: PairModel, known: int) -> None:
        """Do nothing: no bound is known beforehand."""

    def aim(self, model: PairModel) -> None:
        """Minimise the number."""
        model.minimise(self.levels.at(model, self.level))

    def fix(self, model: PairModel, value: int) -> None:
        """Keep the number of such mentors from rising."""
        literals = self.levels.at(model, self.level)
        model.linear([], 1, high=value, terms=[(literal, 1) for literal in literals])


_STEPS: Mapping[Objective, Callable[[Any, Problem, Ints | None], Iterator[Step]]] = {
    MATCHED: _linear,
    SCORE: _linear,
    BALANCE: _levels,
}
