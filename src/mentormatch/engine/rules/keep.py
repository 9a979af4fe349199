"""`Keep` in the engine."""

from __future__ import annotations

from mentormatch.arrays import Ints, counted
from mentormatch.engine.rules.base import Cut, EngineRule, TakesRows, inside
from mentormatch.engine.rules.words import pair_names
from mentormatch.rules import Keep, Rule
from mentormatch.rules.keep import KeepRecord


class KeepInEngine(EngineRule[KeepRecord]):
    """Many pairs that are chosen, in one row."""

    in_network = True

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Choose all of the pairs."""
        model.at_least(self.record.pairs, len(self.record.pairs), literal)

    def words(self) -> str:
        """Name the first ten pairs."""
        return f"{counted(len(self.record.pairs), 'earlier pair')} must be kept: {self._names()}"

    def _names(self) -> str:
        return pair_names(self.problem, self.record.pairs)

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the pairs in the part."""
        return [Keep(pairs=inside(cut.pair, self.record.pairs))]

    def required(self) -> Ints:
        """Return the pairs."""
        return self.record.pairs
