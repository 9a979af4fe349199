"""Multipliers for the rows of the side rules, found by linear programming on a few columns at a time.

Linear programming, unlike the network kernel alone, accounts for how the rules cut the polytope of the
network. The program holds only pairs that lose little; the kernel prices all pairs with the multipliers
found, and pairs that turn out to matter are added (column generation). Floating point is safe: multipliers
are rounded to whole numbers, and any multipliers give a valid bound (see `mentormatch.engine.core.losses`).
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
from mentormatch.engine.core.losses import Losses, losses, scale_of
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.core.single_row import is_single, tightened_by_tangents
from mentormatch.engine.cpsat.rows import Rows
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem

_NO_ANSWER = 2
"""scipy's status of a program that contradicts itself."""


def tightened(problem: Problem, bonus: int, rows: Rows, n_filled: int, deadline: float) -> Losses:
    """Return losses with good multipliers for the rows, or with none if time or number range is too short.

    Parameters
    ----------
    bonus : int
        Added to the score of every pair.
    n_filled : int
        Pairs in the relaxation's answer.
    deadline : float
        Value of `time.monotonic` at which to stop.
    """
    scale = scale_of(problem, bonus, SETTINGS.multiplier_digits)
    if is_single(rows):
        single = tightened_by_tangents(problem, bonus, rows, scale, deadline)
        if single is not None:
            return single
    plain = best = losses(problem, bonus, rows, np.zeros(len(rows.most), np.int64), 1)
    count = int(SETTINGS.program_columns * n_filled) + 10
    columns = plain.within(count)
    for _ in range(SETTINGS.program_rounds if len(rows.most) else 0):
        program = _Program.of(problem, plain, rows, columns)
        found = program.solve(deadline)
        if found is None:
            break
        if found.multipliers is None:
            # These columns allow no answer: add more, until there are none left.
            count, before = 2 * count, columns
            columns = columns | plain.within(count)
        else:
            new = _tightest(problem, bonus, rows, found.multipliers, scale)
            if new is None:
                # Numbers too large to add up exactly: keep what is already proved.
                break
            best = min(best, new, key=_bound)
            missed = best.total / best.scale - found.value
            if missed <= SETTINGS.program_close * problem.score_spread:
                break
            before = columns
            columns = columns | new.within(count)
        if np.array_equal(before, columns):
            break
    return best


def _tightest(problem: Problem, bonus: int, rows: Rows, multipliers: Floats, scale: int) -> Losses | None:
    """Return the losses with the better bound, under the multipliers or with the largest ones capped.

    If the columns leave some unit unfillable, a multiplier grows to the value of that unit, and its effect on
    pairs outside the program worsens the bound more than all other multipliers improve it.
    """
    most = float(SETTINGS.multiplier_cap * problem.score_spread)
    tries = [multipliers, np.minimum(multipliers, most)] if multipliers.max() > most else [multipliers]
    found = []
    for own in tries:
        # Clipped so that the cast is defined; numbers of that size are refused later.
        whole = np.rint(np.minimum(scale * own, LIMIT)).astype(np.int64)
        with suppress(ProblemError):
            found.append(losses(problem, bonus, rows, whole, scale))
    return min(found, key=_bound, default=None)


def _bound(losses: Losses) -> Fraction:
    return Fraction(losses.total, losses.scale)


@dataclass(frozen=True, eq=False)
class _Found:
    """Value and multipliers of a program; no multipliers if it has no answer."""

    value: float
    multipliers: Floats | None


@dataclass(frozen=True, eq=False)
class _Program:
    """The linear program over some columns; its costs are the losses under the relaxation's prices."""

    cost: Floats
    unit: float
    constant: int
    loads: Any
    rows: Any
    used: Bools
    most: Ints
    lowest: Ints
    highest: Ints
    units: Ints

    @classmethod
    def of(cls, problem: Problem, plain: Losses, rows: Rows, columns: Bools) -> _Program:
        """Return the program: pairs, then unfilled units of mentees and mentors, then extra variables."""
        required = required_pairs(problem)
        inside = columns & ~rows.closed
        inside[required] = True
        kept = np.flatnonzero(inside)
        n, persons, extras = len(kept), problem.n_mentees + problem.n_mentors, len(rows.highest)
        who = np.concatenate((problem.mentee[kept], problem.n_mentees + problem.mentor[kept]))
        incidence = sparse.csr_array((np.ones(2 * n), (who, np.tile(np.arange(n), 2))), shape=(persons, n))
        own = rows.pairs[:, kept]
        # A row without any of its pairs has no effect, unless it has a lower limit.
        used = (np.diff(own.indptr) > 0) | (np.diff(rows.pairs.indptr) == 0) | (rows.most < 0)
        cost = np.concatenate((plain.direct[kept], plain.mentee, plain.mentor, np.zeros(extras))).astype(
            float
        )
        busy = np.abs(cost[cost != 0])
        lowest = np.zeros(len(cost), np.int64)
        lowest[np.searchsorted(kept, required)] = 1
        units = np.concatenate((problem.demand, problem.capacity))
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
            units=units,
        )

    def solve(self, deadline: float) -> _Found | None:
        """Return value and multipliers; None if time ran out or the solver failed."""
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
            "b_eq": self.units,
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
