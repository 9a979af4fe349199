"""Side rules as data, with no solver in sight.

In a `Policy` the rules carry ids, in a `Problem` indices; the classes are the same. Each rule says in words
what it asks for, so that contradictions can be explained.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

Index = Annotated[int, Field(strict=True, ge=0)]
Person = Index | Annotated[str, Field(strict=True, min_length=1)]
Namer = Callable[[int], str]


class Lookup(Protocol):
    """Finds the index that belongs to an id; raises `PolicyError` for an unknown one."""

    def mentee(self, person_id: str) -> int:
        """Return the index of a mentee."""
        ...

    def mentor(self, person_id: str) -> int:
        """Return the index of a mentor."""
        ...

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair."""
        ...


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Require(_Rule):
    """This pair is made.

    Parameters
    ----------
    pair : int or (str, str)
        Index into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`.
    """

    rule: Literal["Require"] = "Require"
    pair: Index | tuple[str, str]

    def indexed(self, lookup: Lookup) -> Require:
        """Return the rule with indices in place of ids."""
        return self if isinstance(self.pair, int) else Require(pair=lookup.pair(*self.pair))


class MinimumLoad(_Rule):
    """This mentor has at least `load` mentees.

    Parameters
    ----------
    mentor : int or str
    load : int
        At least 0; a load above the mentor's places cannot be met.
    """

    rule: Literal["MinimumLoad"] = "MinimumLoad"
    mentor: Person
    load: Index

    def indexed(self, lookup: Lookup) -> MinimumLoad:
        """Return the rule with indices in place of ids."""
        if isinstance(self.mentor, int):
            return self
        return MinimumLoad(mentor=lookup.mentor(self.mentor), load=self.load)


class NoMutual(_Rule):
    """Two people who are both mentee and mentor do not mentor each other.

    Parameters
    ----------
    same : tuple of (int or str, int or str)
        (mentee, mentor) for each person who is both.
    """

    rule: Literal["NoMutual"] = "NoMutual"
    same: tuple[tuple[Person, Person], ...]

    def indexed(self, lookup: Lookup) -> NoMutual:
        """Return the rule with indices in place of ids."""
        return NoMutual(
            same=tuple(
                (
                    i if isinstance(i, int) else lookup.mentee(i),
                    j if isinstance(j, int) else lookup.mentor(j),
                )
                for i, j in self.same
            )
        )


Rule = Annotated[Require | MinimumLoad | NoMutual, Field(discriminator="rule")]
"""Any of the rules, told apart by their field ``rule``."""
