"""How CP-SAT pursues an objective: as one step, or as several in order.

A step sets the model's aim, reads its value off chosen pairs, and becomes a row of the model once it is
solved, so that later steps keep what it reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.cpsat.model import PairModel
from mentormatch.objectives import MATCHED, SCORE, Linear, Objective
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage

Ints = NDArray[np.int64]


class Step(Protocol):
    """One aim of the solver."""

    @property
    def name(self) -> str:
        """The objective that it serves."""
        ...

    def value(self, chosen: Ints) -> int:
        """Return the value that chosen pairs reach."""
        ...

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether a value is at least as good as another one."""
        ...

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the best bound there is: the solver's, one known beforehand, or one that always holds."""
        ...

    def limit(self, model: PairModel, known: int) -> None:
        """Tell the model of a bound known beforehand, if that helps."""
        ...

    def aim(self, model: PairModel) -> None:
        """Set the model's objective."""
        ...

    def fix(self, model: PairModel, value: int) -> None:
        """Let all further answers reach this value."""
        ...


def steps_of(objective: Objective, problem: Problem) -> Iterator[Step]:
    """Yield the steps of an objective, in order."""
    yield from _STEPS[objective](objective, problem)


def _linear(objective: Linear, problem: Problem) -> Iterator[Step]:
    yield LinearStep(objective.name, objective.weights(problem), objective is MATCHED)


def stage_of(step: Step, chosen: Ints, found: int | None, known: int | None) -> Stage:
    """Return what a step came to."""
    return Stage(step.name, step.value(chosen), step.bound(found, known))


@dataclass(frozen=True, eq=False)
class LinearStep:
    """As large a sum of weights as possible.

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

    def value(self, chosen: Ints) -> int:
        """Return the sum of the chosen pairs' weights."""
        return int(self.weights[chosen].sum())

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether one sum is at least as large."""
        return one >= other

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the lowest bound known; all that is positive is one that always holds."""
        always = int(np.maximum(self.weights, 0).sum())
        return min(always, *(bound for bound in (found, known) if bound is not None))

    def limit(self, model: PairModel, known: int) -> None:
        """Cap the number of pairs; a row of scores would slow the search down."""
        if self.counts:
            model.at_most(np.arange(len(self.weights)), known)

    def aim(self, model: PairModel) -> None:
        """Maximise the sum."""
        model.maximise(self.weights)

    def fix(self, model: PairModel, value: int) -> None:
        """Let the sum not fall below its value."""
        everything = np.arange(len(self.weights))
        if self.counts:
            model.at_least(everything, value)
        else:
            unit = max(int(np.gcd.reduce(self.weights)), 1)
            model.linear(everything, self.weights // unit, low=value // unit, name=f"objective {self.name}")


_STEPS: Mapping[Objective, Callable[[Any, Problem], Iterator[Step]]] = {MATCHED: _linear, SCORE: _linear}
