"""`KeepApart` and `KeepTogether`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from mentormatch.rules.base import Lookup, People, SideRule, Sizes, found, out_of_range


class KeepApart(SideRule):
    """No two of these mentees share a mentor, or no two of these mentors share a mentee.

    Parameters
    ----------
    mentees, mentors : tuple of (int or str), optional
        Exactly one of the two; nobody stands in it twice.
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

    def indexed(self, lookup: Lookup) -> KeepApart:
        """Return the rule with indices in place of ids."""
        if self.mentees is not None:
            return KeepApart(mentees=found(self.mentees, lookup.mentee))
        return KeepApart(mentors=found(self.mentors or (), lookup.mentor))


class KeepTogether(SideRule):
    """These mentees all have one and the same mentor and no other, or none of them is matched.

    Parameters
    ----------
    mentees : tuple of (int or str)
        Nobody stands in it twice.
    """

    rule: Literal["KeepTogether"] = "KeepTogether"
    mentees: People

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentee", self.mentees, sizes.mentees)

    def indexed(self, lookup: Lookup) -> KeepTogether:
        """Return the rule with indices in place of ids."""
        return KeepTogether(mentees=found(self.mentees, lookup.mentee))
