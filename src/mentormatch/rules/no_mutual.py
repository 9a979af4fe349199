"""`NoMutual`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.people import Person, indices_of, is_found, numbered, out_of_range


@dataclass(frozen=True, slots=True, eq=False)
class NoMutualRecord(Record):
    """`NoMutual` in a problem: ``mentees[k]`` and ``mentors[k]`` are the same person."""

    mentees: Ints
    mentors: Ints


class NoMutual(SideRule):
    """Two people who are both mentee and mentor do not mentor each other.

    Parameters
    ----------
    same : tuple of (int or str, int or str)
        (mentee, mentor) for each person who is both; each is listed once.

    Examples
    --------
    >>> rule = mm.rules.NoMutual(same=((0, 0), (1, 1)))  # mentee 0 is mentor 0, mentee 1 is mentor 1
    >>> problem = mm.Problem(2, 2, [0, 1], [1, 0], [9, 4], rules=[rule])
    >>> mm.solve(problem).chosen.tolist()
    [0]
    """

    rule: Literal["NoMutual"] = "NoMutual"
    same: tuple[tuple[Person, Person], ...]

    @model_validator(mode="after")
    def _once(self) -> Self:
        for side, people in zip(("mentee", "mentor"), zip(*self.same, strict=True), strict=False):
            if len(set(people)) != len(people):
                raise ValueError(f"names a {side} twice")
        return self

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentee", (i for i, _ in self.same), sizes.mentees) + out_of_range(
            "mentor", (j for _, j in self.same), sizes.mentors
        )

    def indexed(self, lookup: Lookup, /) -> NoMutual:
        """Return the rule with indices in place of ids."""
        mentees = indices_of((i for i, _ in self.same), lookup.mentee)
        mentors = indices_of((j for _, j in self.same), lookup.mentor)
        return NoMutual(same=tuple(zip(mentees, mentors, strict=True)))

    def prohibition(self) -> NoMutual:
        """Return the rule itself."""
        return self

    def of_those_left(self, lookup: Lookup, /) -> NoMutual | None:
        """Return the rule for those who are left in both roles, if there are two or more."""
        left = tuple(
            (i, j) for i, j in self.same if is_found(i, lookup.mentee) and is_found(j, lookup.mentor)
        )
        return NoMutual(same=left) if len(left) > 1 else None

    def record(self, _numbers: Numbers, /) -> NoMutualRecord:
        """Return the form of the rule in a problem."""
        return NoMutualRecord(numbered(i for i, _ in self.same), numbered(j for _, j in self.same))
