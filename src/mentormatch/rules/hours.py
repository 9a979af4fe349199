"""`Hours`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from immutabledict import immutabledict
from pydantic import PlainSerializer, PlainValidator

from mentormatch.arrays import Ints
from mentormatch.errors import PolicyError
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import AS_LIST, UNLIMITED, outside, plain, whole_numbers, wrong_length
from mentormatch.rules.fields.people import index_of, is_found, out_of_range

MOST = 2**31 - 1
"""A pair with more hours than this is refused as a mistake; sums of hours up to it cannot overflow."""


def _is_count(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and int(value) >= 0


def _hours(given: Any) -> Ints | int:
    if not _is_count(given):
        return whole_numbers(given)
    if int(given) > MOST:
        raise ValueError(f"must be at most {MOST}")
    return int(given)


def _budget(given: Any) -> Ints | immutabledict[int | str, int]:
    if isinstance(given, (list, tuple)) and given and all(isinstance(g, (list, tuple)) for g in given):
        if any(len(item) != 2 for item in given):
            raise ValueError("must hold numbers, or (mentor, hours) pairs")
        if len(dict(given)) < len(given):
            raise ValueError("names a mentor twice")
        given = dict(given)
    if not isinstance(given, Mapping):
        return whole_numbers(given)
    for mentor, hours in given.items():
        if not ((isinstance(mentor, str) and mentor) or _is_count(mentor)) or not _is_count(hours):
            raise ValueError(f"must map mentors to whole hours, 0 or more; got {hours!r} for {mentor!r}")
    return immutabledict({j if isinstance(j, str) else int(j): int(h) for j, h in given.items()})


def _written(budget: Any) -> Any:
    """Return a budget for JSON, whose keys are text: indices are written as (mentor, hours) pairs."""
    if not isinstance(budget, Mapping):
        return plain(budget)
    if all(isinstance(mentor, str) for mentor in budget):
        return dict(budget)
    return [list(item) for item in budget.items()]


@dataclass(frozen=True, slots=True, eq=False)
class HoursRecord(Record):
    """`Hours` in a problem: hours per pair, and budgets per mentor (`UNLIMITED` for those not named)."""

    hours: Ints
    budget: Ints


class Hours(SideRule):
    """The total hours of each mentor's pairs stay within the mentor's budget.

    Parameters
    ----------
    hours : int or array-like of int, shape (n_pairs,)
        Hours of each pair, at least 0; a single number counts for every pair.
    budget : array-like of int, shape (n_mentors,), or mapping of (int or str) to int
        Hours of each mentor, at least 0; mentors that a mapping does not name are unlimited.

    Examples
    --------
    >>> rule = mm.rules.Hours(hours=[2, 3], budget={0: 4})
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 4], capacity=2, rules=[rule])
    >>> mm.solve(problem).chosen.tolist()
    [0]
    """

    rule: Literal["Hours"] = "Hours"
    hours: Annotated[Ints | int, PlainValidator(_hours), AS_LIST]
    budget: Annotated[
        Ints | immutabledict[int | str, int], PlainValidator(_budget), PlainSerializer(_written)
    ]

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        hours = self._per_pair(sizes.pairs)
        found = wrong_length("hours", hours, sizes.pairs, "pair") + outside("hours", hours, 0, MOST)
        if isinstance(self.budget, Mapping):
            return found + out_of_range("mentor", self.budget, sizes.mentors)
        found += wrong_length("budget", self.budget, sizes.mentors, "mentor")
        return found + outside("budget", self.budget, 0, UNLIMITED)

    def indexed(self, lookup: Lookup, /) -> Hours:
        """Return the rule with indices in place of ids."""
        if not isinstance(self.budget, Mapping):
            raise PolicyError(
                ["Hours: its budget names no mentors; in a policy give hours by id, { r1 = 24 }"]
            )
        budget = {index_of(j, lookup.mentor): h for j, h in self.budget.items()}
        if len(budget) < len(self.budget):
            raise PolicyError(["Hours: its budget names a mentor twice"])
        return Hours(hours=self.hours, budget=budget)

    def prohibition(self) -> Hours:
        """Return the rule itself."""
        return self

    def of_those_left(self, lookup: Lookup, /) -> Hours | None:
        """Return the rule for the mentors who are left."""
        if not isinstance(self.budget, Mapping):
            return None
        left = {j: h for j, h in self.budget.items() if is_found(j, lookup.mentor)}
        return Hours(hours=self.hours, budget=left) if left else None

    def record(self, numbers: Numbers, /) -> HoursRecord:
        """Return the form of the rule in a problem."""
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
        """Return whether the rule lists the hours of every pair, or the budget of every mentor."""
        return isinstance(self.hours, np.ndarray) or isinstance(self.budget, np.ndarray)

    def among(self, pairs: Ints, /) -> Hours:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        hours = self.hours if isinstance(self.hours, int) else self.hours[pairs]
        return Hours(hours=hours, budget=self.budget)
