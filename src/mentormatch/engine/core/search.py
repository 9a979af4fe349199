"""`Search`: what the searches under side rules have in common, on pairs or on columns."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from mentormatch.arrays import Ints
from mentormatch.engine.answers import most_pairs
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.core.answer import CoreAnswer
from mentormatch.engine.core.first_answers import keeps_rules
from mentormatch.engine.core.first_by_refusal import by_refusals
from mentormatch.engine.core.neighbourhoods import Neighbourhoods, SolvePart
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.cpsat.run import Watch
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.problem.problem import Problem


class Search(ABC):
    """The state of one search: the best matching so far, and a bound on all.

    Parameters
    ----------
    problem : Problem
        With its side rules.
    relaxed : NetworkAnswer
        The best answer without the rules that the network kernel does not accept.
    first : int64 array or None
        A matching that keeps every rule.
    deadline : float
        Value of `time.monotonic` at which to stop.
    count_only : bool
        Whether only the number of pairs has to be proved.
    watch : callable, optional
        Called with every better answer and the bound on the sum of ``score + bonus``.
    """

    def __init__(
        self,
        problem: Problem,
        relaxed: NetworkAnswer,
        first: Ints | None,
        deadline: float,
        seed: int,
        *,
        count_only: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self.problem, self.relaxed = problem, relaxed
        self.deadline, self.seed, self.count_only, self.watch = deadline, seed, count_only, watch
        self.best: Ints | None = None
        self.bound = self.weight(relaxed.chosen)
        self.infeasible = self.interrupted = False
        if first is not None:
            self.take(first)

    def run(self) -> CoreAnswer:
        """Search until the best matching is proved, or time is over; return the best answer found."""
        try:
            self.search()
        except OutOfTimeError:
            pass  # the best answer so far is returned
        except KeyboardInterrupt:
            # Between runs of CP-SAT, which handle Ctrl-C themselves.
            self.interrupted = True
        return self.answer()

    @abstractmethod
    def search(self) -> None:
        """Look for better answers and bounds."""

    @abstractmethod
    def answer(self) -> CoreAnswer:
        """Return the best answer so far."""

    @property
    def open(self) -> bool:
        """Whether something is left to prove, and there is time for it."""
        ended = self.infeasible or self.interrupted or time.monotonic() >= self.deadline
        return not (ended or self._proved())

    def _proved(self) -> bool:
        if self.best is None:
            return False
        if self.count_only:
            return len(self.best) >= most_pairs(self.problem, self.relaxed.bonus, self.bound)
        return self.weight(self.best) >= self.bound

    def weight(self, chosen: Ints) -> int:
        """Return the sum of ``score + bonus``."""
        return self.relaxed.bonus * len(chosen) + int(self.problem.score[chosen].sum())

    def take(self, chosen: Ints) -> None:
        """Keep a matching if it is the best so far."""
        if self.best is None or self.weight(chosen) > self.weight(self.best):
            self.best = chosen
            if self.watch is not None:
                self.watch(chosen, self.bound)

    def until(self, share: float) -> float:
        """Return when a share of the remaining time is over."""
        now = time.monotonic()
        return now + share * (self.deadline - now)

    def start(self, *, large: bool) -> None:
        """Find a first answer, or a better one if the problem is too large for CP-SAT to find one quickly."""
        if (self.best is not None and not large) or not self.open:
            return
        last = None
        for last in by_refusals(self.problem, self.relaxed.bonus, self.until(SETTINGS.start_time)):
            if self.best is None and keeps_rules(self.problem, last):
                self.take(last)
            if self.best is not None and not large:
                return
        if last is not None and keeps_rules(self.problem, last):
            self.take(last)

    def rematch(
        self,
        bonus: int,
        loss: Ints,
        price: Ints,
        solve: SolvePart,
        share: float,
        enough: Callable[[], bool] = lambda: False,
        **sizes: Any,
    ) -> None:
        """Improve the best answer in neighbourhoods of some `sizes`, for a share of the remaining time."""
        if self.best is not None and self.open:
            near = Neighbourhoods(self.problem, bonus, loss, price, self.best, solve, **sizes)
            self.interrupted = near.search(self.until(share), self.take, enough)
