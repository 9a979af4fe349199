"""`EngineRule`: what the engine knows of one rule, and what its methods are given.

A rule speaks of pairs by their index in the problem, whether a model has a variable for them or not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arrays import Bools, Int32s, Ints, sealed
from mentormatch.problem.problem import Problem
from mentormatch.rules import Rule
from mentormatch.rules.base import Record

Pairs = Ints | Sequence[int]
Terms = Sequence[tuple[int, int]]
"""(variable, coefficient) of variables that stand for no pair."""

NOTHING: Ints = sealed(np.zeros(0, np.int64))


class TakesRows(Protocol):
    """What a rule adds itself to; see `PairModel` for the meaning of each method."""

    problem: Problem

    def new_literal(self) -> int:
        """Return a further Boolean variable."""

    def new_count(self, most: int) -> int:
        """Return a further variable, a whole number from 0 to `most`."""

    def at_most(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Take at most `bound` of the pairs."""

    def at_least(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Take at least `bound` of the pairs."""

    def imply(self, pairs: Pairs, consequence: int, literal: int | None = None) -> None:
        """Let a variable hold if any of the pairs is taken."""

    def linear(
        self,
        pairs: Pairs,
        coefficients: ArrayLike,
        *,
        low: int | None = None,
        high: int | None = None,
        terms: Terms = (),
        literal: int | None = None,
        name: str = "a rule",
    ) -> None:
        """Keep a weighted sum within bounds."""


class Draft(NamedTuple):
    """An answer that may break rules: which pairs are taken, and what each weighs where one has to go."""

    taken: Bools
    weight: Ints

    def of(self, pairs: Ints) -> Ints:
        """Return those of the pairs that are taken."""
        return pairs[self.taken[pairs]]

    def best_first(self, pairs: Ints) -> Ints:
        """Return those that are taken, the heaviest first."""
        pairs = self.of(pairs)
        # Turned around bit by bit: the negative of the smallest number would wrap around.
        return np.asarray(pairs[np.argsort(~self.weight[pairs], kind="stable")])


@dataclass(frozen=True, eq=False)
class Cut:
    """Whom and what a part of a problem contains, and under which number; -1 for who is outside.

    Parameters
    ----------
    taken : bool array, shape (n_pairs,)
        The answer of the whole problem.
    mentees, mentors, pairs : int64 arrays
        Those inside, by their index in the whole problem, ascending.
    mentee, mentor, pair : int64 arrays
        The number that each has inside.
    open_mentors : bool array, shape (n_mentors,)
        Mentors whose mentees may change.
    """

    taken: Bools
    mentees: Ints
    mentors: Ints
    pairs: Ints
    mentee: Ints
    mentor: Ints
    pair: Ints
    open_mentors: Bools


def inside(number: Ints, who: Ints) -> Ints:
    """Return the numbers of those that a part contains."""
    found = number[who]
    return found[found >= 0]


class Count(NamedTuple):
    """Pairs, and how many of them are to be taken: at least or at most."""

    pairs: Ints
    number: int


R = TypeVar("R", bound=Record)


class EngineRule(ABC, Generic[R]):
    """What the engine knows of one rule of a problem.

    The defaults are those of a rule that the network kernel does not take and that no pruning can keep.

    Parameters
    ----------
    problem : Problem
    given : Rule
        The rule as the caller gave it.
    record : Record
        The same in indices.
    """

    __slots__ = ("given", "problem", "record")

    in_network: ClassVar[bool] = False
    """Whether the network kernel takes the rule, whatever the other rules."""

    def __init__(self, problem: Problem, given: Rule, record: R) -> None:
        self.problem, self.given, self.record = problem, given, record

    @abstractmethod
    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Add the rule to a model; it holds if `literal` does, or always without one.

        Raises
        ------
        ProblemError
            If its numbers are too large for CP-SAT.
        """

    @abstractmethod
    def words(self) -> str:
        """Return what the rule asks for, with ids, and what stands against it."""

    @abstractmethod
    def cut(self, cut: Cut) -> list[Rule]:
        """Return the rules of a part that keep this one in the whole problem."""

    def prune(self, _draft: Draft, /) -> Ints:
        """Return pairs of a draft that have to go for the rule to hold."""
        return NOTHING

    def hold(self, free: Bools, /) -> None:
        """Take those out of the `free` mentees of a part for whom the rule reaches beyond it."""

    def required(self) -> Ints:
        """Return the pairs that the rule requires."""
        return NOTHING

    def left_out(self) -> Ints:
        """Return the pairs that the rule leaves out."""
        return NOTHING

    def raise_loads(self, least: Ints, /) -> None:
        """Raise the minimum loads of mentors, shape (n_mentors,), to what the rule asks for."""

    def demand(self) -> Count | None:
        """Return of which pairs the rule asks for how many at least, if that is what it does."""
        return None

    def ceiling(self) -> Count | None:
        """Return of which pairs the rule allows how many at most, if it does nothing else."""
        return None


def by_person(side: Int32s, pairs: Ints) -> list[Ints]:
    """Return the pairs apart by the person on one side."""
    if not len(pairs):
        return []
    order = pairs[np.argsort(side[pairs], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(side[order])) + 1)


def of_mentees(problem: Problem, mentees: Ints) -> Ints:
    """Return the pairs of several mentees, one mentee after the other."""
    return np.concatenate((NOTHING, *map(problem.pairs_of_mentee, mentees.tolist())))


def of_mentors(problem: Problem, mentors: Ints) -> Ints:
    """Return the pairs of several mentors, one mentor after the other."""
    return np.concatenate((NOTHING, *map(problem.pairs_of_mentor, mentors.tolist())))
