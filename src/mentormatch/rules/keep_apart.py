"""`KeepApart`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.people import People, indices_of, is_found, numbered, out_of_range


@dataclass(frozen=True, slots=True, eq=False)
class KeepApartRecord(Record):
    """`KeepApart` in a problem: one of the two arrays is empty."""

    mentees: Ints
    mentors: Ints


class KeepApart(SideRule):
    """No two of these mentees share a mentor, or no two of these mentors share a mentee.

    Parameters
    ----------
    mentees, mentors : tuple of (int or str), optional
        Exactly one of the two is given; each person is listed once.

    Examples
    --------
    >>> apart = mm.rules.KeepApart(mentees=(0, 1))
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 4], capacity=2, rules=[apart])
    >>> mm.solve(problem).chosen.tolist()
    [0]
    """

    rule: Literal["KeepApart"] = "KeepApart"
    mentees: People | None = None
    mentors: People | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.mentees is None) == (self.mentors is None):
            raise ValueError("needs either mentees or mentors, not both")
        return self

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentee", self.mentees or (), sizes.mentees) + out_of_range(
            "mentor", self.mentors or (), sizes.mentors
        )

    def indexed(self, lookup: Lookup, /) -> KeepApart:
        """Return the rule with indices in place of ids."""
        if self.mentees is not None:
            return KeepApart(mentees=indices_of(self.mentees, lookup.mentee))
        return KeepApart(mentors=indices_of(self.mentors or (), lookup.mentor))

    def prohibition(self) -> KeepApart:
        """Return the rule itself."""
        return self

    def of_those_left(self, lookup: Lookup, /) -> KeepApart | None:
        """Return the rule for those who are left, if there are two or more."""
        if self.mentees is not None:
            left = tuple(one for one in self.mentees if is_found(one, lookup.mentee))
            return KeepApart(mentees=left) if len(left) > 1 else None
        left = tuple(one for one in self.mentors or () if is_found(one, lookup.mentor))
        return KeepApart(mentors=left) if len(left) > 1 else None

    def record(self, _numbers: Numbers, /) -> KeepApartRecord:
        """Return the form of the rule in a problem."""
        return KeepApartRecord(numbered(self.mentees or ()), numbered(self.mentors or ()))
