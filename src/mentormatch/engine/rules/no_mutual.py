"""`NoMutual` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, TakesRows
from mentormatch.rules import Rule
from mentormatch.rules.no_mutual import NoMutualRecord


class NoMutualInEngine(EngineRule[NoMutualRecord]):
    """At most one of any two pairs in which two people would mentor each other."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Choose at most one of the two pairs."""
        for both in self._mutual_pairs().tolist():
            model.at_most(both, 1, literal)

    def words(self) -> str:
        """Name the rule only: it usually concerns many people."""
        return "people who are both mentee and mentor must not mentor each other"

    def prune(self, draft: Draft) -> Ints:
        """Drop the lighter pair where both are chosen."""
        both = self._mutual_pairs()
        both = both[draft.chosen[both].all(axis=1)]
        lighter = draft.weight[both].argmin(axis=1)
        return np.asarray(both[np.arange(len(both)), lighter])

    def hold(self, free: Bools) -> None:
        """Leave the people named by the rule as they are."""
        free[self.record.mentees] = False

    def cut(self, _cut: Cut) -> list[Rule]:
        """Return nothing: the people named by the rule stay as they are."""
        return []

    def _mutual_pairs(self) -> Ints:
        """Return the pairs of pairs in which two people would mentor each other; shape (n, 2)."""
        problem, n = self.problem, len(self.record.mentees)
        one, other = (
            _numbers(people, size)[side]
            for people, size, side in (
                (self.record.mentees, problem.n_mentees, problem.mentee),
                (self.record.mentors, problem.n_mentors, problem.mentor),
            )
        )
        pairs = np.flatnonzero((one >= 0) & (other >= 0))
        pairs = pairs[np.argsort(one[pairs], kind="stable")]
        key, back = one[pairs] * n + other[pairs], other[pairs] * n + one[pairs]
        order = np.argsort(key)
        at = order[np.minimum(np.searchsorted(key, back, sorter=order), max(len(order) - 1, 0))]
        both = np.column_stack((pairs, pairs[at]))
        return np.asarray(both[(key[at] == back) & (both[:, 0] < both[:, 1])])


def _numbers(people: Ints, size: int) -> Ints:
    """Return the position of everybody among some people; -1 for the others."""
    found = np.full(size, -1, np.int64)
    found[people] = np.arange(len(people))
    return found
