"""`Hours` in the engine, and the largest combinations of hours within a budget, for small capacities.

A mentor with a capacity of 2 and a budget of 7 hours has room for pairs of 5 and 2 hours, or of 4 and 3;
every other combination fits into one of these. Rows that choose among such patterns cut off all fractions
that a mere sum of hours would allow (the integer hull of one mentor's choices, by an extended formulation
over patterns as in Gilmore and Gomory 1961).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.rules.base import Cut, Draft, EngineRule, SetLimits, TakesRows
from mentormatch.rules import Hours, Rule
from mentormatch.rules.hours import HoursRecord

Pattern = tuple[int, ...]
"""Hours per unit of capacity, largest first."""

SMALL_CAPACITY = 6
"""Largest capacity for which patterns are listed."""
_MOST = 24
"""Number of patterns above which a sum of hours is the smaller model."""


class HoursInEngine(EngineRule[HoursRecord]):
    """Each mentor's pairs fit the budget: patterns for small capacities, a sum of hours for large ones."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Close pairs that exceed the budget alone; add rows for mentors whose pairs could do so together."""
        problem, hours, budget = self.problem, self.record.hours, self.record.budget
        model.at_most(np.flatnonzero(hours > budget[problem.mentor]), 0, literal)
        for mentor in range(problem.n_mentors):
            pairs = problem.pairs_of_mentor(mentor)
            pairs = pairs[(hours[pairs] > 0) & (hours[pairs] <= budget[mentor])]
            capacity = min(int(problem.capacity[mentor]), len(pairs))
            if np.sort(hours[pairs])[::-1][:capacity].sum() > budget[mentor]:
                self._fit(model, mentor, pairs, capacity, literal)

    def _fit(self, model: TakesRows, mentor: int, pairs: Ints, capacity: int, literal: int | None) -> None:
        """Keep one mentor's pairs within the budget."""
        hours = self.record.hours[pairs]
        unit = int(np.gcd.reduce(hours))
        own, most = hours // unit, int(self.record.budget[mentor]) // unit
        sizes = tuple(np.unique(own)[::-1].tolist())
        packed = patterns(sizes, capacity, most) if capacity <= SMALL_CAPACITY else None
        if packed is not None:
            _choose(model, packed, pairs, own, literal)
        else:
            name = f"Hours of {self.problem.mentor_name(mentor)}"
            model.linear(pairs, own, high=most, literal=literal, name=name)

    def limit_sets(self, limits: SetLimits) -> bool:
        """Give every mentor the budget, unless another rule has given one."""
        if limits.timed:
            return False
        limits.hours, limits.budget, limits.timed = self.record.hours, self.record.budget, True
        return True

    def words(self) -> str:
        """Name the rule only: it usually concerns many people."""
        return "mentors must stay within their budgets of hours"

    def prune(self, draft: Draft) -> Ints:
        """Keep the best pairs of each mentor within the budget; drop the others."""
        hours, left = self.record.hours, self.record.budget.tolist()
        pairs = draft.best_first(np.flatnonzero(draft.chosen & (hours > 0)))
        dropped = []
        for pair, mentor, cost in zip(
            pairs.tolist(), self.problem.mentor[pairs].tolist(), hours[pairs].tolist(), strict=True
        ):
            if cost <= left[mentor]:
                left[mentor] -= cost
            else:
                dropped.append(pair)
        return np.array(dropped, np.int64)

    def cut(self, cut: Cut) -> list[Rule]:
        """Keep the budgets of the mentors in the part."""
        return [Hours(hours=self.record.hours[cut.pairs], budget=self.record.budget[cut.mentors])]


def _choose(
    model: TakesRows, packed: Sequence[Pattern], pairs: Ints, hours: Ints, literal: int | None
) -> None:
    """Choose one pattern with enough room, for each size, for all pairs of at least that many hours."""
    chosen = [model.new_literal() for _ in packed]
    model.linear([], 1, low=1, high=1, terms=[(z, 1) for z in chosen], literal=literal)
    for size in np.unique(hours).tolist():
        room = [sum(hour >= size for hour in pattern) for pattern in packed]
        terms = [(z, -n) for z, n in zip(chosen, room, strict=True)]
        model.linear(pairs[hours >= size], 1, high=0, terms=terms, literal=literal)


@lru_cache(maxsize=4096)
def patterns(sizes: Pattern, capacity: int, budget: int) -> tuple[Pattern, ...] | None:
    """Return the patterns within the budget that no other pattern covers; None if there are too many.

    Parameters
    ----------
    sizes : tuple of int
        Different hours of pairs, above 0, largest first.
    """
    found: list[Pattern] = []
    stack: list[tuple[Pattern, int, int]] = [((), 0, budget)]
    while stack:
        pattern, first, left = stack.pop()
        fitting = [k for k in range(first, len(sizes)) if sizes[k] <= left]
        if len(pattern) == capacity or not fitting:
            full = pattern + (0,) * (capacity - len(pattern))
            if not any(_covers(other, full) for other in found):
                found = [other for other in found if not _covers(full, other)]
                found.append(full)
            if len(found) > _MOST:
                return None
            continue
        stack += [((*pattern, sizes[k]), k, left - sizes[k]) for k in reversed(fitting)]
    return tuple(sorted(found, reverse=True))


def _covers(one: Pattern, other: Pattern) -> bool:
    """Return whether all that fits into the other pattern fits into this one."""
    return all(a >= b for a, b in zip(one, other, strict=True))
