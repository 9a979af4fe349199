"""The lottery for CP-SAT: the best answer with the greatest sum of drawn numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import ROOM, PairModel, RowsOfPairs
from mentormatch.engine.cpsat.objectives import Levels, keep_steps
from mentormatch.engine.cpsat.robust import Spares
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.network.lottery import numbers
from mentormatch.engine.rules import add_rules
from mentormatch.objectives import BALANCE, Linear, Order
from mentormatch.problem.problem import Problem

_WORK = 5.0
"""Deterministic time for a draw: about as many seconds."""


def drawn(  # noqa: PLR0913, PLR0917  (what is drawn from, and how)
    problem: Problem,
    order: Order,
    best: Ints,
    near: Ints,
    deadline: float,
    seed: int,
    even: bool = False,
    spares: Spares | None = None,
    candidates: Callable[[], RowsOfPairs] | None = None,
) -> Ints:
    """Return the answer that the lottery chooses among those as good as the best one.

    If the draw does not end in time, the best answer given is returned.

    Parameters
    ----------
    best : int64 array
        A best answer in this order.
    near : int64 array
        Pairs that such answers may contain, ascending.
    deadline : float
        Value of `time.monotonic`.
    even : bool
        Whether to draw only among the answers with the most even loads that are found in time.
    spares : Spares, optional
        If given, first of all only answers with the best spares that are found in time are left.
    candidates : callable, optional
        Returns a model of answers under all rules, with all of the best among them; by default it is made of
        the pairs that are `near`.
    """
    model = _equally_good(
        problem, order, best, near, candidates or (lambda: _of_pairs(problem, near, deadline))
    )
    if model is None or not len(near):
        return best
    if spares is not None:
        best = spares.settle(model, best, deadline, seed)
    if even and not order.balanced:
        best = _evened(model, problem, best, deadline, seed)
    number = np.zeros(problem.n_pairs, np.int64)
    number[near] = numbers(problem, near, seed)
    model.maximise(number)
    model.hint(best)
    result = run(model, deadline, seed, work=_WORK)
    return result.chosen if result.optimal and result.chosen is not None else best


def _equally_good(
    problem: Problem, order: Order, best: Ints, near: Ints, candidates: Callable[[], RowsOfPairs]
) -> RowsOfPairs | None:
    """Return a model of the answers as good as the best one; None where time runs out."""
    score = problem.score[near]
    if order.matched_first and len(near):
        score = score - score.min()
    unit = max(int(np.gcd.reduce(score)), 1) if len(near) else 1
    value = int((score // unit)[np.searchsorted(near, best)].sum())
    try:
        model = candidates()
        if order.by_score:
            exactly(model, near, score // unit, value)
        if order.matched_first:
            model.linear(near, 1, low=len(best), high=len(best))
        for objective in order:
            if not isinstance(objective, Linear):
                keep_steps(model, objective, problem, best)
    except OutOfTimeError:
        return None
    return model


def _of_pairs(problem: Problem, near: Ints, deadline: float) -> RowsOfPairs:
    """Return a model over some pairs under all rules."""
    model = PairModel(problem, near, deadline)
    add_rules(model)
    return model


def _evened(model: RowsOfPairs, problem: Problem, best: Ints, deadline: float, seed: int) -> Ints:
    """Return the answer found with the smallest sum of squared loads, and keep the model to that sum."""
    squares = BALANCE.value(problem, best)
    levels = Levels(problem, math.isqrt(squares))
    # The k-th mentee of a mentor costs 2k - 1, so that n of them cost n squared.
    try:
        terms = [(literal, 2 * k - 1) for k in range(1, levels.most + 1) for literal in levels.at(model, k)]
        if not terms or sum(cost for _, cost in terms) >= ROOM:
            return best
        model.minimise(*zip(*terms, strict=True))
        model.hint(best)
        found = run(model, deadline, seed, work=_WORK).chosen
        if found is not None and BALANCE.value(problem, found) < squares:
            best = found
        model.linear([], 1, high=BALANCE.value(problem, best), terms=terms)
    except OutOfTimeError:
        return best
    return best


def exactly(model: RowsOfPairs, pairs: Ints, weights: Ints, value: int) -> None:
    """Let the weights of the chosen pairs add up to a value, in rows whose coefficients stay small.

    The sum is added up digit by digit, as on paper: what a digit carries is a variable of the next row.
    """
    base = max(ROOM // (4 * (len(pairs) + 1)), 2)
    carried: list[tuple[int, int]] = []
    while True:
        last = int(np.abs(weights).sum()) + len(pairs) < ROOM // 2
        digits = weights if last else weights % base
        if last:
            model.linear(pairs, digits, low=value, high=value, terms=carried)
            return
        carry = model.new_count(len(pairs) + 1)
        digit = value % base
        model.linear(pairs, digits, low=digit, high=digit, terms=[*carried, (carry, -base)])
        weights, value, carried = weights // base, value // base, [(carry, 1)]
