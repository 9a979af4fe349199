"""`rematch`: a matching and some changes become the next matching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.search import Candidates, find_candidates, ids_of_pairs, reasons_of
from mentormatch.changes.apply import Applied, apply_changes
from mentormatch.changes.base import Change
from mentormatch.changes.history import History, Pair, PairState
from mentormatch.changes.kinds.settle import Settle
from mentormatch.engine.solve import solve
from mentormatch.engine.suspend import solve_what_holds
from mentormatch.errors import InfeasibleError, warn_of
from mentormatch.matching.arguments import changes_given, check_declared, matching_given, policy_given
from mentormatch.matching.explain import count
from mentormatch.matching.result import Matching
from mentormatch.matching.shares.balance import with_shares
from mentormatch.people.doubles import Answer, Double
from mentormatch.people.side import DEMAND
from mentormatch.policy import Policy, Rematch
from mentormatch.problem.build import (
    NO_TERMS,
    PairIndex,
    Terms,
    asked_rules,
    assemble,
    indexed_rules,
    is_stated,
    stated,
)
from mentormatch.problem.described import is_over_people
from mentormatch.problem.problem import Problem
from mentormatch.problem.rules_by_id import policy_by_id
from mentormatch.problem.solution import Solution
from mentormatch.problem.suspended import Suspended
from mentormatch.progress import Progress, Steps, shown
from mentormatch.rematching.kept_pairs import Continuing, Standing, are_in, find_continuing, find_pairs
from mentormatch.rematching.queue import boost_of_waiting, most_pairs_of, rounds_of, with_last_round
from mentormatch.rematching.registered_twice import keeping_their_places
from mentormatch.rematching.result import Rematching, Was
from mentormatch.rematching.suspend import find_unfit, suspended_by
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.rules import Forbid, PairCount, Rule
from mentormatch.rules.fields.pairs import all_pairs
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer, Scores, score_pairs


def rematch(
    matching: Matching,
    changes: Sequence[Change],
    policy: Policy | None = None,
    *,
    same_people: Iterable[Answer] = (),
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
    same_people : iterable of (str, str, bool)
        What a person has said since about whom a reference means, or whether two records are of one person,
        as in `People.meanings`.
    scorers : sequence of Scorer
        Those with which `matching` was made.
    time_limit : float
        Seconds for the solver.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Rematching
        The next matching, and what differs from the one before.

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

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Dissolve("e1", "r1"), mm.Join(mm.Mentor(id="r2", consent=True))])
    >>> again.pair_ids, again.status
    ((('e1', 'r2'),), <Status.OPTIMAL: 'optimal'>)
    """
    with shown(verbose):
        answers = [Settle(*answer) for answer in same_people]
        plan = plan_rematch(matching, [*changes_given(changes), *answers], policy, scorers, Steps(progress))
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
    applied = apply_changes(matching.people, matching.pair_set, changes, _doubles(matching))
    check_declared(applied.people, policy)
    if policy is not matching.policy:
        policy = policy_by_id(applied.people, policy).policy
    changed = f"{count(len(applied.mentees), 'mentee')} and {count(len(applied.mentors), 'mentor')}"
    report(f"Updating the candidate pairs of {changed}")
    candidates, scores = _pairs(matching, applied, policy, scorers)
    while placed := keeping_their_places(matching.people, matching.pair_ids, applied, candidates, policy):
        people = applied.people.replace(placed=(*applied.people.placed, *placed))
        applied = replace(applied, people=people)
        candidates, scores = _pairs(matching, applied, policy, scorers)
    history = matching.history
    for state, pairs in applied.became.items():
        history = history.becoming(pairs, state)
    standing = Standing.of(matching, applied.people, history, applied.ended)
    index = PairIndex(applied.people, policy, candidates)
    continuing = find_continuing(
        applied.people, candidates, scores.points, standing,
        _forbidden(index, policy),
        _ceilings(index, [rule for rule in policy.rules if rule in matching.policy.rules]),
    )  # fmt: skip
    short = applied.short | {mentee for mentee, _ in continuing.freed}
    short = short.union(standing.left_behind)
    waiting, proposed = _standing(matching)
    history = with_last_round(history, waiting | short, proposed, applied.people)
    return Plan(matching, policy, applied, candidates, scores, continuing, history, report)


def _forbidden(index: PairIndex, policy: Policy) -> list[int]:
    """Return the candidate pairs that rules of the policy forbid, by index."""
    there = _that_hold((rule for rule in policy.rules if isinstance(rule, Forbid)), index)
    return [one.pair for one in there if isinstance(one, Forbid) and isinstance(one.pair, int)]


def _ceilings(index: PairIndex, rules: Iterable[Rule]) -> Iterator[tuple[Ints, int]]:
    """Yield the pairs, by index, of which people who are described may have so many at most.

    People come to belong to a group, which never depends on what the rule says. A ceiling that is new, or
    that lists its pairs, contradicts kept pairs instead, which is for the policy to resolve.
    """
    described = (rule for rule in rules if is_over_people(rule) and rule.at_most is not None)
    for one in _that_hold(described, index):
        if isinstance(one, PairCount) and one.at_most is not None:
            yield all_pairs(one.pairs), one.at_most


def _that_hold(rules: Iterable[Rule], index: PairIndex) -> Iterator[Rule]:
    """Yield rules by index: of those that name people who have gone, what is left of them."""
    for rule in rules:
        left = rule if is_stated(rule, index) else rule.of_those_left(index)
        yield from () if left is None else stated(left, index)


def _doubles(matching: Matching) -> Sequence[Double] | None:
    """Return the doubles that the search for candidates found; None after a move to another process."""
    reasons = matching.candidates.grounds
    return None if reasons is None else reasons.scheme.directory.doubles.found


def _standing(matching: Matching) -> tuple[set[str], set[str]]:
    """Return the mentees who have fewer mentors than they want, and those who have fewer active ones."""
    side, active = matching.people.mentee_side, are_in(matching, matching.history.active)
    with_mentors = matching.candidates.mentee[matching.solution.chosen[active]]
    wanted = side.places(DEMAND) - np.bincount(with_mentors, minlength=len(side))
    proposed = {side.ids[k] for k in np.flatnonzero(wanted > 0).tolist()}
    return proposed & matching.unfilled.keys(), proposed


def _measures(policy: Policy) -> tuple[object, ...]:
    """Return what decides who may meet and how pairs score."""
    return policy.limits, policy.scoring, policy.criteria, policy.weights


def _pairs(
    matching: Matching, applied: Applied, policy: Policy, scorers: Sequence[Scorer]
) -> tuple[Candidates, Scores]:
    """Return candidates and scores: updated for changed people, or all from scratch under another policy."""
    if _measures(matching.policy) != _measures(policy):
        candidates = find_candidates(applied.people, policy)
        return candidates, score_pairs(applied.people, candidates, policy, scorers)
    updated = update_pairs(
        matching.people, applied.people, matching.candidates, matching.scores, policy, scorers
    )
    return updated.candidates, updated.scores


@dataclass(frozen=True, eq=False)
class Plan:
    """A rematch before it is solved.

    Parameters
    ----------
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
        most_pairs = most_pairs_of(people)
        free = rules.budget is not None or rules.price is not None
        rounds = rounds_of(people, self.history, mentee[kept if free else kept[:0]])
        boost = boost_of_waiting(rules, rounds, self.candidates.sizes, most_pairs, SCALE + price)
        boost[kept] += price
        budget = len(kept) if rules.budget is None else rules.budget
        least = max(len(kept) - budget, 0) if free else None
        return Terms(kept, least, boost if boost.any() else None, self._ended, self._unfit)

    def problem(self, terms: Terms) -> Problem:
        """Return the numeric problem under these terms."""
        return assemble(self.applied.people, self.policy, self.candidates, self.scores.points, terms)

    def solved(self, terms: Terms, time_limit: float) -> Rematching:
        """Solve it, and return the matching compared with the one before."""
        kept = count(len(terms.kept), "pair")
        self.report(f"Choosing from {len(self.candidates.mentee)} candidate pairs, with {kept} to keep")
        terms, problem, solution = self.settled(terms, time_limit)
        self.report(f"Done: {solution.status}, {solution.n_matched} pairs")
        pair_ids, chosen = self._ids_of(solution.chosen)
        lost = self.history.active - chosen
        history = self.history.ending(sorted(lost), PairState.ENDED)
        found = Rematching(
            self.applied.people, self.policy, self.candidates, self.scores, problem, solution,
            replace(history, offered=history.offered & chosen), terms,
            was=self.was, freed_pairs=self.continuing.freed, continuing=self.continuing.pairs,
        )  # fmt: skip
        vars(found).update(pair_ids=pair_ids, pair_set=chosen)  # the same, found already
        return found

    def _ids_of(self, chosen: Ints) -> tuple[tuple[Pair, ...], frozenset[Pair]]:
        """Return the ids of the chosen pairs, in order and as a set; pairs that continue have theirs."""
        before, continuing = self.before, self.continuing
        ids = np.empty(len(chosen), np.object_)
        at = np.searchsorted(chosen, continuing.pairs)
        was = np.flatnonzero(np.append(chosen, -1)[at] == continuing.pairs)
        at = at[was]
        new, gone = np.delete(np.arange(len(chosen)), at), np.ones(len(before.pair_ids), np.bool_)
        known = np.fromiter(before.pair_ids, np.object_, len(before.pair_ids))
        ids[at], gone[continuing.before[was]] = known[continuing.before[was]], False
        more = ids_of_pairs(self.applied.people, self.candidates, chosen[new])
        ids[new] = np.fromiter(more, np.object_, len(more))
        return tuple(ids.tolist()), before.pair_set.difference(known[gone].tolist()).union(more)

    def settled(
        self, terms: Terms, time_limit: float, *, lottery: bool = True
    ) -> tuple[Terms, Problem, Solution]:
        """Return terms with the rules suspended that cannot hold, the problem under them, and its answer."""
        problem = self.problem(terms)

        def answer(rules: tuple[Rule, ...], seconds: float) -> Solution:
            under = problem if rules == problem.rules else problem.replace(rules=rules)
            return solve(
                under, self.policy.objective, time_limit=seconds, seed=self.policy.seed, lottery=lottery,
                even=True, robust=self.policy.robust, progress=self.report.of_solver,
            )  # fmt: skip

        reasons = reasons_of(self.candidates, self.applied.people, self.policy)
        asked = asked_rules(self.applied.people, self.policy, reasons)
        given = indexed_rules(self._index, asked, self.scores.points, terms) if asked else []
        # Rules that a new policy asks for are for the policy to give up.
        new = frozenset(self.policy.rules) - frozenset(self.before.policy.rules)
        fixed = {at for at, (rule, _) in enumerate(given) if rule in new}
        fixed.update(range(len(given), len(problem.rules)))
        try:
            solution, broken = solve_what_holds(problem.rules, answer, fixed, time_limit)
        except InfeasibleError as error:
            raise error.after(self._happened) from None
        if broken:
            before = {one.rule: one for one in terms.suspended}
            more = {given[at][0]: suspended_by(*given[at], error, before) for at, error in broken.items()}
            terms = replace(terms, suspended=tuple({**before, **more}.values()))
            problem = self.problem(terms)
        if self.policy.shares is not None:
            problem, terms = self.shared(problem, terms, time_limit)
            solution = answer(problem.rules, time_limit)
        return terms, problem, solution

    def shared(self, problem: Problem, terms: Terms, time_limit: float) -> tuple[Problem, Terms]:
        """Return a problem with the numbers of places that keep shares, if the policy has any."""
        return with_shares(self.applied.people, self.policy, self.candidates, problem, terms, time_limit)

    @property
    def _happened(self) -> list[str]:
        """The changes in words, by ids alone."""
        return [one.in_words() for one in self.applied.given.changes if not isinstance(one, Settle)]

    @cached_property
    def _index(self) -> PairIndex:
        return PairIndex(self.applied.people, self.policy, self.candidates)

    @cached_property
    def _unfit(self) -> tuple[Suspended, ...]:
        """The rules that name people who have gone, or pairs that may no longer meet."""
        before = self.before
        if not self.policy.rules:
            return ()
        return find_unfit(
            self.policy.rules, self._index, frozenset(before.policy.rules),
            lambda: PairIndex(before.people, before.policy, before.candidates),
            same_pairs=self._same_pairs,
        )  # fmt: skip

    @cached_property
    def _same_pairs(self) -> bool:
        """Whether the candidate pairs are those of the matching before."""
        now, then = (self.applied.people, self.candidates), (self.before.people, self.before.candidates)
        sides = [(p.mentee_ids, p.mentor_ids, c.mentee.tobytes(), c.mentor.tobytes()) for p, c in (now, then)]
        return sides[0] == sides[1]

    @cached_property
    def _ended(self) -> Ints:
        """The pairs that the changes end, and those completed before: none of them is made again."""
        if not self.applied.ended and not self.history.ended:
            return NO_TERMS.ended
        completed = {(i, j) for i, j, state in self.history.ended if state is PairState.COMPLETED}
        return find_pairs(self.applied.people, self.candidates, self.applied.ended | completed)

    @cached_property
    def was(self) -> Was:
        """The pairs of the matching before."""
        before = self.before
        return Was(before.pair_ids, before.scores.points[before.solution.chosen], before.history)
