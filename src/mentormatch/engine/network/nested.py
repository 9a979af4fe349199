"""Nested ceilings: `PairCount` rules with `at_most` over all pairs of some mentees, or of some mentors.

If any two sets on one side are disjoint or one contains the other, the sets form a forest, and the ceilings
are capacities of arcs above the people: the problem is still a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Indices, Int32s, Ints
from mentormatch.engine.rules import engine_rules
from mentormatch.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Nest:
    """Ceilings that nest, as a forest of groups of people.

    Parameters
    ----------
    position : int64 array, shape (n_groups,)
        Position of each ceiling among the problem's rules. Outer groups come before inner ones.
    most : int64 array, shape (n_groups,)
        How many pairs the people of a group may have together.
    parent : int64 array, shape (n_groups,)
        The smallest group that contains this one; -1 for none.
    of_mentees : bool array, shape (n_groups,)
        Whether a group consists of mentees.
    of_mentee, of_mentor : int64 arrays
        The smallest group that each person is in; -1 for none.
    """

    position: Ints
    most: Ints
    parent: Ints
    of_mentees: Bools
    of_mentee: Ints
    of_mentor: Ints

    @classmethod
    def of(cls, problem: Problem) -> Nest:
        """Return the ceilings among a problem's rules that nest; larger ones are inserted first.

        A ceiling that covers whole mentees as well as whole mentors counts for mentees, unless fewer nest
        that way.
        """
        ceilings = [
            (position, ceiling.number, ceiling.pairs)
            for position, rule in enumerate(engine_rules(problem))
            if (ceiling := rule.ceiling()) is not None
        ]
        ceilings.sort(key=lambda ceiling: -len(ceiling[2]))
        found = cls._nested(problem, ceilings, mentees_first=True)
        if len(found.position) < len(ceilings):
            other = cls._nested(problem, ceilings, mentees_first=False)
            found = max(found, other, key=lambda nest: len(nest.position))
        return found

    @classmethod
    def _nested(
        cls, problem: Problem, ceilings: Sequence[tuple[int, int, Ints]], *, mentees_first: bool
    ) -> Nest:
        mentees = _Side.of(problem.mentee, problem.n_mentees)
        mentors = _Side.of(problem.mentor, problem.n_mentors)
        kept: list[tuple[int, int, int, bool]] = []
        for position, most, pairs in ceilings:
            for side in (mentees, mentors) if mentees_first else (mentors, mentees):
                parent = side.insert(pairs, len(kept))
                if parent is not None:
                    kept.append((position, min(most, problem.n_pairs), parent, side is mentees))
                    break
        positions, limits, parents, of_mentees = np.array(kept, np.int64).reshape(-1, 4).T
        return cls(positions, limits, parents, of_mentees > 0, mentees.group, mentors.group)

    def among(self, mentees: Indices, mentors: Indices) -> Nest:
        """Return the same groups for some of the people, renumbered in this order."""
        return replace(self, of_mentee=self.of_mentee[mentees], of_mentor=self.of_mentor[mentors])

    def keeps(self, problem: Problem, pairs: Ints) -> bool:
        """Return whether these pairs are within all ceilings."""
        return not len(self.most) or bool(np.all(self.counts(problem, pairs) <= self.most))

    def counts(self, problem: Problem, pairs: Ints) -> Ints:
        """Return how many of these pairs each group has; shape (n_groups,)."""
        n, found = len(self.most), np.zeros(len(self.most) + 1, np.int64)
        for group, person in ((self.of_mentee, problem.mentee), (self.of_mentor, problem.mentor)):
            found += np.bincount(group[person[pairs]] + 1, minlength=n + 1)
        inside = found[1:]
        for k in range(n - 1, -1, -1):
            if self.parent[k] >= 0:
                inside[self.parent[k]] += inside[k]
        return inside

    def shares(self, problem: Problem, multiplier: Ints) -> Ints:
        """Return the total price of the groups of each pair; shape (n_pairs,)."""
        total = np.append(multiplier, 0)  # the last entry is for no group, number -1
        for k, parent in enumerate(self.parent):
            total[k] += total[parent]
        share: Ints = total[self.of_mentee][problem.mentee]
        share += total[self.of_mentor][problem.mentor]
        return share

    def shut(self, problem: Problem, room: Ints) -> tuple[Ints, Ints]:
        """Return, for each pair, a group without room on either side; -1 for none."""
        found = np.append(np.where(room <= 0, np.arange(len(room)), -1), -1)
        for k, parent in enumerate(self.parent):
            found[k] = max(found[k], found[parent])
        return found[self.of_mentee][problem.mentee], found[self.of_mentor][problem.mentor]


@dataclass(frozen=True, eq=False)
class _Side:
    """One side of the pairs, and the smallest group found so far around each person."""

    person: Int32s
    group: Ints

    @cached_property
    def n_pairs(self) -> Ints:
        """How many pairs each person has; only counted if there are ceilings."""
        return np.bincount(self.person, minlength=len(self.group))

    @classmethod
    def of(cls, person: Int32s, n: int) -> _Side:
        """Return a side without groups."""
        return cls(person, np.full(n, -1, np.int64))

    def insert(self, pairs: Ints, number: int) -> int | None:
        """Insert a group no larger than those before; return the group around it, None if it cannot nest."""
        inside = np.zeros(len(self.group), np.bool_)
        inside[self.person[pairs]] = True
        people = np.flatnonzero(inside)
        around = np.unique(self.group[people])
        if self.n_pairs[people].sum() != len(pairs) or len(around) > 1:
            return None
        self.group[people] = number
        return int(around[0]) if len(around) else -1
