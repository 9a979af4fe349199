"""Answers to start from: they keep every rule, and cost next to nothing to find."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentormatch.certificate import certify
from mentormatch.engine.answers import as_solution
from mentormatch.engine.deferred import deferred_acceptance
from mentormatch.engine.pruning import pruned
from mentormatch.problem import Problem
from mentormatch.rules import Stable

Ints = NDArray[np.int64]


def first_answer(problem: Problem, relaxed: Ints) -> Ints | None:
    """Return an answer that keeps every rule; None where none is at hand.

    Parameters
    ----------
    problem : Problem
    relaxed : int64 array
        The best answer without some of the rules.
    """
    stable = [rule for rule in problem.rules if isinstance(rule, Stable)]
    tries = [deferred_acceptance(problem, rule) for rule in stable]
    tries += [pruned(problem, chosen) for chosen in (relaxed, *tries)]
    kept = [chosen for chosen in tries if certify(problem, as_solution(problem, chosen, ())).feasible]
    return max(kept, key=lambda chosen: (len(chosen), int(problem.score[chosen].sum())), default=None)
