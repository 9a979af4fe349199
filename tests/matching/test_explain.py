"""Why this pair, why nobody, what another would cost."""

from __future__ import annotations

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, small_scheme
from mentormatch.people.model import People


def test_explanation_of_a_pair_adds_up() -> None:
    matching = mm.match(small_scheme())
    explanation = matching.explain("e1")
    assert explanation.mentor_ids == ("r1",)
    parts = [float(s.rsplit("= ", 1)[1]) for s in explanation.sentences if " = " in s]
    score = matching.pairs.set_index("mentee_id").loc["e1", "score"]
    assert sum(parts) == pytest.approx(score, abs=0.005)
    assert any("not known for this pair" in s and "values" in s for s in explanation.sentences)


def test_explanation_of_nobody() -> None:
    explanation = mm.match(small_scheme()).explain("e4")
    assert explanation.mentor_ids == ()
    assert "consent" in str(explanation)


def test_unknown_mentee_is_an_error_with_the_nearest() -> None:
    with pytest.raises(mm.PolicyError, match="there is no mentee 'e11'"):
        mm.match(small_scheme()).explain("e11")


def test_alternatives_are_ranked_and_show_places() -> None:
    matching = mm.match(small_scheme())
    table = matching.alternatives("e3")
    assert set(table.mentor_id) == {"r1", "r2"}
    assert table.score.is_monotonic_decreasing
    assert (table.free_places == 0).all()


def test_cost_of_a_pair_is_what_the_best_matching_with_it_lacks() -> None:
    people = People(
        mentees=(mentee("e1", prefers=["r1"]), mentee("e2", prefers=["r1", "r2"])),
        mentors=(mentor("r1"), mentor("r2")),
    )
    matching = mm.match(people)
    assert set(matching.pairs.mentor_id) == {"r1", "r2"}
    for person in ("e1", "e2"):
        for other in ("r1", "r2"):
            cost = matching.cost_of(person, other)
            assert cost.possible
            assert cost.exact
            assert cost.matched == 0
            made = ((matching.pairs.mentee_id == person) & (matching.pairs.mentor_id == other)).any()
            assert cost.score == 0 if made else cost.score > 0


def test_cost_of_a_pair_that_a_rule_rules_out() -> None:
    people = People(mentees=(mentee("e1"), mentee("e2")), mentors=(mentor("r1"),))
    matching = mm.match(people, mm.Policy(rules=[{"rule": "Require", "pair": ["e1", "r1"]}]))
    assert not matching.cost_of("e2", "r1").possible


def test_cost_of_a_pair_that_may_not_meet_says_why() -> None:
    with pytest.raises(mm.PolicyError, match="may not meet"):
        mm.match(small_scheme()).cost_of("e2", "r1")
