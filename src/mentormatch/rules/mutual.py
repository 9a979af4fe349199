"""`NoMutual`."""

from __future__ import annotations

from typing import Literal

from mentormatch.rules.base import Lookup, Person, SideRule, Sizes, found, out_of_range


class NoMutual(SideRule):
    """Two people who are both mentee and mentor do not mentor each other.

    Parameters
    ----------
    same : tuple of (int or str, int or str)
        (mentee, mentor) for each person who is both.
    """

    rule: Literal["NoMutual"] = "NoMutual"
    same: tuple[tuple[Person, Person], ...]

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentee", (i for i, _ in self.same), sizes.mentees) + out_of_range(
            "mentor", (j for _, j in self.same), sizes.mentors
        )

    def indexed(self, lookup: Lookup) -> NoMutual:
        """Return the rule with indices in place of ids."""
        mentees = found((i for i, _ in self.same), lookup.mentee)
        mentors = found((j for _, j in self.same), lookup.mentor)
        return NoMutual(same=tuple(zip(mentees, mentors, strict=True)))
