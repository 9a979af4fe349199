"""What all objectives share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Protocol

from mentormatch.arrays import Int32s, Ints


class Direction(StrEnum):
    """Whether larger or smaller values of an objective are better."""

    MOST = "most"
    LEAST = "least"


class Pairs(Protocol):
    """The part of a problem that an objective reads."""

    @property
    def n_pairs(self) -> int:
        """Number of candidate pairs."""
        ...

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""
        ...

    @property
    def mentee(self) -> Int32s:
        """Mentee of each pair."""
        ...

    @property
    def mentor(self) -> Int32s:
        """Mentor of each pair."""
        ...

    @property
    def score(self) -> Ints:
        """Score of each pair."""
        ...

    @property
    def rank(self) -> Ints | None:
        """Rank of each pair among the mentee's wishes, 0 for none; None if nobody has wishes."""
        ...


class Objective(ABC):
    """One objective.

    Attributes
    ----------
    name : str
        As in a policy and in `mentormatch.Stage`.
    direction : Direction
    by_cpsat : bool
        Whether CP-SAT alone can pursue it, with all that comes after it in an order.
    """

    name: str
    direction: Direction = Direction.MOST
    by_cpsat: bool = False

    @abstractmethod
    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return the value that chosen pairs reach."""

    def key(self, problem: Pairs, chosen: Ints) -> tuple[int, ...]:
        """Return what answers are compared by: the greater, the better."""
        value = self.value(problem, chosen)
        return (value if self.direction is Direction.MOST else -value,)


class Linear(Objective):
    """An objective that is a sum over the chosen pairs."""

    @abstractmethod
    def weights(self, problem: Pairs) -> Ints:
        """Return what each pair adds to the objective; shape (n_pairs,)."""

    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return the sum of the chosen pairs' weights."""
        return int(self.weights(problem)[chosen].sum())
