"""`Floor` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, SetLimits, TakesRows
from mentormatch.rules import Floor, Rule
from mentormatch.rules.floor import FloorRecord


class FloorInEngine(EngineRule[FloorRecord]):
    """A total for mentees who may have several mentors; other mentees lose pairs below the floor."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Close pairs below the floor for a single mentor; add totals for mentees who may have several."""
        problem, score, total = self.problem, self.record.score, self.record.total
        single = problem.demand[problem.mentee] <= 1
        model.at_most(np.flatnonzero(single & (score < total)), 0, literal)
        for mentee in np.flatnonzero(problem.demand > 1).tolist():
            pairs, demand = problem.pairs_of_mentee(mentee), int(problem.demand[mentee])
            if not len(pairs):
                continue
            if _highest_total(score[pairs], demand) < total:
                model.at_most(pairs, 0, literal)
            elif -_highest_total(-score[pairs], demand) < total:
                self._add_total(model, pairs, literal)

    def _add_total(self, model: TakesRows, pairs: Ints, literal: int | None) -> None:
        """Add ``total * matched <= scores`` for one mentee."""
        problem, score, total = self.problem, self.record.score[pairs], self.record.total
        matched = model.new_literal()
        model.imply(pairs, matched, literal)
        # Scores count only up to the floor, unless a negative score could offset them.
        score = np.minimum(score, max(total, 0)) if score.min() >= 0 else score
        name = f"Floor of {problem.mentee_name(int(problem.mentee[pairs[0]]))}"
        model.linear(pairs, score, low=0, terms=[(matched, -total)], literal=literal, name=name)

    def limit_sets(self, limits: SetLimits) -> bool:
        """Close pairs below the floor, unless a mentee may have several mentors."""
        if self.problem.demand.max(initial=0) > 1:
            return False
        limits.closed |= self.record.score < self.record.total
        return True

    def words(self) -> str:
        """Name the total."""
        return f"every matched mentee must have a total score of at least {self.record.total}"

    def prune(self, draft: Draft) -> Ints:
        """Drop all pairs of mentees below the floor."""
        problem, pairs = self.problem, np.flatnonzero(draft.chosen)
        total = np.zeros(problem.n_mentees, np.int64)
        np.add.at(total, problem.mentee[pairs], self.record.score[pairs])
        return np.asarray(pairs[total[problem.mentee[pairs]] < self.record.total])

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the floor of the mentees in the part."""
        return [Floor(total=self.record.total, score=self.record.score[cut.pairs])]


def _highest_total(score: Ints, demand: int) -> int:
    """Return the highest total score of a matched mentee."""
    best = np.sort(score)[::-1][:demand]
    return int(best[0] + np.maximum(best[1:], 0).sum())
