"""`Forbid` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, TakesRows, inside
from mentormatch.engine.rules.words import pair_name
from mentormatch.rules import Forbid, Rule
from mentormatch.rules.forbid import ForbidRecord


class ForbidInEngine(EngineRule[ForbidRecord]):
    """One pair that is not chosen."""

    in_network = True

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Close the pair."""
        model.at_most(self.forbidden(), 0, literal)

    def words(self) -> str:
        """Name the two people."""
        return f"{pair_name(self.problem, self.record.pair)} is forbidden"

    def prune(self, draft: Draft) -> Ints:
        """Drop the pair."""
        return draft.of(self.forbidden())

    def cut(self, cut: Cut) -> list[Rule]:
        """Forbid the pair if it is in the part."""
        return [Forbid(pair=k) for k in inside(cut.pair, self.forbidden()).tolist()]

    def forbidden(self) -> Ints:
        """Return the pair."""
        return np.array([self.record.pair], np.int64)
