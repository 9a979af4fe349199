"""`Require` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import Cut, EngineRule, TakesRows, inside
from mentormatch.engine.rules.words import pair_name, takes, wants
from mentormatch.rules import Require, Rule
from mentormatch.rules.require import RequireRecord


class RequireInEngine(EngineRule[RequireRecord]):
    """One pair that is chosen."""

    in_network = True

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Choose the pair."""
        model.at_least(self.required(), 1, literal)

    def words(self) -> str:
        """Name the two people, and how many partners each may have."""
        problem, pair = self.problem, self.record.pair
        i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
        return f"{pair_name(problem, pair)} is required ({wants(problem, i)}; {takes(problem, j)})"

    def cut(self, cut: Cut) -> list[Rule]:
        """Require the pair if it is in the part."""
        return [Require(pair=k) for k in inside(cut.pair, self.required()).tolist()]

    def required(self) -> Ints:
        """Return the pair."""
        return np.array([self.record.pair], np.int64)
