"""`match`: people and a policy become a `Matching`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from mentormatch.arguments import check_arguments
from mentormatch.candidates.search import find_candidates
from mentormatch.engine.explore import explored, refuse_unexplorable
from mentormatch.engine.solve import solve
from mentormatch.errors import warn_of
from mentormatch.matching.arguments import check_declared, policy_given
from mentormatch.matching.result import Matching
from mentormatch.matching.shares.balance import with_shares
from mentormatch.objectives import Order
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import NO_TERMS, assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.rules_by_id import policy_by_id
from mentormatch.problem.solution import Solution
from mentormatch.progress import Progress, Steps, shown
from mentormatch.scoring import DEFAULT_SCORERS, Scorer, score_pairs


def match(
    people: People,
    policy: Policy | None = None,
    *,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Matching:
    """Match mentees with mentors: the best matching that the policy allows, with its proof.

    Parameters
    ----------
    people : People
        Everybody in the scheme, also those who cannot be matched yet.
    policy : Policy, optional
        The defaults if it is left out. Its rules may name people as they are called where this is certain; in
        the matching they have ids.
    scorers : sequence of Scorer
        The criteria; to add your own, pass ``[*DEFAULT_SCORERS, mine]``.
    time_limit : float
        Seconds for the solver, and as many again for the numbers that keep shares of organisations.
    verbose : bool
        Whether to show each step, with times, on standard error. In any case each step is logged by the
        logger ``mentormatch`` at INFO.
    progress : callable, optional
        Called with a sentence before each step.

    Returns
    -------
    Matching
        It does not depend on the order of the people.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    RecordError
        If answers to criteria of the policy cannot be compared.
    PolicyError, CandidateError, ProblemError, InfeasibleError, CertificateError
        See `mentormatch.errors`.

    Warns
    -----
    ReadingWarning
        Once, if rules name people otherwise than by id, with whom they are taken to mean.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> matching = mm.match(people, mm.Policy(weights={"knowledge": 5}))
    >>> matching.pair_ids, matching.status
    ((('e1', 'r4'),), <Status.OPTIMAL: 'optimal'>)
    >>> matching.pairs[["mentee_id", "mentor_id", "score"]]
      mentee_id mentor_id  score
    0        e1        r4    1.0
    """
    check_arguments(match, locals())
    policy = policy_given(policy, Policy())
    people = people.in_id_order()
    check_declared(people, policy)
    named = policy_by_id(people, policy)
    if named.meant:
        warn_of(named.warnings)
    with shown(verbose):
        return _matched(people, named.policy, scorers, time_limit, Steps(progress))


def _matched(
    people: People, policy: Policy, scorers: Sequence[Scorer], time_limit: float, report: Steps
) -> Matching:
    report(f"Finding candidate pairs ({len(people.mentees)} mentees, {len(people.mentors)} mentors)")
    candidates = find_candidates(people, policy)
    report(f"Scoring {len(candidates)} candidate pairs")
    scores = score_pairs(people, candidates, policy, scorers)
    report(f"Choosing from {len(candidates)} candidate pairs")
    problem = assemble(people, policy, candidates, scores.points)
    problem, terms = with_shares(people, policy, candidates, problem, NO_TERMS, time_limit)
    solution = solved(problem, policy, time_limit, report)
    report(f"Done: {solution.status}, {solution.n_matched} pairs")
    return Matching(people, policy, candidates, scores, problem, solution, terms=terms)


def solved(problem: Problem, policy: Policy, time_limit: float, report: Steps) -> Solution:
    """Return the best matching, or one drawn from several nearly best ones where the policy explores."""
    order, deadline = Order.of(policy.objective), time.monotonic() + time_limit
    if policy.explore:
        refuse_unexplorable(problem, order)
    best = solve(
        problem, policy.objective, time_limit=time_limit, seed=policy.seed, even=True,
        robust=policy.robust, progress=report.of_solver,
    )  # fmt: skip
    if not policy.explore:
        return best
    report(f"Drawing from matchings at most {100 * policy.explore:g}% below the best")
    return explored(problem, order, best, policy.explore, policy.seed, deadline)
