"""`KeepApart` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import (
    Cut,
    Draft,
    EngineRule,
    SetLimits,
    TakesRows,
    by_person,
    inside,
    of_mentees,
    of_mentors,
)
from mentormatch.engine.rules.words import names
from mentormatch.rules import KeepApart, Rule
from mentormatch.rules.keep_apart import KeepApartRecord


class KeepApartInEngine(EngineRule[KeepApartRecord]):
    """Each person on the other side has at most one pair with the group."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Add one row per person on the other side."""
        for side, pairs in self._groups():
            for own in by_person(side, pairs):
                model.at_most(own, 1, literal)

    def limit_sets(self, limits: SetLimits) -> bool:
        """Add the group, if it is one of mentees."""
        if len(self.record.mentors):
            return False
        limits.apart.append(self.record.mentees)
        return True

    def words(self) -> str:
        """Name the first ten of the group."""
        if len(self.record.mentors):
            return f"no two of {names(self.record.mentors, self.problem.mentor_name)} may share a mentee"
        return f"no two of {names(self.record.mentees, self.problem.mentee_name)} may share a mentor"

    def prune(self, draft: Draft) -> Ints:
        """Keep the best pair of each person on the other side with the group."""
        dropped = [np.zeros(0, np.int64)]
        for side, pairs in self._groups():
            best = draft.best_first(pairs)
            kept = np.unique(side[best], return_index=True)[1]
            dropped.append(np.delete(best, kept))
        return np.concatenate(dropped)

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the members in the part apart."""
        mentees, mentors = inside(cut.mentee, self.record.mentees), inside(cut.mentor, self.record.mentors)
        if len(mentees) > 1:
            return [KeepApart(mentees=tuple(mentees.tolist()))]
        return [KeepApart(mentors=tuple(mentors.tolist()))] if len(mentors) > 1 else []

    def _groups(self) -> list[tuple[np.ndarray[tuple[int], np.dtype[np.int32]], Ints]]:
        """Return the other side of all pairs, and the pairs of the group."""
        problem = self.problem
        return [
            (problem.mentor, of_mentees(problem, self.record.mentees)),
            (problem.mentee, of_mentors(problem, self.record.mentors)),
        ]
