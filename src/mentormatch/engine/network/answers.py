"""What the network kernel returns, and turning what the engines return into stages and solutions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.network.nested import Nest
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Solution, Stage, Status

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NetworkAnswer:
    """What the network kernel returns.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Pairs taken, ascending.
    mentee_price, mentor_price : int64 arrays
        Prices in the units of score plus `bonus`.
    bonus : int
        What every pair was given on top of its score; 0 unless ``matched`` comes first.
    feasible : bool
        Whether all required pairs and minimum loads are met.
    searches : int
        How many searches were needed.
    nest : Nest or None
        The ceilings, where the answer without them breaks one.
    multiplier : int64 array, shape (n_groups,)
        Prices of these ceilings, at least 0.
    """

    chosen: Ints
    mentee_price: Ints
    mentor_price: Ints
    bonus: int
    feasible: bool
    searches: int
    nest: Nest | None = None
    multiplier: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def priced_stages(problem: Problem, order: tuple[str, ...], answer: NetworkAnswer) -> tuple[Stage, ...]:
    """Return the stages of a network answer: one set of prices proves them all.

    A pair weighs its score plus the bonus, which is at least ``scale`` = bonus + lowest score. Prices of
    such weights therefore bound the number of pairs times ``scale`` too, and the bonus is so large that
    rounding down the quotient leaves the number reached.
    """
    u, p = answer.mentee_price, answer.mentor_price
    multipliers = _multipliers(answer)
    values = {"matched": len(answer.chosen), "score": int(problem.score[answer.chosen].sum())}
    stages, fixed = [], False
    for name in order:
        if name == "matched":
            scale = max(answer.bonus + lowest_score(problem), 1)
            prices = Prices(u, p, scale=scale, rules=multipliers)
        else:
            prices = Prices(u, p, filled=answer.bonus if fixed else 0, rules=multipliers)
        stages.append(Stage(name, values[name], values[name], prices))
        fixed |= name == "matched"
    return tuple(stages)


def _multipliers(answer: NetworkAnswer) -> tuple[tuple[int, int], ...]:
    """Return the prices of ceilings above 0, each with the position of its rule."""
    if answer.nest is None:
        return ()
    both = zip(answer.nest.position.tolist(), answer.multiplier.tolist(), strict=True)
    return tuple(sorted((position, price) for position, price in both if price))


def weighed_stages(
    problem: Problem, order: tuple[str, ...], chosen: Ints, bonus: int, bound: int
) -> tuple[Stage, ...]:
    """Return the stages of an answer whose ``score + bonus``, summed, cannot exceed `bound`."""
    n, score = len(chosen), int(problem.score[chosen].sum())
    each = {
        "matched": (n, most_pairs(problem, bonus, bound)),
        "score": (score, bound - bonus * n),
    }
    return tuple(Stage(name, *each[name]) for name in order)


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
    proved = bool(stages) and all(s.value == s.bound for s in stages)
    frozen = np.array(chosen, dtype=np.int64)
    frozen.setflags(write=False)
    return Solution(
        chosen=frozen,
        status=Status.OPTIMAL if proved else Status.FEASIBLE,
        n_matched=len(frozen),
        score=int(problem.score[frozen].sum()),
        stages=stages,
        interrupted=interrupted,
    )


def unknown(interrupted: bool) -> Solution:
    """Return what stands for no answer in time."""
    return Solution(np.zeros(0, np.int64), Status.UNKNOWN, 0, 0, (), interrupted=interrupted)
