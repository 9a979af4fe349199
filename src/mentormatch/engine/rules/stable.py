r"""`Stable` in the engine: one row per pair, over sums that neighbouring rows share.

A mentor is full at some level or has free capacity; literals state which, and the row of a pair is that of
`mentormatch.engine.stable.thresholds`. If a mentor's ranks have too many levels for this, simpler rows are
used. A pair (i, j) does not block if it is chosen, or if i's demand is filled by mentors that i likes at
least as well as j, or if j's capacity is filled by mentees that j likes at least as well as i. With
:math:`S_i` the number of i's mentors that i likes at least as well as j, :math:`S_j` the same for j, demand
:math:`d_i` and capacity :math:`c_j`: if :math:`d_i = 1`, the row is

.. math::  c_j S_i + S_j \ge c_j

(Kwanashie and Manlove, "An integer programming approach to the hospitals/residents problem with ties", 2014);
if :math:`c_j = 1`, the same with sides exchanged. Otherwise a literal states that such mentees fill j.
Sums along a long list are variables, each equal to the one before plus one step (as in Delorme et al.,
"Mathematical models for stable matching problems with ties and incomplete lists", 2019), so the model grows
in proportion to the number of pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.rules.base import Cut, EngineRule, TakesRows, Terms
from mentormatch.engine.stable.pairs import possible
from mentormatch.engine.stable.thresholds import Levels, enough, levels_of, lists
from mentormatch.rules import Rule
from mentormatch.rules.stable import StableRecord

WIDE = 30
"""Mentors with more levels per pair than this, on average, have rows without levels."""
SHORT = 4
"""Lists up to this length are summed directly, as their rows are short."""


@dataclass(frozen=True, eq=False)
class _Sum:
    """The number of chosen pairs among those that a person likes at least as well as a given pair.

    Parameters
    ----------
    pairs : int64 array
        The pairs, if they are added directly; empty if a variable holds the sum.
    size : int
        How many pairs there are.
    """

    pairs: Ints
    variable: int | None
    size: int

    def terms(self, coefficient: int) -> Terms:
        """Return the variable, if there is one, with a coefficient."""
        return [] if self.variable is None else [(self.variable, coefficient)]


class _Side:
    """The sums of one side.

    Parameters
    ----------
    pairs : list of int64 array
        The pairs of each person that are in some stable answer.
    rank : int64 array, shape (n_pairs,)
    most : int64 array
        Demand or capacity.
    """

    def __init__(self, model: TakesRows, pairs: list[Ints], rank: Ints, most: Ints) -> None:
        self.model, self.most = model, most
        self._full: dict[tuple[int, int], int] = {}
        self._sums: dict[int, _Sum] = {}
        for person, own in enumerate(pairs):
            if len(own):
                self._add(own[np.argsort(rank[own], kind="stable")], rank, int(most[person]))

    def _add(self, order: Ints, rank: Ints, most: int) -> None:
        """Make the sums of one person, whose pairs are ordered best first."""
        ends = np.searchsorted(rank[order], rank[order], side="right").tolist()
        before, sums = 0, _Sum(order[:0], None, 0)
        for pair, end in zip(order.tolist(), ends, strict=True):
            if end > before:
                if len(order) <= SHORT:
                    sums = _Sum(order[:end], None, end)
                else:
                    sums = self._step(sums, order[before:end], end, most)
                before = end
            self._sums[pair] = sums

    def _step(self, before: _Sum, more: Ints, size: int, most: int) -> _Sum:
        variable = self.model.new_count(min(size, most))
        self.model.linear(more, 1, low=0, high=0, terms=[*before.terms(1), (variable, -1)])
        return _Sum(more[:0], variable, size)

    def of(self, pair: int) -> _Sum:
        """Return the sum of a pair."""
        return self._sums[pair]

    def full(self, pair: int, person: int) -> int | None:
        """Return a literal that implies that pairs at least as good fill the person; None if they cannot."""
        sums, most = self._sums[pair], int(self.most[person])
        if sums.size < most:
            return None
        key = (person, sums.size)
        if key not in self._full:
            self._full[key] = self.model.new_literal()
            terms = [*sums.terms(1), (self._full[key], -most)]
            self.model.linear(sums.pairs, 1, low=0, terms=terms)
        return self._full[key]


class _Full:
    """The level at which each mentor is full: columns of `mentormatch.engine.stable.thresholds` as literals.

    Parameters
    ----------
    pairs : list of int64 array
        The pairs of each mentor that are in some stable answer.
    rank : int64 array, shape (n_pairs,)
    """

    def __init__(self, model: TakesRows, pairs: list[Ints], rank: Ints) -> None:
        self.model = model
        self._terms: dict[int, list[tuple[int, int]]] = {}
        for mentor, own in enumerate(pairs):
            most = enough(int(model.problem.capacity[mentor]), own)
            levels = levels_of(own, rank, most) if len(own) else None
            if levels is not None and levels.columns <= WIDE * len(own):
                self._add(levels, most)

    def _add(self, levels: Levels, most: int) -> None:
        """State the level at which one mentor is full, and which pairs are chosen there."""
        full = [self.model.new_literal() for _ in range(levels.n)]
        self.model.linear([], 1, low=1, high=1, terms=[(literal, 1) for literal in full])
        at: list[list[int]] = [[] for _ in full]
        for pair, own, exact in levels.each():
            taken = [self.model.new_literal() for _ in full[own:]]
            self.model.linear([pair], -1, low=0, high=0, terms=[(literal, 1) for literal in taken])
            for level, literal in enumerate(taken, own):
                self.model.linear([], 1, high=0, terms=[(literal, 1), (full[level], -1)])
                at[level].append(literal)
            self._terms[pair] = [(literal, 1) for literal in full[: own + exact]]
            self._terms[pair] += [(taken[0], -1)] if exact else []
        for level, literals in enumerate(at):
            terms = [(full[level], -most), *((literal, 1) for literal in literals)]
            self.model.linear([], 1, low=0 if level < levels.n - 1 else None, high=0, terms=terms)

    def terms(self, pair: int, coefficient: int) -> list[tuple[int, int]] | None:
        """Return terms that are 1 if the mentor is full at the pair's level without it; None if too wide."""
        found = self._terms.get(pair)
        return None if found is None else [(literal, coefficient * sign) for literal, sign in found]


class StableInEngine(EngineRule[StableRecord]):
    """A row for every pair that could block."""

    def build(self, model: TakesRows, literal: int | None = None) -> None:
        """Close pairs that no stable answer contains; add a row for every other pair."""
        problem, rule = self.problem, self.record
        inside = possible(problem, rule, model.deadline)
        model.at_most(np.flatnonzero(~inside), 0, literal)
        of_mentee, of_mentor = lists(problem.by_mentee, inside), lists(problem.by_mentor, inside)
        mentees = _Side(model, of_mentee, rule.mentee_rank, problem.demand)
        full = _Full(model, of_mentor, rule.mentor_rank)
        wide = [own if len(own) and full.terms(int(own[0]), 1) is None else own[:0] for own in of_mentor]
        mentors = _Side(model, wide, rule.mentor_rank, problem.capacity)
        for pair in np.flatnonzero(inside).tolist():
            i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
            demand = enough(int(problem.demand[i]), of_mentee[i])
            terms = full.terms(pair, demand)
            if terms is not None:
                _level_row(model, pair, mentees.of(pair), demand, terms, literal)
            elif problem.demand[i] == 1:
                _row(model, pair, mentees.of(pair), None, mentors, j, literal)
            elif problem.capacity[j] == 1:
                _row(model, pair, mentors.of(pair), None, mentees, i, literal)
            else:
                chosen = _Sum(np.array([pair]), None, 1)
                _row(model, pair, chosen, mentors.full(pair, j), mentees, i, literal)

    def words(self) -> str:
        """Return what stability means."""
        return "no mentee and mentor may prefer each other to their assigned partners"

    def hold(self, free: Bools) -> None:
        """Leave all mentees as they are: pairs outside a part may block changes in it."""
        free[:] = False

    def cut(self, _cut: Cut) -> list[Rule]:
        """Return nothing: all mentees stay as they are."""
        return []


def _level_row(
    model: TakesRows, pair: int, sums: _Sum, demand: int, terms: list[tuple[int, int]], literal: int | None
) -> None:
    """Require the pair, or enough mentors as good for the mentee, or that the mentor is full at its level."""
    rest = sums.pairs[sums.pairs != pair]
    # A variable already counts the pair.
    own = demand if sums.variable is None else demand - 1
    coefficients = np.repeat([own, 1], [1, len(rest)])
    model.linear(
        np.concatenate(([pair], rest)),
        coefficients,
        low=demand,
        terms=[*sums.terms(1), *terms],
        literal=literal,
        name="Stable",
    )


def _row(
    model: TakesRows,
    pair: int,
    content: _Sum,
    also: int | None,
    other: _Side,
    person: int,
    literal: int | None,
) -> None:
    """Require `content`, `also`, or that partners at least as good fill the person on the other side.

    `content` is 0 or 1 and counts the pair itself, so the sum of the other side does not have to.
    """
    sums, most = other.of(pair), int(other.most[person])
    if sums.size < most:
        terms = content.terms(1) if also is None else [*content.terms(1), (also, 1)]
        model.linear(content.pairs, 1, low=1, terms=terms, literal=literal)
        return
    rest = sums.pairs[sums.pairs != pair]
    pairs = np.concatenate((content.pairs, rest))
    coefficients = np.repeat([most, 1], [len(content.pairs), len(rest)])
    terms = [*content.terms(most), *sums.terms(1)]
    if also is not None:
        terms.append((also, most))
    model.linear(pairs, coefficients, low=most, terms=terms, literal=literal, name="Stable")
