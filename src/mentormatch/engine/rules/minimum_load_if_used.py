"""`MinimumLoadIfUsed` in the engine."""

from __future__ import annotations

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, SetLimits, TakesRows
from mentormatch.engine.rules.minimum_load import load_in_words
from mentormatch.problem.problem import LIMIT
from mentormatch.rules import MinimumLoadIfUsed, Rule
from mentormatch.rules.minimum_load_if_used import MinimumLoadIfUsedRecord


class MinimumLoadIfUsedInEngine(EngineRule[MinimumLoadIfUsedRecord]):
    """A mentor has enough mentees, or none."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Add ``load * used <= mentees``, and ``chosen <= used`` per pair, which is stronger than a sum."""
        pairs, load = self._pairs(), self.record.load
        most = min(int(self.problem.capacity[self.record.mentor]), len(pairs))
        if load > most:
            model.at_most(pairs, 0, literal)
        elif load > 1:
            used = model.new_literal()
            model.linear(pairs, 1, low=0, terms=[(used, -load)], literal=literal)
            model.imply(pairs, used, literal)

    def limit_sets(self, limits: SetLimits) -> bool:
        """Raise the least number of a mentor who has anybody."""
        mentor = self.record.mentor
        limits.used[mentor] = max(limits.used[mentor], min(self.record.load, LIMIT))
        return True

    def words(self) -> str:
        """Name the mentor, the load, and how many mentees may fill it."""
        return load_in_words(self.problem, self.record.mentor, f"no mentees or at least {self.record.load}")

    def prune(self, draft: Draft) -> Ints:
        """Drop all mentees of a mentor with too few."""
        pairs = draft.of(self._pairs())
        return pairs if len(pairs) < self.record.load else pairs[:0]

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the rule for a mentor whose mentees may change: all of them are in the part."""
        mentor = self.record.mentor
        if not cut.open_mentors[mentor]:
            return []
        return [MinimumLoadIfUsed(mentor=int(cut.mentor[mentor]), load=self.record.load)]

    def _pairs(self) -> Ints:
        return self.problem.pairs_of_mentor(self.record.mentor)
