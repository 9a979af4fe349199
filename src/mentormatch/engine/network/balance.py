"""The most even matching, as a network: each further mentee of a mentor costs more.

The k-th mentee of a mentor costs 2k - 1, so a mentor with n mentees costs n squared. With rising costs the
problem remains a network, with one arc per unit of capacity; the flow is that of
`mentormatch.engine.network.ceilings`. The prices of mentees alone prove the answer
(`mentormatch.proof.balance`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.network.answer import NetworkAnswer, ceiling_prices, lowest_score, priced_stages
from mentormatch.engine.network.ceilings import Even, within_ceilings
from mentormatch.engine.network.lottery import draw
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.requirements import Left
from mentormatch.engine.network.solve import solve_network, swing
from mentormatch.engine.network.spread import Spread
from mentormatch.errors import ProblemError
from mentormatch.objectives import BALANCE, MATCHED, SCORE, Order
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices, Stage


@dataclass(frozen=True)
class _Scale:
    """The relative weights of a point of score, a square and a unit of filled demand.

    Each outweighs any loss of one alternating path in later objectives. A path changes the numbers of
    mentees of at most two mentors, by one each, so it changes squares by less than twice the largest number.
    """

    point: int
    square: int
    bonus: int

    @classmethod
    def of(cls, problem: Problem, order: Order, most: int) -> _Scale:
        names = order.names
        if SCORE.name not in names:
            point, square = 0, 1
        elif names.index(SCORE.name) < names.index(BALANCE.name):
            point, square = 2 * most + 1, 1
        else:
            point, square = 1, swing(problem)
        bonus = 2 * most * square + point * swing(problem) + 1 if order.matched_first else 0
        largest = max(map(abs, problem.score_range))
        # Prices reach twice the bonus.
        _refuse_large(bonus + 2 * most * square + point * (largest + swing(problem)))
        return cls(point, square, bonus)


def solve_balanced(
    problem: Problem, order: Order, seed: int = 0, deadline: float = math.inf
) -> tuple[NetworkAnswer, tuple[Stage, ...]]:
    """Solve a problem whose rules are all network forms, with ``balance`` among the objectives.

    Parameters
    ----------
    seed : int
        Seed of the lottery that decides among equally good answers.
    deadline : float
        As for `solve_network`.

    Returns
    -------
    NetworkAnswer, tuple of Stage
        The stages are proved by prices; there are none if the answer is not feasible, or late.
    """
    comes_last = order.objectives == (MATCHED, SCORE, BALANCE)
    plain = solve_network(problem, order.matched_first, seed, deadline, even=comes_last)
    if not plain.feasible or plain.late:
        return plain, ()
    if plain.spread is not None:
        before = priced_stages(problem, Order(order.objectives[:2]), plain)
        return plain, (*before, spread_stage(problem, plain, plain.spread))
    try:
        return _balanced(problem, order, seed, plain, deadline)
    except OutOfTimeError:
        return replace(plain, late=True), ()


def evened(problem: Problem, seed: int, answer: NetworkAnswer, deadline: float) -> NetworkAnswer:
    """Return an answer with ceilings and its prices, with the most even loads of all as good, if time allows.

    Parameters
    ----------
    answer : NetworkAnswer
        Best in filled demand and then score.
    deadline : float
        As for `solve_network`.
    """
    order = Order((MATCHED, SCORE, BALANCE))
    try:
        return replace(answer, chosen=_balanced(problem, order, seed, answer, deadline)[0].chosen)
    except (OutOfTimeError, ProblemError):
        return answer


def spread_stage(problem: Problem, answer: NetworkAnswer, spread: Spread) -> Stage:
    """Return the stage ``balance`` of an answer with the most even loads, proved by prices.

    A point of score outweighs all that the prices of the spread can amount to, so that these only decide
    where the answer's own prices leave a choice.

    Raises
    ------
    ProblemError
        If prices of that size could leave int64.
    """
    value = BALANCE.value(problem, answer.chosen)
    most = int(np.bincount(problem.mentor[answer.chosen]).max(initial=0))
    point = 2 * most + 3
    _refuse_large(point * (2 * answer.bonus + max(map(abs, problem.score_range))) + 2 * most)
    prices = Prices(
        point * answer.mentee_price + spread.idle - spread.mentee, np.zeros_like(answer.mentor_price),
        filled=point * answer.bonus + spread.idle, scale=1, points=point,
    )  # fmt: skip
    return Stage(BALANCE.name, value, value, prices)


def _refuse_large(price: int) -> None:
    """Refuse prices that the checker, which adds four of them up, could not."""
    if 8 * price >= LIMIT:
        raise ProblemError(["scores are too large to be balanced, could overflow 2^62: divide them all"])


def _balanced(
    problem: Problem, order: Order, seed: int, plain: NetworkAnswer, deadline: float
) -> tuple[NetworkAnswer, tuple[Stage, ...]]:
    """Return the most even answer and its stages, given an answer that need not be even."""
    # In the most even answer no mentor has more mentees than the busiest mentor here; one more unit each
    # shows that further ones bring no gain.
    most = int(np.bincount(problem.mentor[plain.chosen]).max(initial=0)) + 1
    scale = _Scale.of(problem, order, most)
    weighed = problem.replace(score=scale.point * problem.score)
    nest = Nest.of(problem)
    # The plain answer's prices in these weights: pairs that lose little under them come first.
    near = scale.point * plain.mentee_price + scale.bonus - scale.point * plain.bonus
    found = within_ceilings(
        weighed, Left.of(problem), nest, scale.bonus, 2 * most * scale.square + swing(weighed),
        (near, scale.point * plain.mentor_price, len(plain.chosen)), Even(scale.square, most), deadline,
    )  # fmt: skip
    answer = replace(
        plain, chosen=found.chosen, mentee_price=found.mentee_price, mentor_price=found.mentor_price,
        bonus=scale.bonus, feasible=found.feasible, nest=nest if len(nest.most) else None,
        multiplier=found.multiplier, square=scale.square,
    )  # fmt: skip
    answer = replace(answer, chosen=draw(weighed, answer, seed))
    return answer, _stages(problem, order, plain, answer, scale)


def _stages(
    problem: Problem, order: Order, plain: NetworkAnswer, answer: NetworkAnswer, scale: _Scale
) -> tuple[Stage, ...]:
    """Return the stages: those before ``balance`` with the plain answer's prices, the others with these."""
    at = order.objectives.index(BALANCE)
    before, others = Order(order.objectives[:at]), order.objectives[at:]
    stages = list(priced_stages(problem, before, plain))
    prices = Prices(
        answer.mentee_price, np.zeros_like(answer.mentor_price), filled=scale.bonus,
        rules=ceiling_prices(answer),
    )  # fmt: skip
    for objective in others:
        value = objective.value(problem, answer.chosen)
        if objective is BALANCE:
            # If the score comes later, the checker counts only the part above the lowest score.
            low = 0 if SCORE in before.objectives else scale.point * lowest_score(problem)
            mine = replace(prices, filled=scale.bonus + low, scale=scale.square, points=scale.point)
        else:
            mine = replace(prices, load=scale.square)
        stages.append(Stage(objective.name, value, value, mine))
    return tuple(stages)
