"""`rematch`: a matching and some changes become the next matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mentormatch.candidates.search import Candidates, find_candidates, ids_of_pairs
from mentormatch.changes.apply import Applied, apply_changes
from mentormatch.changes.base import Change
from mentormatch.changes.history import History, Pair, PairState
from mentormatch.engine.solve import solve
from mentormatch.matching.matching import Matching, Progress, in_sentences, teller
from mentormatch.policy import Policy, Rematch
from mentormatch.problem.build import Terms, assemble
from mentormatch.problem.problem import Problem
from mentormatch.rematching.kept_pairs import Standing, find_standing
from mentormatch.rematching.queue import boost_of_waiting, rounds_of, waited_rounds
from mentormatch.rematching.result import Rematching, Was
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer, Scores, score_pairs


def rematch(
    matching: Matching,
    changes: Sequence[Change],
    policy: Policy | None = None,
    *,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Rematching:
    """Match again after changes: the best matching that disturbs nobody but whom the policy says.

    Parameters
    ----------
    matching : Matching
        Stays as it is: to undo a rematch, go on from it.
    changes : sequence of changes
        Of the kinds in `mentormatch.changes`. All are checked together before any is made.
    policy : Policy, optional
        That of `matching` where it is left out. Its ``rematch`` says which pairs are kept, and who is first.
    scorers : sequence of Scorer
    time_limit : float
        Seconds for the solver.
    verbose, progress
        As for `match`.

    Returns
    -------
    Rematching

    Raises
    ------
    ChangeError
        If changes do not fit the matching or each other: all of them.
    RecordError, PolicyError, CandidateError, ProblemError, InfeasibleError, CertificateError
        See `mentormatch.errors`.
    """
    plan = plan_rematch(matching, changes, policy, scorers, teller(progress, verbose))
    return plan.solved(plan.terms(plan.policy.rematch), time_limit)


def plan_rematch(
    matching: Matching,
    changes: Sequence[Change],
    policy: Policy | None,
    scorers: Sequence[Scorer],
    tell: Progress,
) -> Plan:
    """Return everything that a rematch needs before it decides anything; see `rematch`."""
    policy = matching.policy if policy is None else policy
    tell(f"Checking {len(changes)} changes")
    applied = apply_changes(matching.people, matching.pair_ids, changes)
    tell(f"Looking at the pairs of {len(applied.mentees)} mentees and {len(applied.mentors)} mentors")
    candidates, scores = _pairs(matching, applied, policy, scorers)
    history = matching.history
    for state, pairs in applied.became.items():
        history = history.becoming(pairs, state)
    ended = applied.ended
    going_on = [pair for pair in matching.pair_ids if pair not in ended]
    standing = find_standing(applied.people, candidates, scores.points, going_on, history.active)
    short = applied.short | {mentee for mentee, _ in standing.freed}
    staying = set(applied.people.mentor_ids)
    short |= {mentee for mentee, mentor in going_on if mentor not in staying}
    waited = waited_rounds(matching.history.waited, _waiting(matching), short, applied.people)
    history = replace(history, waited=waited)
    return Plan(matching, policy, applied, candidates, scores, standing, history, tell)


def _waiting(matching: Matching) -> set[str]:
    """Return the mentees who want more mentors than they have pairs that have begun."""
    begun = Counter(mentee for mentee, _ in matching.history.active)
    return {m.id for m in matching.people.mentees if m.consent and m.demand > begun[m.id]}


def _pairs(
    matching: Matching, applied: Applied, policy: Policy, scorers: Sequence[Scorer]
) -> tuple[Candidates, Scores]:
    """Return candidates and scores: those of changed people anew, all if the policy asks for other ones."""
    then = matching.policy
    if (then.limits, then.scoring, then.weights) != (policy.limits, policy.scoring, policy.weights):
        candidates = find_candidates(applied.people, policy)
        return candidates, score_pairs(applied.people, candidates, policy, scorers)
    updated = update_pairs(
        matching.people, applied.people, matching.candidates, matching.scores, policy, scorers,
        applied.mentees, applied.mentors,
    )  # fmt: skip
    return updated.candidates, updated.scores


@dataclass(frozen=True, eq=False)
class Plan:
    """A rematch before it is decided whom it disturbs.

    Parameters
    ----------
    before : Matching
    policy : Policy
    applied : Applied
    candidates : Candidates
    scores : Scores
    standing : Standing
        Pairs that may go on.
    history : History
        As it will be.
    tell : callable
        Told each step.
    """

    before: Matching
    policy: Policy
    applied: Applied
    candidates: Candidates
    scores: Scores
    standing: Standing
    history: History
    tell: Progress

    def terms(self, rules: Rematch) -> Terms:
        """Return what a rematch under these rules adds to the problem."""
        standing = self.standing.pairs
        kept = {"active": standing[self.standing.active], "all": standing, "none": standing[:0]}[rules.keep]
        price = round((rules.price or 0.0) * SCALE)
        people, mentee = self.applied.people, self.candidates.mentee
        places = min(sum(m.demand for m in people.mentees), sum(m.capacity for m in people.mentors))
        free = rules.budget is not None or rules.price is not None
        rounds = rounds_of(people, self.history.waited, mentee[kept if free else kept[:0]])
        boost = boost_of_waiting(rules, rounds, mentee, places, SCALE + price)
        boost[kept] += price
        budget = len(kept) if rules.budget is None else rules.budget
        return Terms(kept, max(len(kept) - budget, 0) if free else None, boost if boost.any() else None)

    def problem(self, terms: Terms) -> Problem:
        """Return the numeric problem under these terms."""
        return assemble(self.applied.people, self.policy, self.candidates, self.scores.points, terms)

    def solved(self, terms: Terms, time_limit: float) -> Rematching:
        """Solve it, and return the matching with what is new in it."""
        problem = self.problem(terms)
        self.tell(f"Choosing among {problem.n_pairs} pairs, {len(terms.kept)} pairs made before to be kept")
        solution = solve(
            problem, self.policy.objective, time_limit=time_limit, seed=self.policy.seed,
            progress=in_sentences(self.tell),
        )  # fmt: skip
        self.tell(f"Done: {solution.status}, {solution.n_matched} pairs")
        lost = self.history.active - set(self._ids(solution.chosen))
        return Rematching(
            self.applied.people, self.policy, self.candidates, self.scores, problem, solution,
            self.history.ending(sorted(lost), PairState.ENDED), terms,
            was=self.was, freed_pairs=self.standing.freed, standing=self._standing_ids,
        )  # fmt: skip

    def _ids(self, pairs: np.ndarray) -> tuple[Pair, ...]:
        return ids_of_pairs(self.applied.people, self.candidates, pairs)

    @cached_property
    def was(self) -> Was:
        """The pairs before."""
        points = self.before.scores.points[self.before.solution.chosen].tolist()
        return Was(dict(zip(self.before.pair_ids, points, strict=True)), self.before.history.active)

    @cached_property
    def _standing_ids(self) -> frozenset[Pair]:
        return frozenset(self._ids(self.standing.pairs))
