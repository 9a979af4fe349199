"""`Matching`: its methods."""

from __future__ import annotations

from collections import Counter

import pytest

import mentormatch as mm
from helpers.small_scheme import small_scheme


def test_begin_makes_pairs_active_and_leaves_the_matching_as_it_was() -> None:
    matching = mm.match(small_scheme())
    begun = matching.begin([("e1", "r1")])
    assert Counter(begun.states.state) == {"active": 1, "proposed": 1}
    assert Counter(matching.begin().states.state) == {"active": 2}
    assert Counter(matching.states.state) == {"proposed": 2}


def test_begin_of_a_rematching_is_a_rematching() -> None:
    matching = mm.match(small_scheme())
    assert isinstance(mm.rematch(matching, []).begin(), mm.Rematching)


def test_only_pairs_of_the_matching_can_begin() -> None:
    with pytest.raises(mm.ChangeError, match="e1 and r3 are not a pair"):
        mm.match(small_scheme()).begin([("e1", "r3")])
