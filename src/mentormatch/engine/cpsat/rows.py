"""The linear rows of the rules, as sparse arrays for linear programming.

The rules that fill a CP-SAT model also fill these arrays, so each is written once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import look
from mentormatch.engine.network.requirements import forbidden_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Pairs, Terms
from mentormatch.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows ``pairs @ chosen + extras @ values <= most`` that every matching under the rules keeps.

    Parameters
    ----------
    pairs : sparse int64 array, shape (n_rows, n_pairs)
    extras : sparse int64 array, shape (n_rows, n_extras)
        Coefficients of other variables, whole numbers from 0 to `highest`.
    most : int64 array, shape (n_rows,)
    highest : int64 array, shape (n_extras,)
    closed : bool array, shape (n_pairs,)
        Pairs that no matching under the rules contains.
    """

    pairs: Any
    extras: Any
    most: Ints
    highest: Ints
    closed: Bools


def rows_of(problem: Problem, deadline: float = math.inf) -> Rows:
    """Return the linear rows of the rules that the network kernel does not accept, and all closed pairs.

    Raises
    ------
    OutOfTimeError
        If the deadline, a value of `time.monotonic`, passes before they are built.
    """
    model = RowModel(problem, deadline)
    model.at_most(forbidden_pairs(problem), 0)
    for rule in engine_rules(problem):
        if not rule.in_network:
            rule.build(model)
    return model.rows()


class RowModel:
    """Accepts what a rule adds (see `PairModel`) and keeps the linear part of it.

    Rows that only hold under a literal are left out: the rest is a relaxation.

    Parameters
    ----------
    deadline : float
        As for `PairModel`.
    """

    def __init__(self, problem: Problem, deadline: float = math.inf) -> None:
        self.problem, self.deadline = problem, deadline
        self._closed = np.zeros(problem.n_pairs, np.bool_)
        self._highest: list[int] = []
        self._pairs, self._extras = _Blocks(), _Blocks()
        self._most: list[Ints] = []

    def new_literal(self) -> int:
        """Return a new variable that is 0 or 1."""
        return self.new_count(1)

    def new_count(self, most: int) -> int:
        """Return a new variable, a whole number from 0 to `most`."""
        self._highest.append(most)
        return len(self._highest) - 1

    def at_most(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Choose at most `bound` of the pairs."""
        if literal is None and bound == 0:
            self._closed[np.asarray(pairs, np.int64)] = True
        elif len(pairs) > bound:
            self.linear(pairs, 1, high=bound, literal=literal)

    def at_least(self, pairs: Pairs, bound: int, literal: int | None = None) -> None:
        """Choose at least `bound` of the pairs."""
        if bound > 0:
            self.linear(pairs, 1, low=min(bound, len(pairs) + 1), literal=literal)

    def imply(self, pairs: Pairs, consequence: int, literal: int | None = None) -> None:
        """Make a variable true if any of the pairs is chosen: one row per pair is stronger than their sum."""
        if literal is None:
            one = np.ones(len(pairs), np.int64)
            self._pairs.add(np.asarray(pairs, np.int64), one, one)
            self._extras.add(consequence * one, -one, one)
            self._most.append(0 * one)

    def linear(
        self,
        pairs: Pairs,
        coefficients: ArrayLike,
        *,
        low: int | None = None,
        high: int | None = None,
        terms: Terms = (),
        literal: int | None = None,
        name: str = "",  # noqa: ARG002  (as in `PairModel.linear`)
    ) -> None:
        """Keep a weighted sum within bounds; see `PairModel.linear`."""
        if literal is not None:
            return
        look(self.deadline)
        index = np.asarray(pairs, np.int64)
        values = np.asarray(coefficients, np.int64)
        if not values.ndim:
            values = np.full(len(index), values)
        extra, factors = np.array(terms, np.int64).reshape(-1, 2).T
        for sign, bound in ((1, high), (-1, low)):
            if bound is not None:
                self._pairs.add(index, sign * values, [len(index)])
                self._extras.add(extra, sign * factors, [len(extra)])
                self._most.append(np.array([sign * bound]))

    def rows(self) -> Rows:
        """Return all rows so far as arrays."""
        return Rows(
            self._pairs.matrix(self.problem.n_pairs),
            self._extras.matrix(len(self._highest)),
            _joined(self._most),
            np.array(self._highest, np.int64),
            self._closed,
        )


class _Blocks:
    """A sparse matrix that grows by blocks of rows."""

    def __init__(self) -> None:
        self.columns: list[Ints] = []
        self.values: list[Ints] = []
        self.lengths: list[ArrayLike] = []

    def add(self, columns: Ints, values: Ints, lengths: ArrayLike) -> None:
        self.columns.append(columns)
        self.values.append(values)
        self.lengths.append(lengths)

    def matrix(self, width: int) -> Any:
        lengths = _joined([np.asarray(own, np.int64) for own in self.lengths])
        start = np.concatenate(([0], np.cumsum(lengths)))
        entries = (_joined(self.values), _joined(self.columns), start)
        return sparse.csr_array(entries, shape=(len(lengths), width))


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)
