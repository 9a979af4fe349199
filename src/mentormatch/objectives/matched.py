"""`matched`: fill as much of the mentees' demand as possible."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Linear, Pairs


class Matched(Linear):
    """Filled mentee demand: every chosen pair counts 1."""

    name = "matched"

    def weights(self, problem: Pairs) -> Ints:
        """Return 1 for each pair."""
        return np.ones(problem.n_pairs, np.int64)

    def value(self, problem: Pairs, chosen: Ints) -> int:  # noqa: ARG002
        """Return how many pairs are chosen."""
        return len(chosen)


MATCHED = Matched()
