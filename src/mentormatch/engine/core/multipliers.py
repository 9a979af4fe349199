"""Multipliers for the rows of the side rules, found by linear programming on a few columns at a time.

Linear programming sees how the rules cut into the network's polytope; the network kernel alone does not. The
program holds only pairs that lose little; the kernel prices all pairs with the multipliers found, and pairs
that turn out to matter join the program (column generation). Floating point does no harm: multipliers are
rounded to whole numbers, and any multipliers give a right bound (see `mentormatch.engine.core.losses`).
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.engine.core.losses import Losses, losses
from mentormatch.engine.core.single_row import is_single, tightened_by_tangents
from mentormatch.engine.cpsat.rows import Rows
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem

_ROUNDS = 8
_FINE = 2**20
"""Scores smaller than this are scaled up to it, so that rounded multipliers keep their digits."""
_SHARE = 2.5
"""Columns of the first program, for each pair of the relaxation's answer."""
_NO_ANSWER = 2
"""scipy's status of a program that contradicts itself."""
_CUT = 0.25
"""Larger multipliers than this share of the scores' range are tried cut down to it."""
_CLOSE = 1e-3
"""Rounds end when the bound misses what the program promises by this share of the scores' range."""


def tightened(problem: Problem, bonus: int, rows: Rows, n_filled: int, deadline: float) -> Losses:
    """Return losses with good multipliers for the rows, or with none where time or numbers do not allow.

    Parameters
    ----------
    problem : Problem
    bonus : int
        What a pair weighs on top of its score.
    rows : Rows
    n_filled : int
        Pairs in the relaxation's answer.
    deadline : float
        Value of `time.monotonic` at which to stop.
    """
    scale = _scale(problem, bonus)
    if is_single(rows):
        single = tightened_by_tangents(problem, bonus, rows, scale, deadline)
        if single is not None:
            return single
    plain = best = losses(problem, bonus, rows, np.zeros(len(rows.most), np.int64), 1)
    count = int(_SHARE * n_filled) + 10
    columns = plain.within(count)
    for _ in range(_ROUNDS if len(rows.most) else 0):
        program = _Program.of(problem, plain, rows, columns)
        found = program.solve(deadline)
        if found is None:
            break
        if found.multipliers is None:
            # Columns that allow no answer: take more of them, until there are no more.
            count, before = 2 * count, columns
            columns = columns | plain.within(count)
        else:
            new = _tightest(problem, bonus, rows, found.multipliers, scale)
            if new is None:
                # Numbers too large to add up exactly: what is proved already stands.
                break
            best = min(best, new, key=_bound)
            missed = best.total / best.scale - found.value
            if missed <= _CLOSE * problem.score_spread:
                break
            before = columns
            columns = columns | new.within(count)
        if np.array_equal(before, columns):
            break
    return best


def _tightest(problem: Problem, bonus: int, rows: Rows, multipliers: Floats, scale: int) -> Losses | None:
    """Return the losses that bound best, under the multipliers or with the largest of them cut off.

    Where the columns let nobody fill some place, a multiplier grows to what the place is worth, and what it
    does to pairs outside costs the bound more than all others win.
    """
    most = float(_CUT * problem.score_spread)
    tries = [multipliers, np.minimum(multipliers, most)] if multipliers.max() > most else [multipliers]
    found = []
    for own in tries:
        # Clipped, so that the cast is defined; numbers of that size are refused.
        whole = np.rint(np.minimum(scale * own, LIMIT)).astype(np.int64)
        with suppress(ProblemError):
            found.append(losses(problem, bonus, rows, whole, scale))
    return min(found, key=_bound, default=None)


def _bound(losses: Losses) -> Fraction:
    return Fraction(losses.total, losses.scale)


def _scale(problem: Problem, bonus: int) -> int:
    """Return a power of two that leaves rounded multipliers their digits and sums their room."""
    size = max(int(np.abs(problem.score).max()), 1) if problem.n_pairs else 1
    most = problem.n_pairs + 1
    scale = 1
    while scale * size < _FINE and 64 * scale * (size + bonus) * most < LIMIT:
        scale *= 2
    return scale


@dataclass(frozen=True, eq=False)
class _Found:
    """Value and multipliers of a program; no multipliers where it has no answer."""

    value: float
    multipliers: Floats | None


@dataclass(frozen=True, eq=False)
class _Program:
    """The linear program over some columns, its costs the losses under the relaxation's prices."""

    cost: Floats
    unit: float
    constant: int
    loads: Any
    rows: Any
    used: Bools
    most: Ints
    lowest: Ints
    highest: Ints
    places: Ints

    @classmethod
    def of(cls, problem: Problem, plain: Losses, rows: Rows, columns: Bools) -> _Program:
        """Return the program: pairs, then unfilled places of mentees and mentors, then further variables."""
        required = required_pairs(problem)
        inside = columns & ~rows.closed
        inside[required] = True
        kept = np.flatnonzero(inside)
        n, persons, extras = len(kept), problem.n_mentees + problem.n_mentors, len(rows.highest)
        who = np.concatenate((problem.mentee[kept], problem.n_mentees + problem.mentor[kept]))
        incidence = sparse.csr_array((np.ones(2 * n), (who, np.tile(np.arange(n), 2))), shape=(persons, n))
        own = rows.pairs[:, kept]
        # A row that has lost all its pairs says nothing, unless it demands something.
        used = (np.diff(own.indptr) > 0) | (np.diff(rows.pairs.indptr) == 0) | (rows.most < 0)
        cost = np.concatenate((plain.direct[kept], plain.mentee, plain.mentor, np.zeros(extras))).astype(
            float
        )
        busy = np.abs(cost[cost != 0])
        lowest = np.zeros(len(cost), np.int64)
        lowest[np.searchsorted(kept, required)] = 1
        places = np.concatenate((problem.demand, problem.capacity))
        spare = np.concatenate((problem.demand, problem.capacity - plain.least))
        return cls(
            cost=cost,
            unit=float(np.median(busy)) if len(busy) else 1.0,
            constant=plain.worth(problem, problem.capacity),
            loads=sparse.hstack([incidence, sparse.eye_array(persons), _zeros(persons, extras)]).tocsr(),
            rows=sparse.hstack([own[used], _zeros(int(used.sum()), persons), rows.extras[used]]).tocsr(),
            used=used,
            most=rows.most[used],
            lowest=lowest,
            highest=np.concatenate((np.ones(n, np.int64), spare, rows.highest)),
            places=places,
        )

    def solve(self, deadline: float) -> _Found | None:
        """Return value and multipliers; None where time ran out or the solver gave up."""
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        if not len(self.cost):
            return _Found(-np.inf, None)  # nobody there: nothing to weigh up
        program: dict[str, Any] = {
            "c": self.cost / self.unit,
            "A_ub": self.rows.astype(float),
            "b_ub": self.most,
            "A_eq": self.loads,
            "b_eq": self.places,
            "bounds": np.column_stack((self.lowest, self.highest)),
        }
        result: Any = linprog(**program, method="highs-ds", options={"time_limit": left})
        if result.status == _NO_ANSWER:
            return _Found(-np.inf, None)
        if result.status != 0:
            return None
        multipliers = np.zeros(len(self.used))
        multipliers[self.used] = np.maximum(-result.ineqlin.marginals, 0) * self.unit
        return _Found(self.constant - result.fun * self.unit, multipliers)


def _zeros(height: int, width: int) -> Any:
    return sparse.csr_array((height, width))
