"""`fewest`: as few mentors as possible in use."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Direction, Objective, Pairs


class Fewest(Objective):
    """As few mentors as possible have any mentee.

    It serves where a "mentor" costs something however many mentees come: a workshop, a group, a room.
    """

    name = "fewest"
    direction = Direction.LEAST
    by_cpsat = True

    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return how many mentors have a mentee."""
        return len(np.unique(problem.mentor[chosen]))


FEWEST = Fewest()
