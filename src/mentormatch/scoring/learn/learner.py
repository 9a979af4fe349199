"""`WeightLearner`: weights of criteria from past pairs and their outcomes, as a scikit-learn estimator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d, validate_data
from threadpoolctl import threadpool_limits

from mentormatch.arrays import Floats
from mentormatch.errors import OutcomeError
from mentormatch.people.protected.words import is_protected
from mentormatch.policy import Policy
from mentormatch.scoring.combine import RESERVED
from mentormatch.scoring.learn.calibrated import Calibrated, Past, calibrated_score, filled, held_out
from mentormatch.scoring.learn.outcomes import Outcomes, refuse_unfit, varying
from mentormatch.scoring.learn.quality import Auc, Estimate, Quality, Resamples, brier
from mentormatch.scoring.learn.sentences import BEWARE, qualities, shares, size

DIGITS = 2
"""Digits after the point of a weight in a policy."""

_WEIGHT_OF_NEW = 1.0


class WeightLearner(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Learns how much each criterion counts from past pairs with an outcome.

    The weights are those of a penalised logistic fit (of proportional odds, where there are more than two
    outcomes), and none is below 0. An unknown score counts as `expected`, or else as its criterion's mean.
    Isotonic regression on predictions for held-out mentees turns the fit into the chance that a pair lasts.
    All of it is then tried on mentees from whom nothing was learnt, beside the weights of a policy.

    Parameters
    ----------
    base : Policy, optional
        With the present weights; the defaults if it is left out.
    expected : mapping of str to float, optional
        Criterion -> what stands for an unknown score, such as `Scores.expected` of the matching that the
        pairs are from; for others it is the mean over the past pairs. The columns must have names.
    alpha : float
        Strength of the ridge penalty on the weights, at least 0.
    good_from : float, optional
        From which outcome on a pair counts as lasting. Without it the better of two outcomes does, and of
        more than two those from 4 on (satisfaction 1 to 5).
    folds : int
        Into how many parts the mentees are split; at least 2.
    least : int
        How many pairs of each outcome there have to be at least.
    resamples : int
        How often mentees are drawn for the intervals.
    random_state : int, RandomState or None
        Of these draws.

    Attributes
    ----------
    weights_ : float64 array, shape (n_criteria,)
        At least 0, in units of log odds; 0 for a criterion that is not in `learnt_`.
    thresholds_ : float64 array, shape (n_outcomes - 1,)
    expected_ : float64 array, shape (n_criteria,)
        What stands for an unknown score of each criterion.
    learnt_ : bool array, shape (n_criteria,)
        Which criteria differ between the pairs; nothing can be learnt about the others.
    classes_ : array, shape (2,)
        The two outcomes, the worse first.
    held_out_ : float64 array, shape (n_pairs,)
        For each past pair the chance that it lasts, learnt without its mentee.
    quality_, present_ : Quality
        Of the learnt weights and of those of `base`; `present_` is None if the columns have no names.
    gain_ : Estimate
        AUC of the learnt weights less that of the present ones; None as `present_`.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Raises
    ------
    OutcomeError
        By `fit`: if the pairs are too few, of one outcome, or constant; if a column is no criterion.

    Notes
    -----
    The model is P(y >= k) = sigma(w x - t_k) with w >= 0 (McCullagh, "Regression models for ordinal data",
    J. R. Stat. Soc. B 42 (1980) 109-142).

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = rng.random((400, 2))
    >>> kept_going = rng.random(400) < 1 / (1 + np.exp(2 - 4 * x[:, 0]))
    >>> learner = mm.WeightLearner(resamples=50).fit(x, kept_going)
    >>> bool(learner.weights_[0] > 2 * learner.weights_[1])
    True
    """

    def __init__(
        self,
        base: Policy | None = None,
        *,
        expected: Mapping[str, float] | None = None,
        alpha: float = 1.0,
        good_from: float | None = None,
        folds: int = 5,
        least: int = 20,
        resamples: int = 1000,
        random_state: Any = 0,
    ) -> None:
        self.base = base
        self.expected = expected
        self.alpha = alpha
        self.good_from = good_from
        self.folds = folds
        self.least = least
        self.resamples = resamples
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: ArrayLike | None = None) -> Self:  # noqa: N803
        """Learn weights.

        Parameters
        ----------
        X : array-like or DataFrame, shape (n_pairs, n_criteria)
            Score of each criterion, in [0, 1]; nan where unknown. Columns of a DataFrame name the criteria.
        y : array-like, shape (n_pairs,)
            Outcomes: 0 and 1, ``"ended early"`` and ``"kept going"``, ``"not chosen"`` and ``"chosen"``, or
            numbers of which more is better, such as satisfaction 1 to 5.
        groups : array-like, shape (n_pairs,), optional
            Mentee of each pair, whose pairs are never split. Without it each pair is of another mentee.

        Returns
        -------
        WeightLearner
            Itself.
        """
        _refuse_columns(getattr(X, "columns", ()))
        X, y = validate_data(  # noqa: N806
            self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=0
        )
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        mentees = np.arange(len(y)) if groups is None else np.unique(groups, return_inverse=True)[1]
        check_consistent_length(X, mentees)
        self._refuse_settings()
        outcomes = Outcomes.of(y, self.good_from)
        refuse_unfit(X, outcomes.good, len(np.unique(mentees)), self.least)
        self.classes_, self.learnt_ = outcomes.classes, varying(X)
        level, good = outcomes.level, outcomes.good
        past = Past(X, level, good, mentees, int(level.max()) + 1, int(level[good].min()), self._expected())
        with threadpool_limits(1, "blas"):  # threads cost more than these small products
            self.model_ = Calibrated.of(past, self.folds, self.alpha)
            self._assess(past)
        self.weights_, self.thresholds_ = self.model_.fit.weights, self.model_.fit.thresholds
        self.n_pairs_, self.n_mentees_, self.n_good_ = len(y), len(np.unique(mentees)), int(good.sum())
        self.unit_ = bool(np.nanmin(X) >= 0 and np.nanmax(X) <= 1)
        return self

    def _expected(self) -> Floats:
        """Return what stands for an unknown score of each criterion; nan where the past pairs say it."""
        if self.expected and not hasattr(self, "feature_names_in_"):
            raise OutcomeError("the columns have no names: fit a DataFrame, or leave `expected` out")
        names = getattr(self, "feature_names_in_", [""] * self.n_features_in_)
        return np.array([(self.expected or {}).get(name, np.nan) for name in names], np.float64)

    def _refuse_settings(self) -> None:
        if not self.alpha >= 0:
            raise OutcomeError(f"alpha must be at least 0; got {self.alpha}")
        if not self.folds >= 2:
            raise OutcomeError(f"folds must be at least 2; got {self.folds}")

    def _assess(self, past: Past) -> None:
        """Measure the learnt weights, and the present ones, on mentees held out."""
        self.expected_ = self.model_.expected
        score, self.held_out_ = held_out(past, self.folds, self.alpha)
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        drawn, learnt = Resamples(past.mentees, self.resamples, seed), Auc(score, past.good)
        self.quality_ = Quality(drawn.estimate(learnt), drawn.estimate(brier(self.held_out_, past.good)))
        self.present_: Quality | None = None
        self.gain_: Estimate | None = None
        if not hasattr(self, "feature_names_in_"):
            return
        weights = _weights(self.base or Policy(), self.feature_names_in_)
        score = filled(past.x, self.expected_) @ weights
        present, chance = Auc(score, past.good), calibrated_score(score, past, self.folds)
        self.present_ = Quality(drawn.estimate(present), drawn.estimate(brier(chance, past.good)))
        self.gain_ = drawn.estimate(lambda times: learnt(times) - present(times))

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Return the chance of each outcome of `classes_`; the second is the chance that the pair lasts.

        Parameters
        ----------
        X : array-like or DataFrame, shape (n_pairs, n_criteria)

        Returns
        -------
        float64 array, shape (n_pairs, 2)
        """
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")  # noqa: N806
        lasts = self.model_.chance(X)
        return np.column_stack([1 - lasts, lasts])

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """Return the likelier outcome of each pair."""
        likelier = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likelier])

    def score(self, X: Any, y: Any) -> float:  # noqa: N803
        """Return the AUC of the chances on other pairs."""
        good = Outcomes.of(column_or_1d(y), self.good_from).good
        return Auc(self.predict_proba(X)[:, 1], good)(np.ones(len(good)))

    def policy(self, base: Policy | None = None) -> Policy:
        """Return a policy with the learnt weights.

        The weights are scaled to the sum that the base gives the same criteria, so that they weigh as much as
        before against the others, and rounded to `DIGITS` digits after the point. A weight that is rounded to
        0 leaves its criterion out. Criteria that are not in `learnt_` keep their weight.

        Parameters
        ----------
        base : Policy, optional
            That of the learner if it is left out.

        Raises
        ------
        OutcomeError
            If the columns had no names, or scores outside [0, 1]; or if no criterion helps.
        """
        check_is_fitted(self)
        base = base or self.base or Policy()
        if not hasattr(self, "feature_names_in_"):
            raise OutcomeError(
                "the columns have no names: fit a DataFrame whose columns are named as criteria"
            )
        if not self.unit_:
            raise OutcomeError("some scores are outside 0 to 1: fit the criteria's own scores, as in `pairs`")
        if not self.weights_.sum() > 0:
            raise OutcomeError("no criterion foretells the outcome: keep the present weights")
        names = self.feature_names_in_[self.learnt_]
        learnt, present = self.weights_[self.learnt_], _weights(base, names)
        total = present.sum() or float(len(names))
        scaled = (learnt * (total / learnt.sum())).round(DIGITS)
        return base.replace(weights={**base.weights, **dict(zip(names, scaled.tolist(), strict=True))})

    def summary(self) -> str:
        """Return what was learnt, how well it foretells outcomes, and what to beware of, in sentences."""
        check_is_fitted(self)
        named = [f"criterion {k + 1}" for k in range(self.n_features_in_)]
        names = list(getattr(self, "feature_names_in_", named))
        weight_of = dict(zip(names, self.weights_.tolist(), strict=True))
        unlearnt = [name for name, known in zip(names, self.learnt_, strict=True) if not known]
        lines = (
            size(self.n_pairs_, self.n_mentees_, self.n_good_),
            *shares({name: weight for name, weight in weight_of.items() if name not in unlearnt}, unlearnt),
            *qualities(self.quality_, self.present_, self.gain_),
            *BEWARE,
        )
        return "\n".join(lines)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags


def learnt_auc(X: Any, y: Any, groups: ArrayLike | None = None, **settings: Any) -> Estimate:  # noqa: N803
    """Return the AUC of learnt weights on mentees held out; arguments as of `WeightLearner` and its `fit`."""
    quality: Quality = WeightLearner(**settings).fit(X, y, groups).quality_
    return quality.auc


def _weights(policy: Policy, names: Sequence[str]) -> Floats:
    return np.array([policy.weights.get(name, _WEIGHT_OF_NEW) for name in names], np.float64)


def _refuse_columns(names: Sequence[object]) -> None:
    """Refuse columns that are no criteria."""
    wrong = [f"'{name}' is no criterion" for name in names if name in RESERVED]
    wrong += [
        f"'{name}' is a protected characteristic, which never enters a score"
        for name in names
        if isinstance(name, str) and is_protected(name)
    ]
    if wrong:
        raise OutcomeError(f"{'; '.join(wrong)}: give the columns of criteria alone")


__all__ = ["DIGITS", "WeightLearner", "learnt_auc"]
