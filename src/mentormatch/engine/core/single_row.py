"""The multiplier of a single row, without linear programming.

The bound is convex and piecewise linear in the multiplier: every matching of the kernel is a tangent. The
next multiplier is where the two tangents on either side of the lowest point meet; each step finds a new
corner or ends (Newton's method for Lagrangian duals; Eisner and Severance, "Mathematical techniques for
efficient record segmentation in large shared databases", JACM 23(4) (1976) 619-635). A step is one run of the
kernel, a few dozen at most whatever the size of the numbers.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from mentormatch.engine.core.losses import Losses, losses
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.cpsat.rows import Rows
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.engine.network.solve import supported
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import Problem


def is_single(rows: Rows) -> bool:
    """Return whether there is a single row, over pairs only."""
    return len(rows.most) == 1 and len(rows.highest) == 0


def tightened_by_tangents(
    problem: Problem, bonus: int, rows: Rows, scale: int, deadline: float
) -> Losses | None:
    """Return the losses under the best multiplier for a single row; None if the numbers are too large.

    Parameters
    ----------
    bonus : int
        Added to the score of every pair.
    rows : Rows
        A single row, over pairs only.
    scale : int
        Multipliers are in units of 1 / `scale`.
    deadline : float
        Value of `time.monotonic` at which to return the best so far.
    """
    try:
        low = _Tangent.at(problem, bonus, rows, scale, 0)
        if low.over <= 0:
            return low.losses
        highest = scale * (problem.score_spread + bonus + 1)
        high = _Tangent.at(problem, bonus, rows, scale, highest)
        best = min(low.losses, high.losses, key=_total)
        for _ in range(SETTINGS.tangent_steps):
            if high.over > 0 or time.monotonic() >= deadline:
                break
            where = (low.weight - high.weight) // (low.over - high.over)
            found = _Tangent.at(problem, bonus, rows, scale, where)
            best = min(best, found.losses, key=_total)
            if found.over == 0 or where in {low.multiplier, high.multiplier}:
                break
            if found.losses.total <= max(low.value(where), high.value(where)):
                break
            low, high = (found, high) if found.over > 0 else (low, found)
    except ProblemError:
        return None
    return best


def most_under(problem: Problem, rows: Rows, deadline: float) -> int:
    """Return the largest number of pairs under a single row, whatever the score.

    If the row counts violations, the smallest such count is a convex function of the number of chosen pairs,
    like the cost of a flow of its size: this bound, rounded down, is reached.
    """
    counting = Problem(
        problem.n_mentees, problem.n_mentors, problem.mentee, problem.mentor, np.zeros_like(problem.score),
        problem.capacity, problem.demand, supported(problem),
    )  # fmt: skip
    found = tightened_by_tangents(counting, 1, rows, SETTINGS.tangent_unit, deadline)
    return problem.n_pairs if found is None else found.bound()


def _total(losses: Losses) -> int:
    return losses.total


@dataclass(frozen=True)
class _Tangent:
    """A multiplier, the losses under it, and the matching of the kernel there.

    Parameters
    ----------
    weight : int
        Weight of the matching, times the scale.
    over : int
        By how much it exceeds the row; below 0, the room left.
    """

    multiplier: int
    losses: Losses
    weight: int
    over: int

    @classmethod
    def at(cls, problem: Problem, bonus: int, rows: Rows, scale: int, multiplier: int) -> _Tangent:
        """Return the tangent at a multiplier, with all pairs priced."""
        found = losses(problem, bonus, rows, np.array([multiplier], np.int64), scale)
        taken = found.taken.copy()
        taken[required_pairs(problem)] = True
        chosen = np.flatnonzero(taken)
        over = int((rows.pairs @ taken.astype(np.int64))[0]) - int(rows.most[0])
        return cls(multiplier, found, found.total - found.of(problem, chosen), over)

    def value(self, multiplier: int) -> int:
        """Return the tangent's value at a multiplier."""
        return self.weight - multiplier * self.over
