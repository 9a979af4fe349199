"""`sensitivity`: the pairs that stay under other weights are those of matching with them."""

from __future__ import annotations

import json

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people


@pytest.mark.parametrize("seed", range(6))
def test_each_weight_is_as_if_matched_with_it(seed: int) -> None:
    people, by = random_people(seed), 0.5
    matching = mm.match(people)
    found = mm.sensitivity(matching, by)
    stable = set(matching.pair_ids)
    assert len(found.shifts) == 2 * len(matching.scores.criteria)
    for shift in found.shifts:
        factor = 1 + by if shift.by == "+50%" else 1 - by
        weights = {shift.criterion: mm.Policy().weights[shift.criterion] * factor}
        then = set(mm.match(people, mm.Policy(weights=weights)).pair_ids)
        assert set(shift.lost) == set(matching.pair_ids) - then
        stable &= then
    assert set(found.stable) == stable
    assert found.summary().startswith(f"{len(stable)} of {len(matching.pair_ids)} pairs stay")


def test_tables_and_json_agree() -> None:
    found = mm.sensitivity(mm.match(random_people(3)), 0.9)
    assert len(found.pairs) == len(found.of)
    stays = (found.pairs["stays"] == 1).sum()
    assert stays == len(found.stable) == json.loads(json.dumps(found.as_dict()))["stable"]
    assert list(found.weights["stay"]) == [len(found.of) - len(shift.lost) for shift in found.shifts]


def test_the_plot_says_in_words_what_it_shows() -> None:
    found = mm.sensitivity(mm.match(random_people(3)), 0.9)
    row = found.weights.iloc[0]
    assert f"{row['criterion']} -90%: {100 * row['share']:.1f}%" in found.plot().svg().decode()


def test_an_empty_matching_has_no_pairs_that_go() -> None:
    found = mm.sensitivity(mm.match(mm.People()))
    assert found.stable == ()
    assert found.plot().svg()
    assert list(found.weights["share"].unique()) == [1.0]


@pytest.mark.parametrize("by", [0.0, 1.0, -0.2, 20.0])
def test_a_share_out_of_range_is_refused(by: float) -> None:
    with pytest.raises(mm.PolicyError, match=r"give 0\.2 for 20%"):
        mm.sensitivity(mm.match(mm.People()), by)
