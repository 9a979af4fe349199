"""`score`: the greatest sum of the chosen pairs' scores."""

from __future__ import annotations

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Linear, Pairs


class Score(Linear):
    """Sum of scores."""

    name = "score"

    def weights(self, problem: Pairs) -> Ints:
        """Return the score of each pair."""
        return problem.score


SCORE = Score()
