"""Required and forbidden pairs and minimum loads, from the rules of a problem."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules import engine_rules
from mentormatch.problem.problem import Problem


def required_pairs(problem: Problem) -> Ints:
    """Return the pairs that rules require, ascending."""
    return _joined(rule.required() for rule in engine_rules(problem))


def forbidden_pairs(problem: Problem) -> Ints:
    """Return the pairs that rules forbid, ascending."""
    return _joined(rule.forbidden() for rule in engine_rules(problem))


def _joined(pairs: Iterable[Ints]) -> Ints:
    found = [some for some in pairs if len(some)]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def minimum_loads(problem: Problem) -> Ints:
    """Return the minimum load of each mentor; shape (n_mentors,)."""
    least = np.zeros(problem.n_mentors, np.int64)
    for rule in engine_rules(problem):
        rule.raise_loads(least)
    return least
