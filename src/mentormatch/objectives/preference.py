"""`preference`: as many mentees' first wishes as possible, then second ones, and so on."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Objective, Pairs


class Preference(Objective):
    """As many first wishes of mentees met as possible, then as many second ones, and so on.

    This is the rank-maximal profile (Irving, Kavitha, Mehlhorn, Michail and Paluch, "Rank-maximal matchings",
    ACM Transactions on Algorithms 2 (2006) 602-610).
    """

    name = "preference"

    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return how many first wishes are met."""
        return self.profile(problem, chosen)[0]

    def key(self, problem: Pairs, chosen: Ints) -> tuple[int, ...]:
        """Return how many wishes of each rank are met, up to the last that is."""
        return self.profile(problem, chosen)

    def profile(self, problem: Pairs, chosen: Ints) -> tuple[int, ...]:
        """Return how many first wishes are met, how many second ones, and so on, up to the last that is."""
        rank = np.zeros(0, np.int64) if problem.rank is None else problem.rank[chosen]
        return tuple(np.bincount(rank, minlength=2)[1:].tolist())


PREFERENCE = Preference()


def ranks_wished(problem: Pairs) -> list[int]:
    """Return the ranks of the wishes of any mentee, ascending; the first one even if there are none."""
    if problem.rank is None or not problem.rank.any():
        return [1]
    return [int(rank) for rank in np.unique(problem.rank) if rank]
