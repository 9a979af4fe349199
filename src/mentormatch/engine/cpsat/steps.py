"""Steps of CP-SAT: one objective of the solver each.

A step sets the objective of the model, reads its value from the chosen pairs, and becomes a row of the model
once it is solved, so that later steps keep its value.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import ROOM, RowsOfPairs
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

    @property
    def reported(self) -> bool:
        """Whether the step becomes a stage of its own."""
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

    def limit(self, model: RowsOfPairs, known: int) -> None:
        """Add a bound known beforehand to the model, if that helps."""
        ...

    def aim(self, model: RowsOfPairs) -> None:
        """Set the model's objective."""
        ...

    def fix(self, model: RowsOfPairs, value: int) -> None:
        """Require this value of all later answers."""
        ...


Steps = Generator[Step, int, None]
"""Steps in order; each is answered by its bound before the next one."""
Current = Callable[[], Ints | None]
"""Returns the best answer so far."""


def following(steps: Steps, bound: int) -> Step | None:
    """Return the step after one that reached a bound, None after the last."""
    try:
        return steps.send(bound)
    except StopIteration:
        return None


def stage_of(step: Step, chosen: Ints, bound: int) -> Stage:
    """Return the stage that a step has reached."""
    return Stage(step.name, step.value(chosen), bound, level=step.level)


@dataclass(frozen=True, eq=False)
class LinearStep:
    """The largest sum of weights.

    Parameters
    ----------
    weights : int64 array, shape (n_pairs,)
    counts : bool
        Whether every weight is 1.
    """

    name: str
    weights: Ints
    counts: bool
    level: int | None = None
    reported = True

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

    def limit(self, model: RowsOfPairs, known: int) -> None:
        """Limit the number of pairs; a row of scores would slow the search down."""
        if self.counts:
            model.at_most(np.arange(len(self.weights)), known)

    def aim(self, model: RowsOfPairs) -> None:
        """Maximise the sum."""
        model.maximise(self.weights)

    def fix(self, model: RowsOfPairs, value: int) -> None:
        """Keep the sum from falling below its value."""
        everything = np.arange(len(self.weights))
        if self.counts:
            model.at_least(everything, value)
            _fill(model, value)
        else:
            unit = max(int(np.gcd.reduce(self.weights)), 1)
            reach(model, everything, self.weights // unit, value // unit)


def _fill(model: RowsOfPairs, count: int) -> None:
    """Let all on a side have as many as they may, if so many pairs mean that: these rows bind sooner."""
    problem = model.problem
    for side, most, own in (
        (problem.mentee, problem.demand, problem.pairs_of_mentee),
        (problem.mentor, problem.capacity, problem.pairs_of_mentor),
    ):
        full = np.minimum(most, np.bincount(side, minlength=len(most)))
        if full.sum() == count:
            for person in np.flatnonzero(full).tolist():
                model.at_least(own(person), int(full[person]))


def reach(model: RowsOfPairs, pairs: Ints, weights: Ints, least: int, literal: int | None = None) -> None:
    """Let the weights of the chosen pairs add up to `least` or more, in rows whose coefficients stay small.

    The sum is added up digit by digit, as on paper: what a digit carries, and 1 more, is a variable of the
    next row.
    """
    base = max(ROOM // (4 * (len(pairs) + 1)), 2)
    carried: list[tuple[int, int]] = []
    while sum(map(abs, weights.tolist())) >= ROOM // 2:
        carry = model.new_count(len(pairs) + 2)
        low, terms = least % base - base, [*carried, (carry, -base)]
        model.linear(pairs, weights % base, low=low, terms=terms, literal=literal)
        weights, least, carried = weights // base, least // base + 1, [(carry, 1)]
    model.linear(pairs, weights, low=least, terms=carried, literal=literal)


@dataclass(frozen=True, eq=False)
class CountStep:
    """The fewest literals that are true, or the most.

    Parameters
    ----------
    count : callable
        Returns how many are true for chosen pairs.
    literals : callable
        Returns the literals in a model, made at the first call.
    most : int, optional
        To look for the most, of which there are at most so many.
    enough : int, optional
        From this number on it need not be kept.
    """

    name: str
    level: int | None
    count: Callable[[Ints], int]
    literals: Callable[[RowsOfPairs], list[int]]
    most: int | None = None
    reported: bool = True
    enough: int | None = None

    def value(self, chosen: Ints) -> int:
        """Return how many literals are true."""
        return self.count(chosen)

    def no_worse(self, one: int, other: int) -> bool:
        """Return whether one number is at least as good."""
        return one <= other if self.most is None else one >= other

    def bound(self, found: int | None, known: int | None) -> int:
        """Return the best bound: the solver's, one known beforehand, or one that always holds."""
        if self.most is not None:
            return min(bound for bound in (found, known, self.most) if bound is not None)
        return 0 if found is None else max(-found, 0)  # the solver maximises

    def limit(self, model: RowsOfPairs, known: int) -> None:
        """Do nothing: such a bound is rarely known beforehand."""

    def aim(self, model: RowsOfPairs) -> None:
        """Minimise or maximise the number."""
        literals = self.literals(model)
        model.minimise(literals, [1 if self.most is None else -1] * len(literals))

    def fix(self, model: RowsOfPairs, value: int) -> None:
        """Keep the number from becoming worse."""
        if self.enough is None or value < self.enough:
            terms = [(literal, 1) for literal in self.literals(model)]
            low, high = (None, value) if self.most is None else (value, None)
            model.linear([], 1, low=low, high=high, terms=terms)
