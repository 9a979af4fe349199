"""Matchings made again from what they were made from, or from what most of it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.analysis.comparing.inputs import Maker, Run, TermsById
from mentormatch.progress import Steps

MAKER = Maker(mm.DEFAULT_SCORERS, 60.0, Steps(None))


@pytest.mark.parametrize("seed", range(8))
def test_a_run_repeated_is_the_matching(seed: int) -> None:
    matching = mm.match(random_people(seed))
    assert set(MAKER.repeated(Run.of(matching, mm.DEFAULT_SCORERS)).pairs) == set(matching.pair_ids)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("rematch", [{}, {"budget": 1}, {"price": 0.2}, {"keep": "all"}])
def test_a_rematch_repeated_is_the_rematch(seed: int, rematch: dict[str, object]) -> None:
    policy = mm.Policy(rematch=mm.Rematch(**rematch))
    first = mm.match(random_people(seed, 12, 5), policy)
    begun = first.begin(first.pair_ids[::2])
    again = mm.rematch(begun, [mm.Leave(begun.pair_ids[0][1])])
    run = Run.of(again, mm.DEFAULT_SCORERS)
    terms = run.inputs.terms.terms(again.people, again.candidates)
    assert np.array_equal(terms.kept, again.terms.kept)
    assert terms.least_kept == again.terms.least_kept
    assert np.array_equal(terms.ended, again.terms.ended)
    assert (terms.boost is None) == (again.terms.boost is None)
    if terms.boost is not None and again.terms.boost is not None:
        assert np.array_equal(terms.boost, again.terms.boost)
    assert set(MAKER.repeated(run).pairs) == set(again.pair_ids)


@pytest.mark.parametrize(
    "changed",
    [
        {"limits": mm.Limits(max_km=30.0)},
        {"limits": mm.Limits(online=False, minimum_seniority_gap=0)},
        {"weights": {"seniority": 5.0}},
        {"weights": {"travel": 0.0, "values": 0.0}},
        {"scoring": mm.Scoring(ideal_gap=0.0, unknown="zero")},
        {"seed": 4},
        {"objective": ("score",)},
    ],
)
def test_another_policy_gives_the_scores_that_scoring_gives(changed: dict[str, object]) -> None:
    matching = mm.match(random_people(5))
    near = Run.of(matching, mm.DEFAULT_SCORERS)
    policy = mm.Policy(**changed)
    found = MAKER.made(replace(near.inputs, policy=policy), near)
    candidates = mm.find_candidates(matching.people, policy)
    assert np.array_equal(found.candidates.mentee, candidates.mentee)
    assert np.array_equal(found.candidates.mentor, candidates.mentor)
    if "limits" not in changed:  # with other pairs something else may be expected of unknown answers
        assert np.array_equal(found.scores.points, mm.score_pairs(matching.people, candidates, policy).points)


def test_a_criterion_that_counts_again_is_scored() -> None:
    matching = mm.match(random_people(5), mm.Policy(weights={"travel": 0.0}))
    near = Run.of(matching, mm.DEFAULT_SCORERS)
    found = MAKER.made(replace(near.inputs, policy=mm.Policy()), near)
    assert set(found.pairs) == set(mm.match(random_people(5)).pair_ids)


def test_a_matching_without_a_rematch_has_no_terms() -> None:
    assert TermsById.of(mm.match(random_people(1))) == TermsById()
