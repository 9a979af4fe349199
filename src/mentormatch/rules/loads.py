"""`MinimumLoad` and `MinimumLoadIfUsed`."""

from __future__ import annotations

from typing import Literal, Self

from mentormatch.rules.base import Index, Lookup, Person, SideRule, Sizes, out_of_range


class _Load(SideRule):
    mentor: Person
    load: Index

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentor", [self.mentor], sizes.mentors)

    def indexed(self, lookup: Lookup) -> Self:
        """Return the rule with indices in place of ids."""
        if isinstance(self.mentor, int):
            return self
        return type(self)(mentor=lookup.mentor(self.mentor), load=self.load)


class MinimumLoad(_Load):
    """This mentor has at least `load` mentees.

    Parameters
    ----------
    mentor : int or str
    load : int
        At least 0; a load above the mentor's places cannot be met.
    """

    rule: Literal["MinimumLoad"] = "MinimumLoad"


class MinimumLoadIfUsed(_Load):
    """This mentor has no mentee, or at least `load`.

    Parameters
    ----------
    mentor : int or str
    load : int
        At least 0; with a load above the mentor's places the mentor has no mentee.
    """

    rule: Literal["MinimumLoadIfUsed"] = "MinimumLoadIfUsed"
