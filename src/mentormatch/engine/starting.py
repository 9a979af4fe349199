"""Answers to start from: they keep every rule, and cost next to nothing to find."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from mentormatch.certificate import certify
from mentormatch.engine.answers import as_solution
from mentormatch.engine.deferred import deferred_acceptance
from mentormatch.engine.largest_stable import largest_stable
from mentormatch.engine.pruning import pruned
from mentormatch.problem import Problem
from mentormatch.rules import Stable

Ints = NDArray[np.int64]

_FEW = 1000
"""Pairs up to which CP-SAT finds the largest stable answer sooner than any search for it."""
_SHARE = 0.5
"""Of the time left, what the search for a large stable answer may take."""


def first_answer(problem: Problem, relaxed: Ints) -> Ints | None:
    """Return an answer that keeps every rule; None where none is at hand.

    Parameters
    ----------
    problem : Problem
    relaxed : int64 array
        The best answer without some of the rules.
    """
    return _best(problem, [pruned(problem, relaxed)])


def first_stable_answer(problem: Problem, most: int, seed: int, deadline: float) -> tuple[Ints | None, int]:
    """Return a large answer that keeps every rule, and how many pairs no stable answer exceeds.

    Parameters
    ----------
    problem : Problem
        With a rule `Stable` or several.
    most : int
        How many pairs no answer exceeds.
    seed : int
    deadline : float
        Value of `time.monotonic`; half of the time until then is taken at most.
    """
    tries, now = [], time.monotonic()
    for rule in problem.rules:
        if isinstance(rule, Stable):
            if problem.n_pairs > _FEW and now < deadline:
                found = largest_stable(problem, rule, seed, now + _SHARE * (deadline - now))
                chosen, most = found.chosen, min(most, found.bound)
            else:
                chosen = deferred_acceptance(problem, rule)
            tries += [chosen, pruned(problem, chosen)]
    return _best(problem, tries), most


def _best(problem: Problem, tries: list[Ints]) -> Ints | None:
    """Return the largest of those that keep every rule, the best of these."""
    kept = [chosen for chosen in tries if certify(problem, as_solution(problem, chosen, ())).feasible]
    return max(kept, key=lambda chosen: (len(chosen), int(problem.score[chosen].sum())), default=None)
