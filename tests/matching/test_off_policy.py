"""`off_policy`: other weights, judged by a matching that was drawn."""

from __future__ import annotations

import numpy as np
import pytest

import mentormatch as mm
from helpers.outcome_cases import chance_to_last, learning_scheme, outcomes_of

OTHER = mm.Policy(weights={"seniority": 3})


def test_the_estimate_is_unbiased_over_draws() -> None:
    people = learning_scheme()
    errors, naive = [], []
    for seed in range(60):
        matching = mm.match(people, mm.Policy(explore=0.02, seed=seed))
        found = mm.off_policy(matching, outcomes_of(matching, seed), OTHER)
        other = mm.match(people, matching.policy.replace(weights=OTHER.weights, explore=0))
        truth = chance_to_last(matching)[other.solution.chosen].mean()
        errors.append(found.lasted.value - truth)
        naive.append(found.present.value - truth)
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(errors))
    assert abs(np.mean(naive)) > 2 * abs(np.mean(errors))


def test_a_learner_makes_it_doubly_robust() -> None:
    people = learning_scheme()
    matching = mm.match(people, mm.Policy(explore=0.02))
    outcomes = outcomes_of(matching)
    table = matching.pairs
    learner = mm.WeightLearner(matching.policy, resamples=10).fit(
        table[["seniority", "professional_interests"]], list(outcomes.values()), table["mentee_id"]
    )
    plain = mm.off_policy(matching, outcomes, OTHER)
    robust = mm.off_policy(matching, outcomes, OTHER, learner=learner)
    assert plain.lasted != robust.lasted
    assert 0 < robust.lasted.low < robust.lasted.value < robust.lasted.high < 1.1


def test_only_the_weights_of_the_other_policy_count() -> None:
    matching = mm.match(learning_scheme(), mm.Policy(explore=0.1, seed=4))
    outcomes = outcomes_of(matching)
    odd = OTHER.replace(seed=9, explore=0.3, limits={"minimum_seniority_gap": 3}, objective=("score",))
    assert mm.off_policy(matching, outcomes, odd) == mm.off_policy(matching, outcomes, OTHER)


def test_refusals() -> None:
    people = learning_scheme()
    best, drawn = mm.match(people), mm.match(people, mm.Policy(explore=0.02))
    outcomes = outcomes_of(drawn)
    with pytest.raises(
        mm.OutcomeError, match=r"was not drawn.*: match with explore = 0\.02 or so in the policy"
    ):
        mm.off_policy(best, outcomes_of(best), OTHER)
    with pytest.raises(
        mm.OutcomeError, match="expected outcomes of pairs of this matching; 1 of 91 are of others"
    ):
        mm.off_policy(drawn, {**outcomes, ("e1", "nobody"): "kept going"}, OTHER)
    with pytest.raises(mm.OutcomeError, match="there are none"):
        mm.off_policy(drawn, {}, OTHER)
    with pytest.raises(mm.OutcomeError, match=r"only .* had a chance to be chosen"):
        mm.off_policy(drawn, outcomes, mm.Policy(weights={"professional_interests": 0}))
    with pytest.raises(mm.ArgumentError, match="`matching` has to be a Matching"):
        mm.off_policy(people, outcomes, OTHER)  # type: ignore[arg-type]
