"""What a matching is made from, and the matching made again from it, in work proportional to what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Ints, sealed
from mentormatch.candidates.search import Candidates, find_candidates, ids_of_pairs
from mentormatch.changes.history import Pair
from mentormatch.matching.base import MatchingData
from mentormatch.matching.match import solved
from mentormatch.matching.shares.balance import with_shares
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import Terms, assemble
from mentormatch.problem.solution import Status
from mentormatch.problem.suspended import Suspended
from mentormatch.progress import Steps
from mentormatch.rematching.kept_pairs import find_pairs
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.scoring import SCALE, Scorer, Scores, reweighted, score_more, score_pairs, with_learnt

_CHECKED = 20_000
"""At most so many pairs are scored again to find out whether scores can be repeated."""


@dataclass(frozen=True)
class TermsById:
    """What a rematch added to the problem, by ids.

    Parameters
    ----------
    broken : int, optional
        How many of them may be dissolved; None if none may.
    price : int
        Points on top of each kept pair's score.
    waiting : tuple of (str, int)
        Mentee id and points on top of the scores of all their pairs, in the order of the ids.
    """

    kept: frozenset[Pair] = frozenset()
    broken: int | None = None
    price: int = 0
    waiting: tuple[tuple[str, int], ...] = ()
    ended: frozenset[Pair] = frozenset()
    suspended: tuple[Suspended, ...] = ()

    @classmethod
    def of(cls, matching: MatchingData) -> Self:
        """Return the terms of a matching."""
        terms, people, candidates = matching.terms, matching.people, matching.candidates
        least = terms.least_kept
        price = 0 if terms.boost is None else round((matching.policy.rematch.price or 0.0) * SCALE)
        return cls(
            frozenset(ids_of_pairs(people, candidates, terms.kept)),
            None if least is None else len(terms.kept) - least,
            price,
            _waiting(people, candidates, terms, price),
            frozenset(ids_of_pairs(people, candidates, terms.ended)),
            terms.suspended,
        )

    def terms(self, people: People, candidates: Candidates) -> Terms:
        """Return them for these candidate pairs; a kept pair that is none of them is not kept."""
        kept = find_pairs(people, candidates, self.kept)
        first = dict(self.waiting)
        of_mentee = np.array([first.get(one, 0) for one in people.mentee_ids], np.int64)
        boost = of_mentee[candidates.mentee]
        boost[kept] += self.price
        least = None if self.broken is None else max(len(kept) - self.broken, 0)
        ended = find_pairs(people, candidates, self.ended)
        return Terms(kept, least, boost if boost.any() else None, ended, self.suspended)


def _waiting(people: People, candidates: Candidates, terms: Terms, price: int) -> tuple[tuple[str, int], ...]:
    if terms.boost is None:
        return ()
    boost = terms.boost.copy()
    boost[terms.kept] -= price
    found = dict(zip(candidates.mentee.tolist(), boost.tolist(), strict=True))
    return tuple((people.mentees[at].id, points) for at, points in sorted(found.items()) if points)


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a matching is made from, besides what its scores have learnt."""

    people: People
    policy: Policy
    terms: TermsById = TermsById()


@dataclass(frozen=True, eq=False)
class Run:
    """A matching made from inputs.

    Parameters
    ----------
    scores : Scores
        With their scorers.
    pairs : mapping of (str, str) to int
        Mentee id and mentor id of each chosen pair -> its points.
    proved : bool
        Whether they are proved to be the best.
    """

    inputs: Inputs
    candidates: Candidates
    scores: Scores
    pairs: Mapping[Pair, int]
    proved: bool

    @classmethod
    def of(cls, matching: MatchingData, scorers: Sequence[Scorer]) -> Self:
        """Return the run that a matching is the result of."""
        scores = with_learnt(matching.scores, matching.people, matching.policy, scorers)
        inputs = Inputs(matching.people, matching.policy, TermsById.of(matching))
        chosen = matching.solution.chosen
        return cls(
            inputs, matching.candidates, scores, _points(matching.pair_ids, scores.points[chosen]),
            matching.status is Status.OPTIMAL,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Maker:
    """Makes matchings again.

    Parameters
    ----------
    time_limit : float
        Seconds for each.
    """

    scorers: Sequence[Scorer]
    time_limit: float
    report: Steps

    def repeated(self, run: Run) -> Run:
        """Return a run made again by this version: scored again too, unless that gives the same scores."""
        scores = run.scores
        if not self._same_scores(run):
            scores = score_pairs(run.inputs.people, run.candidates, run.inputs.policy, self.scorers)
        return self._solved(run.inputs, run.candidates, scores)

    def made(self, inputs: Inputs, near: Run) -> Run:
        """Return the run of other inputs, of which most are those of `near`.

        What its scores have learnt stays, unless other settings of the criteria make it be learnt again.
        """
        candidates, scores = self._scored(inputs, near)
        return self._solved(inputs, candidates, scores)

    def taught(self, run: Run, other: Run) -> Run:
        """Return a run scored by what the scores of another one have learnt."""
        policy, was = run.inputs.policy, other.inputs
        taught = other.scores
        if run.scores.criteria != taught.criteria or (policy.scoring, policy.criteria) != (
            was.policy.scoring,
            was.policy.criteria,
        ):
            taught = with_learnt(replace(run.scores, learnt=()), was.people, policy, self.scorers)
        expected = {key: other.scores.expected.get(key, own) for key, own in run.scores.expected.items()}
        taught = replace(run.scores, learnt=taught.learnt, expected=immutabledict(expected))
        return self._solved(run.inputs, run.candidates, self._taught(run, taught))

    def _scored(self, inputs: Inputs, near: Run) -> tuple[Candidates, Scores]:
        policy, was = inputs.policy, near.inputs.policy
        people, candidates, scores = inputs.people, near.candidates, near.scores
        same_people = people is near.inputs.people
        ruled = (policy.limits, policy.criteria) == (was.limits, was.criteria)
        measured = (policy.scoring, policy.criteria) == (was.scoring, was.criteria)
        weighed = policy.all_weights == was.all_weights
        if ruled and measured and weighed:
            if same_people:
                return candidates, scores
            found = update_pairs(near.inputs.people, people, candidates, scores, policy, self.scorers)
            return found.candidates, found.scores
        if not (same_people and ruled):
            candidates = find_candidates(people, policy)
        if same_people and measured and weighed:
            return candidates, _of_other_pairs(inputs, candidates, near)
        again = reweighted(scores, policy) if same_people and ruled and measured else None
        if again is None:
            again = score_pairs(people, candidates, policy, self.scorers)
        return candidates, again

    def _solved(self, inputs: Inputs, candidates: Candidates, scores: Scores) -> Run:
        people, policy = inputs.people, inputs.policy
        terms = inputs.terms.terms(people, candidates)
        problem = assemble(people, policy, candidates, scores.points, terms)
        problem, _ = with_shares(people, policy, candidates, problem, terms, self.time_limit)
        solution = solved(problem, policy, self.time_limit, self.report)
        pairs = _points(ids_of_pairs(people, candidates, solution.chosen), scores.points[solution.chosen])
        proved = solution.status is Status.OPTIMAL or solution.drawn is not None
        return Run(inputs, candidates, scores, pairs, proved)

    def _taught(self, run: Run, scores: Scores) -> Scores:
        """Return the scores of a run's pairs by other lessons; only criteria that learn are scored again."""
        people, policy = run.inputs.people, run.inputs.policy
        given = {id(one) for one in self.scorers}
        learning = [k for k, one in enumerate(scores.learnt) if id(one) not in given]
        few = replace(
            scores, criteria=tuple(scores.criteria[k] for k in learning), weights=scores.weights[learning],
            learnt=tuple(scores.learnt[k] for k in learning),
        )  # fmt: skip
        again = score_more(people, run.candidates, policy, few)
        contributions = run.scores.contributions.copy(order="F")
        contributions[:, learning] = again.contributions
        everything = replace(scores, contributions=sealed(contributions), expected=again.expected)
        return reweighted(everything, policy) or everything

    @staticmethod
    def _same_scores(run: Run) -> bool:
        """Return whether this version gives the same scores to some pairs, or to all if they are few."""
        take = np.unique(np.linspace(0, max(len(run.scores) - 1, 0), _CHECKED).astype(np.int64))
        take = take[: len(run.scores)]
        inputs = run.inputs
        again = score_more(inputs.people, _some(run.candidates, take), inputs.policy, run.scores)
        saved = run.scores.contributions[take]
        return np.array_equal(again.contributions, saved, equal_nan=True)


def _of_other_pairs(inputs: Inputs, candidates: Candidates, near: Run) -> Scores:
    """Return the scores of other candidate pairs of the same people; those that are known are copied."""
    n = np.int64(max(candidates.n_mentors, 1))
    wanted, known = (one.mentee * n + one.mentor for one in (candidates, near.candidates))
    at = np.searchsorted(known, wanted)
    there = np.zeros(len(wanted), np.bool_)
    inside = at < len(known)
    there[inside] = known[at[inside]] == wanted[inside]
    more = score_more(inputs.people, _some(candidates, np.flatnonzero(~there)), inputs.policy, near.scores)
    if more.expected != near.scores.expected:
        return score_more(inputs.people, candidates, inputs.policy, near.scores)
    contributions = np.empty((len(wanted), len(near.scores.criteria)), np.float32, order="F")
    points = np.empty(len(wanted), np.int64)
    for column, old, new in (
        (contributions, near.scores.contributions, more.contributions),
        (points, near.scores.points, more.points),
    ):
        column[there], column[~there] = old[at[there]], new
        column.flags.writeable = False
    return replace(near.scores, contributions=contributions, points=points)


def _some(candidates: Candidates, take: Ints) -> Candidates:
    return replace(
        candidates, mentee=candidates.mentee[take], mentor=candidates.mentor[take],
        km=candidates.km[take], online=candidates.online[take], grounds=None,
    )  # fmt: skip


def _points(pairs: Sequence[Pair], points: Ints) -> Mapping[Pair, int]:
    return dict(zip(pairs, points.tolist(), strict=True))
