"""The best set of mentees of one mentor, by dynamic programming in whole numbers.

Mentees are looked at in order of worth. Of the sets begun so far, those with as many mentees, as many hours
and the same groups are one case, of which the best is kept, if what may still follow could make it the best
of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add, le
from typing import NamedTuple

_MOST = 5_000
"""How many cases are kept at most."""


class Item(NamedTuple):
    """Mentees who are in a set together or not at all.

    Parameters
    ----------
    worth, size : int
        What they are worth, and how many they are.
    hours : tuple of int
        Their hours by each rule.
    groups : int
        A bit for each of the groups of which a set may have one mentee only.
    """

    worth: int
    size: int
    hours: tuple[int, ...]
    groups: int


@dataclass(frozen=True)
class Limits:
    """What a set may have.

    Parameters
    ----------
    least, most : int
        Numbers of mentees.
    budget : tuple of int
        Hours, by each rule.
    may_be_empty : bool
        Whether no mentees are allowed even if `least` is more.
    """

    least: int
    most: int
    budget: tuple[int, ...]
    may_be_empty: bool


def joined(items: Iterable[Item], n_hours: int) -> Item | None:
    """Return items as one; None if they cannot be in one set."""
    worth, size, hours, groups = 0, 0, (0,) * n_hours, 0
    for item in items:
        if item.groups & groups:
            return None
        groups |= item.groups
        worth, size, hours = worth + item.worth, size + item.size, tuple(map(add, hours, item.hours))
    return Item(worth, size, hours, groups)


def best_worth(items: Iterable[Item], required: Item, limits: Limits) -> int | None:
    """Return what the best allowed set is worth, or more; None if no set is allowed.

    Parameters
    ----------
    items : iterable of Item
        Each of which may be in the set or not.
    required : Item
        What is in every set; without anybody, an item of worth and size 0.
    """
    if required.size > limits.most or not all(map(le, required.hours, limits.budget)):
        return None
    in_order = sorted(items, key=lambda item: -item.worth)
    hope = _Hope(in_order, limits)
    none = -1 - sum(abs(item.worth) for item in (*in_order, required))
    best = 0 if limits.may_be_empty and not required.size else none
    if required.size >= limits.least:
        best = max(best, required.worth)
    cases = {(required.size, required.hours, required.groups): required.worth}
    for position, item in enumerate(in_order, 1):
        found = _with(cases, item, limits)
        best = max([best, *(worth for case, worth in found.items() if case[0] >= limits.least)])
        for case, worth in cases.items():
            found[case] = max(worth, found.get(case, worth))
        hopes = {size: hope.of(position, size) for size in {case[0] for case in found}}
        cases = {
            case: worth
            for case, worth in found.items()
            if (more := hopes[case[0]]) is not None and worth + more > best
        }
        if len(cases) > _MOST:
            return max(worth + (hopes[case[0]] or 0) for case, worth in cases.items())
    return None if best == none else best


_Cases = dict[tuple[int, tuple[int, ...], int], int]
"""What the best set begun is worth, by how many mentees and hours it has and the groups it has used."""


def _with(cases: _Cases, item: Item, limits: Limits) -> _Cases:
    """Return the cases that follow if an item is taken."""
    found: _Cases = {}
    for (size, hours, groups), worth in cases.items():
        if size + item.size > limits.most or groups & item.groups:
            continue
        spent = tuple(map(add, hours, item.hours))
        if all(map(le, spent, limits.budget)):
            case = (size + item.size, spent, groups | item.groups)
            total = worth + item.worth
            found[case] = max(total, found.get(case, total))
    return found


class _Hope:
    """The most that the items from a position on can add, by their number alone."""

    def __init__(self, items: Sequence[Item], limits: Limits) -> None:
        self._sums = list(accumulate((item.worth for item in items), initial=0))
        self._positive = sum(item.worth > 0 for item in items)
        self._widest = max((item.size for item in items), default=1)
        self._limits = limits

    def of(self, position: int, size: int) -> int | None:
        """Return it for a set that has `size` mentees already; None if none with it is allowed."""
        must = max(0, -((size - self._limits.least) // self._widest))
        may = min(self._limits.most - size, len(self._sums) - 1 - position)
        if must > may:
            return None
        return self._sums[position + max(must, min(may, self._positive - position))] - self._sums[position]
