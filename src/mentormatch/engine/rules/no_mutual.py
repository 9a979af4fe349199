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
        for both in self._mutual_pairs():
            model.at_most(both, 1, literal)

    def words(self) -> str:
        """Name the rule only: it usually concerns many people."""
        return "people who are both mentee and mentor must not mentor each other"

    def prune(self, draft: Draft) -> Ints:
        """Drop the lighter pair where both are chosen."""
        both = [pair for pair in self._mutual_pairs() if draft.chosen[list(pair)].all()]
        return np.array([min(pair, key=lambda k: int(draft.weight[k])) for pair in both], np.int64)

    def hold(self, free: Bools) -> None:
        """Leave the people named by the rule as they are."""
        free[self.record.mentees] = False

    def cut(self, _cut: Cut) -> list[Rule]:
        """Return nothing: the people named by the rule stay as they are."""
        return []

    def _mutual_pairs(self) -> list[tuple[int, int]]:
        """Return the pairs of pairs in which two people would mentor each other."""
        problem = self.problem
        mentor_of = dict(zip(self.record.mentees.tolist(), self.record.mentors.tolist(), strict=True))
        mentee_of = {j: i for i, j in mentor_of.items()}
        at: dict[tuple[int, int], int] = {}
        for i in mentor_of:
            pairs = problem.pairs_of_mentee(i)
            for pair, j in zip(pairs.tolist(), problem.mentor[pairs].tolist(), strict=True):
                if j in mentee_of:
                    at[i, j] = pair
        back = ((pair, at.get((mentee_of[j], mentor_of[i]))) for (i, j), pair in at.items())
        return [(pair, other) for pair, other in back if other is not None and pair < other]
