"""A first answer that keeps rules: an answer that breaks some, without the offending pairs.

Dropping pairs restores every rule with an upper limit; rules that need several pairs or none lose all of
theirs. If there is a choice, the lightest pairs are dropped first, and required ones last. The rest may break
a rule with a lower limit, so the caller has it checked.
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Draft
from mentormatch.problem.problem import Problem


def pruned(problem: Problem, chosen: Ints, weight: Ints | None = None) -> Ints:
    """Return the chosen pairs without those that break a rule with an upper limit, ascending.

    Parameters
    ----------
    chosen : int64 array
        Pairs that keep demand and capacity.
    weight : int64 array, shape (n_pairs,), optional
        Weight of each pair when one of several must be dropped; by default the scores.
    """
    draft = _draft(problem, chosen, problem.score if weight is None else weight)
    rules, before = engine_rules(problem), -1
    while before != (before := int(draft.chosen.sum())):
        for rule in rules:
            draft.chosen[rule.prune(draft)] = False
    return np.flatnonzero(draft.chosen)


def _draft(problem: Problem, chosen: Ints, weight: Ints) -> Draft:
    """Return a draft of all chosen pairs; required ones weigh more than any other."""
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[chosen] = True
    required = required_pairs(problem)
    if len(required):
        weight = weight.copy()
        weight[required] = np.iinfo(np.int64).max
    return Draft(taken, weight)
