"""Side rules by columns: prices, losses, the sets that lose little, and CP-SAT among them.

The prices bound the weight of every matching, and give the loss of each set of mentees that a mentor may take
(`mentormatch.engine.columns.ascent`). The losses of the sets of a matching, the prices of places that mentees
miss and the slack of priced rows add up to what the matching loses against the bound. So a matching that loses
at most delta takes no set that loses more. CP-SAT finds the best matching of the remaining sets. If it loses
at most delta, it is the best of all matchings; otherwise delta grows step by step.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.answers import most_pairs
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.columns.ascent import Ascent, Evaluator, NoSetError
from mentormatch.engine.columns.beside import Beside
from mentormatch.engine.columns.choices import Choices, limits_of
from mentormatch.engine.columns.model import ColumnModel, Priced
from mentormatch.engine.columns.sets import listed, losses
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.compiled import FAR
from mentormatch.engine.cpsat.run import Watch, run
from mentormatch.engine.network.answer import NetworkAnswer, lowest_score
from mentormatch.problem.problem import LIMIT, Problem


@dataclass(frozen=True, eq=False)
class ColumnAnswer:
    """The result of the search by columns.

    Parameters
    ----------
    chosen : int64 array or None
        None if no answer was found.
    bound : int
        A bound on the sum of ``score + bonus`` over the chosen pairs.
    infeasible, interrupted : bool
    near : int64 array
        Pairs that an answer as good as this one may contain, ascending.
    """

    chosen: Ints | None
    bound: int
    infeasible: bool
    interrupted: bool
    near: Ints


class Search:
    """The state of one search: prices, losses, the best matching so far, the bound so far."""

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
        self.problem, self.relaxed, self.bonus, self.n_filled = problem, relaxed, relaxed.bonus, len(relaxed.chosen)
        self.deadline, self.seed, self.count_only, self.watch = deadline, seed, count_only, watch
        self.best: Ints | None = None
        self.bound = self.weight(relaxed.chosen)
        self.infeasible = self.interrupted = False
        self.priced: Priced
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

    def price(self) -> None:
        limits, positions = limits_of(self.problem)
        beside = Beside.of(self.problem, positions, self.deadline)
        choices = Choices.of(self.problem, limits, beside.closed)
        bonus = self.bonus
        if bonus:
            bonus = min(bonus, SETTINGS.lean_bonus * (self.problem.score_spread + 1))
        self.lean = bonus
        self.scale = _scale(self.problem, bonus)
        weight = self.scale * (self.problem.score[choices.pair] + bonus)
        start = self.scale * np.maximum(self.relaxed.mentee_price - (self.bonus - bonus), 0)
        unit = self.scale * self.problem.score_spread
        whole = Evaluator(self.problem.demand, choices.menu, weight, beside.rows[:, choices.pair].tocsr(), beside.most)
        first, _ = whole.at(start, np.zeros(beside.n_rows, np.int64))
        found = Ascent(whole, beside.pace(self.problem.n_mentees), first, unit).climb(self.deadline)
        reach = found.total  # TODO
        loss = losses(choices, found, min(int(SETTINGS.reach * self.scale * self.problem.score_spread), FAR // 4), self.deadline)
        self.priced = Priced(self.problem, choices, beside, positions, found, loss)
        self.bound = min(self.bound, found.total // self.scale + (self.bonus - bonus) * self.n_filled)

    def widen(self):
        p = self.priced
        K = self.n_filled
        loss = p.loss
        delta = int(np.partition(loss, int(SETTINGS.first*K))[int(SETTINGS.first*K)])
        crowded = p.choices.unlimited
        while self.open:
            t=time.process_time()
            sets = listed(p.choices, p.bound, loss, delta, crowded)
            t1=time.process_time()
            m = ColumnModel(p, sets, delta, K, self.deadline)
            if self.best is not None: m.hint(self.best)
            t2=time.process_time()
            r = run(m, self.deadline, self.seed)
            t3=time.process_time()
            lost=None
            if r.chosen is not None:
                lost = p.bound.total - self.scale*(self.lean*len(r.chosen)+int(self.problem.score[r.chosen].sum()))
                if r.optimal: assert lost == m.lost(-r.bound),(lost,m.lost(-r.bound))
            print('delta',delta,'pairs',(loss<=delta).sum(),'sets',len(sets),'crowded',sets.crowded.sum(),'list %.2f model %.2f solve %.2f'%(t1-t,t2-t1,t3-t2),r.optimal,r.infeasible,'lost',lost, 'lost bound', r.bound and m.lost(-r.bound))
            if r.chosen is not None:
                self._take(r.chosen)
                if r.optimal and lost<=delta: print('proved'); return
                delta = lost if lost>delta else delta
            elif r.infeasible: delta*=3
            else: return

    def _take(self, chosen: Ints) -> None:
        if self.best is None or self.weight(chosen) > self.weight(self.best):
            self.best = chosen
            if self.watch is not None:
                self.watch(chosen, self.bound)


def _scale(problem: Problem, bonus: int) -> int:
    """Return a power of two that keeps the digits of rounded multipliers and the sums within int64."""
    size = max(int(np.abs(problem.score).max()), 1) if problem.n_pairs else 1
    most = problem.n_pairs + 1
    scale = 1
    while scale * size < SETTINGS.digits and 64 * scale * (size + bonus) * most < LIMIT:
        scale *= 2
    return scale
