"""`WeightLearner`: what it learns, refuses and says, and the conventions of scikit-learn."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

import mentormatch as mm
from mentormatch.people.protected.words import PROTECTED
from mentormatch.scoring.combine import RESERVED
from mentormatch.scoring.learn.learner import WeightLearner, learnt_auc

NAMES = ("seniority", "travel", "values", "knowledge")
NOT_APPLICABLE = {
    "check_classifiers_train": "asks for weights below 0: one of its columns is better if lower",
    "check_classifier_not_supporting_multiclass": "more than two outcomes are levels in their order",
}


def cases(
    n: int = 1200,
    weights: tuple[float, ...] = (4.0, 1.5, 0.0, 0.0),
    seed: int = 0,
    unknown: float = 0.0,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, mentees = rng.random((n, len(weights))), rng.integers(0, n // 3, n)
    latent = (x - 0.5) @ np.array(weights) + rng.logistic(size=n)
    x[rng.random(x.shape) < unknown] = np.nan
    return pd.DataFrame(x, columns=NAMES[: len(weights)]), latent, mentees


def words(latent: np.ndarray) -> np.ndarray:
    return np.where(latent > 0, "kept going", "ended early")


def satisfaction(latent: np.ndarray) -> np.ndarray:
    return 1 + (latent[:, None] > np.array([-2, -1, 0, 1])).sum(axis=1)


@parametrize_with_checks(
    [WeightLearner(least=1, resamples=5)],
    expected_failed_checks=lambda _: NOT_APPLICABLE,
)
@pytest.mark.filterwarnings("ignore")
def test_the_checks_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("outcome", [words, satisfaction])
@pytest.mark.parametrize("unknown", [0.0, 0.3])
def test_known_weights_are_found_again(outcome: Any, unknown: float) -> None:
    x, latent, mentees = cases(6000, unknown=unknown)
    learner = WeightLearner(resamples=50).fit(x, outcome(latent), mentees)
    assert (learner.weights_ >= 0).all()
    share = learner.weights_ / learner.weights_.sum()
    np.testing.assert_allclose(share, [4 / 5.5, 1.5 / 5.5, 0, 0], atol=0.06)
    assert learner.quality_.auc.value > learner.present_.auc.value
    assert learner.gain_.low > 0
    assert "The learnt weights foretell better" in learner.summary()


@pytest.mark.parametrize("seed", range(3))
def test_an_unknown_score_counts_as_expected(seed: int) -> None:
    """It is the same as if it were known to be that; what is not named is the mean over the pairs."""
    x, latent, mentees = cases(400, unknown=0.3, seed=seed)
    expected = {"seniority": 0.21, "travel": 0.9, "travel.online": 0.4, "no column": 0.3}
    known = x.fillna({name: expected.get(name, x[name].mean()) for name in x.columns})
    one = WeightLearner(expected=expected, resamples=20).fit(x[["seniority", "travel"]], latent > 0, mentees)
    other = WeightLearner(resamples=20).fit(known[["seniority", "travel"]], latent > 0, mentees)
    np.testing.assert_array_equal(one.weights_, other.weights_)
    np.testing.assert_array_equal(one.held_out_, other.held_out_)
    assert (one.quality_, one.present_, one.gain_) == (other.quality_, other.present_, other.gain_)
    assert one.expected_.tolist() == [0.21, 0.9]
    np.testing.assert_array_equal(
        one.predict_proba(x[["seniority", "travel"]]), other.predict_proba(known[["seniority", "travel"]])
    )
    whole = WeightLearner(expected=expected, resamples=1).fit(x, latent > 0, mentees)
    np.testing.assert_allclose(whole.expected_[2:], x[["values", "knowledge"]].mean(), rtol=1e-12)
    assert not np.array_equal(
        one.weights_, WeightLearner(resamples=1).fit(x, latent > 0, mentees).weights_[:2]
    )
    with pytest.raises(mm.OutcomeError, match="no names"):
        WeightLearner(expected=expected).fit(x.to_numpy(), latent > 0, mentees)


def test_satisfaction_tells_more_than_two_outcomes() -> None:
    errors = {outcome: [] for outcome in (words, satisfaction)}
    for seed in range(10):
        x, latent, mentees = cases(400, seed=seed)
        for outcome, found in errors.items():
            weights = WeightLearner(resamples=1).fit(x, outcome(latent), mentees).weights_
            found.append(((weights / weights.sum() - np.array([4, 1.5, 0, 0]) / 5.5) ** 2).sum())
    assert np.mean(errors[satisfaction]) < np.mean(errors[words])


def test_where_nothing_is_to_be_learnt_it_says_so() -> None:
    """The AUC is that of chance, neither above it nor below, however strong the penalty."""
    for alpha in (0.01, 100):
        aucs = []
        for seed in range(25):
            x, latent, mentees = cases(150, weights=(0.0, 0.0, 0.0, 0.0), seed=seed)
            learner = WeightLearner(alpha=alpha, resamples=100).fit(x, words(latent), mentees)
            aucs.append(learner.quality_.auc.value)
            sure = learner.gain_.low > 0
            assert sure == ("foretell better" in learner.summary())
        assert abs(np.mean(aucs) - 0.5) < 3 * np.std(aucs) / 5


def test_the_quality_is_of_mentees_held_out() -> None:
    """An outcome that a mentee's own number decides can be learnt by heart, and is not foretold."""
    rng = np.random.default_rng(0)
    mentees = rng.integers(0, 60, 600)
    x = pd.DataFrame({f"c{k}": (mentees % 60 == k) * 1.0 for k in range(60)})
    good = rng.random(60)[mentees] < 0.5
    learner = WeightLearner(alpha=0.01, resamples=20).fit(x, good, mentees)
    assert roc_auc_score(good, learner.model_.raw(x.to_numpy())) > 0.9
    assert learner.quality_.auc.value < 0.6


def test_chances_are_calibrated() -> None:
    x, latent, mentees = cases(8000)
    learner = WeightLearner(resamples=5).fit(x, words(latent), mentees)
    new, their, _ = cases(8000, seed=1)
    chance = learner.predict_proba(new)[:, 1]
    for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1)):
        here = (chance >= low) & (chance < high)
        assert chance[here].mean() == pytest.approx((their[here] > 0).mean(), abs=0.05)
    assert learner.classes_.tolist() == ["ended early", "kept going"]
    assert set(learner.predict(new)) == {"ended early", "kept going"}
    assert learner.score(new, words(their)) == pytest.approx(learner.quality_.auc.value, abs=0.05)


def test_same_data_same_weights_whatever_the_order_of_rows() -> None:
    x, latent, mentees = cases(unknown=0.2)
    order = np.random.default_rng(5).permutation(len(x))
    one = WeightLearner(resamples=50).fit(x, words(latent), mentees)
    same = WeightLearner(resamples=50).fit(x, words(latent), mentees)
    other = WeightLearner(resamples=50).fit(x.iloc[order], words(latent)[order], mentees[order])
    assert one.weights_.tolist() == same.weights_.tolist()
    assert (one.quality_, one.present_, one.gain_) == (same.quality_, same.present_, same.gain_)
    np.testing.assert_allclose(other.weights_, one.weights_, atol=1e-6)
    np.testing.assert_allclose(other.held_out_, one.held_out_[order], atol=1e-4)
    assert other.policy() == one.policy()
    seeds = {WeightLearner(resamples=50, random_state=s).fit(x, latent > 0).quality_ for s in (0, 0, 1)}
    assert len(seeds) == 2


def test_the_policy_keeps_what_was_not_learnt() -> None:
    x, latent, mentees = cases()
    base = mm.Policy(weights={"travel": 5, "preferences": 7}, seed=9)
    learner = WeightLearner(base, resamples=5).fit(x.assign(knowledge=0.5), words(latent), mentees)
    learnt = learner.policy()
    assert learner.learnt_.tolist() == [True, True, True, False]
    changed = {"seniority", "travel", "values"}
    assert {k: v for k, v in learnt.weights.items() if k not in changed} == {
        k: v for k, v in base.weights.items() if k not in changed
    }
    assert learnt.replace(weights=base.weights) == base
    assert sum(learnt.weights[k] for k in changed) == pytest.approx(
        sum(base.weights[k] for k in changed), abs=0.03
    )
    assert all(round(weight, 2) == weight >= 0 for weight in learnt.weights.values())
    assert "Nothing could be learnt about knowledge" in learner.summary()
    # Another base, given later, with a criterion of one's own that it does not name.
    own = WeightLearner(resamples=5).fit(x.rename(columns={"values": "our own"}), words(latent), mentees)
    assert "our own" in own.policy(base).weights


def test_a_policy_of_all_weights_0_is_no_obstacle() -> None:
    x, latent, mentees = cases()
    learner = WeightLearner(mm.Policy(weights=dict.fromkeys(NAMES, 0)), resamples=5)
    learnt = learner.fit(x, words(latent), mentees).policy()
    assert learnt.weights["seniority"] > learnt.weights["travel"] > 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"columns": None}, "the columns have no names"),
        ({"factor": 3}, "some scores are outside 0 to 1"),
        ({"factor": -1}, "some scores are outside 0 to 1"),
    ],
)
def test_no_policy_from_what_are_no_criteria(change: dict[str, Any], sentence: str) -> None:
    x, latent, mentees = cases()
    table: Any = x.to_numpy() if "columns" in change else x * change["factor"]
    learner = WeightLearner(resamples=5).fit(table, words(latent), mentees)
    with pytest.raises(mm.OutcomeError, match=sentence):
        learner.policy()
    assert learner.summary()


def test_no_policy_where_no_criterion_helps() -> None:
    x, latent, mentees = cases(weights=(-3.0, -3.0))
    learner = WeightLearner(resamples=5).fit(x, words(latent), mentees)
    assert learner.weights_.tolist() == [0, 0]
    with pytest.raises(mm.OutcomeError, match="no criterion foretells the outcome"):
        learner.policy()


@pytest.mark.parametrize("name", [*PROTECTED, "Gender", "SEXUAL_ORIENTATION"])
def test_protected_characteristics_are_never_seen(name: str) -> None:
    x, latent, mentees = cases()
    with pytest.raises(mm.OutcomeError, match="protected characteristic, which never enters a score"):
        WeightLearner().fit(x.assign(**{name: 1.0}), words(latent), mentees)


@pytest.mark.parametrize("name", RESERVED)
def test_columns_that_are_no_criteria_are_refused(name: str) -> None:
    x, latent, mentees = cases()
    with pytest.raises(
        mm.OutcomeError, match=f"'{name}' is no criterion: give the columns of criteria alone"
    ):
        WeightLearner().fit(x.assign(**{name: 1.0}), words(latent), mentees)


def test_too_few_one_sided_or_constant_is_refused() -> None:
    x, latent, mentees = cases()
    good = latent > 0
    for table, y, groups, sentence in (
        (x[:20], good[:20], mentees[:20], "are too few"),
        (x[good], good[good], mentees[good], "of one class"),
        (x * 0 + 0.5, good, mentees, "every criterion is constant"),
        (x, good, mentees * 0, "all pairs are of 1 mentee:"),
        (x, np.where(good, 5, 4), mentees, "of one class"),
    ):
        with pytest.raises(mm.OutcomeError, match=sentence):
            WeightLearner(good_from=4 if y.dtype.kind == "i" else None).fit(table, y, groups)
    with pytest.raises(mm.OutcomeError, match="alpha must be at least 0"):
        WeightLearner(alpha=-1).fit(x, good)
    with pytest.raises(mm.OutcomeError, match="folds must be at least 2"):
        WeightLearner(folds=1).fit(x, good)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        WeightLearner().fit(x, good, mentees[:-1])


def test_it_can_be_cloned_pickled_and_set() -> None:
    x, latent, mentees = cases()
    learner = WeightLearner(mm.Policy(seed=3), alpha=2.0, resamples=5)
    assert clone(learner).get_params() == learner.get_params()
    with pytest.raises(NotFittedError):
        learner.policy()
    learner.set_params(alpha=3.0).fit(x, words(latent), mentees)
    again = pickle.loads(pickle.dumps(learner))  # noqa: S301
    np.testing.assert_array_equal(again.predict_proba(x), learner.predict_proba(x))
    assert again.policy() == learner.policy()


def test_the_auc_for_benchmarks() -> None:
    x, latent, mentees = cases()
    found = learnt_auc(x, latent > 0, mentees, resamples=20)
    assert found == WeightLearner(resamples=20).fit(x, latent > 0, mentees).quality_.auc


def test_scikit_learn_is_imported_by_the_learner_alone() -> None:
    code = (
        "import sys, mentormatch as m; m.match, m.off_policy, m.Quality, m.OffPolicy, m.OutcomeError;"
        "print('sklearn' in sys.modules); m.WeightLearner; print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
