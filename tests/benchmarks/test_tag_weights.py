"""The benchmark of tag weights: what it measures is what the criterion computes."""

from __future__ import annotations

import importlib
from types import ModuleType

import numpy as np
import pytest

from helpers.scoring_cases import candidates_of
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Interests


@pytest.fixture
def bench() -> ModuleType:
    return importlib.import_module("tag_weights")


def test_the_cosine_with_rarity_is_the_criterion(bench: ModuleType) -> None:
    scheme = bench.fields(np.random.default_rng(3))
    tags = [f"tag {k} x" for k in range(scheme.mentees.shape[1])]
    some = scheme.mentees.any(axis=1), scheme.mentors.any(axis=1)
    scheme = bench.Scheme(scheme.mentees[some[0]][:30], scheme.mentors[some[1]][:40], scheme.truth)

    def given(own: np.ndarray) -> tuple[str, ...]:
        return tuple(tags[k] for k in np.flatnonzero(own))

    people = People(
        mentees=tuple(Mentee(id=f"e{k}", personal_tags=given(own)) for k, own in enumerate(scheme.mentees)),
        mentors=tuple(Mentor(id=f"r{k}", personal_tags=given(own)) for k, own in enumerate(scheme.mentors)),
    )
    found = Interests("personal").score(people, candidates_of(people), Scoring())
    np.testing.assert_allclose(found, bench.similarities(scheme)["idf-cosine"].ravel(), atol=1e-12)


def test_rarity_is_nowhere_worse_and_better_among_fields(bench: ModuleType) -> None:
    for k, model in enumerate(bench.MODELS):
        each = []
        for seed in range(3):
            scheme = model(np.random.default_rng([seed, k]))
            scores = bench.similarities(scheme)
            each.append([bench.auc(scheme.truth, scores[name]) for name in ("cosine", "idf-cosine")])
        plain, rare = np.mean(each, axis=0)
        assert rare > plain + (0.03 if model is bench.fields else -0.005), model.__name__
