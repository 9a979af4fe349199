"""`Priced`: a problem with a bound on every matching, and what each set, and each matching, loses against it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.columns.ascent import Ascent, Bound, Evaluator
from mentormatch.engine.columns.beside import Beside
from mentormatch.engine.columns.choices import Choices, limits_of
from mentormatch.engine.columns.sets import Sets, listed, losses
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.compiled import FAR
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices
from mentormatch.rules.pair_count import PairCountRecord

WHOLE = LIMIT // 2
"""A delta at which nothing is left out."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What does not depend on prices.

    Parameters
    ----------
    problem : Problem
    relaxed : NetworkAnswer
        The best answer without the rules that the network kernel does not accept.
    choices : Choices
    beside : Beside
    """

    problem: Problem
    relaxed: NetworkAnswer
    choices: Choices
    beside: Beside

    @classmethod
    def of(cls, problem: Problem, relaxed: NetworkAnswer, deadline: float = math.inf) -> Frame:
        """Return the frame of a problem.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        limits, positions = limits_of(problem)
        beside = Beside.of(problem, positions, deadline)
        return cls(problem, relaxed, Choices.of(problem, limits, beside.closed), beside)

    def climb(self, weight: Ints, start: Ints, unit: int, deadline: float) -> Bound:
        """Return a tight bound for some weights of pairs, by position, from some prices of mentees on.

        Raises
        ------
        NoSetError
            If some mentor may take no set at all.
        """
        rows = self.beside.rows[:, self.choices.pair].tocsr()
        whole = Evaluator(self.problem.demand, self.choices.menu, weight, rows, self.beside.most)
        first, _ = whole.at(start, np.zeros(len(self.beside.most), np.int64))
        return Ascent(whole, self.beside.pace(self.problem.n_mentees), first, unit).climb(deadline)

    def most_filled(self, deadline: float) -> int:
        """Return a bound on the number of pairs, whatever their score."""
        unit = SETTINGS.digits
        weight = np.full(self.choices.n_positions, unit, np.int64)
        start = np.minimum(self.relaxed.mentee_price // max(self.relaxed.bonus, 1), 1) * unit
        found = self.climb(weight, start, unit, deadline)
        return min(found.total // unit, len(self.relaxed.chosen))


@dataclass(frozen=True, eq=False)
class Priced:
    """A frame with a bound, and the losses of pairs.

    A pair weighs ``scale * (score + bonus)`` in the bound; the bonus is only as large as it has to be if no
    matching has more than `filled` pairs.

    Parameters
    ----------
    frame : Frame
    bonus, scale : int
    filled : int
        No matching has more pairs.
    bound : Bound
    loss : int64 array, shape (n_positions,)
        Least loss of a set with each pair; FAR above `known`.
    known : int
    """

    frame: Frame
    bonus: int
    scale: int
    filled: int
    bound: Bound
    loss: Ints
    known: int

    @classmethod
    def of(cls, frame: Frame, filled: int, deadline: float) -> Priced:
        """Return good prices for a bound on the number of pairs.

        Raises
        ------
        NoSetError
            If some mentor may take no set at all.
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        problem, full = frame.problem, frame.relaxed.bonus
        bonus = min(full, SETTINGS.lean_bonus * (problem.score_spread + 1))
        scale = _scale(problem, bonus)
        weight = scale * (problem.score[frame.choices.pair] + bonus)
        start = scale * np.maximum(frame.relaxed.mentee_price - (full - bonus), 0)
        unit = scale * (problem.score_spread + 1)
        bound = frame.climb(weight, start, unit, deadline)
        known = min(int(SETTINGS.reach * unit), WHOLE)
        return cls(frame, bonus, scale, filled, bound, losses(frame.choices, bound, known, deadline), known)

    @property
    def short(self) -> int:
        """The loss of each pair below `filled`, beyond that of its place."""
        return self.scale * (self.frame.relaxed.bonus - self.bonus)

    def weight(self, lost: int) -> int:
        """Return a bound on the sum of ``score + bonus``, with the kernel's bonus, of matchings that lose `lost`."""
        spare = (self.frame.relaxed.bonus - self.bonus) * self.filled
        return (self.bound.total - lost) // self.scale + spare

    def lost(self, chosen: Ints) -> int:
        """Return the loss of a matching."""
        worth = self.bonus * len(chosen) + int(self.frame.problem.score[chosen].sum())
        return self.bound.total - self.scale * worth + self.short * (self.filled - len(chosen))

    def reach(self, share: float) -> int:
        """Return a loss that some pairs do not exceed: so many times as many as may be chosen."""
        count = int(share * self.filled) + 10
        if count >= len(self.loss):
            return WHOLE
        found = int(np.partition(self.loss, count)[count])
        return WHOLE if found == FAR else max(found, 1)

    def sets(self, delta: int, deadline: float) -> tuple[Ints, Sets]:
        """Return the losses of pairs, known up to `delta`, and the sets that lose at most that.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        choices, loss = self.frame.choices, self.loss
        if delta > self.known:
            loss = losses(choices, self.bound, delta, deadline)
        return loss, listed(choices, self.bound, loss, delta, choices.unlimited)

    def within(self, lost: int) -> Ints:
        """Return the pairs that a matching with this loss may contain, ascending."""
        if lost > self.known:
            return np.arange(self.frame.problem.n_pairs)
        return np.sort(self.frame.choices.pair[self.loss <= lost])

    def prices(self) -> Prices | None:
        """Return the prices that prove the bound on the score; None where rows without prices of their own help."""
        problem, beside, row = self.frame.problem, self.frame.beside, self.bound.row
        priced = np.flatnonzero(row)
        rules = beside.rule[priced]
        if not all(isinstance(problem.records[position], PairCountRecord) for position in rules.tolist()):
            return None
        # A row for at least so many pairs has negative coefficients.
        sign = np.array([int(beside.rows[[k]].data[0]) for k in priced.tolist()], np.int64)
        total = np.zeros(len(problem.rules), np.int64)
        np.add.at(total, rules, sign * row[priced])
        return Prices(
            self.bound.mentee, np.zeros(problem.n_mentors, np.int64), filled=self.scale * self.bonus,
            scale=self.scale, rules=tuple((k, int(total[k])) for k in np.flatnonzero(total).tolist()), sets=True,
        )  # fmt: skip


def _scale(problem: Problem, bonus: int) -> int:
    """Return a power of two that keeps the digits of rounded prices, and the sums within int64."""
    size = max(int(np.abs(problem.score).max()), 1) if problem.n_pairs else 1
    most = problem.n_pairs + 1
    scale = 1
    while scale * size < SETTINGS.digits and 64 * scale * (size + bonus) * most < LIMIT:
        scale *= 2
    return scale
