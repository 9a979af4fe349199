"""A first answer that keeps the rules: what is left of one that does not, when the offending pairs go.

Leaving pairs out keeps every rule that limits; rules that want several pairs or none lose all of theirs.
Where there is a choice, the pairs that weigh least go, and required ones last. What remains may break a rule
that demands something: the caller has it checked.
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Draft
from mentormatch.problem.problem import Problem


def pruned(problem: Problem, chosen: Ints, weight: Ints | None = None) -> Ints:
    """Return the chosen pairs without those that break a rule which leaving out can keep, ascending.

    Parameters
    ----------
    problem : Problem
    chosen : int64 array
        Pairs that keep demand and capacity.
    weight : int64 array, shape (n_pairs,), optional
        What a pair weighs where one of several has to go; the scores without it.
    """
    draft = _draft(problem, chosen, problem.score if weight is None else weight)
    rules, before = engine_rules(problem), -1
    while before != (before := int(draft.taken.sum())):
        for rule in rules:
            draft.taken[rule.prune(draft)] = False
    return np.flatnonzero(draft.taken)


def _draft(problem: Problem, chosen: Ints, weight: Ints) -> Draft:
    """Start from all chosen pairs; required ones weigh more than any other."""
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[chosen] = True
    required = required_pairs(problem)
    if len(required):
        weight = weight.copy()
        weight[required] = np.iinfo(np.int64).max
    return Draft(taken, weight)
