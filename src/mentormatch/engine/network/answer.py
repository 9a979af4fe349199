"""The answer of the network kernel, and the stages that its prices prove."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.spread import Spread
from mentormatch.objectives import MATCHED, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Stage


@dataclass(frozen=True, eq=False)
class NetworkAnswer:
    """Chosen pairs, and the prices that prove them the best.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Chosen pairs, ascending.
    mentee_price, mentor_price : int64 arrays
        Prices in the units of score plus `bonus`.
    bonus : int
        Added to the score of every pair; 0 unless ``matched`` comes first.
    feasible : bool
        Whether all required pairs and minimum loads are met.
    searches : int
        Number of searches made.
    nest : Nest or None
        The ceilings, if the answer without them breaks one.
    multiplier : int64 array, shape (n_groups,)
        Prices of these ceilings, at least 0.
    square : int
        Cost of the square of a mentor's number of mentees; 0 unless ``balance`` is an objective.
    late : bool
        Whether time ran out before ceilings, or ``balance``, were looked at: the pairs may break ceilings.
    spread : Spread or None
        Prices of the most even loads, if the answer has these.
    """

    chosen: Ints
    mentee_price: Ints
    mentor_price: Ints
    bonus: int
    feasible: bool
    searches: int
    nest: Nest | None = None
    multiplier: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    square: int = 0
    late: bool = False
    spread: Spread | None = None


def priced_stages(problem: Problem, order: Order, answer: NetworkAnswer) -> tuple[Stage, ...]:
    """Return the stages of a network answer, all proved by one set of prices.

    A pair weighs its score plus the bonus, which is at least ``scale`` = bonus + lowest score. So prices of
    such weights also bound ``scale`` times the number of pairs, and the bonus is so large that the quotient,
    rounded down, is the number reached.
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


def lowest_score(problem: Problem) -> int:
    """Return the lowest score of a pair, 0 without pairs."""
    return problem.score_range[0]
