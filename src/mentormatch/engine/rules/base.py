"""`EngineRule`: what the engine knows of one rule, and the arguments of its methods.

A rule refers to pairs by their index in the problem, whether or not a model has a variable for them.
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
"""(variable, coefficient) of variables that do not belong to a pair."""

NOTHING: Ints = sealed(np.zeros(0, np.int64))


class TakesRows(Protocol):
    """A model that a rule can be added to; see `PairModel` for the meaning of each method."""

    problem: Problem
    deadline: float
    """Value of `time.monotonic` after which no row is taken any more."""

    def new_literal(self) -> int:
        """Return a new Boolean variable."""

    def new_count(self, most: int) -> int:
        """Return a new variable, a whole number from 0 to `most`."""

    def at_most(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Choose at most `bound` of the pairs."""

    def at_least(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Choose at least `bound` of the pairs."""

    def imply(self, pairs: Pairs, consequence: int, literal: int | None = None) -> None:
        """Make a variable true if any of the pairs is chosen."""

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
    """An answer that may break rules: which pairs are chosen, and their weights when some must be dropped."""

    chosen: Bools
    weight: Ints

    def of(self, pairs: Ints) -> Ints:
        """Return those of the pairs that are chosen."""
        return pairs[self.chosen[pairs]]

    def best_first(self, pairs: Ints) -> Ints:
        """Return those that are chosen, heaviest first."""
        pairs = self.of(pairs)
        # The bitwise complement, as the negative of the smallest number would wrap around.
        return np.asarray(pairs[np.argsort(~self.weight[pairs], kind="stable")])


@dataclass(frozen=True, eq=False)
class Cut:
    """The people and pairs in a part of a problem, and their numbers there; -1 for those outside.

    Parameters
    ----------
    chosen : bool array, shape (n_pairs,)
        The answer of the whole problem.
    mentees, mentors, pairs : int64 arrays
        Those in the part, by their index in the whole problem, ascending.
    mentee, mentor, pair : int64 arrays
        Their numbers in the part.
    open_mentors : bool array, shape (n_mentors,)
        Mentors whose mentees may change.
    """

    chosen: Bools
    mentees: Ints
    mentors: Ints
    pairs: Ints
    mentee: Ints
    mentor: Ints
    pair: Ints
    open_mentors: Bools


def inside(number: Ints, members: Ints) -> Ints:
    """Return the numbers of those that are in the part."""
    found = number[members]
    return found[found >= 0]


class Count(NamedTuple):
    """Pairs, and how many of them must be chosen, at least or at most."""

    pairs: Ints
    number: int


@dataclass(eq=False)
class SetLimits:
    """What limits the sets of mentees of single mentors, collected from the rules.

    Parameters
    ----------
    hours : int64 array, shape (n_pairs,)
    budget : int64 array, shape (n_mentors,)
    used : int64 array, shape (n_mentors,)
        Least number of mentees of a mentor who has any.
    apart : list of int64 arrays
        Groups of mentees of whom no mentor may take two.
    closed : bool array, shape (n_pairs,)
        Pairs that are in no set.
    timed : bool
        Whether a rule has given hours and budgets.
    """

    hours: Ints
    budget: Ints
    used: Ints
    apart: list[Ints]
    closed: Bools
    timed: bool = False

    @classmethod
    def of(cls, problem: Problem) -> SetLimits:
        """Return no limits."""
        nobody = np.zeros(problem.n_mentors, np.int64)
        return cls(
            np.zeros(problem.n_pairs, np.int64),
            nobody,
            nobody.copy(),
            [],
            np.zeros(problem.n_pairs, np.bool_),
        )


R = TypeVar("R", bound=Record)


class EngineRule(ABC, Generic[R]):
    """What the engine knows of one rule of a problem.

    The defaults are those of a rule that the network kernel does not accept and that pruning cannot restore.

    Parameters
    ----------
    given : Rule
        The rule as given.
    record : Record
        The same by index.
    """

    __slots__ = ("given", "problem", "record")

    in_network: ClassVar[bool] = False
    """Whether the network kernel accepts the rule, whatever the other rules."""

    def __init__(self, problem: Problem, given: Rule, record: R) -> None:
        self.problem, self.given, self.record = problem, given, record

    @abstractmethod
    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Add the rule to a model; it holds if `literal` is true, or always without a literal.

        Raises
        ------
        ProblemError
            If its numbers are too large for CP-SAT.
        """

    @abstractmethod
    def words(self) -> str:
        """Return the rule as a sentence, with ids and the numbers that limit it."""

    @abstractmethod
    def cut(self, cut: Cut) -> list[Rule]:
        """Return the rules of a part that together keep this rule in the whole problem."""

    def limit_sets(self, _limits: SetLimits, /) -> bool:
        """Add the rule to the limits of each mentor's sets; return whether they then say all of it."""
        return False

    def prune(self, _draft: Draft, /) -> Ints:
        """Return the pairs of a draft to drop so that the rule holds."""
        return NOTHING

    def hold(self, free: Bools, /) -> None:
        """Remove from the `free` mentees of a part those for whom the rule reaches beyond the part."""

    def required(self) -> Ints:
        """Return the pairs that the rule requires."""
        return NOTHING

    def forbidden(self) -> Ints:
        """Return the pairs that the rule forbids."""
        return NOTHING

    def raise_loads(self, least: Ints, /) -> None:
        """Raise the minimum loads of mentors, shape (n_mentors,), to those that the rule requires."""

    def minimum(self) -> Count | None:
        """Return pairs and how many of them the rule requires at least, if it does so."""
        return None

    def ceiling(self) -> Count | None:
        """Return pairs and how many of them the rule allows at most, if it does nothing else."""
        return None


def by_person(side: Int32s, pairs: Ints) -> list[Ints]:
    """Return the pairs grouped by the person on one side."""
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
