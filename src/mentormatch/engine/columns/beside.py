"""The rows of rules that live in no single mentor, and what they charge pairs at given prices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.engine.cpsat.rows import RowModel
from mentormatch.engine.rules import engine_rules
from mentormatch.problem.problem import Problem

_LARGEST = 1000
"""Rows with larger coefficients get no price: a price of 1 would already charge their pairs too much."""


@dataclass(frozen=True, eq=False)
class Beside:
    """Rows ``rows @ chosen <= most`` that get prices, and the pairs that some rule closes.

    Parameters
    ----------
    rows : sparse int64 array, shape (n_rows, n_pairs)
    most : int64 array, shape (n_rows,)
    rule : int64 array, shape (n_rows,)
        Positions of their rules among those of the problem.
    positions : list of int
        Positions of all rules that live in no single mentor.
    closed : bool array, shape (n_pairs,)
    """

    rows: Any
    most: Ints
    rule: Ints
    positions: list[int]
    closed: Bools

    @classmethod
    def of(cls, problem: Problem, positions: list[int], deadline: float = math.inf) -> Beside:
        """Return the rows of the rules at some positions.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        model, rules, made = RowModel(problem, deadline), engine_rules(problem), [0]
        for position in positions:
            rules[position].build(model)
            made.append(model.n_rows)
        every = model.rows()
        size, extra = np.diff(every.pairs.indptr), np.diff(every.extras.indptr)
        large = np.zeros(len(size), np.bool_)
        large[np.repeat(np.arange(len(size)), size)[abs(every.pairs.data) > _LARGEST]] = True
        # A row over other variables would need their prices too.
        kept = np.flatnonzero((extra == 0) & (size > 0) & ~large)
        owner = np.repeat(np.array(positions, np.int64), np.diff(made))
        return cls(every.pairs[kept], every.most[kept], owner[kept], positions, every.closed)

    def pace(self, n_mentees: int) -> Floats:
        """Return how fast the price of each row moves, relative to that of a mentee; shape (n_rows,)."""
        size = np.diff(self.rows.indptr)
        return np.minimum(1.0, self.rows.shape[1] / max(n_mentees, 1) / np.maximum(size, 1))

    def charges(self, price: Ints) -> Ints:
        """Return what the rows charge each pair at some prices."""
        return np.asarray(self.rows.T @ price)
