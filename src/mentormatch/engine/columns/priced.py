"""`Priced`: a problem with a bound on every matching, and what sets and matchings lose against it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.columns.ascent import Ascent, Bound, Evaluator
from mentormatch.engine.columns.beside import Beside
from mentormatch.engine.columns.choices import Choices, limits_of
from mentormatch.engine.columns.sets import Sets, listed, losses
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.compiled import FAR
from mentormatch.engine.core.losses import scale_of
from mentormatch.engine.core.parts import Part
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices

WHOLE = LIMIT // 2
"""A delta at which nothing is left out."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What does not depend on prices.

    Parameters
    ----------
    relaxed : NetworkAnswer
        The best answer without the rules that the network kernel does not accept.
    """

    problem: Problem
    relaxed: NetworkAnswer
    choices: Choices
    beside: Beside

    @classmethod
    def of(cls, problem: Problem, relaxed: NetworkAnswer) -> Frame:
        """Return the frame of a problem whose rules are all by sets, or count pairs."""
        limits, positions = limits_of(problem)
        return cls(problem, relaxed, Choices.of(problem, limits), Beside.of(problem, positions))

    def evaluator(self, weight: Ints) -> Evaluator:
        """Return the bound as a function of prices, for some weights of pairs."""
        rows, own = self.beside.rows[:, self.choices.pair].tocsr(), weight[self.choices.pair]
        return Evaluator(self.problem.demand, self.choices.menu, own, rows, self.beside.most)

    def climb(self, weight: Ints, start: Ints, unit: int, deadline: float) -> Bound:
        """Return a tight bound for some weights of pairs, from some prices of mentees on.

        Raises
        ------
        NoSetError
            If some mentor may take no set at all.
        """
        whole = self.evaluator(weight)
        first, _ = whole.at(start, np.zeros(len(self.beside.most), np.int64))
        return Ascent(whole, self.beside.pace(self.problem.n_mentees), first, unit).climb(deadline)


@dataclass(frozen=True, eq=False)
class Priced:
    """A frame with a bound, and the losses of pairs.

    A pair weighs ``scale * (score + bonus)`` in the bound, or `scale` if only pairs are counted. The bonus is
    only as large as it has to be if no matching has more than `filled` pairs.

    Parameters
    ----------
    filled : int
        No matching has more pairs.
    short : int
        The loss of each pair below `filled`, beyond that of its place.
    loss : int64 array, shape (n_positions,)
        Least loss of a set with each pair; FAR above `known`.
    counted : bool
        Whether pairs are counted, whatever their score.
    """

    frame: Frame
    bonus: int
    scale: int
    filled: int
    short: int
    bound: Bound
    loss: Ints
    known: int
    counted: bool = False

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
        scale = scale_of(problem, bonus, SETTINGS.digits)
        weight = scale * (problem.score + bonus)
        start = scale * np.maximum(frame.relaxed.mentee_price - (full - bonus), 0)
        unit = scale * (problem.score_spread + 1)
        bound = frame.climb(weight, start, unit, deadline)
        known = min(int(SETTINGS.reach * unit), WHOLE)
        loss = losses(frame.choices, bound, known, deadline)
        return cls(frame, bonus, scale, filled, scale * (full - bonus), bound, loss, known)

    def part(self, part: Part, taken: Bools, deadline: float) -> Priced:
        """Return the same prices for a part, where pairs outside it stay; losses up to that of its own pairs.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        whole, problem, own = self.frame, part.problem, taken[part.pairs]
        choices = Choices.of(problem, limits_of(problem)[0])
        frame = Frame(problem, whole.relaxed, choices, whole.beside.within(part.pairs, taken))
        price = self.bound.mentee[np.unique(whole.problem.mentee[part.pairs])]
        bound, _ = frame.evaluator(self.scale * (problem.score + self.bonus)).at(price, self.bound.row)
        filled = self.filled - int(taken.sum()) + int(own.sum())
        found = replace(self, frame=frame, filled=filled, short=0, bound=bound)
        known = found.lost(np.flatnonzero(own))
        return replace(found, loss=losses(choices, bound, known, deadline), known=known)

    def dearer(self, raised: float, deadline: float) -> Priced:
        """Return the same with so many times the prices of rows.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        row = np.rint(raised * self.bound.row).astype(np.int64)
        weight = self.scale * (self.frame.problem.score + self.bonus)
        bound, _ = self.frame.evaluator(weight).at(self.bound.mentee, row)
        return replace(self, bound=bound, loss=losses(self.frame.choices, bound, self.known, deadline))

    @classmethod
    def counting(cls, frame: Frame, deadline: float) -> Priced:
        """Return prices that bound the number of pairs, and the losses of matchings with so many.

        Raises
        ------
        NoSetError, OutOfTimeError
            As for `of`.
        """
        unit = SETTINGS.digits
        weight = np.full(frame.problem.n_pairs, unit, np.int64)
        start = np.minimum(frame.relaxed.mentee_price // max(frame.relaxed.bonus, 1), 1) * unit
        bound = frame.climb(weight, start, unit, deadline)
        filled = min(bound.total // unit, len(frame.relaxed.chosen))
        loss = losses(frame.choices, bound, known := bound.total - unit * filled, deadline)
        return cls(frame, 1, unit, filled, WHOLE, bound, loss, known, counted=True)

    def with_fewer(self) -> Priced:
        """Return the same for matchings with one pair less, where pairs are counted."""
        filled = self.filled - 1
        known = self.bound.total - self.scale * filled
        loss = losses(self.frame.choices, self.bound, known, math.inf)
        return replace(self, filled=filled, loss=loss, known=known)

    def weight(self, lost: int) -> int:
        """Return a bound on the sum of scores and the kernel's bonus for matchings that lose `lost`."""
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

        Where pairs are counted, most sets lose nothing, and none is listed.

        Raises
        ------
        OutOfTimeError
            If the deadline, a value of `time.monotonic`, passes before.
        """
        choices, loss = self.frame.choices, self.loss
        if delta > self.known:
            loss = losses(choices, self.bound, delta, deadline)
        crowded = np.ones_like(choices.unlimited) if self.counted else choices.unlimited
        return loss, listed(choices, self.bound, loss, delta, crowded)

    def within(self, lost: int) -> Ints:
        """Return the pairs that a matching with this loss may contain, ascending."""
        if lost > self.known:
            return np.arange(self.frame.problem.n_pairs)
        return np.sort(self.frame.choices.pair[self.loss <= lost])

    def by_pair(self) -> Ints:
        """Return the losses by pair; FAR for those in no set."""
        loss = np.full(self.frame.problem.n_pairs, FAR)
        loss[self.frame.choices.pair] = self.loss
        return loss

    def prices(self) -> Prices:
        """Return the prices that prove the bound on the score; on the number of pairs if they are counted."""
        return Prices(
            self.bound.mentee, np.zeros(self.frame.problem.n_mentors, np.int64),
            filled=0 if self.counted else self.scale * self.bonus, scale=self.scale,
            rules=self.frame.beside.net(self.bound.row), sets=True,
        )  # fmt: skip
