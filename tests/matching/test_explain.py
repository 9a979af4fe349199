"""Why a person has these partners or none, and what another pair would cost."""

from __future__ import annotations

import re

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people, small_scheme
from mentormatch.matching.explain import apportioned, ordinal
from mentormatch.people.model import People


def test_explanation_of_a_pair_adds_up() -> None:
    matching = mm.match(small_scheme())
    explanation = matching.explain("e1")
    assert explanation.mentor_ids == ("r1",)
    contributions = [float(s.rsplit("= ", 1)[1]) for s in explanation.sentences if " = " in s]
    score = matching.pairs.set_index("mentee_id").loc["e1", "score"]
    assert sum(contributions) == pytest.approx(score, abs=0.0005)
    assert any("not counted: " in s and "values" in s for s in explanation.sentences)


@pytest.mark.parametrize("unknown", ["expected", "zero", "left_out"])
def test_weights_sum_to_100_percent_and_contributions_to_the_score(unknown: str) -> None:
    people = random_people(5, 8, 6)
    matching = mm.match(people, mm.Policy(scoring={"unknown": unknown}))
    words = {
        "expected": "what is unknown counts as expected in the scheme",
        "zero": "what is unknown counts as 0",
        "left_out": "what is unknown is left out",
    }
    some_unknown = 0
    for row in matching.pairs.drop_duplicates("mentee_id", keep=False).itertuples():
        lines = matching.explain(row.mentee_id).sentences
        parts = [re.fullmatch(r"  \w+: (unknown, so )?\d\.\d\d x (\d+)% .* = (\d\.\d{3})", s) for s in lines]
        found = [part for part in parts if part]
        assert sum(int(part[2]) for part in found) == 100
        assert round(sum(float(part[3]) for part in found), 3) == pytest.approx(row.score, abs=0.000501)
        said = [s for s in lines if "of the weight is known" in s]
        assert said == [f"  {row.known:.0%} of the weight is known; {words[unknown]}"] * (row.known < 1)
        some_unknown += row.known < 1
        assert any(part[1] for part in found) == (row.known < 1 and unknown != "left_out")
    assert some_unknown


def test_parts_are_apportioned_to_the_last_unit() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        parts, whole = rng.random(rng.integers(1, 9)) * 10, int(rng.integers(0, 1000))
        found = apportioned(parts.tolist(), whole)
        assert found.sum() == whole
        assert (np.abs(found - parts * whole / parts.sum()) < 1).all()
    assert apportioned([0.0, 0.0], 0).tolist() == [0, 0]
    assert apportioned([], 0).tolist() == []


def test_explanation_of_a_mentee_without_a_mentor() -> None:
    explanation = mm.match(small_scheme()).explain("e4")
    assert explanation.mentor_ids == ()
    assert "consent" in str(explanation)


def test_explanation_of_a_mentor_names_the_mentees_and_their_scores() -> None:
    matching = mm.match(small_scheme())
    explanation = matching.explain("r1")
    assert (explanation.mentee_ids, explanation.mentor_ids) == (("e1",), ())
    score = matching.pairs.set_index("mentee_id").loc["e1", "score"]
    assert explanation.sentences[0] == f"r1 mentors e1: score {score:.3f}, ranked 1st of 2 candidates."
    contributions = [float(s.rsplit("= ", 1)[1]) for s in explanation.sentences if " = " in s]
    assert sum(contributions) == pytest.approx(score, abs=0.005)


def test_explanation_of_a_mentor_without_mentees_is_the_detail_of_the_unmatched() -> None:
    matching = mm.match(small_scheme())
    (detail,) = matching.unmatched[matching.unmatched.person_id == "r3"].detail
    assert matching.explain("r3").sentences == (f"r3 has no mentee. {detail}",)


def test_every_pair_is_explained_from_both_ends() -> None:
    matching = mm.match(random_people(3))
    for mentee_id, mentor_id in matching.pair_ids:
        assert mentor_id in matching.explain(mentee_id).mentor_ids
        assert mentee_id in matching.explain(mentor_id).mentee_ids


def test_a_person_who_is_both_is_explained_in_both_roles() -> None:
    both = {"id": "b", "consent": True}
    people = People(mentees=(mentee("e1"), mm.Mentee(**both)), mentors=(mentor("r1"), mm.Mentor(**both)))
    explanation = mm.match(people).explain("b")
    assert (explanation.mentor_ids, explanation.mentee_ids) == (("r1",), ("e1",))


@pytest.mark.parametrize("ask", ["explain", "alternatives"])
def test_an_unknown_person_is_an_error_that_names_the_nearest(ask: str) -> None:
    matching = mm.match(small_scheme())
    with pytest.raises(mm.UnknownIdError, match="there is no mentee or mentor 'e11'") as caught:
        getattr(matching, ask)("e11")
    assert (caught.value.role, caught.value.nearest) == ("person", ("e1",))


def test_the_cost_of_a_pair_of_unknown_people_is_an_error_that_names_the_nearest() -> None:
    matching = mm.match(small_scheme())
    with pytest.raises(mm.UnknownIdError, match=r"no mentee 'e11' \(did you mean 'e1'\?\)"):
        matching.cost_of("e11", "r1")
    with pytest.raises(mm.PolicyError, match=r"no mentor 'e1' \(it is the id of a mentee\)"):
        matching.cost_of("e1", "e1")


def test_alternatives_of_a_mentor_show_how_many_mentors_are_still_wanted() -> None:
    table = mm.match(small_scheme()).alternatives("r2")
    assert set(table.mentee_id) == {"e1", "e2", "e3"}
    assert table.score.is_monotonic_decreasing
    assert table.set_index("mentee_id").free_places[table[table.chosen].mentee_id.item()] == 0
    assert table.free_places.sum() == 1


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")],
)
def test_ordinal(n: int, words: str) -> None:
    assert ordinal(n) == words


def test_alternatives_are_ranked_and_show_free_capacity() -> None:
    matching = mm.match(small_scheme())
    table = matching.alternatives("e3")
    assert set(table.mentor_id) == {"r1", "r2"}
    assert table.score.is_monotonic_decreasing
    assert (table.free_places == 0).all()


def test_cost_of_a_pair_is_what_the_best_matching_with_it_loses() -> None:
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
            chosen = ((matching.pairs.mentee_id == person) & (matching.pairs.mentor_id == other)).any()
            assert cost.score == 0 if chosen else cost.score > 0


def test_cost_of_a_pair_that_a_rule_forbids() -> None:
    people = People(mentees=(mentee("e1"), mentee("e2")), mentors=(mentor("r1"),))
    matching = mm.match(people, mm.Policy(rules=[{"rule": "Require", "pair": ["e1", "r1"]}]))
    assert not matching.cost_of("e2", "r1").possible


def test_cost_of_a_pair_that_may_not_meet_says_why() -> None:
    with pytest.raises(mm.PolicyError, match="may not meet"):
        mm.match(small_scheme()).cost_of("e2", "r1")


def test_a_locked_pair_is_told_as_one() -> None:
    people = small_scheme()
    free, locked = mm.match(people), mm.match(people, mm.Policy(rules=[mm.rules.Require(pair=("e3", "r2"))]))
    said = "  the policy requires this pair (rule Require)"
    assert said in locked.explain("e3").sentences
    assert said in locked.explain("r2").sentences
    assert not any(said in free.explain(one).sentences for one in ("e1", "e2", "e3"))


def test_a_drawn_pair_has_its_chance_in_the_explanation() -> None:
    matching = mm.match(random_people(7), mm.Policy(explore=0.2, mutual_pairs=True, seed=1))
    assert matching.as_asked
    for pair, (one, other) in enumerate(matching.pair_ids):
        chance = matching.pairs["chance"][pair]
        said = f"  drawn with a chance of {100 * chance:.0f}% from nearly best matchings (policy: explore)"
        assert said in matching.explain(one).sentences
        assert said in matching.explain(other).sentences


def test_the_rank_on_the_other_side_and_what_mattered_most_agree_with_the_table() -> None:
    said = 0
    for seed in range(4):
        matching = mm.match(random_people(seed, 10, 8), mm.Policy(scoring={"unknown": "zero"}))
        table, criteria = matching.frame(np.arange(matching.problem.n_pairs)), matching.scores.criteria
        weights = dict(zip(criteria, matching.scores.weights / matching.scores.weights.sum(), strict=True))
        if not matching.scores.counted.all():
            counted = matching.scores.weights * matching.scores.counted
            weights = dict(zip(criteria, counted / counted.sum(), strict=True))
        for one, other in matching.pair_ids:
            lines = matching.explain(one).sentences
            at = next(k for k, line in enumerate(lines) if line.startswith(f"{one} has mentor {other}:"))
            pair = table[(table.mentee_id == one) & (table.mentor_id == other)].iloc[0]
            theirs = table[table.mentor_id == other]
            rank = 1 + int((theirs.score > pair.score).sum())
            plural = "s" * (len(theirs) > 1)
            told = f"  for {other}, {one} is ranked {ordinal(rank)} of {len(theirs)} candidate{plural}"
            assert lines[at + 1] == told
            rest = table[(table.mentee_id == one) & (table.mentor_id != other)]
            if not len(rest):
                continue
            more = {
                name: weights[name]
                * ((0 if np.isnan(pair[name]) else pair[name]) - rest[name].fillna(0).mean())
                for name in criteria
            }
            best = max(more, key=more.__getitem__)
            most = [line for line in lines[at:] if line.startswith("  what mattered most")][:1]
            if more[best] > 0.001:
                found = re.match(r"  what mattered most: (\w+), ([\d.]+) above the average", most[0])
                assert found is not None
                assert more[found[1]] == pytest.approx(more[best], abs=1e-6)
                assert float(found[2]) == pytest.approx(more[best], abs=0.000501)
                said += 1
    assert said > 10


def test_others_are_ahead_by_what_the_score_would_need() -> None:
    people = People(
        mentees=(mentee("e1", wants={"audit": 3}), mentee("e2", wants={"audit": 3, "law": 5})),
        mentors=(mentor("r1", offers={"audit": 3}),),
    )
    matching = mm.match(people)
    (row,) = matching.unmatched.itertuples()
    assert (row.person_id, row.reason) == ("e2", "waiting")
    lead = matching.alternatives("e1").score[0] - matching.alternatives("e2").score[0]
    said = str(matching.explain("e2"))
    assert f"; others are ahead by {lead:.3f} of score at the least." in said
    assert "e1" not in said
    equal = People(mentees=(mentee("e1"), mentee("e2")), mentors=(mentor("r1"),))
    (left,) = mm.match(equal).unmatched.person_id
    assert "are as good, and the draw among equals decided." in str(mm.match(equal).explain(left))
