"""`PairCount` in the engine."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import NOTHING, Count, Cut, Draft, EngineRule, TakesRows
from mentormatch.engine.rules.words import pair_names
from mentormatch.rules import PairCount, Rule
from mentormatch.rules.pair_count import PairCountRecord


class PairCountInEngine(EngineRule[PairCountRecord]):
    """A row over pairs only."""

    @property
    def in_network(self) -> bool:  # type: ignore[override]
        """Whether it forbids all of its pairs."""
        return not self.record.at_most

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Add a row for each limit."""
        model.at_least(self.record.pairs, self.record.at_least, literal)
        if self.record.limited:
            model.at_most(self.record.pairs, self.record.at_most, literal)

    def words(self) -> str:
        """Name both limits and what the pairs are called, or the first ten of them."""
        record = self.record
        ends = [f"at least {record.at_least}"] if record.at_least or not record.limited else []
        ends += [f"at most {record.at_most}"] if record.limited else []
        count, verb = len(record.pairs), "may" if record.limited and not record.at_least else "must"
        if isinstance(self.given, PairCount) and self.given.name:
            return f"{' and '.join(ends)} of {count} pairs of {self.given.name} {verb} be chosen"
        named = pair_names(self.problem, record.pairs)
        return f"{' and '.join(ends)} of {count} pairs {verb} be chosen{named and f': {named}'}"

    def prune(self, draft: Draft) -> Ints:
        """Drop the pairs above the ceiling, lightest first."""
        return draft.best_first(self.record.pairs)[self.record.at_most :]

    def cut(self, cut: Cut) -> list[Rule]:
        """Subtract the pairs chosen outside the part."""
        pairs, record = self.record.pairs, self.record
        number = cut.pair[pairs]
        outside = int(np.count_nonzero(cut.chosen[pairs[number < 0]]))
        most = max(record.at_most - outside, 0) if record.limited else None
        least = max(record.at_least - outside, 0)
        return [PairCount(pairs=number[number >= 0], at_least=least, at_most=most)]

    def forbidden(self) -> Ints:
        """Return the pairs, if none of them may be chosen."""
        return self.record.pairs if self.in_network else NOTHING

    def minimum(self) -> Count | None:
        """Return the pairs and the lower limit, if there is one."""
        return Count(self.record.pairs, self.record.at_least) if self.record.at_least else None

    def ceiling(self) -> Count | None:
        """Return the pairs and the upper limit, if it is the only one."""
        alone = self.record.limited and not self.record.at_least and not self.in_network
        return Count(self.record.pairs, self.record.at_most) if alone else None
