"""What rules and sizes say about how many pairs people take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.rules import Keep, MinimumLoad, Require, Rule

Ints = NDArray[np.int64]


def required_pairs(problem: Problem) -> Ints:
    """Return the pairs that rules require, ascending."""
    return required_by(problem.rules)


def required_by(rules: Sequence[Rule]) -> Ints:
    """Return the pairs that rules, which carry indices, require; ascending."""
    single = np.array([r.pair for r in rules if isinstance(r, Require)], dtype=np.int64)
    kept = (np.asarray(r.pairs, np.int64) for r in rules if isinstance(r, Keep))
    return np.unique(np.concatenate((single, *kept)))


def minimum_loads(problem: Problem) -> Ints:
    """Return the minimum load of each mentor; shape (n_mentors,)."""
    least = np.zeros(problem.n_mentors, np.int64)
    for rule in problem.rules:
        if isinstance(rule, MinimumLoad) and isinstance(rule.mentor, int):
            least[rule.mentor] = max(least[rule.mentor], min(rule.load, LIMIT))
    return least


def most_filled(problem: Problem) -> int:
    """Return a number of places that no matching exceeds."""
    n = problem.n_pairs
    return min(int(np.minimum(side, n).sum()) for side in (problem.demand, problem.capacity))
