"""`MinimumLoad` in the engine."""

from __future__ import annotations

from mentormatch.arrays import Ints, counted
from mentormatch.engine.rules.base import Count, Cut, EngineRule, TakesRows
from mentormatch.engine.rules.words import takes
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.rules import MinimumLoad, Rule
from mentormatch.rules.minimum_load import MinimumLoadRecord


class MinimumLoadInEngine(EngineRule[MinimumLoadRecord]):
    """A mentor has enough mentees."""

    in_network = True

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Choose enough of the mentor's pairs."""
        model.at_least(self.problem.pairs_of_mentor(self.record.mentor), self.record.load, literal)

    def words(self) -> str:
        """Name the mentor, the load, and how many mentees may fill it."""
        return load_in_words(
            self.problem, self.record.mentor, f"at least {counted(self.record.load, 'mentee')}"
        )

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the rule for a mentor whose mentees may change: all of them are in the part."""
        mentor = self.record.mentor
        if not cut.open_mentors[mentor]:
            return []
        return [MinimumLoad(mentor=int(cut.mentor[mentor]), load=self.record.load)]

    def raise_loads(self, least: Ints) -> None:
        """Raise the minimum load of the mentor."""
        mentor = self.record.mentor
        least[mentor] = max(least[mentor], min(self.record.load, LIMIT))

    def minimum(self) -> Count | None:
        """Return the mentor's pairs and the load, if it is above 0."""
        if not self.record.load:
            return None
        return Count(self.problem.pairs_of_mentor(self.record.mentor), self.record.load)


def load_in_words(problem: Problem, mentor: int, load: str) -> str:
    """Return which load a mentor must have, and the numbers that limit it."""
    name, n = problem.mentor_name(mentor), len(problem.pairs_of_mentor(mentor))
    return f"{name} must have {load} ({takes(problem, mentor)}; {counted(n, 'mentee')} may meet them)"
