"""`score`: the greatest total score of the chosen pairs."""

from __future__ import annotations

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Linear, Pairs


class Score(Linear):
    """Sum of the chosen pairs' scores."""

    name = "score"

    def weights(self, problem: Pairs) -> Ints:
        """Return the score of each pair."""
        return problem.score


SCORE = Score()
