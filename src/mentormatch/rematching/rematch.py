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
from mentormatch.errors import warn_of
from mentormatch.matching.arguments import changes_given, matching_given, policy_given
from mentormatch.matching.explain import count
from mentormatch.matching.result import Matching
from mentormatch.policy import Policy, Rematch
from mentormatch.problem.build import Terms, assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.rules_by_id import policy_by_id
from mentormatch.progress import Progress, Steps, shown
from mentormatch.rematching.kept_pairs import Continuing, find_continuing
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
    """Match again after changes: the best matching that keeps the pairs which the policy keeps.

    Parameters
    ----------
    matching : Matching
        It is not changed: to undo a rematch, continue from it.
    changes : sequence of changes
        Of the kinds in `mentormatch.changes`. All are checked together before any is applied. In the place
        of an id, a name or an e-mail address will do that certainly means one person.
    policy : Policy, optional
        That of `matching` if it is left out. Its ``rematch`` section says which pairs are kept and who comes
        first.
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
    ArgumentError
        If `changes` is not a list of changes, or another argument has the wrong type.
    ChangeError
        If changes contradict the matching or each other; lists all of these.
    RecordError, PolicyError, CandidateError, ProblemError, InfeasibleError, CertificateError
        See `mentormatch.errors`.

    Warns
    -----
    ReadingWarning
        Once, if changes name people otherwise than by id, with whom they are taken to mean.
    """
    with shown(verbose):
        plan = plan_rematch(matching, changes, policy, scorers, Steps(progress))
        if plan.applied.given.references:
            warn_of(plan.applied.given.warnings)
        return plan.solved(plan.terms(plan.policy.rematch), time_limit)


def plan_rematch(
    matching: Matching,
    changes: Sequence[Change],
    policy: Policy | None,
    scorers: Sequence[Scorer],
    report: Steps,
) -> Plan:
    """Return everything that a rematch needs before it is solved; see `rematch`."""
    matching = matching_given(matching)
    policy = policy_given(policy, matching.policy)
    changes = changes_given(changes)
    report(f"Checking {count(len(changes), 'change')}")
    applied = apply_changes(matching.people, matching.pair_ids, changes)
    if policy is not matching.policy:
        policy = policy_by_id(applied.people, policy).policy
    changed = f"{count(len(applied.mentees), 'mentee')} and {count(len(applied.mentors), 'mentor')}"
    report(f"Updating the candidate pairs of {changed}")
    candidates, scores = _pairs(matching, applied, policy, scorers)
    history = matching.history
    for state, pairs in applied.became.items():
        history = history.becoming(pairs, state)
    ended = applied.ended
    not_ended = [pair for pair in matching.pair_ids if pair not in ended]
    continuing = find_continuing(applied.people, candidates, scores.points, not_ended, history.active)
    short = applied.short | {mentee for mentee, _ in continuing.freed}
    staying = set(applied.people.mentor_ids)
    short |= {mentee for mentee, mentor in not_ended if mentor not in staying}
    waited = waited_rounds(matching.history.waited, _waiting(matching), short, applied.people)
    history = replace(history, waited=waited)
    return Plan(matching, policy, applied, candidates, scores, continuing, history, report)


def _waiting(matching: Matching) -> set[str]:
    """Return the mentees who have fewer active pairs than they want."""
    active = Counter(mentee for mentee, _ in matching.history.active)
    return {m.id for m in matching.people.mentees if m.consent and m.demand > active[m.id]}


def _pairs(
    matching: Matching, applied: Applied, policy: Policy, scorers: Sequence[Scorer]
) -> tuple[Candidates, Scores]:
    """Return candidates and scores: updated for changed people, or all from scratch under another policy."""
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
    """A rematch before it is solved.

    Parameters
    ----------
    before : Matching
    policy : Policy
    applied : Applied
    candidates : Candidates
    scores : Scores
    continuing : Continuing
        Pairs that may continue.
    history : History
        As it is after the changes.
    report : Steps
        Called with each step.
    """

    before: Matching
    policy: Policy
    applied: Applied
    candidates: Candidates
    scores: Scores
    continuing: Continuing
    history: History
    report: Steps

    def terms(self, rules: Rematch) -> Terms:
        """Return what a rematch under these rules adds to the problem."""
        pairs = self.continuing.pairs
        kept = {"active": pairs[self.continuing.active], "all": pairs, "none": pairs[:0]}[rules.keep]
        price = round((rules.price or 0.0) * SCALE)
        people, mentee = self.applied.people, self.candidates.mentee
        most_pairs = min(sum(m.demand for m in people.mentees), sum(m.capacity for m in people.mentors))
        free = rules.budget is not None or rules.price is not None
        rounds = rounds_of(people, self.history.waited, mentee[kept if free else kept[:0]])
        boost = boost_of_waiting(rules, rounds, mentee, most_pairs, SCALE + price)
        boost[kept] += price
        budget = len(kept) if rules.budget is None else rules.budget
        return Terms(kept, max(len(kept) - budget, 0) if free else None, boost if boost.any() else None)

    def problem(self, terms: Terms) -> Problem:
        """Return the numeric problem under these terms."""
        return assemble(self.applied.people, self.policy, self.candidates, self.scores.points, terms)

    def solved(self, terms: Terms, time_limit: float) -> Rematching:
        """Solve it, and return the matching compared with the one before."""
        problem = self.problem(terms)
        kept = count(len(terms.kept), "pair")
        self.report(f"Choosing from {problem.n_pairs} candidate pairs, with {kept} to keep")
        solution = solve(
            problem, self.policy.objective, time_limit=time_limit, seed=self.policy.seed,
            progress=self.report.of_solver,
        )  # fmt: skip
        self.report(f"Done: {solution.status}, {solution.n_matched} pairs")
        lost = self.history.active - set(self._ids(solution.chosen))
        return Rematching(
            self.applied.people, self.policy, self.candidates, self.scores, problem, solution,
            self.history.ending(sorted(lost), PairState.ENDED), terms,
            was=self.was, freed_pairs=self.continuing.freed, standing=self._continuing_ids,
        )  # fmt: skip

    def _ids(self, pairs: np.ndarray) -> tuple[Pair, ...]:
        return ids_of_pairs(self.applied.people, self.candidates, pairs)

    @cached_property
    def was(self) -> Was:
        """The pairs of the matching before."""
        points = self.before.scores.points[self.before.solution.chosen].tolist()
        return Was(dict(zip(self.before.pair_ids, points, strict=True)), self.before.history.active)

    @cached_property
    def _continuing_ids(self) -> frozenset[Pair]:
        return frozenset(self._ids(self.continuing.pairs))
