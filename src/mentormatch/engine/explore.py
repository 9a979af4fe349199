"""A matching drawn from several nearly best ones, with the chance of every pair.

The mixture is found by fictitious play. In each round a pair costs a penalty for the share of the matchings
so far that contain it, and the network kernel finds the best matching under these scores: the step of Frank
and Wolfe ("An algorithm for quadratic programming", Naval Res. Logist. Q. 3 (1956) 95-110) towards the
chances with the least sum of squares for that penalty. It joins the mixture if its own score is within the
budget; the penalty then rises, and falls otherwise. One matching is then drawn, all with the same chance. So
the promise holds for every draw, and the chance of a pair is the share of the matchings that contain it:
nothing has to be decomposed.

A first penalty of budget / pairs cannot break the promise: the matching found loses at most the penalties of
the best one, which has that many pairs. The mixture depends neither on the seed, nor on the clock, nor on the
order of rows.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from mentormatch.arrays import Ints, frozen
from mentormatch.engine.answers import as_solution, unknown
from mentormatch.engine.network.solve import solve_network, unsupported
from mentormatch.engine.solve import certified
from mentormatch.errors import PolicyError
from mentormatch.objectives import DEFAULT, SCORE, Order
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Drawn, Solution, Stage, Status, relative_gap

ROUNDS = 32
"""How many matchings are looked for."""
_FINE = 1024
"""Penalties are whole numbers of this fraction of a unit of score, if there is room."""


def refuse_unexplorable(problem: Problem, order: Order) -> None:
    """Refuse a problem whose answers cannot be drawn.

    Raises
    ------
    PolicyError
        If it has side rules beyond the network kernel, or objectives other than ``matched`` and ``score``.
    """
    names = sorted({rule.rule for rule in unsupported(problem)})
    if names:
        without = " (mutual_pairs = true)" if "NoMutual" in names else ""
        rules = ", ".join(names)
        raise PolicyError(
            [f"explore cannot be combined with {rules}: set explore = 0, or do without{without}"]
        )
    if order not in {DEFAULT, Order((SCORE,))}:
        found = ", ".join(order.names)
        raise PolicyError(
            [f"explore needs an objective of score, or matched and score, without balance; found {found}"]
        )


def explored(
    problem: Problem, order: Order, best: Solution, share: float, seed: int, deadline: float = math.inf
) -> Solution:
    """Return a matching drawn from several that give up at most a share of the best score.

    Parameters
    ----------
    problem : Problem
        One that `refuse_unexplorable` lets pass.
    best : Solution
        The best one, proved; one that is not proved is returned as it is.
    share : float
        The gap is at most this, so the score is at least ``1 - share`` times the best one.
    seed : int
        Of the draw.
    deadline : float
        Value of `time.monotonic` at which the search is given up.

    Returns
    -------
    Solution
        With `Solution.drawn`. Its bound is that of the best one, so it is ``FEASIBLE`` unless a best one was
        drawn. ``UNKNOWN`` if time ran out: fewer rounds would make the chances depend on the clock.
    """
    if best.status is not Status.OPTIMAL:
        return best
    began = time.monotonic()
    matchings = _mixture(problem, order, best, share, deadline)
    if matchings is None:
        return unknown(interrupted=False)
    chosen = matchings[int(np.random.default_rng(seed).integers(len(matchings)))]
    found = as_solution(problem, chosen, (*best.stages[:-1], _scored(problem, best, chosen)))
    pairs, times = np.unique(np.concatenate(matchings), return_counts=True)
    drawn = Drawn(frozen(pairs), frozen(times), len(matchings))
    seconds = best.seconds + time.monotonic() - began
    return certified(problem, order, found, seconds=seconds, drawn=drawn)


def _mixture(
    problem: Problem, order: Order, best: Solution, share: float, deadline: float
) -> list[Ints] | None:
    """Return matchings within the budget, or None if time ran out."""
    fine, largest = _scale(problem)
    budget = share * abs(best.score) / (1 + share)
    penalty = max(1, int(fine * budget / max(best.n_matched, 1)))
    times, found = np.zeros(problem.n_pairs, np.int64), list[Ints]()
    for _ in range(ROUNDS):
        if time.monotonic() > deadline:
            return None
        score = fine * problem.score - penalty * times // max(len(found), 1)
        answer = solve_network(problem.replace(score=score), order.matched_first, deadline=deadline)
        if answer.late:
            return None
        if _within(_scored(problem, best, answer.chosen), share):
            found.append(answer.chosen)
            times[answer.chosen] += 1
            penalty = min(penalty + (penalty + 1) // 2, fine * largest)
        else:
            penalty //= 2
    return found


def _scale(problem: Problem) -> tuple[int, int]:
    """Return how many parts of a unit of score a penalty may have, and the largest penalty in units."""
    largest = max(map(abs, problem.score_range)) + 1
    # Scores less penalties are below twice the largest on either side; prices need 16 times a path.
    room = LIMIT // (64 * largest * (min(problem.most_filled, problem.n_pairs) + 3))
    return max(1, min(_FINE, room)), largest


def _scored(problem: Problem, best: Solution, chosen: Ints) -> Stage:
    """Return the last stage of a matching, with the bound of the best one."""
    return replace(best.stages[-1], value=int(problem.score[chosen].sum()))


def _within(stage: Stage, share: float) -> bool:
    gap = relative_gap((stage,))
    return gap is not None and gap <= share
