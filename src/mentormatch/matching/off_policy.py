"""`off_policy`: what other weights would have done, from a drawn matching and what became of its pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Floats
from mentormatch.changes.history import Pair
from mentormatch.errors import OutcomeError
from mentormatch.matching.arguments import policy_given
from mentormatch.matching.match import match
from mentormatch.matching.result import Matching
from mentormatch.policy import Policy
from mentormatch.scoring import DEFAULT_SCORERS, Scorer
from mentormatch.scoring.learn.off_policy import OffPolicy, estimate_off_policy
from mentormatch.scoring.learn.outcomes import Outcomes

if TYPE_CHECKING:
    from mentormatch.scoring.learn.learner import WeightLearner


def off_policy(
    matching: Matching,
    outcomes: Mapping[Pair, object],
    policy: Policy,
    *,
    learner: WeightLearner | None = None,
    good_from: float | None = None,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    random_state: int = 0,
) -> OffPolicy:
    """Return which share of the pairs would have lasted with other weights.

    Parameters
    ----------
    matching : Matching
        Drawn by `match` with a policy that explores.
    outcomes : mapping of (str, str) to outcome
        Mentee id and mentor id of chosen pairs -> what became of them, as `WeightLearner.fit` takes it. Pairs
        not named are taken to be as the others.
    policy : Policy
        The other weights; nothing else of it is used.
    learner : WeightLearner, optional
        Fitted on the criteria of `matching`; its predictions make the estimate doubly robust.
    good_from : float, optional
        As of `WeightLearner`.
    scorers : sequence of Scorer
        As for `match`.
    random_state : int
        Of the resamples for the intervals.

    Returns
    -------
    OffPolicy
        The intervals hold for the draw at hand; they do not include that another draw would have had other
        pairs.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    OutcomeError
        If the matching was not drawn, if outcomes are of other pairs, or if the pairs overlap too little with
        those that the other weights would choose.

    Notes
    -----
    A pair that was drawn with chance p and that the other weights choose with chance q stands for w = q / p
    of theirs. The estimate is the self-normalised mean, sum w y / sum w (Swaminathan and Joachims, "The
    self-normalized estimator for counterfactual learning", NeurIPS 2015); with a learner's predictions m it
    is the doubly robust sum q m / sum q + sum w (y - m) / sum w (Dudik, Langford and Li, ICML 2011).

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": f"e{k}", "consent": True, "seniority": k % 5} for k in range(100)],
    ...     mentors=[{"id": f"r{k}", "consent": True, "seniority": 5 + k, "capacity": 50} for k in range(2)],
    ... )
    >>> matching = mm.match(people, mm.Policy(explore=0.2))
    >>> outcomes = {pair: n % 3 > 0 for n, pair in enumerate(matching.pair_ids)}
    >>> found = mm.off_policy(matching, outcomes, mm.Policy(weights={"seniority": 1}))
    >>> found.lasted.low < found.lasted.value < found.lasted.high, 0 < found.covered <= 1
    (True, True)
    """
    check_arguments(off_policy, locals())
    policy = policy_given(policy, Policy())
    chance, chosen = matching.chances, matching.solution.chosen.tolist()
    at = dict(zip(matching.pair_ids, chosen, strict=True))
    if chance is None:
        raise OutcomeError(
            "the matching was not drawn, so no pair had a chance of its own: match with explore = 0.02 "
            "or so in the policy"
        )
    strangers = [pair for pair in outcomes if pair not in at]
    if strangers or not outcomes:
        found = f"{len(strangers)} of {len(outcomes)} are of others" if strangers else "there are none"
        raise OutcomeError(f"expected outcomes of pairs of this matching; {found}")
    pairs = np.array([at[pair] for pair in outcomes], np.int64)
    good = Outcomes.of(np.array(list(outcomes.values())), good_from).good.astype(np.float64)
    other = match(
        matching.people, matching.policy.replace(weights=policy.weights, explore=0.0), scorers=scorers
    )
    would = np.zeros(len(chance))
    would[other.solution.chosen] = 1.0
    return estimate_off_policy(
        chance, would, pairs, good, matching.problem.mentee[pairs], seed=random_state,
        predicted=None if learner is None else _predicted(matching, learner),
    )  # fmt: skip


def _predicted(matching: Matching, learner: WeightLearner) -> Floats:
    """Return the chance that each candidate pair lasts, by a learner."""
    import pandas as pd

    scores = matching.scores
    table = pd.DataFrame(scores.contributions.astype(np.float64), columns=list(scores.criteria))
    return np.asarray(learner.predict_proba(table[list(learner.feature_names_in_)])[:, 1])
