"""Turning what the engines return into stages and solutions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.network.solve import NetworkAnswer
from mentormatch.objectives import MATCHED, SCORE, Objective, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Prices, Solution, Stage, Status

Ints = NDArray[np.int64]


def priced_stages(problem: Problem, order: Order, answer: NetworkAnswer) -> tuple[Stage, ...]:
    """Return the stages of a network answer: one set of prices proves them all.

    A pair weighs its score plus the bonus, which is at least ``scale`` = bonus + lowest score. Prices of
    such weights therefore bound the number of pairs times ``scale`` too, and the bonus is so large that
    rounding down the quotient leaves the number reached.
    """
    u, p = answer.mentee_price, answer.mentor_price
    multipliers = ceiling_prices(answer)
    stages = []
    for objective in order:
        if objective is MATCHED:
            scale = max(answer.bonus + lowest_score(problem), 1)
            prices = Prices(u, p, scale=scale, rules=multipliers)
        else:
            prices = Prices(u, p, filled=answer.bonus if order.matched_first else 0, rules=multipliers)
        value = objective.value(problem, answer.chosen)
        stages.append(Stage(objective.name, value, value, prices))
    return tuple(stages)


def ceiling_prices(answer: NetworkAnswer) -> tuple[tuple[int, int], ...]:
    """Return the prices of ceilings above 0, each with the position of its rule."""
    if answer.nest is None:
        return ()
    both = zip(answer.nest.position.tolist(), answer.multiplier.tolist(), strict=True)
    return tuple(sorted((position, price) for position, price in both if price))


def weighed_stages(problem: Problem, order: Order, chosen: Ints, bonus: int, bound: int) -> tuple[Stage, ...]:
    """Return the stages of an answer whose ``score + bonus``, summed, cannot exceed `bound`."""
    n = len(chosen)
    bounds: dict[Objective, int] = {MATCHED: most_pairs(problem, bonus, bound), SCORE: bound - bonus * n}
    return tuple(Stage(o.name, o.value(problem, chosen), bounds[o]) for o in order)


def most_pairs(problem: Problem, bonus: int, bound: int) -> int:
    """Return how many pairs a bound on the sum of ``score + bonus`` allows; all without a bonus."""
    return bound // (bonus + lowest_score(problem)) if bonus else problem.n_pairs


def lowest_score(problem: Problem) -> int:
    """Return the lowest score of a pair, 0 without pairs."""
    return int(problem.score.min()) if problem.n_pairs else 0


def as_solution(
    problem: Problem, chosen: Ints, stages: tuple[Stage, ...], interrupted: bool = False
) -> Solution:
    """Return chosen pairs as a solution, not yet certified."""
    answer = Answer.of(chosen, problem.score, stages)
    return Solution(answer, Status.OPTIMAL if answer.proved else Status.FEASIBLE, interrupted=interrupted)


def unknown(interrupted: bool) -> Solution:
    """Return what stands for no answer in time."""
    nothing = np.zeros(0, np.int64)
    return Solution(Answer.of(nothing, nothing), Status.UNKNOWN, interrupted=interrupted)
