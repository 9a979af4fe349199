"""Too far: the two are farther apart than their travel limit allows."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Indices
from mentormatch.candidates.reach import within
from mentormatch.candidates.reason import Standing
from mentormatch.candidates.scheme import Scheme


class TooFar(Standing):
    """The pair is beyond its travel limit, and they may not meet online."""

    code: ClassVar[str] = "too_far"
    counted: ClassVar[str] = "too far away"
    advice: ClassVar[str] = (
        "Ask whether they would travel farther or meet online, or recruit {others} nearby."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Look at locations, limits and meeting online."""
        return cls(scheme)

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs are known to be out of reach."""
        reach = self.scheme.reach
        near = within(reach.km(mentee, mentor), reach.limit(mentee, mentor))
        return ~(near | reach.unknown(mentee, mentor) | reach.online(mentee, mentor))

    def detail(self, mentee: int, mentor: int) -> str:
        """Give the kilometres, the limit and whose it is."""
        reach, i, j = self.scheme.reach, np.array([mentee]), np.array([mentor])
        km, limit = float(reach.km(i, j)[0]), float(reach.limit(i, j)[0])
        return (
            f"{self.scheme.both(mentee, mentor)} are "
            f"{_more_than(limit, km)} km apart, beyond {self._whose(mentee, mentor)} limit of {limit:g} km. "
            f"Ask whether they would travel farther{self.scheme.or_online()}."
        )

    def _whose(self, mentee: int, mentor: int) -> str:
        reach, own = self.scheme.reach, self.scheme.people.mentees[mentee].max_km
        if reach.mentor_limit[mentor] < reach.mentee_limit[mentee]:
            return "the mentor's"
        return "the policy's" if own is None else "the mentee's"


def _more_than(limit: float, km: float) -> str:
    """Write kilometres with as many digits as it takes to show that they are above the limit."""
    digits = next((d for d in (1, 3, 6) if round(km, d) > limit), 9)
    return f"{km:.{digits}f}"
