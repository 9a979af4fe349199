"""The lottery for CP-SAT: the best answer with the greatest sum of drawn numbers."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import ROOM, OutOfTimeError, PairModel
from mentormatch.engine.cpsat.objectives import steps_of
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.network.lottery import numbers
from mentormatch.engine.rules import add_rules
from mentormatch.objectives import BALANCE, Order
from mentormatch.problem.problem import Problem

_WORK = 5.0
"""Deterministic time for a draw: about as many seconds."""


def drawn(problem: Problem, order: Order, best: Ints, near: Ints, deadline: float, seed: int) -> Ints:
    """Return the answer that the lottery chooses among those as good as the best one.

    If scores are too large for a row that fixes their sum, or if the draw does not end in time, the best
    answer given is returned.

    Parameters
    ----------
    problem : Problem
    order : Order
        With ``score``.
    best : int64 array
        A best answer in this order.
    near : int64 array
        Pairs that such answers may contain, ascending.
    deadline : float
        Value of `time.monotonic`.
    seed : int
    """
    same_count = order.matched_first
    score = problem.score[near]
    if same_count and len(near):
        score = score - score.min()
    unit = max(int(np.gcd.reduce(score)), 1) if len(near) else 1
    if not len(near) or sum(map(abs, (score // unit).tolist())) >= ROOM:
        return best
    value = int((score // unit)[np.searchsorted(near, best)].sum())
    try:
        model = PairModel(problem, near, deadline)
        add_rules(model)
        model.linear(near, score // unit, low=value, high=value)
        if same_count:
            model.linear(near, 1, low=len(best), high=len(best))
        for step in steps_of(BALANCE, problem, best) if order.balanced else ():
            step.fix(model, step.value(best))
    except OutOfTimeError:
        return best
    number = np.zeros(problem.n_pairs, np.int64)
    number[near] = numbers(problem, near, seed)
    model.maximise(number)
    model.hint(best)
    result = run(model, deadline, seed, work=_WORK)
    return result.chosen if result.optimal and result.chosen is not None else best
