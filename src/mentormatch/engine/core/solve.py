"""The reduced-cost core: side rules solved on the few pairs that can still matter, proved for all pairs.

Prices and multipliers bound the weight of every matching and give the least loss of each pair against that
bound (`mentormatch.engine.core.losses`). A matching that loses at most delta uses no pair that loses more,
and leaves no unit unfilled whose price is higher. CP-SAT finds the best matching on the remaining pairs, the
core. If it loses at most delta, it is the best of all matchings; otherwise delta grows step by step.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from scipy import sparse

from mentormatch.arrays import Ints
from mentormatch.engine.answers import most_pairs
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.core.answer import CoreAnswer
from mentormatch.engine.core.first_answers import any_answer, first_answer, keeps_rules
from mentormatch.engine.core.first_by_refusal import by_refusals
from mentormatch.engine.core.losses import Losses, relaxed_under
from mentormatch.engine.core.model import CoreModel
from mentormatch.engine.core.multipliers import tightened
from mentormatch.engine.core.neighbourhoods import Neighbourhoods
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.core.single_row import is_single, most_under
from mentormatch.engine.cpsat.rows import Rows, rows_of
from mentormatch.engine.cpsat.run import Watch, run
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import Problem


def solve_core(
    problem: Problem,
    relaxed: NetworkAnswer,
    first: Ints | None,
    deadline: float,
    seed: int,
    *,
    count_only: bool = False,
    watch: Watch | None = None,
) -> CoreAnswer:
    """Return the heaviest matching that keeps every rule.

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
    seed : int
    count_only : bool
        Whether only the number of pairs has to be proved.
    watch : callable, optional
        Called with every better answer and the bound on the sum of ``score + bonus``.
    """
    search = _Search(problem, relaxed, first, deadline, seed, count_only, watch)
    try:
        if search.open:
            search.start()
            search.price()
            search.improve()
            search.resort()
            search.search_nearby()
            search.widen()
    except OutOfTimeError:
        pass  # the best answer so far is returned
    except KeyboardInterrupt:
        # Between runs of CP-SAT, which handle Ctrl-C themselves.
        search.interrupted = True
    return CoreAnswer(search.best, search.bound, search.infeasible, search.interrupted, search.near())


class _Search:
    """The state of one search: losses, the best matching so far, the bound so far."""

    def __init__(
        self,
        problem: Problem,
        relaxed: NetworkAnswer,
        first: Ints | None,
        deadline: float,
        seed: int,
        count_only: bool,
        watch: Watch | None,
    ) -> None:
        self.problem, self.bonus, self.n_filled = problem, relaxed.bonus, len(relaxed.chosen)
        self.deadline, self.seed, self.count_only, self.watch = deadline, seed, count_only, watch
        self.spare = 0
        self.best: Ints | None = None
        self.losses: Losses
        self.bound = self.weight(relaxed.chosen)
        self.infeasible = self.interrupted = self.priced = False
        if first is not None:
            self._take(first)

    def weight(self, chosen: Ints) -> int:
        """Return the sum of ``score + bonus``."""
        return self.bonus * len(chosen) + int(self.problem.score[chosen].sum())

    @property
    def open(self) -> bool:
        """Whether something is left to prove, and there is time for it."""
        ended = self.infeasible or self.interrupted or time.monotonic() >= self.deadline
        return not (ended or self._proved())

    def _proved(self) -> bool:
        if self.best is None:
            return False
        if self.count_only:
            return len(self.best) >= most_pairs(self.problem, self.bonus, self.bound)
        return self.weight(self.best) >= self.bound

    def start(self) -> None:
        """Find a first answer, or a better one if the problem is too large for CP-SAT to find one quickly."""
        large, last = self.n_filled >= SETTINGS.large, None
        if self.best is not None and not large:
            return
        until = time.monotonic() + SETTINGS.start_time * (self.deadline - time.monotonic())
        for last in by_refusals(self.problem, self.bonus, until):
            if self.best is None and keeps_rules(self.problem, last):
                self._take(last)
            if self.best is not None and not large:
                return
        if last is not None and keeps_rules(self.problem, last):
            self._take(last)

    def search_nearby(self) -> None:
        """Rematch neighbourhoods if the problem is too large for CP-SAT as a whole."""
        if self.best is None or self.n_filled < SETTINGS.large or not self.open:
            return
        near = Neighbourhoods(
            self.problem, self.losses.bonus, self.losses.pair, self.losses.mentee, self.best, self.seed
        )
        until = time.monotonic() + SETTINGS.nearby_time * (self.deadline - time.monotonic())
        self.interrupted = near.search(until, self._take)

    def price(self, *, lean: bool = True) -> None:
        """Find losses; if they show that less demand can be filled, add that as a row and price again."""
        self.rows = without = rows_of(self.problem, self.deadline)
        now = time.monotonic()
        until = now + SETTINGS.pricing_time * (self.deadline - now)
        filled, bonus = self.n_filled, self.bonus
        if lean and bonus and is_single(without):
            filled = min(filled, most_under(self.problem, without, until))
            if filled < self.n_filled:
                # This number is reached, so the bonus need no longer exceed every swing: a large bonus would
                # drown the scores in linear programming, and enlarge the core.
                self.rows = _with_ceiling(without, filled)
                bonus = min(bonus, SETTINGS.lean_bonus * (self.problem.score_spread + 1))
        while True:
            self.spare = (self.bonus - bonus) * filled
            self.losses = tightened(self.problem, bonus, self.rows, self.n_filled, until)
            self.priced = True
            self.bound = min(self.bound, self.losses.bound() + self.spare)
            most = most_pairs(self.problem, self.bonus, self.bound)
            if self.bound < self._least_weight():
                # No matching weighs so little, so there is none: the multipliers grow without end.
                self.infeasible = self.best is None
                return
            if most >= filled:
                return
            filled = most
            self.rows = _with_ceiling(without, filled)

    def _least_weight(self) -> int:
        """Return a weight below which no matching falls."""
        low = min(self.problem.score_range[0] + self.bonus, 0)
        return low * self.problem.most_filled

    def improve(self) -> None:
        """Look for a first answer with exaggerated multipliers, which keep more of the rules."""
        for factor in SETTINGS.exaggerations:
            if not self.open or (self.best is not None and self.n_filled >= SETTINGS.large):
                return
            try:
                exaggerated = relaxed_under(self.problem, self.losses, self.rows, factor)
            except ProblemError:
                return  # multipliers too large to exaggerate: keep what is known
            first = first_answer(self.problem, exaggerated)
            if first is not None:
                self._take(first)

    def resort(self) -> None:
        """Let CP-SAT look for any answer if the problem is too large to ask for the best one."""
        if self.best is None and self.n_filled >= SETTINGS.large and self.open:
            near = np.flatnonzero(self.losses.within(SETTINGS.any_answer * self.n_filled))
            until = time.monotonic() + SETTINGS.start_time * (self.deadline - time.monotonic())
            found = any_answer(self.problem, near, until, self.seed)
            self.interrupted = found.interrupted
            if found.chosen is not None:
                self._take(found.chosen)

    def widen(self) -> None:
        """Solve one core after another until the best matching is proved."""
        losses, largest = self.losses, self.losses.largest()
        delta = losses.reach(int(SETTINGS.first_core * self.n_filled) + 10)
        wide = losses.reach(SETTINGS.first_core_wide * self.n_filled)
        delta = max(delta, wide // SETTINGS.first_core_fraction)
        while self.open:
            whole = delta >= largest
            self._solve(delta, whole)
            if whole:
                break
            delta = min(self._wider(delta), largest)

        if self.spare and self.open:
            # The filled demand assumed beforehand is not reached: try again with the whole bonus.
            self.price(lean=False)
            self.widen()

    def _wider(self, delta: int) -> int:
        """Return the next delta: the loss of the best answer, unless that makes the core much larger."""
        further = SETTINGS.core_growth * delta
        if self.best is None:
            return further
        enough = max(self.losses.of(self.problem, self.best), 1)
        now, then = (np.count_nonzero(self.losses.pair <= loss) for loss in (delta, enough))
        return enough if then <= SETTINGS.last_core_growth * now else min(further, enough)

    def _solve(self, delta: int, whole: bool) -> None:
        """Solve one core and record what it proves."""
        losses = self.losses
        model = CoreModel(self.problem, losses, delta, self.deadline)
        if self.best is not None:
            model.hint(self.best)
        result = run(model, self.deadline, self.seed, watch=lambda chosen, _: self._take(chosen))
        self.interrupted = result.interrupted
        if result.chosen is not None:
            self._take(result.chosen)
        if result.infeasible and whole:
            self.infeasible = self.best is None
            self.bound = self.bound if self.best is None else self.weight(self.best)
            return
        lost = delta + 1
        if not result.infeasible:
            inside = 0 if result.bound is None else model.offset - result.bound
            lost = inside if whole else min(inside, lost)
        self.bound = min(self.bound, (losses.total - lost) // losses.scale + self.spare)

    def near(self) -> Ints:
        """Return the pairs that an answer as good as the best one may contain."""
        if self.best is None or not self.priced:
            return np.arange(self.problem.n_pairs)
        return np.flatnonzero(self.losses.pair <= max(self.losses.of(self.problem, self.best), 0))

    def _take(self, chosen: Ints) -> None:
        if self.best is None or self.weight(chosen) > self.weight(self.best):
            self.best = chosen
            if self.watch is not None:
                self.watch(chosen, self.bound)


def _with_ceiling(rows: Rows, most: int) -> Rows:
    """Return the rows with one more: at most `most` pairs are chosen."""
    n_pairs, n_extras = rows.pairs.shape[1], rows.extras.shape[1]
    everything = sparse.csr_array(np.ones((1, n_pairs), np.int64))
    return replace(
        rows,
        pairs=sparse.vstack([rows.pairs, everything], format="csr"),
        extras=sparse.vstack([rows.extras, sparse.csr_array((1, n_extras), dtype=np.int64)], format="csr"),
        most=np.append(rows.most, most),
    )
