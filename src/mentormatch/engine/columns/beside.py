"""The counts of pairs that no single mentor can keep, as rows, and what they charge pairs at given prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.problem.problem import Problem
from mentormatch.rules.pair_count import PairCountRecord


@dataclass(frozen=True, eq=False)
class Beside:
    """Rows ``rows @ chosen <= most``: pairs count 1 in each row for at most so many, -1 for at least so many.

    Parameters
    ----------
    rows : sparse int64 array, shape (n_rows, n_pairs)
    most : int64 array, shape (n_rows,)
    rule : int64 array, shape (n_rows,)
        Positions of their rules among those of the problem.
    """

    rows: Any
    most: Ints
    rule: Ints

    @classmethod
    def of(cls, problem: Problem, positions: list[int]) -> Beside:
        """Return the rows of the `PairCount` rules at some positions."""
        found = []
        for position in positions:
            record = problem.records[position]
            if isinstance(record, PairCountRecord):
                # More than all its pairs is as impossible as one more than all of them, and fits into int64.
                least = min(record.at_least, len(record.pairs) + 1)
                found += [(record.pairs, -1, -least, position)] if least else []
                found += [(record.pairs, 1, record.at_most, position)] if record.limited else []
        nothing = np.zeros(0, np.int64)
        start = np.concatenate(([0], np.cumsum([len(pairs) for pairs, *_ in found]))).astype(np.int64)
        pairs = np.concatenate((nothing, *(pairs for pairs, *_ in found)))
        sign = np.concatenate((nothing, *(np.full(len(pairs), sign) for pairs, sign, *_ in found)))
        rows = sparse.csr_array((sign, pairs, start), shape=(len(found), problem.n_pairs))
        return cls(
            rows, np.array([row[2] for row in found], np.int64), np.array([row[3] for row in found], np.int64)
        )

    def within(self, pairs: Ints, taken: Bools) -> Beside:
        """Return the rows over some pairs, less those of the others that are taken."""
        outside = taken.astype(np.int64)
        outside[pairs] = 0
        return Beside(self.rows[:, pairs], self.most - self.rows @ outside, self.rule)

    def pace(self, n_mentees: int) -> Floats:
        """Return how fast the price of each row moves, relative to that of a mentee; shape (n_rows,)."""
        size = np.diff(self.rows.indptr)
        return np.asarray(np.minimum(1.0, self.rows.shape[1] / max(n_mentees, 1) / np.maximum(size, 1)))

    def charges(self, price: Ints) -> Ints:
        """Return what the rows charge each pair at some prices."""
        return np.asarray(self.rows.T @ price)

    def net(self, price: Ints) -> tuple[tuple[int, int], ...]:
        """Return (position, price) of the rules: below 0 where they ask for at least so many pairs."""
        total: dict[int, int] = {}
        for position, most, own in zip(self.rule.tolist(), self.most.tolist(), price.tolist(), strict=True):
            total[position] = total.get(position, 0) + (own if most >= 0 else -own)
        return tuple(sorted((position, own) for position, own in total.items() if own))
