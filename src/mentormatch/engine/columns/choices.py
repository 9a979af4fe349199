"""`Choices`: which sets of mentees each mentor may take, as far as the rules that live in one mentor say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.columns.oracle import Menu
from mentormatch.engine.network.requirements import forbidden_pairs, minimum_loads, required_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import SetLimits
from mentormatch.problem.problem import Problem
from mentormatch.rules.pair_count import PairCountRecord


@dataclass(frozen=True, eq=False)
class Choices:
    """The open pairs grouped by mentor, and what limits the sets that a mentor may take.

    A position is an index into the arrays of pairs; those of mentor j are ``start[j]:start[j + 1]``.

    Parameters
    ----------
    start : int64 array, shape (n_mentors + 1,)
    pair : int64 array, shape (n_positions,)
        Indices of the pairs in the problem.
    mentee : int32 array, shape (n_positions,)
    hours : int64 array, shape (n_positions,)
        What a pair takes of its mentor's budget; 0 without budgets.
    forced : bool array, shape (n_positions,)
        Pairs that are in every set of their mentor.
    budget, most, least, used : int64 arrays, shape (n_mentors,)
        Hours, capacity, minimum load, and minimum load of mentors who have anybody.
    group_start, group : int64 arrays
        ``group[group_start[i]:group_start[i + 1]]`` are the groups that mentee i is in; no mentor may take
        two of a group.
    """

    start: Ints
    pair: Ints
    mentee: Int32s
    hours: Ints
    forced: Bools
    budget: Ints
    most: Ints
    least: Ints
    used: Ints
    group_start: Ints
    group: Ints
    unlimited: Bools = field(repr=False)
    """Mentors of whom nothing but capacity and minimum load limits the sets; shape (n_mentors,)."""

    @classmethod
    def of(cls, problem: Problem, limits: SetLimits) -> Choices:
        """Return the choices of a problem under some limits."""
        forced = np.zeros(problem.n_pairs, np.bool_)
        forced[required_pairs(problem)] = True
        shut = limits.closed.copy()
        shut[forbidden_pairs(problem)] = True
        shut |= (problem.demand == 0)[problem.mentee] | (problem.capacity == 0)[problem.mentor]
        shut &= ~forced
        order, _ = problem.by_mentor
        budget = np.maximum(limits.budget, 0)
        keep = ~shut & ((limits.hours <= budget[problem.mentor]) | forced)
        pair = order[keep[order]]
        start = np.searchsorted(problem.mentor[pair], np.arange(problem.n_mentors + 1))
        size = np.array([len(group) for group in limits.apart], np.int64)
        member = np.concatenate((np.zeros(0, np.int64), *limits.apart))
        number = np.repeat(np.arange(len(size)), size)
        by_mentee = np.argsort(member, kind="stable")
        own = np.bincount(member, minlength=problem.n_mentees)
        mentee, hours = problem.mentee[pair], limits.hours[pair]
        most = np.minimum(problem.capacity, np.diff(start))
        group_start = np.concatenate(([0], np.cumsum(own))).astype(np.int64)
        return cls(
            start.astype(np.int64), pair.astype(np.int64), mentee.astype(np.int32), hours.astype(np.int64),
            forced[pair], budget, most, minimum_loads(problem), limits.used,
            group_start, number[by_mentee].astype(np.int64),
            _unlimited(problem, pair, most, limits, group_start),
        )  # fmt: skip

    @cached_property
    def menu(self) -> Menu:
        """The arrays that compiled code reads."""
        return Menu(*(getattr(self, name) for name in Menu._fields))

    @cached_property
    def may_be_empty(self) -> Bools:
        """Mentors who may have nobody; shape (n_mentors,)."""
        held = np.zeros(self.n_mentors, np.bool_)
        held[np.searchsorted(self.start, np.flatnonzero(self.forced), "right") - 1] = True
        return np.asarray(~held & (self.least == 0))

    @property
    def n_positions(self) -> int:
        """Number of open pairs."""
        return len(self.pair)

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""
        return len(self.most)


def _unlimited(problem: Problem, pair: Ints, most: Ints, limits: SetLimits, group_start: Ints) -> Bools:
    mentor = problem.mentor[pair]
    heaviest = np.zeros(problem.n_mentors, np.int64)
    np.maximum.at(heaviest, mentor, limits.hours[pair])
    found = (limits.used <= 1) & (heaviest.astype(float) * most <= limits.budget)
    grouped = np.diff(group_start)[problem.mentee[pair]] > 0
    found[np.flatnonzero(np.bincount(mentor[grouped], minlength=problem.n_mentors) > 1)] = False
    return np.asarray(found)


def limits_of(problem: Problem) -> tuple[SetLimits, list[int]]:
    """Return the limits of the sets of single mentors, and the positions of the rules that say more."""
    limits = SetLimits.of(problem)
    beside = [
        position
        for position, rule in enumerate(engine_rules(problem))
        if not (rule.in_network or rule.limit_sets(limits))
    ]
    return limits, beside


def by_sets(problem: Problem) -> bool:
    """Return whether all rules limit the sets of single mentors, or count pairs."""
    return all(isinstance(problem.records[position], PairCountRecord) for position in limits_of(problem)[1])
