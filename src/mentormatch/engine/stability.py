r"""The builder of `Stable`: one row a pair, over sums that neighbouring rows share.

A pair (i, j) does not block if it is made, or i has all the mentors that i wants and likes each at least as
well as j, or j has all places filled with mentees that j likes at least as well as i. With
:math:`S_i` the number of i's mentors that i likes at least as well as j, :math:`S_j` the same for j, and
:math:`d_i`, :math:`c_j` demand and places: if :math:`d_i = 1`, the row is

.. math::  c_j S_i + S_j \ge c_j

(Kwanashie and Manlove, "An integer programming approach to the hospitals/residents problem with ties", 2014);
the same with sides exchanged if :math:`c_j = 1`. Otherwise a literal says that j is full of such mentees.
Sums along a long list are variables, each the one before plus one step (as in Delorme et al., "Mathematical
models for stable matching problems with ties and incomplete lists", 2019): the model has as many
entries as pairs, times a constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.model import Ints, PairModel, Terms
from mentormatch.engine.stable_pairs import possible
from mentormatch.rules import Stable

SHORT = 4
"""Lists up to this length are summed directly: their rows have few entries anyway."""


@dataclass(frozen=True, eq=False)
class _Sum:
    """How many of the pairs that one person likes at least as well as a given pair are taken.

    Parameters
    ----------
    pairs : int64 array
        The pairs, where they are added directly; empty where a variable stands for them.
    variable : int or None
    size : int
        How many pairs they are.
    """

    pairs: Ints
    variable: int | None
    size: int

    def terms(self, coefficient: int) -> Terms:
        """Return the variable, if there is one, with a coefficient."""
        return [] if self.variable is None else [(self.variable, coefficient)]


class _Side:
    """One side's sums.

    Parameters
    ----------
    model : PairModel
    pairs : list of int64 array
        The pairs of each person, those that no stable answer contains left out.
    rank : int64 array, shape (n_pairs,)
    most : int64 array
        Demand or capacity.
    """

    def __init__(self, model: PairModel, pairs: list[Ints], rank: Ints, most: Ints) -> None:
        self.model, self.most = model, most
        self._full: dict[tuple[int, int], int] = {}
        self._sums: dict[int, _Sum] = {}
        for person, own in enumerate(pairs):
            if len(own):
                self._add(own[np.argsort(rank[own], kind="stable")], rank, int(most[person]))

    def _add(self, order: Ints, rank: Ints, most: int) -> None:
        """Make the sums of one person, whose pairs come best first."""
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
        """Return the sum that belongs to a pair."""
        return self._sums[pair]

    def full(self, pair: int, person: int) -> int | None:
        """Return a literal under which the person has all places filled at least as well; None if never."""
        sums, most = self._sums[pair], int(self.most[person])
        if sums.size < most:
            return None
        key = (person, sums.size)
        if key not in self._full:
            self._full[key] = self.model.new_literal()
            terms = [*sums.terms(1), (self._full[key], -most)]
            self.model.linear(sums.pairs, 1, low=0, terms=terms)
        return self._full[key]


def add_stable(model: PairModel, rule: Stable, literal: int | None) -> None:
    """Add the rule to a model; it holds if `literal` does, or always without one."""
    problem = model.problem
    inside = possible(problem, rule)
    model.at_most(np.flatnonzero(~inside), 0, literal)
    mentees = _Side(model, _lists(problem.by_mentee, inside), rule.mentee_rank, problem.demand)
    mentors = _Side(model, _lists(problem.by_mentor, inside), rule.mentor_rank, problem.capacity)
    for pair in np.flatnonzero(inside).tolist():
        i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
        if problem.demand[i] == 1:
            _row(model, pair, mentees.of(pair), None, mentors, j, literal)
        elif problem.capacity[j] == 1:
            _row(model, pair, mentors.of(pair), None, mentees, i, literal)
        else:
            made = _Sum(np.array([pair]), None, 1)
            _row(model, pair, made, mentors.full(pair, j), mentees, i, literal)


def _lists(grouped: tuple[Ints, Ints], inside: NDArray[np.bool_]) -> list[Ints]:
    order, start = grouped
    return [
        own[inside[own]]
        for own in (order[a:b] for a, b in zip(start[:-1].tolist(), start[1:].tolist(), strict=True))
    ]


def _row(
    model: PairModel,
    pair: int,
    content: _Sum,
    also: int | None,
    other: _Side,
    person: int,
    literal: int | None,
) -> None:
    """Let `content` or `also` hold, or the person on the other side be full of people at least as good.

    `content` is 0 or 1 and counts the pair itself, so that the other side's sum need not.
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
