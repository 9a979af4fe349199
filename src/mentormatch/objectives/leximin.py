"""`worst_off` and `leximin`: those who are worst off as well off as possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.objectives.base import Objective, Pairs


@dataclass(frozen=True)
class Leximin(Objective):
    """The lowest total of any mentee as high as possible, then the next lowest, and so on.

    A mentee's total is the sum of the scores of their pairs. Nobody is as badly off as a mentee without a
    mentor, whatever the scores: so as few mentees as possible have none, and only the totals of the others
    are compared. After ``matched``, with a demand of 1 each, that number is fixed anyway.

    Parameters
    ----------
    depth : int
        How many mentees count, the worst off first.
    """

    name: str
    depth: int

    def value(self, problem: Pairs, chosen: Ints) -> int:
        """Return the lowest total of a mentee who has a mentor; 0 if nobody has one."""
        return int(totals(problem, chosen)[:1].sum())

    def key(self, problem: Pairs, chosen: Ints) -> tuple[int, ...]:
        """Return how many mentees have a mentor, and the lowest totals up to the depth."""
        found = totals(problem, chosen)
        return (len(found), *found[: self.depth].tolist())


def totals(problem: Pairs, chosen: Ints) -> Ints:
    """Return the totals of the mentees who have a mentor, the lowest first."""
    mentees, of = np.unique(problem.mentee[chosen], return_inverse=True)
    found = np.zeros(len(mentees), np.int64)
    np.add.at(found, of, problem.score[chosen])
    return np.sort(found)


DEPTH = 10
"""How many mentees `leximin` counts unless it says otherwise."""
WORST_OFF = Leximin("worst_off", 1)
LEXIMIN = Leximin("leximin", DEPTH)
