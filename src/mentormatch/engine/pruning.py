"""A first answer that keeps the rules: what is left of one that does not, when the offending pairs go.

Leaving pairs out keeps every rule that limits; rules that want several pairs or none lose all of theirs. What
remains may break a rule that demands something: the caller has it checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.builders import mutual_pairs
from mentormatch.problem import Problem
from mentormatch.rules import (
    Floor,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
)

Ints = NDArray[np.int64]


def pruned(problem: Problem, chosen: Ints) -> Ints:
    """Return the chosen pairs without those that break a rule which leaving out can mend, ascending.

    Parameters
    ----------
    problem : Problem
    chosen : int64 array
        Pairs that keep demand and capacity.
    """
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[chosen] = True
    before = -1
    while before != (before := int(taken.sum())):
        for rule in problem.rules:
            prune = _PRUNERS.get(type(rule))
            if prune is not None:
                taken[prune(problem, rule, taken)] = False
    return np.flatnonzero(taken)


def _best_first(problem: Problem, pairs: Ints) -> Ints:
    return np.asarray(pairs[np.argsort(-problem.score[pairs], kind="stable")])


def _keep_apart(problem: Problem, rule: KeepApart, taken: NDArray[np.bool_]) -> Ints:
    """Let each person on the other side keep the best of the group."""
    if rule.mentees is not None:
        groups, other = [problem.pairs_of_mentee(int(i)) for i in rule.mentees], problem.mentor
    else:
        groups, other = [problem.pairs_of_mentor(int(j)) for j in rule.mentors or ()], problem.mentee
    pairs: Ints = np.concatenate(groups) if groups else np.zeros(0, np.int64)
    pairs = _best_first(problem, pairs[taken[pairs]])
    kept = np.unique(other[pairs], return_index=True)[1]
    return np.asarray(np.delete(pairs, kept))


def _keep_together(problem: Problem, rule: KeepTogether, taken: NDArray[np.bool_]) -> Ints:
    groups = [problem.pairs_of_mentee(int(i)) for i in rule.mentees]
    pairs: Ints = np.concatenate(groups) if groups else np.zeros(0, np.int64)
    pairs = pairs[taken[pairs]]
    together = len(pairs) == len(rule.mentees) and len(np.unique(problem.mentor[pairs])) == 1
    return pairs[:0] if together else pairs


def _minimum_load_if_used(problem: Problem, rule: MinimumLoadIfUsed, taken: NDArray[np.bool_]) -> Ints:
    pairs = problem.pairs_of_mentor(int(rule.mentor))
    pairs = pairs[taken[pairs]]
    return pairs if len(pairs) < rule.load else pairs[:0]


def _pair_count(problem: Problem, rule: PairCount, taken: NDArray[np.bool_]) -> Ints:
    pairs = np.asarray(rule.pairs, np.int64)
    pairs = pairs[taken[pairs]]
    most = len(pairs) if rule.at_most is None else rule.at_most
    return np.asarray(_best_first(problem, pairs)[most:])


def _hours(problem: Problem, rule: Hours, taken: NDArray[np.bool_]) -> Ints:
    """Let each mentor keep the best as long as the budget lasts; what exceeds it goes."""
    hours, budget = rule.per_pair(problem.n_pairs), rule.per_mentor(problem.n_mentors)
    spent = np.zeros(problem.n_mentors, np.int64)
    dropped = []
    for pair in _best_first(problem, np.flatnonzero(taken & (hours > 0))).tolist():
        mentor = problem.mentor[pair]
        if spent[mentor] + hours[pair] <= budget[mentor]:
            spent[mentor] += hours[pair]
        else:
            dropped.append(pair)
    return np.array(dropped, np.int64)


def _floor(problem: Problem, rule: Floor, taken: NDArray[np.bool_]) -> Ints:
    pairs = np.flatnonzero(taken)
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, problem.mentee[pairs], problem.score[pairs])
    return np.asarray(pairs[total[problem.mentee[pairs]] < rule.total])


def _no_mutual(problem: Problem, rule: NoMutual, taken: NDArray[np.bool_]) -> Ints:
    both = [pair for pair in mutual_pairs(problem, rule) if taken[list(pair)].all()]
    return np.array([min(pair, key=lambda k: int(problem.score[k])) for pair in both], np.int64)


_PRUNERS: dict[type, Callable[[Problem, Any, NDArray[np.bool_]], Ints]] = {
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    MinimumLoadIfUsed: _minimum_load_if_used,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    NoMutual: _no_mutual,
}
