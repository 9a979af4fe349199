"""From the answers of the engines to stages and solutions."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.network.answer import lowest_score
from mentormatch.objectives import BALANCE, MATCHED, SCORE, Objective, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Solution, Stage, Status


def weighed_stages(problem: Problem, order: Order, chosen: Ints, bonus: int, bound: int) -> tuple[Stage, ...]:
    """Return the stages of an answer, where the sum of ``score + bonus`` cannot exceed `bound`.

    Nothing is known of ``balance`` but that it is not negative.
    """
    n = len(chosen)
    bounds: dict[Objective, int] = {
        MATCHED: most_pairs(problem, bonus, bound),
        SCORE: bound - bonus * n,
        BALANCE: 0,
    }
    return tuple(Stage(o.name, o.value(problem, chosen), bounds[o]) for o in order)


def most_pairs(problem: Problem, bonus: int, bound: int) -> int:
    """Return how many pairs a bound on the sum of ``score + bonus`` allows; all pairs without a bonus."""
    return bound // (bonus + lowest_score(problem)) if bonus else problem.n_pairs


def as_solution(
    problem: Problem, chosen: Ints, stages: tuple[Stage, ...], interrupted: bool = False
) -> Solution:
    """Return chosen pairs as a solution, not yet certified."""
    answer = Answer.of(chosen, problem.score, stages)
    return Solution(answer, Status.OPTIMAL if answer.proved else Status.FEASIBLE, interrupted=interrupted)


def unknown(interrupted: bool) -> Solution:
    """Return the solution for a search that found no answer in time."""
    nothing = np.zeros(0, np.int64)
    return Solution(Answer.of(nothing, nothing), Status.UNKNOWN, interrupted=interrupted)
