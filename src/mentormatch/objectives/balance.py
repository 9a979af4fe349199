"""`balance`: mentees spread over the mentors as evenly as possible."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Direction, Objective, Pairs


class Balance(Objective):
    """The largest number of mentees per mentor as small as possible, then the next largest, and so on.

    Its value is the sum of the squares of these numbers. Among the matchings of a network (no side rules
    beyond `Require`, `Keep`, `Forbid`, `MinimumLoad` and nested ceilings) that are best in the earlier
    objectives, the smallest sum of squares is exactly the spread described (Frank and Murota, "Decreasing
    minimization on M-convex sets", Mathematical Programming 195, 2022). Under other rules this need
    not hold: the engine then compares the numbers themselves, from the largest down.
    """

    name = "balance"
    direction = Direction.LEAST

    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return the sum of the squares of the mentors' numbers of mentees."""
        return int((np.bincount(problem.mentor[chosen], minlength=problem.n_mentors) ** 2).sum())


BALANCE = Balance()


def loads_at(problem: Pairs, chosen: Ints, level: int) -> int:
    """Return how many mentors have at least `level` mentees."""
    return int((np.bincount(problem.mentor[chosen], minlength=problem.n_mentors) >= level).sum())
