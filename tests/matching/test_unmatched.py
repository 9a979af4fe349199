"""Why a person has no partner: a reason code and a sentence."""

from __future__ import annotations

from collections import Counter

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, small_scheme
from mentormatch.candidates.reasons import CODES, PERSON_REASONS
from mentormatch.matching.unmatched import _OWN_WORDS, COUNT_WORDS
from mentormatch.people.model import People


def test_unmatched_have_reasons() -> None:
    matching = mm.match(small_scheme())
    reasons = {(u.person_id, u.role): u.reason for u in matching.unmatched_people}
    left = ({"e2", "e3"} - {m for m, _ in matching.pair_ids}).pop()
    assert reasons == {
        (left, "mentee"): "waiting",
        ("e4", "mentee"): "no_consent",
        ("r3", "mentor"): "no_candidate",
    }
    frame = matching.unmatched
    assert list(frame.columns) == ["person_id", "role", "reason", "detail"]
    assert len(frame) == 3
    assert "too far" in frame.set_index("person_id").loc["r3", "detail"]


def test_demand_above_supply_is_a_waiting_list() -> None:
    people = People(mentees=tuple(mentee(f"e{k}") for k in range(5)), mentors=(mentor("r1", capacity=2),))
    matching = mm.match(people)
    assert len(matching.pairs) == 2
    assert Counter(matching.unmatched.reason) == {"waiting": 3}


def test_every_reason_has_words() -> None:
    assert set(COUNT_WORDS) == set(CODES)
    assert {code for _, code in _OWN_WORDS} == {reason.code for reason in PERSON_REASONS}
