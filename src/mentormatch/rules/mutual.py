"""`NoMutual`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from mentormatch.rules.base import Lookup, Person, SideRule, Sizes, found, out_of_range


class NoMutual(SideRule):
    """Two people who are both mentee and mentor do not mentor each other.

    Parameters
    ----------
    same : tuple of (int or str, int or str)
        (mentee, mentor) for each person who is both; nobody stands in it twice.
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

    def indexed(self, lookup: Lookup) -> NoMutual:
        """Return the rule with indices in place of ids."""
        mentees = found((i for i, _ in self.same), lookup.mentee)
        mentors = found((j for _, j in self.same), lookup.mentor)
        return NoMutual(same=tuple(zip(mentees, mentors, strict=True)))
