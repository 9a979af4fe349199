"""A matching again, around the pairs that a person decided on; and one that was read back, with its proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.changes.history import Pair
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.matching.result import Matching
from mentormatch.objectives import Order
from mentormatch.policy import Policy
from mentormatch.problem.solution import Answer, Solution, Status
from mentormatch.progress import Steps
from mentormatch.proof.certificate import certify
from mentormatch.rematching.kept_pairs import find_pairs
from mentormatch.rematching.queue import boost_of_waiting, most_pairs_of, rounds_of
from mentormatch.rematching.rematch import Plan, plan_rematch
from mentormatch.rematching.result import Rematching
from mentormatch.scoring import DEFAULT_SCORERS, SCALE

_MOST = 1000
"""A move has to gain more than so many best scores, or than all pairs there are; more would overflow."""
_SECONDS = 60.0
"""How long a matching that was read back may be proved."""


def rematch_around(
    matching: Matching, staying: Iterable[Pair], policy: Policy, *, time_limit: float = 60.0
) -> Rematching:
    """Match again under a policy with further rules, in the same round, so that few pairs move.

    Parameters
    ----------
    staying : iterable of (str, str)
        Pairs of it that stay, as active ones do.
    policy : Policy
        That of `matching`, with more rules.
    time_limit : float
        Seconds for the solver, for each of two steps.

    Raises
    ------
    InfeasibleError
        If the rules, and the pairs that stay, contradict each other; no rule of the policy is given up.

    Notes
    -----
    First: as many pairs as possible, then as many of those who had a partner, then as few moves, then the
    best score. The pairs that stay by this are kept, and the rest is matched by the objective of the policy;
    nobody who waits takes the place of a mentee who had a mentor.
    """
    plan = _plan(matching, policy)
    must = find_pairs(plan.applied.people, plan.candidates, {*staying, *matching.history.active})
    had = np.unique(matching.problem.mentee[matching.solution.chosen]).astype(np.int64)
    kept = _kept(plan, np.intersect1d(must, plan.continuing.pairs), had, time_limit)
    terms = replace(plan.terms(policy.rematch), kept=kept, least_kept=None, boost=_boost(plan, had))
    found = plan.solved(terms, time_limit)
    before = {one.rule for one in matching.suspended}
    given_up = [one for one in found.suspended if one.rule not in before]
    if given_up:
        raise InfeasibleError([one.rule for one in given_up], [one.why for one in given_up])
    return found


def _plan(matching: Matching, policy: Policy) -> Plan:
    """Return a rematch without changes, in the same round."""
    return replace(plan_rematch(matching, (), policy, DEFAULT_SCORERS, Steps()), history=matching.history)


def _kept(plan: Plan, must: Ints, had: Ints, time_limit: float) -> Ints:
    """Return the pairs that stay: some must, of the others as many as possible."""
    pairs, mentee = plan.continuing.pairs, plan.candidates.mentee
    nothing = np.zeros(len(mentee), np.int64)
    terms = replace(plan.terms(plan.policy.rematch), kept=must, least_kept=None, boost=nothing)
    problem, weights = plan.problem(terms), plan.scores.points.astype(np.int64)
    n = min(int(problem.demand.sum()), int(problem.capacity.sum()))
    move = SCALE * min(n + 1, _MOST)
    weights[pairs] += move
    weights += np.where(np.isin(mentee, had), move * (n + 1), 0)
    answer = solve(
        problem.replace(score=weights), ("matched", "score"), time_limit=time_limit, seed=plan.policy.seed,
        hint=pairs,
    )  # fmt: skip
    return np.intersect1d(answer.chosen, pairs)


def _boost(plan: Plan, had: Ints) -> Ints:
    """Return what puts mentees who had a mentor before those who wait, and these in their order."""
    people, pairs, rules = plan.applied.people, plan.candidates.sizes, plan.policy.rematch
    rounds = rounds_of(people, plan.history, had.astype(np.int32))
    if rules.first != "stage" or not rounds.any():
        rounds = np.zeros(len(people.mentees), np.int64)
        rounds[had] = 1
    return boost_of_waiting(rules.replace(first="stage"), rounds, pairs, most_pairs_of(people), SCALE)


def with_proof(matching: Matching) -> Matching:
    """Return a matching that was put together from its pairs as one that was solved, with its rules.

    If another one would be better, or its rules no longer hold, it has no proof.

    Parameters
    ----------
    matching : Matching
        Such as `Record.matching`.
    """
    plan = _plan(matching, matching.policy)
    people, order = plan.applied.people, Order.of(plan.policy.objective)
    chosen = find_pairs(people, plan.candidates, matching.pair_ids)
    try:
        terms, problem, solution = plan.settled(plan.terms(plan.policy.rematch), _SECONDS, lottery=False)
    except InfeasibleError:
        return matching
    as_good = solution.status is Status.OPTIMAL and all(
        one.key(problem, chosen) == one.key(problem, solution.chosen) for one in order
    )
    found = (
        solution.replace(chosen=chosen) if as_good
        else Solution(Answer.of(chosen, problem.score), Status.FEASIBLE)
    )  # fmt: skip
    check = certify(problem, found)
    if not check.feasible:
        return matching
    return Matching(
        people, plan.policy, plan.candidates, plan.scores, problem, found.replace(certificate=check),
        matching.history, terms,
    )  # fmt: skip
