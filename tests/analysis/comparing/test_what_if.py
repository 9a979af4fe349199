"""`what_if`: another policy or changes, without changing anything."""

from __future__ import annotations

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people

OTHER = mm.Policy(limits=mm.Limits(max_km=30.0))


@pytest.mark.parametrize("seed", range(5))
def test_another_policy_is_another_match(seed: int) -> None:
    people = random_people(seed)
    found = mm.match(people).what_if(policy=OTHER)
    assert isinstance(found, mm.Comparison)
    assert found.after.pair_ids == mm.match(people, OTHER).pair_ids
    causes = {cause.key for one in found.differences for cause in one.causes}
    assert causes <= {"limits.max_km", "scheme as a whole"}
    assert all(one.causes for one in found.differences)


@pytest.mark.parametrize("seed", range(5))
def test_active_pairs_are_kept_as_a_rematch_keeps_them(seed: int) -> None:
    matching = mm.match(random_people(seed)).begin()
    changes = [mm.Leave(matching.pair_ids[0][1])]
    found = mm.what_if(matching, changes=changes)
    assert found.after.pair_ids == mm.rematch(matching, changes).pair_ids
    assert found.before is matching


def test_without_active_pairs_everybody_is_matched_from_scratch() -> None:
    matching = mm.match(random_people(2))
    gone = matching.pair_ids[0][1]
    found = mm.what_if(matching, OTHER, [mm.Leave(gone)], causes=False)
    assert gone not in found.after.people.mentor_ids
    assert found.after.policy.limits.max_km == 30.0
    assert not found.traced


def test_nothing_changed_is_the_same() -> None:
    assert mm.match(random_people(2)).what_if().differences == ()
