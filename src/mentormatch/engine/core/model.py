"""The model of a core: the matchings that lose at most delta, with the loss as the objective."""

from __future__ import annotations

import math

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.core.losses import FORBIDDEN, Losses
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.rules import add_rules
from mentormatch.problem.problem import Problem


class CoreModel(PairModel):
    """A model of the matchings that lose at most `delta`, with the loss as its objective.

    Parameters
    ----------
    deadline : float
        As for `PairModel`.
    """

    def __init__(self, problem: Problem, losses: Losses, delta: int, deadline: float = math.inf) -> None:
        self._losses, self._delta = losses, delta
        self._costs: list[tuple[int, int]] = []
        kept = np.flatnonzero(losses.pair <= delta)
        super().__init__(problem, kept, deadline)
        for variable in np.flatnonzero(losses.pair[kept] < -delta).tolist():
            # This pair must be chosen.
            self._row([variable], [1], (1, 1), None)
        self._minimise(losses.direct[kept])
        add_rules(self)

    @property
    def offset(self) -> int:
        """The loss less the objective."""
        capacity = np.where(self._losses.mentor >= 0, self.problem.capacity, self._losses.least)
        return self._losses.total - self._losses.worth(self.problem, capacity)

    def _load(self, person: int, variables: Ints, most: int, *, mentee: bool) -> None:
        """Fill a person's demand or capacity, or charge its price."""
        price = int((self._losses.mentee if mentee else self._losses.mentor)[person])
        if price > 0:
            self._filled(variables, most, price)
            return
        if len(variables) > most:
            self._at_most(variables, np.ones_like(variables), most, None)
        if price < 0:
            self._not_above(variables, int(self._losses.least[person]), -price)

    def _filled(self, variables: Ints, units: int, price: int) -> None:
        """Fill all units, or lose the price of each unfilled one."""
        columns = variables.tolist()
        if price <= self._delta:
            columns.append(self.new_literal() if units == 1 else self.new_count(units))
            self._costs.append((columns[-1], price))
        if units == 1:
            self._constraint().exactly_one.literals.extend(columns)
        else:
            self._row(columns, [1] * len(columns), (units, units), None)

    def _not_above(self, variables: Ints, least: int, price: int) -> None:
        """Stay at the minimum load, or lose the price of each mentee above it."""
        if price > self._delta:
            self._at_most(variables, np.ones_like(variables), least, None)
            return
        above = self.new_count(len(variables))
        self._costs.append((above, price))
        self._row([*variables.tolist(), above], [1] * len(variables) + [-1], (-FORBIDDEN, least), None)

    def _minimise(self, cost: Ints) -> None:
        objective = self._proto.objective
        busy = np.flatnonzero(cost)
        objective.vars.extend(busy.tolist() + [variable for variable, _ in self._costs])
        objective.coeffs.extend(cost[busy].tolist() + [price for _, price in self._costs])
