"""The model of the matchings that lose at most delta: one set for each mentor, with the loss as objective."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.columns.ascent import Bound
from mentormatch.engine.columns.beside import Beside
from mentormatch.engine.columns.choices import Choices
from mentormatch.engine.columns.sets import Sets
from mentormatch.engine.cpsat.model import RowsOfPairs, add_booleans
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Pairs
from mentormatch.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Priced:
    """A problem with its choices, its rows, and a bound.

    Parameters
    ----------
    problem : Problem
    choices : Choices
    beside : Beside
    positions : list of int
        Positions of the rules that live in no single mentor.
    bound : Bound
    loss : int64 array, shape (n_positions,)
        Least loss of a set with each pair.
    """

    problem: Problem
    choices: Choices
    beside: Beside
    positions: list[int]
    bound: Bound
    loss: Ints


class ColumnModel(RowsOfPairs):
    """A model of the matchings that lose at most `delta`, with the loss as its objective.

    A variable stands for a set of mentees of a mentor; for a single pair where nothing but the capacity limits
    a mentor's sets, or where they are too many to list.

    Parameters
    ----------
    priced : Priced
    sets : Sets
        Those that lose at most `delta`.
    delta : int
    filled : int or None
        How many pairs are chosen, if that is known.
    deadline : float
        As for `RowsOfPairs`.
    """

    def __init__(
        self, priced: Priced, sets: Sets, delta: int, filled: int | None = None, deadline: float = math.inf
    ) -> None:
        super().__init__(priced.problem, deadline)
        self._priced, self._delta = priced, delta
        choices, bound = priced.choices, priced.bound
        mentor = np.repeat(np.arange(choices.n_mentors), np.diff(choices.start))
        single = np.flatnonzero((priced.loss <= delta) & sets.crowded[mentor])
        # All columns, one after the other: their pairs, and where each ends.
        self._member = np.concatenate((sets.member, single))
        size = np.concatenate((np.diff(sets.start), np.ones(len(single), np.int64)))
        self.n_columns = len(size)
        self._column = np.repeat(np.arange(self.n_columns), size)
        self._start = np.concatenate(([0], np.cumsum(size)))
        self._mentor = mentor[self._member[self._start[:-1]]]
        self._of_pair = _Index(choices.pair[self._member], self._column, self.problem.n_pairs)
        add_booleans(self._proto, self.n_columns, deadline)
        self._cost = np.concatenate((sets.loss, np.zeros(len(single), np.int64)))
        self._extra: list[tuple[int, int]] = []
        self._constant = int(priced.beside.most @ bound.row)
        charged = priced.beside.charges(bound.row)[choices.pair[self._member]]
        np.subtract.at(self._cost, self._column, charged)
        self._choose_sets(sets.crowded)
        self._fill_mentees()
        if filled is not None:
            self._row(list(range(self.n_columns)), size.tolist(), (filled, filled), None)
        rules = engine_rules(self.problem)
        crowded = bool((sets.crowded & ~choices.unlimited)[self._mentor].any())
        for position, rule in enumerate(rules):
            if crowded or position in priced.positions:
                rule.build(self)
        self._minimise()

    def _choose_sets(self, crowded: Bools) -> None:
        """Choose one set for each mentor, or pairs up to the capacity."""
        choices, bound = self._priced.choices, self._priced.bound
        empty = choices.may_be_empty
        order = np.argsort(self._mentor, kind="stable")
        start = np.searchsorted(self._mentor[order], np.arange(choices.n_mentors + 1)).tolist()
        for j, best in enumerate(bound.best.tolist()):
            own = order[start[j] : start[j + 1]]
            if crowded[j]:
                self._choose_pairs(j, own, best)
            elif empty[j] and best == 0:
                self._at_most(own, np.ones_like(own), 1, None)
            else:
                columns = own.tolist()
                if empty[j] and best <= self._delta:
                    columns.append(self._at_cost(1, best))
                self._constraint().exactly_one.literals.extend(columns)

    def _choose_pairs(self, j: int, own: Ints, best: int) -> None:
        choices = self._priced.choices
        value = self._priced.bound.value[self._member[self._start[own]]]
        most, least = int(choices.most[j]), int(choices.least[j])
        price = 0
        if choices.unlimited[j] and 0 < most <= len(own):
            price = max(int(np.sort(value)[-most]), 0)
        self._cost[own] += price - value
        self._constant += best - most * price
        columns, low = own.tolist(), least
        if price:
            low = most
            if price <= self._delta:
                columns.append(self._at_cost(most - least, price))
        if low or len(own) > most:
            self._row(columns, [1] * len(columns), (low, most), None)
        for column in own[choices.forced[self._member[self._start[own]]]].tolist():
            self._row([column], [1], (1, 1), None)

    def _fill_mentees(self) -> None:
        """Give each mentee as many mentors as they want, or lose the price of each that is missing."""
        problem, price = self.problem, self._priced.bound.mentee.tolist()
        mentee = self._priced.choices.mentee[self._member]
        order = np.argsort(mentee, kind="stable")
        column = self._column[order]
        start = np.searchsorted(mentee[order], np.arange(problem.n_mentees + 1)).tolist()
        for i, demand in enumerate(problem.demand.tolist()):
            own = column[start[i] : start[i + 1]]
            if not price[i] or not demand:
                self._at_most(own, np.ones_like(own), demand, None)
                continue
            columns = own.tolist()
            if price[i] <= self._delta:
                columns.append(self._at_cost(demand, price[i]))
            if demand == 1:
                self._constraint().exactly_one.literals.extend(columns)
            else:
                self._row(columns, [1] * len(columns), (demand, demand), None)

    def _at_cost(self, most: int, cost: int) -> int:
        """Return a new variable from 0 to `most`, at a cost of each unit."""
        variable = self.new_count(most)
        self._extra.append((variable, cost))
        return variable

    def _minimise(self) -> None:
        objective = self._proto.objective
        busy = np.flatnonzero(self._cost)
        objective.vars.extend(busy.tolist() + [variable for variable, _ in self._extra])
        objective.coeffs.extend(self._cost[busy].tolist() + [cost for _, cost in self._extra])

    def lost(self, objective: int) -> int:
        """Return the loss at a value of the objective."""
        return objective + self._constant

    def _terms(self, pairs: Pairs, coefficients: ArrayLike = 1) -> tuple[Ints, Ints]:
        """Return the columns with any of the pairs, and the sums of the coefficients of theirs."""
        pair = np.asarray(pairs, np.int64)
        value = np.broadcast_to(np.asarray(coefficients, np.int64), pair.shape)
        column, which = self._of_pair.of(pair)
        columns, number = np.unique(column, return_inverse=True)
        sums = np.zeros(len(columns), np.int64)
        np.add.at(sums, number, value[which])
        busy = sums != 0
        return columns[busy], sums[busy]

    def hint(self, chosen: Ints) -> None:
        """Start the search from these pairs; sets without a variable are left out."""
        taken = np.zeros(self.problem.n_pairs, np.bool_)
        taken[chosen] = True
        pair = self._priced.choices.pair[self._member]
        load = np.bincount(self.problem.mentor[chosen], minlength=self.problem.n_mentors)
        size = np.diff(self._start)
        whole = np.bincount(self._column[taken[pair]], minlength=self.n_columns) == size
        whole &= (size == load[self._mentor]) | (size == 1)
        self._proto.clear_solution_hint()
        self._proto.solution_hint.vars.extend(range(self.n_columns))
        self._proto.solution_hint.values.extend(whole.astype(np.int64).tolist())

    def chosen(self, values: ArrayLike) -> Ints:
        """Return the pairs of the chosen sets, ascending."""
        columns = np.asarray(values)[: self.n_columns].astype(np.bool_)
        return np.sort(self._priced.choices.pair[self._member[columns[self._column]]])


class _Index:
    """The columns of each pair."""

    def __init__(self, pair: Ints, column: Ints, n_pairs: int) -> None:
        order = np.argsort(pair, kind="stable")
        self._column = column[order]
        self._start = np.concatenate(([0], np.cumsum(np.bincount(pair, minlength=n_pairs))))

    def of(self, pairs: Ints) -> tuple[Ints, Ints]:
        """Return the columns of some pairs, and for each column which of these pairs it has."""
        size = self._start[pairs + 1] - self._start[pairs]
        which = np.repeat(np.arange(len(pairs)), size)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(size) - size, size)
        return self._column[self._start[pairs][which] + offset], which
