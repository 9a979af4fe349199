"""The reduced-cost core: side rules solved on the few pairs that can still matter, proved for all pairs.

Prices and multipliers bound the weight of every matching and give the least loss of each pair against that
bound (`mentormatch.engine.core.losses`). A matching that loses at most delta uses no pair that loses more,
and leaves no unit unfilled whose price is higher. CP-SAT finds the best matching on the remaining pairs, the
core. If it loses at most delta, it is the best of all matchings; otherwise delta grows step by step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from mentormatch.arrays import Bools
from mentormatch.engine.answers import most_pairs
from mentormatch.engine.core.answer import CoreAnswer
from mentormatch.engine.core.first_answers import any_answer, first_answer
from mentormatch.engine.core.losses import Losses, relaxed_under
from mentormatch.engine.core.model import CoreModel
from mentormatch.engine.core.multipliers import tightened
from mentormatch.engine.core.parts import Part
from mentormatch.engine.core.search import Search
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.core.single_row import is_single, most_under
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.rows import Rows, rows_of
from mentormatch.engine.cpsat.run import Run, run
from mentormatch.engine.rules import add_rules
from mentormatch.errors import ProblemError


class PairSearch(Search):
    """A search by losses of pairs."""

    losses: Losses
    spare = 0
    priced = False

    @property
    def n_filled(self) -> int:
        """A bound on the number of pairs."""
        return len(self.relaxed.chosen)

    @property
    def large(self) -> bool:
        """Whether neighbourhoods are rematched before CP-SAT looks at the whole."""
        return self.n_filled >= SETTINGS.large

    def search(self) -> None:
        """Find an answer and losses, then solve one core after the other."""
        if self.open:
            self.start(large=self.large)
            self.price()
            self.improve()
            self.resort()
            if self.large:
                own = self.losses
                self.rematch(own.bonus, own.pair, own.mentee, self._rematched, SETTINGS.nearby_time)
            self.widen()

    def price(self, *, lean: bool = True) -> None:
        """Find losses; if they show that less demand can be filled, add that as a row and price again."""
        self.rows = without = rows_of(self.problem, self.deadline)
        until = self.until(SETTINGS.pricing_time)
        full = self.relaxed.bonus
        filled, bonus = self.n_filled, full
        if lean and bonus and is_single(without):
            filled = min(filled, most_under(self.problem, without, until))
            if filled < self.n_filled:
                # This number is reached, so the bonus need no longer exceed every swing: a large bonus would
                # drown the scores in linear programming, and enlarge the core.
                self.rows = _with_ceiling(without, filled)
                bonus = min(bonus, SETTINGS.lean_bonus * (self.problem.score_spread + 1))
        while True:
            self.spare = (full - bonus) * filled
            self.losses = tightened(self.problem, bonus, self.rows, self.n_filled, until)
            self.priced = True
            self.bound = min(self.bound, self.losses.bound() + self.spare)
            most = most_pairs(self.problem, full, self.bound)
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
        low = min(self.problem.score_range[0] + self.relaxed.bonus, 0)
        return low * self.problem.most_filled

    def improve(self) -> None:
        """Look for a first answer with exaggerated multipliers, which keep more of the rules."""
        for factor in SETTINGS.exaggerations:
            if not self.open or (self.best is not None and self.large):
                return
            try:
                exaggerated = relaxed_under(self.problem, self.losses, self.rows, factor)
            except ProblemError:
                return  # multipliers too large to exaggerate: keep what is known
            first = first_answer(self.problem, exaggerated)
            if first is not None:
                self.take(first)

    def resort(self) -> None:
        """Let CP-SAT look for any answer if the problem is too large to ask for the best one."""
        if self.best is None and self.large and self.open:
            near = np.flatnonzero(self.losses.within(SETTINGS.any_answer * self.n_filled))
            found = any_answer(self.problem, near, self.until(SETTINGS.start_time), self.seed)
            self.interrupted = found.interrupted
            if found.chosen is not None:
                self.take(found.chosen)

    def _rematched(self, part: Part, taken: Bools, deadline: float) -> Run:
        """Look for a better answer of a part, given which pairs of the whole are chosen."""
        model = PairModel(part.problem, deadline=deadline)
        add_rules(model)
        model.maximise(part.problem.score + self.losses.bonus)
        model.hint(np.flatnonzero(taken[part.pairs]))
        return run(model, deadline, self.seed)

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
        result = run(model, self.deadline, self.seed, watch=lambda chosen, _: self.take(chosen))
        self.interrupted = result.interrupted
        if result.chosen is not None:
            self.take(result.chosen)
        if result.infeasible and whole:
            self.infeasible = self.best is None
            self.bound = self.bound if self.best is None else self.weight(self.best)
            return
        lost = delta + 1
        if not result.infeasible:
            inside = 0 if result.bound is None else model.offset - result.bound
            lost = inside if whole else min(inside, lost)
        self.bound = min(self.bound, (losses.total - lost) // losses.scale + self.spare)

    def answer(self) -> CoreAnswer:
        """Return the best answer so far, and the pairs that one as good may contain."""
        near = np.arange(self.problem.n_pairs)
        if self.best is not None and self.priced:
            near = np.flatnonzero(self.losses.pair <= max(self.losses.of(self.problem, self.best), 0))
        return CoreAnswer(self.best, self.bound, self.infeasible, self.interrupted, near)


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
