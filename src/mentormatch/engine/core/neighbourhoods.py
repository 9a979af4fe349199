"""Better answers to problems too large to solve as a whole: CP-SAT rematches one neighbourhood after another.

A neighbourhood is a few hundred mentees who may meet the same mentors; all others stay as they are
(`mentormatch.engine.core.parts`). Mentees who lose most against the bound come first. When all have had their
turn, neighbourhoods may grow: a mentee without a mentor may need more moves than fit into a small one. The
answer never gets worse, and the bound does not change (large neighbourhood search; Shaw 1998).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.core.losses import FORBIDDEN
from mentormatch.engine.core.parts import Part, part_of
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.cpsat.run import Run
from mentormatch.problem.problem import Problem

SolvePart = Callable[[Part, Bools, float], Run]
"""Looks for a better answer of a part, given which pairs of the whole are chosen, until a deadline."""


class Neighbourhoods:
    """The search through the neighbourhoods of one problem.

    Parameters
    ----------
    bonus : int
        Added to the score of every pair.
    loss : int64 array, shape (n_pairs,)
        Losses of pairs: pairs that lose least may be chosen, mentees who lose most come first.
    price : int64 array, shape (n_mentees,)
        The loss of an unfilled unit of demand.
    chosen : int64 array
        An answer that keeps every rule.
    core : float
        Size of the selection of pairs that may be chosen, in pairs per pair of the answer.
    growth : int
        Factor from the size of one pass over the neighbourhoods to that of the next.
    """

    def __init__(
        self,
        problem: Problem,
        bonus: int,
        loss: Ints,
        price: Ints,
        chosen: Ints,
        solve: SolvePart,
        *,
        core: float = SETTINGS.neighbourhood_pairs,
        growth: int = 1,
    ) -> None:
        self.problem, self.solve = problem, solve
        self.size, self.growth = SETTINGS.neighbourhood, growth
        self.bonus, self.loss, self.price = bonus, loss, price
        self.taken = np.zeros(problem.n_pairs, np.bool_)
        self.taken[chosen] = True
        count = min(int(core * len(chosen)), len(loss) - 1)
        near = (loss <= max(int(np.partition(loss, count)[count]), 1)) & (loss < FORBIDDEN)
        self.near = np.flatnonzero(near | self.taken)
        self.due = np.ones(problem.n_mentees, np.bool_)

    def search(
        self, deadline: float, better: Callable[[Ints], None], enough: Callable[[], bool] = lambda: False
    ) -> bool:
        """Rematch every neighbourhood that loses something; return whether Ctrl-C was pressed.

        Parameters
        ----------
        deadline : float
            Value of `time.monotonic` at which to stop.
        better : callable
            Called with every better answer.
        enough : callable
            Asked after each pass whether the search may end.
        """
        won, seconds = False, SETTINGS.neighbourhood_seconds
        while time.monotonic() < deadline:
            lost = np.where(self.due, self._lost(), 0)
            if not lost.any():
                if not (won or self._may_grow()) or enough():
                    return False
                won, self.due = False, np.ones_like(self.due)
                self.size, seconds = self.growth * self.size, self.growth * seconds
                continue
            free = self._around(int(np.argmax(lost)))
            self.due[free] = False
            part = part_of(self.problem, self.taken, self.near, free)
            until = min(deadline, time.monotonic() + seconds)
            found, interrupted = self._solved(part, until)
            if found is not None and self._weight(found) > self._weight(part.pairs[self.taken[part.pairs]]):
                self.taken[part.pairs] = False
                self.taken[found] = True
                won = True
                better(np.flatnonzero(self.taken))
            if interrupted:
                return True
        return False

    def _may_grow(self) -> bool:
        """Return whether larger neighbourhoods could fill demand that smaller ones could not."""
        return bool(self.growth > 1 and self.size < self.problem.n_mentees and self._missed().any())

    def _weight(self, pairs: Ints) -> int:
        return self.bonus * len(pairs) + int(self.problem.score[pairs].sum())

    def _lost(self) -> Ints:
        """Return what each mentee loses by their pairs and by unfilled demand."""
        chosen, lost = np.flatnonzero(self.taken), self._missed()
        np.add.at(lost, self.problem.mentee[chosen], np.maximum(self.loss[chosen], 0))
        return lost

    def _missed(self) -> Ints:
        """Return what each mentee loses by unfilled demand."""
        filled = np.bincount(self.problem.mentee[self.taken], minlength=self.problem.n_mentees)
        return np.asarray(self.price * (self.problem.demand - filled))

    def _around(self, mentee: int) -> Ints:
        """Return the mentees nearest to one, by steps from mentee to mentor to mentee."""
        problem = self.problem
        e, o = problem.mentee[self.near], problem.mentor[self.near]
        inside, mentors = np.zeros(problem.n_mentees, np.bool_), np.zeros(problem.n_mentors, np.bool_)
        inside[mentee], count = True, 0
        while count < (count := int(inside.sum())) < self.size:
            mentors[o[inside[e]]] = True
            reached = np.zeros_like(inside)
            reached[e[mentors[o]]] = True
            new = np.flatnonzero(reached & ~inside)
            # Mentees not yet rematched come first, so that neighbourhoods overlap little.
            new = new[np.argsort(~self.due[new], kind="stable")]
            inside[new[: self.size - count]] = True
        return np.flatnonzero(inside)

    def _solved(self, part: Part, deadline: float) -> tuple[Ints | None, bool]:
        """Return the best answer found for the part, in pairs of the whole, and whether Ctrl-C came."""
        try:
            result = self.solve(part, self.taken, deadline)
        except OutOfTimeError:
            return None, False
        return (None if result.chosen is None else part.pairs[result.chosen]), result.interrupted
