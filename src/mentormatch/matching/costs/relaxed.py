"""The best matching under one thing relaxed: further pairs that may meet, or more demand or capacity."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Ints
from mentormatch.candidates.search import Candidates
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.kept import Kept
from mentormatch.matching.shares.balance import with_shares
from mentormatch.objectives import Order
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.problem.build import NO_TERMS, assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.shares import without_shares
from mentormatch.problem.solution import Solution
from mentormatch.rules import Forbid, Keep, Require

Person = tuple[Role, int]
"""A role, and a position in it."""


@dataclass(frozen=True, eq=False)
class Change:
    """What is relaxed.

    Parameters
    ----------
    found : Candidates or None
        Further pairs that may meet; none of them is a candidate pair of the matching.
    points : int64 array
        Their scores.
    again, again_points : int64 array
        Candidate pairs, by index, that score more, and their scores then.
    more : mapping of (str, int) to int
        Role and position -> how much more demand or capacity.
    """

    found: Candidates | None = None
    points: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    again: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    again_points: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    more: Mapping[Person, int] = immutabledict()

    def known_points(self, points: Ints) -> Ints:
        """Return the scores of the candidate pairs with those that are others."""
        if not len(self.again):
            return points
        known = points.copy()
        known[self.again] = self.again_points
        return known


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best matching after a change.

    Parameters
    ----------
    value : tuple of tuples of int
        What answers are compared by, one for each objective in order (`Objective.key`): more is better.
    mentee, mentor, points : int64 array, shape (n,)
        The chosen pairs that the matching does not have.
    lost : int64 array
        Those of the matching that are not chosen, by index of pair.
    exact : bool
        Whether it is proved to be the best.
    """

    value: tuple[tuple[int, ...], ...]
    mentee: Ints
    mentor: Ints
    points: Ints
    lost: Ints
    exact: bool


class Relaxing:
    """Finds the best matching after each of several changes of one matching.

    Parameters
    ----------
    time_limit : float
        Seconds for all of them together, where the answers have to be solved from scratch.
    """

    def __init__(self, matching: MatchingData, time_limit: float) -> None:
        self.matching = matching
        self._deadline = time.monotonic() + time_limit
        alone = all(isinstance(rule, (Forbid, Keep, Require)) for rule in matching.policy.rules)
        kept = matching.kept if alone else None
        # Other rules are stated again for further pairs.
        self._kept = kept if kept is not None and kept.alone else None

    @property
    def by_repair(self) -> bool:
        """Whether the answers are repaired, and not solved from scratch."""
        return self._kept is not None

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._deadline - time.monotonic()

    def now(self) -> tuple[tuple[int, ...], ...]:
        """Return the value of the matching itself."""
        return _value(self.matching.problem, self.matching.solution.chosen, self._order)

    @property
    def _order(self) -> Order:
        return Order.of(self.matching.policy.objective)

    def best(self, change: Change, out: Person | None = None) -> Outcome | None:
        """Return the best matching after a change.

        Parameters
        ----------
        out : (str, int), optional
            A person who gets nobody.

        Returns
        -------
        Outcome or None
            None if the rules contradict each other, or if no time is left.
        """
        if self._kept is not None:
            return self._repaired(self._kept, change, out)
        problem, where = self._relaxed(change, out)
        return self.solved(problem, where, change)

    def _repaired(self, kept: Kept, change: Change, out: Person | None) -> Outcome:
        parts: dict[str, Ints] = {}
        for (role, position), more in _units(kept.state.base.solved.demand, kept.state.base.solved.capacity,
                                             change, out).items():  # fmt: skip
            parts |= kept.units(role, position, more)
        if change.found is not None:
            parts |= {
                "new_mentee": change.found.mentee.astype(np.int64),
                "new_mentor": change.found.mentor.astype(np.int64),
                "new_score": change.points,
            }
        if len(change.again):
            raised = change.again_points - self.matching.scores.points[change.again]
            parts |= {"rescored": np.searchsorted(kept.pairs, change.again),
                      "score": kept.problem.score[change.again] + raised}  # fmt: skip
        then, n = kept.repaired(Delta(**parts)), len(kept.pairs)
        gained, lost = then.differences(kept.state)
        old, new, problem = kept.pairs[gained[gained < n]], gained[gained >= n] - n, kept.problem
        sides = [problem.mentee[old], problem.mentor[old]]
        if change.found is not None:
            more_pairs = change.found.mentee[new], change.found.mentor[new]
            sides = [np.concatenate(both) for both in zip(sides, more_pairs, strict=True)]
        scores = then.n_matched, then.score
        settled = len(kept.settled), int(problem.score[kept.settled].sum())
        value = tuple((a + b,) for a, b in zip(scores, settled, strict=True))
        return Outcome(
            value if then.matched_first else value[1:],
            sides[0].astype(np.int64), sides[1].astype(np.int64),
            np.concatenate((change.known_points(self.matching.scores.points)[old], change.points[new])),
            kept.pairs[lost], exact=True,
        )  # fmt: skip

    def _relaxed(self, change: Change, out: Person | None) -> tuple[Problem, Ints]:
        """Return the problem after a change, and where each pair of the matching is in it."""
        matching, problem = self.matching, self.matching.problem
        where = np.arange(problem.n_pairs)
        if change.found is not None:
            problem, where = with_pairs(matching, change.found, change)
        demand, capacity = problem.demand.copy(), problem.capacity.copy()
        for (role, position), more in _units(demand, capacity, change, out).items():
            (demand if role == "mentee" else capacity)[position] += more
        return problem.replace(demand=demand, capacity=capacity), where

    def _shared(self, problem: Problem) -> Problem:
        """Return a problem with the numbers of places that keep shares once something is relaxed."""
        of, bare = self.matching, without_shares(problem)
        if bare is problem:
            return problem
        shared, _ = with_shares(of.people, of.policy, of.candidates, bare, NO_TERMS, self.left)
        return shared

    def solved(self, problem: Problem, where: Ints, change: Change) -> Outcome | None:
        """Return the best answer of another problem as an outcome, as `mentormatch.match` would find it.

        Parameters
        ----------
        where : int64 array
            Where each pair of the matching is in it.
        change : Change
            The further pairs in it.
        """
        matching, left = self.matching, self.left
        if left <= 0:
            return None
        now = where[matching.solution.chosen]
        try:
            problem = self._shared(problem)
            then = solve(
                problem, matching.policy.objective, time_limit=left, seed=matching.policy.seed, hint=now,
                even=True,
            )  # fmt: skip
        except InfeasibleError:
            return None
        points = np.empty(problem.n_pairs, np.int64)
        points[where] = change.known_points(matching.scores.points)
        points[np.setdiff1d(np.arange(problem.n_pairs), where)] = change.points
        gained = np.setdiff1d(then.chosen, now)
        lost = np.flatnonzero(np.isin(where, np.setdiff1d(now, then.chosen)))
        return Outcome(
            _value(problem, then.chosen, self._order), problem.mentee[gained].astype(np.int64),
            problem.mentor[gained].astype(np.int64), points[gained], lost, exact=_is_exact(then),
        )  # fmt: skip


def _is_exact(solution: Solution) -> bool:
    return solution.gap == 0.0


def _value(problem: Problem, chosen: Ints, order: Order) -> tuple[tuple[int, ...], ...]:
    return tuple(objective.key(problem, chosen) for objective in order)


def _units(demand: Ints, capacity: Ints, change: Change, out: Person | None) -> dict[Person, int]:
    """Return how much more demand or capacity people have."""
    units = dict(change.more)
    if out is not None:
        units[out] = -int((demand if out[0] == "mentee" else capacity)[out[1]])
    return units


def with_pairs(
    matching: MatchingData, found: Candidates, change: Change, people: People | None = None
) -> tuple[Problem, Ints]:
    """Return the problem with further pairs, all rules stated again, and where each earlier pair is in it.

    Parameters
    ----------
    found : Candidates
        None of them is a candidate pair of the matching.
    change : Change
        With their scores, and earlier pairs that score more.
    people : People, optional
        With further mentors after those of the matching, if `found` has pairs of such.
    """
    before, terms = matching.candidates, matching.terms
    keys = [one.mentee.astype(np.int64) * found.n_mentors + one.mentor for one in (before, found)]
    order = np.argsort(np.concatenate(keys), kind="stable")
    where = np.argsort(order, kind="stable")[: len(before)]
    candidates = replace(
        before,
        n_mentors=found.n_mentors,
        mentee=np.concatenate((before.mentee, found.mentee))[order],
        mentor=np.concatenate((before.mentor, found.mentor))[order],
        km=np.concatenate((before.km, found.km))[order],
        online=np.concatenate((before.online, found.online))[order],
        grounds=found.grounds if people is not None else before.grounds,
    )
    boost: Ints | None = None
    if terms.boost is not None:
        boost = np.zeros(len(order), np.int64)
        boost[where] = terms.boost
    moved = replace(terms, kept=where[terms.kept], ended=where[terms.ended], boost=boost)
    points = np.concatenate((change.known_points(matching.scores.points), change.points))[order]
    return assemble(people or matching.people, matching.policy, candidates, points, moved), where
