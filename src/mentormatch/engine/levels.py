"""`worst_off`, `leximin` and `preference` in the network: one kernel run a stage, on ever fewer matchings.

The matchings that are best in a stage are those that keep complementary slackness with its prices: pairs
worth more than their prices are chosen, pairs worth less are not, and people with a price have all or as few
as they may. These are the matchings of a network again, on which the next stage is solved, so that no
objective has to outweigh another by large numbers. The checker narrows the matchings in the same way
(`mentormatch.proof.levels`).

A mentee who wants one mentor has the score of one pair as total. The next lowest total is the highest score
that all further pairs can reach (a bottleneck, found by bisection); then as few pairs as possible have just
that score, which is a stage of weights 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import OutOfTimeError, look
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.bounded import Assignment, Bounded, assign
from mentormatch.engine.network.lottery import draw, numbers
from mentormatch.engine.network.requirements import Left, forbidden_pairs, minimum_loads, required_pairs
from mentormatch.engine.network.solve import prepare
from mentormatch.engine.network.spread import even_spread
from mentormatch.errors import ProblemError
from mentormatch.objectives import (
    MATCHED,
    PREFERENCE,
    Leximin,
    Linear,
    Objective,
    Order,
    ranks_wished,
    totals,
)
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices, Stage


def in_network(problem: Problem, order: Order) -> bool:
    """Return whether the network can pursue the objectives: a sum of several scores it cannot compare."""
    single = bool(problem.demand.max(initial=0) <= 1)
    return single or not any(isinstance(objective, Leximin) for objective in order)


def solve_levels(
    problem: Problem, order: Order, seed: int, deadline: float, *, even: bool
) -> tuple[Ints, tuple[Stage, ...], bool] | None:
    """Solve a problem whose rules are all network forms, with objectives that have a stage a level.

    Parameters
    ----------
    seed : int
        Seed of the lottery that decides among equally good answers.
    deadline : float
        Value of `time.monotonic`; only the first stage always runs to the end.
    even : bool
        Whether to draw only among those with the most even loads, if filled demand comes first.

    Returns
    -------
    (int64 array, tuple of Stage, bool) or None
        The chosen pairs, ascending, their stages, and whether these are complete: all are proved by prices if
        time allows. Where mentees want several mentors, totals are compared without theirs, which is a bound:
        the stages are then true if the checker finds no lower total. None if the rules contradict each other.
    """
    prepare(problem, deadline)
    search = _Search(problem, _Face.of(problem), deadline)
    if not Left.of(problem).possible or not search.start():
        return None
    try:
        for objective in order:
            search.pursue(objective)
    except OutOfTimeError:
        if in_network(problem, order):
            return search.chosen, tuple(_with_loose(problem, order, search.chosen, search.stages)), True
    except _UnableError:
        pass
    else:
        return search.drawn(seed, even=even and order.matched_first), tuple(search.stages), True
    return search.chosen, tuple(search.stages), False


class _UnableError(Exception):
    """Sums of several scores would have to be compared."""


@dataclass(eq=False)
class _Face:
    """The matchings that are best so far.

    Parameters
    ----------
    must, open : bool arrays, shape (n_pairs,)
        Pairs that all of them have, and that some may have.
    low, high : tuples of int64 arrays, shapes (n_mentees,) and (n_mentors,)
        How many pairs people have, at least and at most.
    """

    problem: Problem
    must: Bools
    open: Bools
    low: tuple[Ints, Ints]
    high: tuple[Ints, Ints]

    @classmethod
    def of(cls, problem: Problem) -> _Face:
        """Return all matchings that keep the rules."""
        must, open_ = np.zeros(problem.n_pairs, np.bool_), np.ones(problem.n_pairs, np.bool_)
        must[required_pairs(problem)] = True
        open_[forbidden_pairs(problem)] = False
        high = (problem.demand.copy(), problem.capacity.copy())
        low = (np.zeros_like(problem.demand), np.minimum(minimum_loads(problem), problem.capacity))
        face = cls(problem, must, open_, low, high)
        face._close()
        return face

    def best(self, weight: Ints, among: Bools | None = None) -> tuple[Ints, Assignment]:
        """Return the pairs of greatest weight `among` those open, by default all, and their prices."""
        problem = self.problem
        fixed = self._counts(self.must)
        low, high = (
            [np.maximum(n - f, 0) for n, f in zip(side, fixed, strict=True)] for side in (self.low, self.high)
        )
        graph = Bounded(problem.mentee, problem.mentor, weight, high[0], low[0], high[1], low[1])
        found = assign(graph, self.open if among is None else among, _subsidy(problem, weight))
        return np.flatnonzero(self.must | found.taken), found

    def holds(self, chosen: Ints) -> bool:
        """Return whether pairs chosen by `best` give everybody as many as they must have."""
        return all(np.all(n >= low) for n, low in zip(self._counts(chosen), self.low, strict=True))

    def narrow(self, weight: Ints, prices: Prices) -> None:
        """Keep the matchings of greatest weight, which these prices prove."""
        problem = self.problem
        left = weight - prices.mentee[problem.mentee] - prices.mentor[problem.mentor]
        self.must |= self.open & (left > 0)
        self.open &= left == 0
        for price, low, high in zip((prices.mentee, prices.mentor), self.low, self.high, strict=True):
            low[price > 0] = high[price > 0]
            high[price < 0] = low[price < 0]
        self._close()

    def _close(self) -> None:
        """Close the pairs of people who have all they may have."""
        self.open &= ~self.must
        of_mentee, of_mentor = self._counts(self.must)
        self.open &= (of_mentee < self.high[0])[self.problem.mentee]
        self.open &= (of_mentor < self.high[1])[self.problem.mentor]

    def _counts(self, pairs: Ints | Bools) -> tuple[Ints, Ints]:
        problem = self.problem
        return (
            np.bincount(problem.mentee[pairs], minlength=problem.n_mentees),
            np.bincount(problem.mentor[pairs], minlength=problem.n_mentors),
        )


def _subsidy(problem: Problem, weight: Ints) -> int:
    """Return a number above what any path can lose."""
    span = int(weight.max(initial=0)) - int(weight.min(initial=0))
    found = (min(problem.most_filled, problem.n_pairs) + 2) * (span + 1)
    if 16 * found >= LIMIT:
        raise ProblemError([f"scores that differ by up to {span} could overflow 2^62: divide all scores"])
    return found


@dataclass(eq=False)
class _Search:
    """One answer, and the stages that it has been proved best in."""

    problem: Problem
    face: _Face
    deadline: float
    chosen: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    stages: list[Stage] = field(default_factory=list)

    @cached_property
    def one(self) -> Bools:
        """Pairs of mentees who want one mentor; their score is a total."""
        return (self.problem.demand <= 1)[self.problem.mentee]

    def start(self) -> bool:
        """Find any answer; return whether there is one."""
        self.chosen, _ = self.face.best(np.zeros(self.problem.n_pairs, np.int64))
        return self.face.holds(self.chosen)

    def pursue(self, objective: Objective) -> None:
        """Keep the answers that are best in an objective."""
        ones = np.ones(self.problem.n_pairs, np.int64)
        if isinstance(objective, Leximin):
            self._totals(objective)
        elif objective is PREFERENCE:
            rank = np.zeros_like(ones) if self.problem.rank is None else self.problem.rank
            for level in ranks_wished(self.problem):
                self._linear(objective.name, (rank == level).astype(np.int64), level)
        elif isinstance(objective, Linear):
            self._linear(objective.name, objective.weights(self.problem))

    def _begin(self) -> None:
        """Look at the clock before another run of the kernel, and whether compiling pays by now."""
        look(self.deadline)
        prepare(self.problem, self.deadline)

    def _linear(self, name: str, weight: Ints, level: int | None = None) -> None:
        self._begin()
        self.chosen, found = self.face.best(weight)
        value, prices = int(weight[self.chosen].sum()), Prices(found.mentee_price, found.mentor_price)
        self.stages.append(Stage(name, value, value, prices, level))
        self.face.narrow(weight, prices)

    def _totals(self, objective: Leximin) -> None:
        """Maximise how many mentees have a mentor, then the lowest totals, up to the depth."""
        problem, face = self.problem, self.face
        looked_at = min(objective.depth, self._helped(objective.name))
        if len(self._own(self.chosen)) < looked_at:
            raise _UnableError
        reach, before = 0, -LIMIT
        while reach < looked_at:
            total = self._highest(reach, before)
            self._begin()
            face.open &= ~(self.one & (problem.score > before) & (problem.score < total))
            weight = -(self.one & (problem.score <= total)).astype(np.int64)
            self.chosen, found = face.best(weight)
            prices = Prices(found.mentee_price, found.mentor_price)
            self.stages.append(Stage(objective.name, total, total, prices, reach + 1))
            reach, before = -int(weight[self.chosen].sum()), total
            if reach < looked_at:
                face.narrow(weight, prices)

    def _helped(self, name: str) -> int:
        """Let as many mentees as possible have a mentor, and all who want several; return how many do."""
        problem, face = self.problem, self.face
        several = (problem.demand > 1) & (np.bincount(problem.mentee, minlength=problem.n_mentees) > 0)
        first = next((stage for stage in self.stages if stage.objective == MATCHED.name), None)
        if first is not None and not several.any():
            self.stages.append(Stage(name, first.value, first.value, first.prices, 0))
            return first.value
        self._linear(name, self.one.astype(np.int64), 0)
        stage, n = self.stages.pop(), int(np.count_nonzero(several))
        self.stages.append(replace(stage, value=stage.value + n, bound=stage.bound + n))
        face.low[0][several] = np.maximum(face.low[0][several], 1)
        if n:
            self.chosen, _ = face.best(np.zeros(problem.n_pairs, np.int64))
            if not face.holds(self.chosen):
                raise _UnableError
        return stage.value + n

    def _own(self, chosen: Ints) -> Ints:
        """Return the scores of the chosen pairs of mentees who want one mentor, the lowest first."""
        return np.sort(self.problem.score[chosen[self.one[chosen]]])

    def _highest(self, reach: int, before: int) -> int:
        """Return how high the lowest total after the first `reach` ones, up to `before`, can be."""
        problem, face = self.problem, self.face
        nothing = np.zeros(problem.n_pairs, np.int64)
        values = np.unique(problem.score[self.one & (face.open | face.must)])
        low = int(np.searchsorted(values, self._own(self.chosen)[reach]))
        high = int(np.searchsorted(values, self._ceiling(reach), "right")) - 1
        probe = high
        while low < high:
            self._begin()
            below = self.one & (problem.score > before) & (problem.score < values[probe])
            chosen, _ = face.best(nothing, face.open & ~below)
            if face.holds(chosen) and not np.any(below & face.must):
                self.chosen = chosen
                low = int(np.searchsorted(values, self._own(chosen)[reach]))
            else:
                high = probe - 1
            probe = (low + high + 1) // 2
        return int(values[low])

    def _ceiling(self, reach: int) -> int:
        """Return a bound on that total: of those who must have a mentor, so many have no higher score."""
        problem, face = self.problem, self.face
        pairs = np.flatnonzero(self.one & (face.open | face.must))
        best = np.full(problem.n_mentees, -LIMIT, np.int64)
        np.maximum.at(best, problem.mentee[pairs], problem.score[pairs])
        certain = np.sort(best[(face.low[0] > 0) & (problem.demand <= 1)])
        return int(certain[reach]) if reach < len(certain) else int(best.max())

    def drawn(self, seed: int, *, even: bool) -> Ints:
        """Return the answer that the lottery chooses among those that are best in all stages."""
        face, problem = self.face, self.problem
        # Any prices of the right sign say who has all, or as few as they may.
        shares = ((face.low[0] > 0) & (face.low[0] == face.high[0])).astype(np.int64)
        loads = (face.low[1] >= problem.capacity).astype(np.int64) - (face.high[1] < problem.capacity)
        answer = NetworkAnswer(self.chosen, shares, loads, bonus=0, feasible=True, searches=0)
        sign = face.must.astype(np.int8) - (~(face.must | face.open)).astype(np.int8)
        spread = even_spread(problem, self.chosen, shares, loads, sign) if even else None
        found = draw(problem, answer, seed, sign, spread)
        if face.holds(found):
            return found
        # Somebody who wants several mentors may not be left without any.
        number, open_ = np.zeros(problem.n_pairs, np.int64), np.flatnonzero(face.open)
        number[open_] = numbers(problem, open_, seed)
        return face.best(number)[0]


def _with_loose(problem: Problem, order: Order, chosen: Ints, done: list[Stage]) -> Iterator[Stage]:
    """Yield the stages done, and for what is left of each objective what always holds."""
    for objective in order:
        own = [stage for stage in done if stage.objective == objective.name]
        yield from own
        if isinstance(objective, Leximin):
            if not own:
                yield Stage(objective.name, len(chosen), problem.n_mentees, level=0)
            found = totals(problem, chosen)
            reach = 0 if len(own) <= 1 else int(np.count_nonzero(found <= own[-1].value))
            if reach < min(objective.depth, len(found)):
                yield Stage(objective.name, int(found[reach]), int(problem.score.max()), level=reach + 1)
        elif objective is PREFERENCE:
            rank = np.zeros(problem.n_pairs, np.int64) if problem.rank is None else problem.rank
            for level in ranks_wished(problem)[len(own) :]:
                reached, most = (int(np.count_nonzero(some == level)) for some in (rank[chosen], rank))
                yield Stage(objective.name, reached, most, level=level)
        elif isinstance(objective, Linear) and not own:
            weight = objective.weights(problem)
            yield Stage(objective.name, int(weight[chosen].sum()), int(np.maximum(weight, 0).sum()))
