"""What a matching holds, and its tables."""

from __future__ import annotations

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, small_scheme
from mentormatch.people.model import People


def test_pairs_frame() -> None:
    pairs = mm.match(small_scheme()).pairs
    assert list(pairs.columns[:3]) == ["mentee_id", "mentor_id", "score"]
    assert list(pairs.columns[-2:]) == ["km", "online"]
    assert pairs.score.between(0, 1).all()
    # Nobody gave values: the criterion is unknown, never zero.
    assert pairs["values"].isna().all()


def test_the_frame_of_any_candidates_has_the_columns_of_the_pairs() -> None:
    matching = mm.match(small_scheme())
    candidates = matching.frame(range(len(matching.candidates)))
    assert list(candidates.columns) == list(matching.pairs.columns)
    assert len(candidates) == len(matching.candidates)
    chosen = candidates.iloc[matching.solution.chosen].reset_index(drop=True)
    assert chosen.equals(matching.pairs)
    assert tuple(zip(chosen.mentee_id, chosen.mentor_id, strict=True)) == matching.pair_ids


def test_unfilled_counts_the_mentors_that_are_still_wanted() -> None:
    people = People(mentees=(mentee("e1", demand=3), mentee("e2")), mentors=(mentor("r1", capacity=2),))
    assert mm.match(people).unfilled == {"e1": 2}


def test_a_repr_contains_no_id() -> None:
    assert repr(mm.match(small_scheme())) == "Matching(2 pairs, optimal)"
