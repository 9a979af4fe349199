"""A first answer that keeps the rules: what is left of one that does not, when the offending pairs go.

Leaving pairs out keeps every rule that limits; rules that want several pairs or none lose all of theirs.
Where there is a choice, the pairs that weigh least go, and required ones last. What remains may break a rule
that demands something: the caller has it checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.cpsat.builders import mutual_pairs
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.problem.problem import Problem
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


def pruned(problem: Problem, chosen: Ints, weight: Ints | None = None) -> Ints:
    """Return the chosen pairs without those that break a rule which leaving out can mend, ascending.

    Parameters
    ----------
    problem : Problem
    chosen : int64 array
        Pairs that keep demand and capacity.
    weight : int64 array, shape (n_pairs,), optional
        What a pair is worth where one of several has to go; the scores without it.
    """
    draft = _Draft.of(problem, chosen, problem.score if weight is None else weight)
    before = -1
    while before != (before := int(draft.taken.sum())):
        for rule in problem.rules:
            prune = _PRUNERS.get(type(rule))
            if prune is not None:
                draft.taken[prune(draft, rule)] = False
    return np.flatnonzero(draft.taken)


class _Draft(NamedTuple):
    """Which pairs are still taken, and what each is worth."""

    problem: Problem
    taken: NDArray[np.bool_]
    worth: Ints

    @classmethod
    def of(cls, problem: Problem, chosen: Ints, weight: Ints) -> _Draft:
        """Start from all chosen pairs; required ones are worth more than any other."""
        taken = np.zeros(problem.n_pairs, np.bool_)
        taken[chosen] = True
        required = required_pairs(problem)
        if len(required):
            weight = weight.copy()
            weight[required] = np.iinfo(np.int64).max
        return cls(problem, taken, weight)

    def best_first(self, pairs: Ints) -> Ints:
        """Return those that are taken, the most worthy first."""
        pairs = pairs[self.taken[pairs]]
        # Turned around bit by bit: the negative of the smallest number would wrap around.
        return np.asarray(pairs[np.argsort(~self.worth[pairs], kind="stable")])


def _keep_apart(draft: _Draft, rule: KeepApart) -> Ints:
    """Let each person on the other side keep the best of the group."""
    problem = draft.problem
    if rule.mentees is not None:
        groups, other = [problem.pairs_of_mentee(int(i)) for i in rule.mentees], problem.mentor
    else:
        groups, other = [problem.pairs_of_mentor(int(j)) for j in rule.mentors or ()], problem.mentee
    pairs = draft.best_first(np.concatenate(groups) if groups else np.zeros(0, np.int64))
    kept = np.unique(other[pairs], return_index=True)[1]
    return np.asarray(np.delete(pairs, kept))


def _keep_together(draft: _Draft, rule: KeepTogether) -> Ints:
    problem = draft.problem
    groups = [problem.pairs_of_mentee(int(i)) for i in rule.mentees]
    pairs: Ints = np.concatenate(groups) if groups else np.zeros(0, np.int64)
    pairs = pairs[draft.taken[pairs]]
    together = len(pairs) == len(rule.mentees) and len(np.unique(problem.mentor[pairs])) == 1
    return pairs[:0] if together else pairs


def _minimum_load_if_used(draft: _Draft, rule: MinimumLoadIfUsed) -> Ints:
    pairs = draft.problem.pairs_of_mentor(int(rule.mentor))
    pairs = pairs[draft.taken[pairs]]
    return pairs if len(pairs) < rule.load else pairs[:0]


def _pair_count(draft: _Draft, rule: PairCount) -> Ints:
    pairs = np.asarray(rule.pairs, np.int64)
    return pairs[:0] if rule.at_most is None else draft.best_first(pairs)[rule.at_most :]


def _hours(draft: _Draft, rule: Hours) -> Ints:
    """Let each mentor keep the best as long as the budget lasts; what exceeds it goes."""
    problem = draft.problem
    hours, budget = rule.per_pair(problem.n_pairs), rule.per_mentor(problem.n_mentors).tolist()
    pairs = draft.best_first(np.flatnonzero(draft.taken & (hours > 0)))
    dropped = []
    for pair, mentor, cost in zip(
        pairs.tolist(), problem.mentor[pairs].tolist(), hours[pairs].tolist(), strict=True
    ):
        if cost <= budget[mentor]:
            budget[mentor] -= cost
        else:
            dropped.append(pair)
    return np.array(dropped, np.int64)


def _floor(draft: _Draft, rule: Floor) -> Ints:
    problem, pairs = draft.problem, np.flatnonzero(draft.taken)
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, problem.mentee[pairs], rule.per_pair(problem.score)[pairs])
    return np.asarray(pairs[total[problem.mentee[pairs]] < rule.total])


def _no_mutual(draft: _Draft, rule: NoMutual) -> Ints:
    both = [pair for pair in mutual_pairs(draft.problem, rule) if draft.taken[list(pair)].all()]
    return np.array([min(pair, key=lambda k: int(draft.worth[k])) for pair in both], np.int64)


_PRUNERS: dict[type, Callable[[_Draft, Any], Ints]] = {
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    MinimumLoadIfUsed: _minimum_load_if_used,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    NoMutual: _no_mutual,
}
