"""The best spares among equally good answers: for each mentee another mentor who has free capacity.

If a pair ends, and nobody else is to move, its mentee can only go to a mentor with free capacity. Which
mentors have some depends on the answer; among equally good ones, that with the most and then the best spares
is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import PairModel
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
    problem : Problem
    near : int64 array
        Pairs that such answers may contain, ascending.
    full : bool array, shape (n_mentors,)
        Mentors known to be full in all of them.
    """

    def __init__(self, problem: Problem, near: Ints, full: Bools) -> None:
        self.problem, self.near, self._full = problem, near, np.flatnonzero(full & (problem.capacity > 0))
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

    def value(self, chosen: Ints) -> tuple[int, int]:
        """Return how many mentees with a mentor have a spare, and the sum of the scores of the best ones."""
        best = self.best(chosen)
        return len(best), sum(best.values())

    def best(self, chosen: Ints) -> dict[int, int]:
        """Return mentee -> score of the best spare, for those who have a mentor and a spare."""
        problem = self.problem
        load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
        pairs = self.pairs[(load < problem.capacity)[problem.mentor[self.pairs]]]
        pairs = pairs[~np.isin(pairs, chosen) & np.isin(problem.mentee[pairs], problem.mentee[chosen])]
        pairs = pairs[np.argsort(problem.score[pairs], kind="stable")]
        return dict(zip(problem.mentee[pairs].tolist(), problem.score[pairs].tolist(), strict=True))

    @property
    def _ceiling(self) -> tuple[int, int]:
        """The value if everybody could have their best spare."""
        mentee, score = self.problem.mentee[self.pairs], self.problem.score[self.pairs]
        most = np.full(self.problem.n_mentees, np.iinfo(np.int64).min)
        np.maximum.at(most, mentee, score)
        people = np.unique(mentee)
        return len(people), int(most[people].sum())

    def settle(self, model: PairModel, best: Ints, deadline: float, seed: int) -> Ints:
        """Return the answer found with the best spares; the model keeps to spares as good for each mentee.

        Parameters
        ----------
        model : PairModel
            Of the answers as good as `best`.
        best : int64 array
        deadline : float
            Value of `time.monotonic`.
        seed : int
        """
        score = self.problem.score[self.pairs]
        try:
            literals = self._literals(model)
            for n, worth in enumerate((np.ones_like(score), score - score.min(initial=0)), start=1):
                if self.value(best)[:n] < self._ceiling[:n]:
                    model.minimise(literals, (-worth).tolist())
                    model.hint(best)
                    found = run(model, deadline, seed, work=_WORK).chosen
                    best = best if found is None else max(best, found, key=self.value)
                model.linear([], (), low=self.value(best)[0], terms=[(one, 1) for one in literals])
            self._keep(model, literals, self.best(best))
        except OutOfTimeError:
            return best
        return best

    def _literals(self, model: PairModel) -> list[int]:
        """Return a variable of each pair: whether it is the spare of its mentee."""
        problem = self.problem
        literals = [model.new_literal() for _ in self.pairs.tolist()]
        of_mentor = {
            j: model.new_literal()
            for j in np.unique(problem.mentor[self.pairs]).tolist()
            if not self._free[j]
        }
        mentor_of, mentee_of = problem.mentor[self.near], problem.mentee[self.near]
        for j, room in of_mentor.items():
            own = self.near[mentor_of == j]
            model.linear(own, 1, high=int(problem.capacity[j]), terms=[(room, 1)])
        near = set(self.near.tolist())
        for j in self._full.tolist():  # it follows from the rest, and saves half the time
            model.at_least(self.near[mentor_of == j], int(problem.capacity[j]))
        for pair, literal in zip(self.pairs.tolist(), literals, strict=True):
            mentor = int(problem.mentor[pair])
            if mentor in of_mentor:
                model.linear([], (), high=0, terms=[(literal, 1), (of_mentor[mentor], -1)])
            if pair in near:
                model.linear([pair], 1, high=1, terms=[(literal, 1)])
        for i, terms in self._by_mentee(literals):
            model.linear([], (), high=1, terms=terms)
            model.linear(self.near[mentee_of == i], -1, high=0, terms=terms)
        return literals

    def _by_mentee(self, literals: Sequence[int]) -> list[tuple[int, list[tuple[int, int]]]]:
        mentees = self.problem.mentee[self.pairs].tolist()
        both = sorted(zip(mentees, literals, strict=True))
        return [(i, [(one, 1) for _, one in group]) for i, group in groupby(both, lambda one: one[0])]

    def _keep(self, model: PairModel, literals: Sequence[int], best: dict[int, int]) -> None:
        """Keep the model to spares at least as good as these."""
        rows: dict[int, list[tuple[int, int]]] = {i: [] for i in best}
        both = zip(
            self.problem.mentee[self.pairs].tolist(), self.problem.score[self.pairs].tolist(), strict=True
        )
        for literal, (i, score) in zip(literals, both, strict=True):
            if i in best and score >= best[i]:
                rows[i].append((literal, 1))
        for terms in rows.values():
            model.linear([], (), low=1, terms=terms)


def near_best(problem: Problem, solution: Solution) -> tuple[Ints, Bools]:
    """Return pairs that answers as good as a proved one may contain, and mentors who are full in all these.

    Prices tell where they prove the score; otherwise it may be any pair, and nobody is known to be full.
    """
    prices = solution.stages[-1].prices
    everything = np.arange(problem.n_pairs)
    if prices is None or prices.scale != 1 or prices.load or solution.stages[-1].objective != "score":
        return everything, np.zeros(problem.n_mentors, np.bool_)
    slack = problem.score + prices.filled - prices.mentee[problem.mentee] - prices.mentor[problem.mentor]
    for position, price in prices.rules:
        record = problem.records[position]
        slack[record.pairs if isinstance(record, PairCountRecord) else everything[:0]] -= price
    slack[forbidden_pairs(problem)], slack[required_pairs(problem)] = -1, 0
    return np.flatnonzero(slack >= 0), prices.mentor > 0
