"""`KeepTogether` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, TakesRows, by_person, inside, of_mentees
from mentormatch.engine.rules.words import names
from mentormatch.rules import KeepTogether, PairCount, Rule
from mentormatch.rules.keep_together import KeepTogetherRecord


class KeepTogetherInEngine(EngineRule[KeepTogetherRecord]):
    """A mentor's pairs with the group are all chosen, or none of them."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Give all mentees the mentor of the first, who has at most one."""
        problem, size = self.problem, len(self.record.mentees)
        for first in self.record.mentees[:1].tolist():
            model.at_most(problem.pairs_of_mentee(first), 1, literal)
        for pairs in by_person(problem.mentor, self._pairs()):
            if len(pairs) < size:
                model.at_most(pairs, 0, literal)
            else:
                for other in pairs[1:].tolist():
                    model.linear([int(pairs[0]), other], [1, -1], low=0, high=0, literal=literal)

    def words(self) -> str:
        """Name the first ten of the group."""
        group = names(self.record.mentees, self.problem.mentee_name)
        return f"{group} must all have the same mentor, or none"

    def prune(self, draft: Draft) -> Ints:
        """Drop all pairs of a group that is not together."""
        pairs = draft.of(self._pairs())
        one = len(np.unique(self.problem.mentor[pairs])) == 1
        return pairs[:0] if one and len(pairs) == len(self.record.mentees) else pairs

    def hold(self, free: Bools) -> None:
        """Leave a group as it is unless all of it is free."""
        group = self.record.mentees
        free[group] &= bool(free[group].all())

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the rule for a group that is wholly in the part; leave any other group as it is."""
        group = inside(cut.mentee, self.record.mentees)
        if len(group) == len(self.record.mentees):
            return [KeepTogether(mentees=tuple(group.tolist()))]
        pairs = self._pairs()
        return [PairCount(pairs=inside(cut.pair, pairs[~cut.chosen[pairs]]), at_most=0)]

    def _pairs(self) -> Ints:
        return of_mentees(self.problem, self.record.mentees)
