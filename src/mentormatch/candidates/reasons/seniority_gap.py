"""Seniority gap: the policy wants mentors some levels above their mentees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices
from mentormatch.candidates.reason import Standing
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.side import SENIORITY


@dataclass(frozen=True, eq=False)
class SeniorityGap(Standing):
    """The mentor is not far enough above the mentee, or a level is not known.

    Parameters
    ----------
    mentee_level : float64 array, shape (n_mentees,)
    mentor_level : float64 array, shape (n_mentors,)
        Nan where unknown.
    minimum : int
        Levels by which the mentor has to be above the mentee.
    """

    mentee_level: Floats
    mentor_level: Floats
    minimum: int
    code: ClassVar[str] = "seniority_gap"
    counted: ClassVar[str] = "below the minimum seniority gap"
    advice: ClassVar[str] = "Check the grades, recruit other {others}, or change `minimum_seniority_gap`."

    @classmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Look at the levels of everybody."""
        minimum = scheme.limits.minimum_seniority_gap
        if minimum is None:
            return None
        mentee_level = scheme.mentee_side.read(SENIORITY, np.float64)
        return cls(scheme, mentee_level, scheme.mentor_side.read(SENIORITY, np.float64), minimum)

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs do not have the gap for certain."""
        # Negated so that an unknown level, whose comparison is false, excludes: it fails closed.
        return ~(self.mentor_level[mentor] - self.mentee_level[mentee] >= self.minimum)

    def detail(self, mentee: int, mentor: int) -> str:
        """Give the gap, or name whose level is not known."""
        asked = f"the policy asks for a mentor at least {self.minimum} level(s) above the mentee"
        people = self.scheme.people
        low, high = people.mentees[mentee].seniority, people.mentors[mentor].seniority
        if low is None or high is None:
            who = [self.scheme.mentee(mentee)] * (low is None) + [self.scheme.mentor(mentor)] * (high is None)
            return f"The level of {' and '.join(who)} is not known, and {asked}. Record it under `seniority`."
        side = "above" if high >= low else "below"
        return (
            f"{self.scheme.mentor(mentor)} is {abs(high - low)} level(s) {side} "
            f"{self.scheme.mentee(mentee)}, and {asked}. Check both levels, or change "
            "`minimum_seniority_gap`."
        )
