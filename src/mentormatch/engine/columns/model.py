"""The model of the matchings that lose at most delta: one set for each mentor, with the loss as objective."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.columns.priced import Priced
from mentormatch.engine.cpsat.model import RowsOfPairs, add_booleans
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Pairs
from mentormatch.rules.pair_count import PairCountRecord


class ColumnModel(RowsOfPairs):
    """A model of the matchings that lose at most `delta`, with the loss as its objective.

    A variable stands for a set of mentees of a mentor; for a single pair where nothing but the capacity
    limits a mentor's sets, or where they are too many to list.

    Parameters
    ----------
    deadline : float
        As for `RowsOfPairs`.
    """

    def __init__(self, priced: Priced, delta: int, deadline: float = math.inf) -> None:
        super().__init__(priced.frame.problem, deadline)
        self._priced, self._delta = priced, delta
        beside, choices = priced.frame.beside, priced.frame.choices
        loss, sets = priced.sets(delta, deadline)
        mentor = np.repeat(np.arange(choices.n_mentors), np.diff(choices.start))
        single = np.flatnonzero((loss <= delta) & sets.crowded[mentor])
        # All columns, one after the other: their pairs, and where each ends.
        self._member = np.concatenate((sets.member, single))
        size = np.concatenate((np.diff(sets.start), np.ones(len(single), np.int64)))
        self.n_columns = len(size)
        self._single = np.arange(self.n_columns) >= len(sets)
        self._column = np.repeat(np.arange(self.n_columns), size)
        self._start = np.concatenate(([0], np.cumsum(size)))
        self._mentor = mentor[self._member[self._start[:-1]]]
        self._of_pair = _Index(choices.pair[self._member], self._column, self.problem.n_pairs)
        add_booleans(self._proto, self.n_columns, deadline)
        self._cost = np.concatenate((sets.loss, np.zeros(len(single), np.int64)))
        self._extra: list[tuple[int, int]] = []
        self._constant = int(beside.most @ priced.bound.row)
        charged = beside.charges(priced.bound.row)[choices.pair[self._member]]
        np.subtract.at(self._cost, self._column, charged)
        self._choose_sets(sets.crowded)
        self._fill_mentees()
        if priced.frame.relaxed.bonus:
            self._reach(size)
        # Where sets are too many to list, the rules have to keep them in order.
        crowded = bool((sets.crowded & ~choices.unlimited)[self._mentor].any())
        for rule, record in zip(engine_rules(self.problem), self.problem.records, strict=True):
            if crowded or isinstance(record, PairCountRecord):
                rule.build(self)
        self._minimise()

    def _choose_sets(self, crowded: Bools) -> None:
        """Choose one set for each mentor, or pairs up to the capacity."""
        choices, bound = self._priced.frame.choices, self._priced.bound
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
        choices = self._priced.frame.choices
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
        mentee = self._priced.frame.choices.mentee[self._member]
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

    def _reach(self, size: Ints) -> None:
        """Choose as many pairs as any matching has, or lose for each that is missing."""
        filled, short = self._priced.filled, self._priced.short
        columns, sizes = list(range(self.n_columns)), size.tolist()
        if short <= self._delta:
            columns.append(self._at_cost(filled, short))
            sizes.append(1)
        self._row(columns, sizes, (filled, filled), None)

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

    def leave_out(self, chosen: Ints, most: int) -> None:
        """Allow any matching but this one that loses at most as much."""
        own = self._whole(chosen)
        literals = (-np.flatnonzero(own) - 1).tolist()
        if len(chosen) < self._priced.filled or not self._priced.frame.relaxed.bonus:
            literals += np.flatnonzero(~own).tolist()
        self._constraint().bool_or.literals.extend(literals)
        self.lose(most)

    def lose(self, most: int) -> None:
        """Allow no matching that loses more."""
        self._proto.objective.domain.extend([-(2**62), most - self._constant])

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

    def maximise(self, weights: Ints) -> None:
        """Set the objective: the total weight of the chosen pairs; `weights` has one entry per pair."""
        self._proto.clear_objective()
        total = np.zeros(self.n_columns, np.int64)
        np.add.at(total, self._column, weights[self._priced.frame.choices.pair[self._member]])
        self._proto.objective.vars.extend(range(self.n_columns))
        self._proto.objective.coeffs.extend((-total).tolist())
        self._proto.objective.scaling_factor = -1.0

    def hint(self, chosen: Ints) -> None:
        """Start the search from these pairs; sets without a variable are left out."""
        self._proto.clear_solution_hint()
        self._proto.solution_hint.vars.extend(range(self.n_columns))
        self._proto.solution_hint.values.extend(self._whole(chosen).astype(np.int64).tolist())

    def _whole(self, chosen: Ints) -> Bools:
        """Return which columns a matching consists of."""
        taken = np.zeros(self.problem.n_pairs, np.bool_)
        taken[chosen] = True
        pair = self._priced.frame.choices.pair[self._member]
        load = np.bincount(self.problem.mentor[chosen], minlength=self.problem.n_mentors)
        size = np.diff(self._start)
        whole = np.bincount(self._column[taken[pair]], minlength=self.n_columns) == size
        return np.asarray(whole & ((size == load[self._mentor]) | self._single))

    def chosen(self, values: ArrayLike) -> Ints:
        """Return the pairs of the chosen sets, ascending."""
        columns = np.asarray(values)[: self.n_columns].astype(np.bool_)
        return np.sort(self._priced.frame.choices.pair[self._member[columns[self._column]]])


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
