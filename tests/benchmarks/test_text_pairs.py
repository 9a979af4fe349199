"""The labelled pairs of the benchmark: told apart better than before, and honestly held out."""

from __future__ import annotations

import importlib
from types import ModuleType

import numpy as np
import pytest

from mentormatch.policy import Scoring
from mentormatch.scoring.text.tokens import tokens
from mentormatch.scoring.text.vocabulary import names, word_form

SAME = [
    ("I work in A&E and like teaching", "emergency medicine; audit"),
    ("CAMHS", "child and adolescent mental health, sports"),
    ("QI projects on our ward", "Keen on quality improvement"),
    ("paediatrics abroad", "pediatrician"),
    ("ITU. Simulation.", "critical care for a long time"),
    ("staff well-being", "wellbeing of trainees"),
]
OTHER = [
    ("neurology clinics", "nephrology"),
    ("palliative care", "critical care"),
    ("acute medicine", "emergency medicine"),
    ("OT", "HR"),
    ("community nursing", "community pharmacy"),
    ("psychology", "psychiatry"),
]


@pytest.fixture
def pairs() -> ModuleType:
    return importlib.import_module("text_pairs")


@pytest.fixture
def bench() -> ModuleType:
    return importlib.import_module("text")


def test_texts_about_one_thing_score_higher_than_all_others(bench: ModuleType, pairs: ModuleType) -> None:
    labelled = [pairs.LabelledPair("", *texts) for texts in (*SAME, *OTHER)]
    before, after = (bench.scores(labelled, Scoring(vocabulary=name)) for name in ("none", "health"))
    split = len(SAME)
    assert after[:split].min() > after[split:].max()
    assert before[:split].min() < before[split:].max()


@pytest.mark.parametrize("half", ["tuning", "held out"])
def test_both_halves_gain(half: str, bench: ModuleType, pairs: ModuleType) -> None:
    labelled = pairs.labelled_pairs(half)[::4]
    before, after = (
        bench.figures(labelled, bench.scores(labelled, scoring)) for scoring in bench.VARIANTS.values()
    )
    for figure in ("ROC AUC", "average precision", "AUC against lookalike"):
        assert after[figure] > before[figure]


def test_no_name_that_is_held_out_is_in_the_table(pairs: ModuleType) -> None:
    listed = {form(name) for first, others in names().items() for name in (first, *others)}
    held_out = {form(name) for concept in pairs.concepts("held out") for name in concept.names}
    assert not listed & held_out


def form(name: str) -> tuple[str, ...]:
    return tuple(word_form(word) for word in tokens(name))


def test_the_halves_are_fixed_and_equal(pairs: ModuleType) -> None:
    tuning, held_out = pairs.concepts("tuning"), pairs.concepts("held out")
    assert abs(len(tuning) - len(held_out)) <= 1
    assert {c.name for c in tuning} >= pairs.LOOKED_AT
    known = {c.name for c in pairs.concepts()}
    assert all(near in known for c in pairs.concepts() for near in c.near)
    assert pairs.labelled_pairs("tuning") == pairs.labelled_pairs("tuning")


def test_labels_are_true(pairs: ModuleType) -> None:
    named = {name: concept for concept in pairs.concepts() for name in concept.names}
    assert len(named) == sum(len(concept.names) for concept in pairs.concepts())
    kinds = {pair.kind for pair in pairs.labelled_pairs("held out")}
    assert kinds == {*pairs.POSITIVE, *pairs.NEGATIVE}


def test_figures_by_hand(bench: ModuleType, pairs: ModuleType) -> None:
    kinds = ["synonym", "spelling", "inflection", "abbreviation", "other", "shared word", "lookalike"]
    labelled = [pairs.LabelledPair(kind, "", "") for kind in kinds]
    found = bench.figures(labelled, np.array([0.9, 0.8, 0.7, 0.1, 0.2, 0.2, 0.2]))
    assert found["ROC AUC"] == pytest.approx(0.75)
    assert found["positives above all negatives"] == pytest.approx(0.75)
    assert found["AUC, abbreviation"] == 0.0
    assert found["AUC against lookalike"] == pytest.approx(0.75)
