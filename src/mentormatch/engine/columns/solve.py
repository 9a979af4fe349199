"""Side rules by columns: prices, losses, the sets that lose little, and CP-SAT among them.

The prices bound the weight of every matching, and give the loss of each set of mentees that a mentor may
take (`mentormatch.engine.columns.ascent`). The losses of the sets of a matching, the prices of what its
mentees miss and the slack of priced rows add up to what the matching loses against the bound. So a matching
that loses at most delta takes no set that loses more. CP-SAT finds the best matching of the remaining sets.
If it loses at most delta, it is the best of all matchings; otherwise delta grows step by step.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from mentormatch.arrays import Bools
from mentormatch.engine.columns.ascent import NoSetError
from mentormatch.engine.columns.greedy import greedy
from mentormatch.engine.columns.model import ColumnModel
from mentormatch.engine.columns.oracle import prepare
from mentormatch.engine.columns.priced import WHOLE, Frame, Priced
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.core.answer import CoreAnswer
from mentormatch.engine.core.parts import Part
from mentormatch.engine.core.search import Search
from mentormatch.engine.cpsat.run import Run, run


class ColumnSearch(Search):
    """A search by prices, and losses of sets."""

    alone = False
    priced: Priced | None = None
    counted: Priced | None = None

    @property
    def large(self) -> bool:
        """Whether neighbourhoods are rematched before CP-SAT looks at the whole."""
        return len(self.relaxed.chosen) >= SETTINGS.large

    def search(self) -> None:
        """Find prices and losses, then choose among ever more sets."""
        try:
            prepare(self.problem.n_pairs, self.deadline)
            self.price()
            self.search_nearby()
            self.widen()
        except NoSetError:
            self.infeasible = self.best is None

    def price(self) -> None:
        """Find prices and losses."""
        if self.open:
            self.frame = Frame.of(self.problem, self.relaxed)
            self._price(len(self.relaxed.chosen))

    def _price(self, filled: int) -> None:
        """Find prices, given a bound on the number of pairs."""
        self.priced = Priced.of(self.frame, filled, self.deadline)
        self.bound = min(self.bound, self.priced.weight(0))

    def search_nearby(self) -> None:
        """Rematch neighbourhoods if the problem is too large for CP-SAT as a whole."""
        if self.large and self.open and self.priced is not None:
            priced, delta = self.priced, self.priced.reach(SETTINGS.nearby_core)
            first = greedy(priced, delta, self.deadline)
            if first is None:
                self.start(large=True)
            else:
                self.take(first)
            self.rematch(
                self.relaxed.bonus, priced.by_pair(), priced.bound.mentee,
                partial(self._rematched, priced, delta), SETTINGS.nearby_time,
                core=SETTINGS.nearby_core, growth=SETTINGS.nearby_growth,
                enough=lambda: self.best is not None and priced.lost(self.best) <= delta,
            )  # fmt: skip

    def _rematched(self, whole: Priced, delta: int, part: Part, taken: Bools, deadline: float) -> Run:
        """Look for a better answer of a part, given which pairs of the whole are chosen."""
        priced = whole.part(part, taken, deadline)
        # Several pairs that lose little may lose much as a set: without a limit such sets are most of them.
        model = ColumnModel(priced, min(delta, priced.known), deadline)
        model.hint(np.flatnonzero(taken[part.pairs]))
        model.lose(priced.known - 1)
        return run(model, deadline, self.seed, presolve=False)

    def widen(self) -> None:
        """Choose among the sets that lose at most delta, for ever larger delta, until the best is proved."""
        tries, delta = 0, 0
        while self.open and self.priced is not None and delta < WHOLE:
            delta = delta or self.priced.reach(SETTINGS.first_core)
            found = self._choose(self.priced, delta)
            if delta >= WHOLE or not self.open:
                return
            if found is None and self.best is not None and self._has(self.priced.filled):
                found = self.priced.lost(self.best)  # so many pairs can be reached, but by other sets
            if found is not None:
                delta = min(max(found, delta + 1), SETTINGS.growth * delta)
            elif not tries and self.relaxed.bonus:
                # So many pairs cannot be reached, it seems.
                self._recount(self.priced)
                self.start(large=self.large)
                delta, tries = 0, 1
            else:
                delta = min(SETTINGS.growth * delta, WHOLE) if tries < SETTINGS.tries else WHOLE
                tries += 1

    def _recount(self, priced: Priced) -> None:
        """Find the largest number of pairs, and price again if it is smaller than was assumed."""
        self.counted = counted = Priced.counting(self.frame, self.deadline)
        while self.open and counted.filled >= 0 and not self._has(counted.filled):
            model = ColumnModel(counted, counted.known, self.deadline)
            result = run(model, self.until(SETTINGS.count_time), self.seed, any_answer=True)
            self.interrupted = result.interrupted
            if result.chosen is not None:
                self.take(result.chosen)
            if not result.infeasible:
                break
            counted = counted.with_fewer()
        if counted.filled < 0:
            self.infeasible = self.best is None
        elif counted.filled < priced.filled:
            self._price(counted.filled)

    def _has(self, n_pairs: int) -> bool:
        return self.best is not None and len(self.best) >= n_pairs

    def _choose(self, priced: Priced, delta: int) -> int | None:
        """Find the best matching of sets that lose at most `delta`; return its loss, if there is one."""
        model = ColumnModel(priced, delta, self.deadline)
        alone = self.best is not None and delta >= priced.lost(self.best)
        if self.best is not None:
            model.hint(self.best)
            if alone:
                # If no other matching is as good, that proves the best one, and spares the lottery.
                model.leave_out(self.best, priced.lost(self.best))
        until = self.deadline if self.best is not None else self.until(SETTINGS.start_time)
        # Any matching will do if all that the model allows have as many pairs as possible.
        any_ = self.count_only and delta < priced.short
        # A limit on the loss fixes most sets by itself, sooner than presolve is through with all of them.
        result = run(
            model, until, self.seed, presolve=not alone, watch=lambda chosen, _: self.take(chosen),
            any_answer=any_,
        )  # fmt: skip
        self.interrupted = result.interrupted
        if result.chosen is not None:
            self.take(result.chosen)
        whole = delta >= WHOLE
        if result.infeasible and (whole or alone):
            self.infeasible = self.best is None
            self.alone = self.best is not None
            self.bound = self.bound if self.best is None else self.weight(self.best)
        else:
            inside = 0 if result.bound is None else model.lost(-result.bound)
            lost = delta + 1 if result.infeasible else inside if whole else min(inside, delta + 1)
            self.bound = min(self.bound, priced.weight(lost))
        return None if result.chosen is None else priced.lost(result.chosen)

    def answer(self) -> CoreAnswer:
        """Return the best answer so far."""
        near, prices, candidates = np.arange(self.problem.n_pairs), None, None
        if self.priced is not None and self.best is not None:
            lost = self.priced.lost(self.best)
            if self.alone:
                near = self.best
            elif lost <= self.priced.known:
                near = self.priced.within(lost)
                candidates = partial(ColumnModel, self.priced, lost, self.deadline)
            # Prices of the number of pairs are only needed where the kernel's do not prove it.
            counted = None if self.counted is None else self.counted.prices()
            prices = (self.priced.prices(), counted)
        return CoreAnswer(self.best, self.bound, self.infeasible, self.interrupted, near, prices, candidates)
