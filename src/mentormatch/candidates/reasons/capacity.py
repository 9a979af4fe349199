"""No capacity or demand: a mentor who takes no mentee, or a mentee who wants no mentor, for now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.side import CAPACITY, DEMAND


class NoCapacity(PersonReason):
    """The mentor has no capacity, or the mentee no demand."""

    code: ClassVar[str] = "no_places"
    counted: ClassVar[str] = "without capacity or demand"
    advice: ClassVar[str] = (
        "Nothing, unless they want to take part now: then record how many {others} they take."
    )
    alone: ClassVar[Mapping[str, str]] = immutabledict(
        mentee="Wants no mentor at present (a demand of 0).",
        mentor="Takes no mentee at present (a capacity of 0).",
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Look at the capacity of every mentor and the demand of every mentee."""
        mentee_out = scheme.mentee_side.read(DEMAND, np.int64) == 0
        return cls(scheme, mentee_out, scheme.mentor_side.read(CAPACITY, np.int64) == 0)

    def detail(self, mentee: int, mentor: int) -> str:
        """Say on which side there is none."""
        parts = []
        if self.mentor_out[mentor]:
            parts.append(f"{self.scheme.mentor(mentor)} takes no mentees (raise `capacity` if they do)")
        if self.mentee_out[mentee]:
            parts.append(f"{self.scheme.mentee(mentee)} asks for no mentor (raise `demand` if they want one)")
        return "; ".join(parts) + "."
