"""Offers that are out are kept as active pairs are, and stay offers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.changes.history import History


@pytest.mark.parametrize("seed", range(20))
def test_offers_stay_where_proposals_move(seed: int, tmp_path: Path) -> None:
    people = random_people(seed).in_id_order()
    first = mm.match(people, mm.Policy(mutual_pairs=True))
    other = mm.Policy(mutual_pairs=True, seed=seed, weights={"travel": 9.0, "seniority": 0.0})
    out = frozenset(first.pair_ids[::2])
    offered = replace(first, history=History(offered=out))
    offered.save(tmp_path / "m.mm")
    again = mm.rematch(mm.Matching.load(tmp_path / "m.mm"), [], other)
    assert out <= set(again.pair_ids)
    assert again.history == History(offered=out, waited=again.history.waited, proposed=again.history.proposed)
    as_active = mm.rematch(replace(first, history=History(active=out)), [], other)
    assert len(again.pair_ids) == len(as_active.pair_ids)
    assert {again.history.state(pair).value for pair in out} == {"proposed"}
    ends = mm.rematch(offered, [mm.Decline(*pair) for pair in sorted(out)], other)
    assert not out & set(ends.pair_ids)
    assert not ends.history.offered
    begun = mm.rematch(offered.begin(), [], other)
    assert begun.history.active >= out
    assert not begun.history.offered


def test_offers_are_dissolved_only_within_the_budget() -> None:
    first = mm.match(random_people(3), mm.Policy(mutual_pairs=True))
    offered = replace(first, history=History(offered=frozenset(first.pair_ids)))
    rules = mm.Rematch(budget=1)
    other = mm.Policy(mutual_pairs=True, weights={"travel": 9.0, "seniority": 0.0}, rematch=rules)
    again = mm.rematch(offered, [], other)
    assert len(set(first.pair_ids) - set(again.pair_ids)) <= 1
    assert again.history.offered == set(first.pair_ids) & set(again.pair_ids)


def test_a_file_with_an_offer_that_is_no_pair_is_refused(tmp_path: Path) -> None:
    first = mm.match(random_people(3), mm.Policy(mutual_pairs=True))
    replace(first, history=History(offered=frozenset({("p1", "nobody")}))).save(tmp_path / "m.mm")
    with pytest.raises(mm.MatchingFileError, match="is offered, but"):
        mm.Matching.load(tmp_path / "m.mm")
