"""The best spares among equally good answers: for each mentee another mentor who has free capacity.

If a pair ends, and nobody else is to move, its mentee can only go to a mentor with free capacity. Which
mentors have some depends on the answer; among equally good ones, that with the most and then the best spares
is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import RowsOfPairs
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.network.requirements import forbidden_pairs, required_pairs
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution
from mentormatch.rules.pair_count import PairCountRecord

_WORK = 5.0
"""Deterministic time for each of the two steps: about as many seconds."""


class Spares:
    """Which pairs can be spares, in the answers as good as one.

    Parameters
    ----------
    near : int64 array
        Pairs that such answers may contain, ascending.
    full : bool array, shape (n_mentors,)
        Mentors known to be full in all of them.
    """

    def __init__(self, problem: Problem, near: Ints, full: Bools) -> None:
        self.problem, self._full = problem, np.flatnonzero(full & (problem.capacity > 0))
        most = np.bincount(problem.mentor[near], minlength=problem.n_mentors)
        self._free = most < problem.capacity
        usable = ~full[problem.mentor]
        usable[forbidden_pairs(problem)] = False
        usable &= np.isin(problem.mentee, problem.mentee[near])
        # Below a spare that a mentee has for certain, no other one counts.
        certain = np.full(problem.n_mentees, np.iinfo(np.int64).min)
        sure = np.flatnonzero(usable & self._free[problem.mentor])
        sure = sure[~np.isin(sure, near)]
        np.maximum.at(certain, problem.mentee[sure], problem.score[sure])
        self.pairs = np.flatnonzero(usable & (problem.score >= certain[problem.mentee]))

    def settle(self, model: RowsOfPairs, best: Ints, deadline: float, seed: int) -> Ints:
        """Return the answer found with the best spares; the model keeps to spares as good for each mentee.

        Parameters
        ----------
        model : PairModel
            Of the answers as good as `best`.
        best : int64 array
        deadline : float
            Value of `time.monotonic`.
        """
        score, most = self.problem.score[self.pairs], _value(self._best(self.pairs))
        try:
            literals = self._literals(model)
            for n, worth in enumerate((np.ones_like(score), score - score.min(initial=0)), start=1):
                if self.value(best)[:n] < most[:n]:
                    model.minimise(literals, (-worth).tolist())
                    model.hint(best)
                    found = run(model, deadline, seed, work=_WORK).chosen
                    best = best if found is None else max(best, found, key=self.value)
                model.linear([], (), low=self.value(best)[0], terms=[(one, 1) for one in literals])
            mine = self._of_mentee(literals)
            for i, at_least in self._best(self._left(best)).items():
                model.linear([], (), low=1, terms=[(one, 1) for one, own in mine[i] if own >= at_least])
        except OutOfTimeError:
            return best
        return best

    def value(self, chosen: Ints) -> tuple[int, int]:
        """Return how many mentees with a mentor have a spare, and the sum of the scores of the best ones."""
        return _value(self._best(self._left(chosen)))

    def _left(self, chosen: Ints) -> Ints:
        """Return the pairs that are spares beside an answer."""
        problem, mentee = self.problem, self.problem.mentee[self.pairs]
        load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
        free = (load < problem.capacity)[problem.mentor[self.pairs]]
        return self.pairs[free & ~np.isin(self.pairs, chosen) & np.isin(mentee, problem.mentee[chosen])]

    def _best(self, pairs: Ints) -> dict[int, int]:
        """Return mentee -> the highest score among some pairs."""
        pairs = pairs[np.argsort(self.problem.score[pairs], kind="stable")]
        return dict(zip(self.problem.mentee[pairs].tolist(), self.problem.score[pairs].tolist(), strict=True))

    def _of_mentee(self, literals: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """Return mentee -> variables of the pairs, each with the pair's score."""
        found: dict[int, list[tuple[int, int]]] = {}
        mentees, scores = self.problem.mentee[self.pairs].tolist(), self.problem.score[self.pairs].tolist()
        for i, literal, score in zip(mentees, literals, scores, strict=True):
            found.setdefault(i, []).append((literal, score))
        return found

    def _literals(self, model: RowsOfPairs) -> list[int]:
        """Return a variable of each pair: whether it is the spare of its mentee."""
        problem = self.problem
        mentors = problem.mentor[self.pairs].tolist()
        literals = [model.new_literal() for _ in mentors]
        room = {j: model.new_literal() for j in sorted(set(mentors)) if not self._free[j]}
        for j, literal in room.items():
            most = int(problem.capacity[j])
            model.linear(problem.pairs_of_mentor(j), 1, high=most, terms=[(literal, 1)])
        for j in self._full.tolist():  # it follows from the rest, and saves half the time
            model.at_least(problem.pairs_of_mentor(j), int(problem.capacity[j]))
        for pair, j, literal in zip(self.pairs.tolist(), mentors, literals, strict=True):
            model.linear([pair], 1, high=1, terms=[(literal, 1)])
            if j in room:
                model.linear([], (), high=0, terms=[(literal, 1), (room[j], -1)])
        for i, mine in self._of_mentee(literals).items():
            terms = [(literal, 1) for literal, _ in mine]
            model.linear([], (), high=1, terms=terms)
            model.linear(problem.pairs_of_mentee(i), -1, high=0, terms=terms)
        return literals


def _value(best: dict[int, int]) -> tuple[int, int]:
    return len(best), sum(best.values())


def near_best(problem: Problem, solution: Solution) -> tuple[Ints, Bools]:
    """Return pairs that answers as good as a proved one may contain, and mentors who are full in all these.

    Prices tell where they prove the score among all matchings; otherwise it may be any pair, and nobody is
    known to be full.
    """
    prices = solution.stages[-1].prices
    everything = np.arange(problem.n_pairs)
    on_fewer = any(stage.level is not None for stage in solution.stages)
    if (
        on_fewer
        or prices is None
        or prices.scale != 1
        or prices.load
        or solution.stages[-1].objective != "score"
    ):
        return everything, np.zeros(problem.n_mentors, np.bool_)
    slack = problem.score + prices.filled - prices.mentee[problem.mentee] - prices.mentor[problem.mentor]
    for position, price in prices.rules:
        record = problem.records[position]
        slack[record.pairs if isinstance(record, PairCountRecord) else everything[:0]] -= price
    slack[forbidden_pairs(problem)], slack[required_pairs(problem)] = -1, 0
    return np.flatnonzero(slack >= 0), prices.mentor > 0
