"""`Hours`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from immutabledict import immutabledict
from pydantic import PlainSerializer, PlainValidator

from mentormatch.arrays import Ints
from mentormatch.rules.arrays import AS_LIST, outside, plain, whole_numbers, wrong_length
from mentormatch.rules.base import UNLIMITED, Lookup, Numbers, Record, SideRule, Sizes, index_of, out_of_range

MOST = 2**31 - 1
"""More hours than this in one pair are taken for a mistake; sums of them cannot overflow."""


def _is_count(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and int(value) >= 0


def _hours(given: Any) -> Ints | int:
    return int(given) if _is_count(given) else whole_numbers(given)


def _budget(given: Any) -> Ints | immutabledict[int | str, int]:
    if isinstance(given, (list, tuple)) and given and all(isinstance(g, (list, tuple)) for g in given):
        if any(len(item) != 2 for item in given):
            raise ValueError("has to hold numbers, or (mentor, hours) pairs")
        given = dict(given)
    if not isinstance(given, Mapping):
        return whole_numbers(given)
    for place, (mentor, hours) in enumerate(given.items()):
        if not ((isinstance(mentor, str) and mentor) or _is_count(mentor)) or not _is_count(hours):
            raise ValueError(f"expected a mapping of mentors to whole hours from 0; entry {place} is not")
    return immutabledict({j if isinstance(j, str) else int(j): int(h) for j, h in given.items()})


def _written(budget: Any) -> Any:
    """Return a budget for JSON: keys there are text, so that indices stand in pairs."""
    if not isinstance(budget, Mapping):
        return plain(budget)
    if all(isinstance(mentor, str) for mentor in budget):
        return dict(budget)
    return [list(item) for item in budget.items()]


@dataclass(frozen=True, slots=True, eq=False)
class HoursRecord(Record):
    """`Hours` in a problem: one number a pair, and one a mentor (`UNLIMITED` for those not named)."""

    hours: Ints
    budget: Ints


class Hours(SideRule):
    """The hours of every mentor's pairs stay within the mentor's budget.

    Parameters
    ----------
    hours : int or array-like of int, shape (n_pairs,)
        Hours that each pair takes, at least 0; one number stands for every pair.
    budget : array-like of int, shape (n_mentors,), or mapping of (int or str) to int
        Hours that each mentor has, at least 0; a mapping leaves those whom it does not name unlimited.
    """

    rule: Literal["Hours"] = "Hours"
    hours: Annotated[Ints | int, PlainValidator(_hours), AS_LIST]
    budget: Annotated[
        Ints | immutabledict[int | str, int], PlainValidator(_budget), PlainSerializer(_written)
    ]

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        hours = self._per_pair(sizes.pairs)
        found = wrong_length("hours", hours, sizes.pairs, "pairs") + outside("hours", hours, 0, MOST)
        if isinstance(self.budget, Mapping):
            return found + out_of_range("mentor", self.budget, sizes.mentors)
        found += wrong_length("budget", self.budget, sizes.mentors, "mentors")
        return found + outside("budget", self.budget, 0, UNLIMITED)

    def indexed(self, lookup: Lookup, /) -> Hours:
        """Return the rule with indices in place of ids."""
        if not isinstance(self.budget, Mapping):
            return self
        budget = {index_of(j, lookup.mentor): h for j, h in self.budget.items()}
        return Hours(hours=self.hours, budget=budget)

    def record(self, numbers: Numbers, /) -> HoursRecord:
        """Return what the rule comes to in a problem."""
        return HoursRecord(self._per_pair(numbers.n_pairs), self._per_mentor(numbers.n_mentors))

    def _per_pair(self, n_pairs: int) -> Ints:
        return np.full(n_pairs, self.hours, np.int64) if isinstance(self.hours, int) else self.hours

    def _per_mentor(self, n_mentors: int) -> Ints:
        if not isinstance(self.budget, Mapping):
            return self.budget
        budget = np.full(n_mentors, UNLIMITED, np.int64)
        for mentor, hours in self.budget.items():
            budget[int(mentor)] = min(hours, UNLIMITED)
        return budget

    def lists_all(self) -> bool:
        """Return whether it lists the hours of every pair, or the budget of every mentor."""
        return isinstance(self.hours, np.ndarray) or isinstance(self.budget, np.ndarray)

    def among(self, pairs: Ints, /) -> Hours:
        """Return the rule for a problem that has only some of the pairs; see `SideRule.among`."""
        hours = self.hours if isinstance(self.hours, int) else self.hours[pairs]
        return Hours(hours=hours, budget=self.budget)
