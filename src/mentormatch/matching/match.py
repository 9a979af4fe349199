"""`match`: people and a policy become a `Matching`."""

from __future__ import annotations

from collections.abc import Sequence

from mentormatch.candidates.search import find_candidates
from mentormatch.engine.solve import solve
from mentormatch.matching.arguments import people_given, policy_given
from mentormatch.matching.result import Matching
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import assemble
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
    policy : Policy, optional
        The defaults where it is left out.
    scorers : sequence of Scorer
        Criteria; add your own to `mentormatch.scoring.DEFAULT_SCORERS`.
    time_limit : float
        Seconds for the solver.
    verbose : bool
        Whether to show what is being done, with times, on standard error. Without it, too, each step is
        logged by ``mentormatch`` at INFO.
    progress : callable, optional
        Called with a sentence before each step.

    Returns
    -------
    Matching
        The order of the people given has no influence on it.

    Raises
    ------
    ArgumentError
        If `people` are no `People`, or `policy` is no `Policy`.
    PolicyError, CandidateError, ProblemError, InfeasibleError, CertificateError
        See `mentormatch.errors`.
    """
    policy = policy_given(policy, Policy())
    people = people_given(people).in_id_order()
    with shown(verbose):
        return _matched(people, policy, scorers, time_limit, Steps(progress))


def _matched(
    people: People, policy: Policy, scorers: Sequence[Scorer], time_limit: float, tell: Steps
) -> Matching:
    tell(f"Looking for pairs that may meet ({len(people.mentees)} mentees, {len(people.mentors)} mentors)")
    candidates = find_candidates(people, policy)
    tell(f"Scoring {len(candidates)} pairs")
    scores = score_pairs(people, candidates, policy, scorers)
    tell(f"Choosing among {len(candidates)} pairs")
    problem = assemble(people, policy, candidates, scores.points)
    solution = solve(
        problem, policy.objective, time_limit=time_limit, seed=policy.seed, progress=tell.of_solver
    )
    tell(f"Done: {solution.status}, {solution.n_matched} pairs")
    return Matching(people, policy, candidates, scores, problem, solution)
