r"""The best set of mentees that each mentor may have, in whole numbers.

A set is allowed by the mentor's capacity, minimum loads, hours, pairs that are required or forbidden, mentees
who are kept apart, and mentees who are kept together. Without the last three the best set holds the pairs
worth most, which is found for all mentors at once. Mentors whose set then breaks a rule are looked at one by
one, by dynamic programming over how many mentees, how many hours and which groups have been used.

If that has too much to keep, the best that could still follow is taken: more than any allowed set is worth,
so that a bound which rests on it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import repeat

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints, grouped
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.proof.balance import Worth, best_sets
from mentormatch.proof.one_set import Item, Limits, best_worth, joined
from mentormatch.proof.rules import settled
from mentormatch.proof.sums import exact_sum, minimum_loads
from mentormatch.rules.floor import FloorRecord
from mentormatch.rules.hours import HoursRecord
from mentormatch.rules.keep_apart import KeepApartRecord
from mentormatch.rules.keep_together import KeepTogetherRecord
from mentormatch.rules.minimum_load_if_used import MinimumLoadIfUsedRecord


class Sets:
    """The sets of mentees that the mentors of a problem may have.

    Attributes
    ----------
    largest : int
        No allowed set has more mentees.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._hours = [record for record in problem.records if isinstance(record, HoursRecord)]
        self._apart = _Groups(problem, [r.mentees for r in problem.records if isinstance(r, KeepApartRecord)])
        self._together = _Groups(problem, _kept_together(problem))
        self._possible = _possible(problem)
        self._possible[self._together.incomplete(np.flatnonzero(self._possible))] = False
        self._required = np.zeros(problem.n_pairs, np.bool_)
        self._required[settled(problem)[0]] = True
        self._required &= self._possible  # otherwise there is no matching, and any bound holds
        has_required = np.bincount(problem.mentor[self._required], minlength=problem.n_mentors) > 0
        least, if_used = minimum_loads(problem), _loads_if_used(problem)
        self._may_be_empty = ~has_required & (least == 0)
        self._least = np.maximum(least, if_used)
        self.largest = int(np.minimum(problem.capacity, np.diff(problem.by_mentor[1])).max(initial=0))

    def best(self, worth: Ints) -> int:
        """Return what the best sets of all mentors are worth together; `worth` has shape (n_pairs,)."""
        problem, n_mentors = self._problem, self._problem.n_mentors
        pairs = np.flatnonzero(self._possible)
        mentor = problem.mentor[pairs]
        # A mentor who may have no mentees has none if every pair costs something.
        gains = np.bincount(mentor[worth[pairs] > 0], minlength=n_mentors) > 0
        least = np.where(gains | ~self._may_be_empty, self._least, 0)
        inside, adds = best_sets(
            Worth(worth[pairs], mentor, self._required[pairs], problem.capacity, least), 0
        )
        chosen, total = pairs[inside], np.zeros(n_mentors, np.int64)
        np.add.at(total, mentor[inside], adds)
        size = np.bincount(mentor[inside], minlength=n_mentors)
        empty = self._may_be_empty & ((total <= 0) | (size < self._least))
        total[empty] = 0
        for j in np.flatnonzero(self._breaks(chosen[~empty[problem.mentor[chosen]]])).tolist():
            found = self._best_of(j, worth)
            # Without any allowed set there is no matching, and any bound holds.
            total[j] = total[j] if found is None else found
        return exact_sum(total)

    def _breaks(self, chosen: Ints) -> Bools:
        """Return which mentors have a set that breaks a rule, given the pairs of all sets."""
        found = self._apart.several(chosen) | self._together.parted(chosen)
        for rule in self._hours:
            spent = np.zeros(self._problem.n_mentors, np.int64)
            np.add.at(spent, self._problem.mentor[chosen], rule.hours[chosen])
            found |= spent > rule.budget
        return found

    def _best_of(self, mentor: int, worth: Ints) -> int | None:
        """Return what the best set of one mentor is worth; None if no set is allowed."""
        least, most = int(self._least[mentor]), int(self._problem.capacity[mentor])
        pairs = self._problem.pairs_of_mentor(mentor)
        pairs = pairs[self._possible[pairs]]
        mentee, own = self._problem.mentee[pairs], worth[pairs]
        if least == 0 or self._may_be_empty[mentor]:
            # A pair that costs something is only there to make up the least number, and has to be worth it.
            others = max(min(least, most, len(pairs)) - 1, 0) * max(int(own.max(initial=0)), 0)
            helps = (own + others > 0) | self._required[pairs]
            helps |= self._together.has(mentee)
            pairs, mentee = pairs[helps], mentee[helps]
        each, needed = self._items(pairs, mentee, worth), self._required[pairs].tolist()
        required, free = [], []
        for together in _blocks(self._together.of(mentee)):
            block = [each[k] for k in together]
            if any(needed[k] for k in together):
                required += block
            elif (item := joined(block, len(self._hours))) is not None:
                free.append(item)
        must = joined(required, len(self._hours))
        limits = Limits(
            least, most, tuple(int(r.budget[mentor]) for r in self._hours),
            bool(self._may_be_empty[mentor]),
        )  # fmt: skip
        return None if must is None else best_worth(free, must, limits)

    def _items(self, pairs: Ints, mentee: Int32s, worth: Ints) -> list[Item]:
        """Return the pairs of one mentor, each as an item; groups count only where two of them share one."""
        apart = self._apart.of(mentee)
        times = Counter(group for groups in apart for group in groups)
        bit = {group: 1 << k for k, group in enumerate(g for g, n in times.items() if n > 1)}
        hours = zip(*(rule.hours[pairs].tolist() for rule in self._hours), strict=True)
        return [
            Item(value, 1, spent, sum(bit.get(group, 0) for group in groups))
            for value, spent, groups in zip(
                worth[pairs].tolist(), hours if self._hours else repeat(()), apart, strict=False
            )
        ]


class _Groups:
    """Groups of mentees, and how many of a group are in a mentor's set."""

    def __init__(self, problem: Problem, groups: Sequence[Ints]) -> None:
        self._problem = problem
        self._size = np.array([len(group) for group in groups], np.int64)
        mentee = np.concatenate([*groups, np.zeros(0, np.int64)])
        order, self._start = grouped(mentee, problem.n_mentees)
        self._group = np.repeat(np.arange(len(groups)), self._size)[order]

    def has(self, mentee: Int32s) -> Bools:
        """Return which of some mentees are in a group."""
        return self._start[mentee] < self._start[mentee + 1]

    def of(self, mentee: Int32s) -> list[list[int]]:
        """Return the groups of some mentees."""
        starts, ends = self._start[mentee].tolist(), self._start[mentee + 1].tolist()
        return [self._group[a:b].tolist() if a < b else [] for a, b in zip(starts, ends, strict=True)]

    def several(self, pairs: Ints) -> Bools:
        """Return which mentors have two or more of a group, given all pairs."""
        return self._found(pairs, lambda count, _: count > 1)

    def parted(self, pairs: Ints) -> Bools:
        """Return which mentors have some of a group but not all, given all pairs."""
        return self._found(pairs, lambda count, size: count < size)

    def incomplete(self, pairs: Ints) -> Ints:
        """Return those of the pairs whose mentor does not have the whole group among them."""
        entry, group = self._entries(pairs)
        key = self._problem.mentor[pairs[entry]] * np.int64(len(self._size)) + group
        _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
        return np.asarray(pairs[entry[count[inverse] < self._size[group]]])

    def _found(self, pairs: Ints, wrong: Callable[[Ints, Ints], Bools]) -> Bools:
        entry, group = self._entries(pairs)
        key = self._problem.mentor[pairs[entry]] * np.int64(len(self._size)) + group
        keys, count = np.unique(key, return_counts=True)
        found = np.zeros(self._problem.n_mentors, np.bool_)
        if keys.size:
            found[(keys // len(self._size))[wrong(count, self._size[keys % len(self._size)])]] = True
        return found

    def _entries(self, pairs: Ints) -> tuple[Ints, Ints]:
        """Return for each pair and each group of its mentee: the position of the pair, and the group."""
        mentee = self._problem.mentee[pairs]
        first, count = self._start[mentee], self._start[mentee + 1] - self._start[mentee]
        entry = np.repeat(np.arange(len(pairs)), count)
        within = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
        return entry, self._group[first[entry] + within]


def _blocks(together: list[list[int]]) -> list[list[int]]:
    """Return the positions of mentees who are kept together, each other one by itself."""
    found: dict[int, list[int]] = {}
    for position, groups in enumerate(together):
        found.setdefault(groups[0] if groups else -1 - position, []).append(position)
    return list(found.values())


def _kept_together(problem: Problem) -> list[Ints]:
    """Return the groups of mentees who are together or without a mentor; no mentee is in two."""
    of: dict[int, set[int]] = {}
    for record in problem.records:
        if isinstance(record, KeepTogetherRecord):
            group = set(record.mentees.tolist())
            group.update(*(of[i] for i in group if i in of))
            of |= dict.fromkeys(group, group)
    return [
        np.array(sorted(group), np.int64) for group in {id(group): group for group in of.values()}.values()
    ]


def _loads_if_used(problem: Problem) -> Ints:
    found = np.zeros(problem.n_mentors, np.int64)
    for record in problem.records:
        if isinstance(record, MinimumLoadIfUsedRecord):
            found[record.mentor] = max(int(found[record.mentor]), min(record.load, LIMIT))
    return found


def _possible(problem: Problem) -> Bools:
    """Return the pairs that are not ruled out by themselves."""
    found = (problem.demand > 0)[problem.mentee] & (problem.capacity > 0)[problem.mentor]
    found[settled(problem)[1]] = False
    for record in problem.records:
        if isinstance(record, HoursRecord):
            found &= record.hours <= record.budget[problem.mentor]
        if isinstance(record, FloorRecord):
            found &= (record.score >= record.total) | (problem.demand > 1)[problem.mentee]
    return found
