"""`rematch`: what a coordinator relies on, each on a scheme small enough to solve by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import SPOTS, mentee, mentor, random_people
from mentormatch.errors import ChangeError, InfeasibleError
from mentormatch.matching.costs.cost import Cost

TAGS = mm.Policy(weights=dict.fromkeys(mm.Policy().weights, 0.0) | {"professional_interests": 1.0})


def scheme() -> mm.People:
    """Three mentees and two mentors of capacity 1: e1 and e2 are matched, e3 waits."""
    return mm.People(
        mentees=(
            mentee("e1", professional_tags=["a", "b"]),
            mentee("e2", professional_tags=["a"]),
            mentee("e3", professional_tags=["b", "c", "d"]),
        ),
        mentors=(mentor("r1", professional_tags=["a", "b"]), mentor("r2", professional_tags=["a"])),
    )


def begun() -> mm.Matching:
    matching = mm.match(scheme(), TAGS).begin()
    assert matching.pair_ids == (("e1", "r1"), ("e2", "r2"))
    return matching


def pairs(matching: mm.Matching) -> set[tuple[str, str]]:
    return set(matching.pair_ids)


def test_a_pair_is_dissolved_and_both_get_a_new_partner() -> None:
    again = mm.rematch(
        begun(), [mm.Dissolve("e1", "r1"), mm.Join(mentor("r3", professional_tags=["a", "b"]))]
    )
    assert pairs(again) == {("e1", "r3"), ("e2", "r2"), ("e3", "r1")}
    assert again.moved.to_dict("records") == [
        {
            "mentee_id": "e1",
            "mentor_before": "r1",
            "mentor_after": "r3",
            "score_before": 1.0,
            "score_after": 1.0,
        }
    ]
    assert again.newly_matched[["mentee_id", "mentor_id", "waited"]].values.tolist() == [["e3", "r1", 1]]
    assert again.freed_places.values.tolist() == [["r1", 1, 1, 0]]
    assert again.disturbed.empty
    assert again.freed.empty
    assert again.still_waiting.empty
    assert again.states.values.tolist() == [
        ["e1", "r3", "proposed"], ["e2", "r2", "active"], ["e3", "r1", "proposed"], ["e1", "r1", "dissolved"],
    ]  # fmt: skip
    certificate = again.solution.certificate
    assert certificate is not None
    assert (certificate.proved, certificate.proof) == (True, "prices")


def test_a_dissolved_pair_is_never_chosen_again() -> None:
    again = mm.rematch(begun(), [mm.Dissolve("e1", "r1")])
    for _ in range(3):
        assert ("e1", "r1") not in pairs(again)
        again = mm.rematch(again, [])
    fresh = mm.match(again.people, TAGS)
    assert ("e1", "r1") not in pairs(fresh)


def test_mentees_who_lost_a_mentor_or_waited_come_before_those_who_join() -> None:
    joiner = mentee("e0", professional_tags=["a", "b"])
    again = mm.rematch(begun(), [mm.Leave("e1"), mm.Join(joiner)])
    assert ("e3", "r1") in pairs(again)
    assert again.still_waiting[["mentee_id", "waited"]].values.tolist() == [["e0", 0]]
    nobody = TAGS.replace(rematch={"first": "nobody"})
    assert ("e0", "r1") in pairs(mm.rematch(begun(), [mm.Leave("e1"), mm.Join(joiner)], nobody))
    little, much = (TAGS.replace(rematch={"first": "bonus", "bonus": bonus}) for bonus in (0.1, 0.9))
    assert ("e0", "r1") in pairs(mm.rematch(begun(), [mm.Leave("e1"), mm.Join(joiner)], little))
    assert ("e3", "r1") in pairs(mm.rematch(begun(), [mm.Leave("e1"), mm.Join(joiner)], much))


def test_waiting_adds_up_until_a_pair_begins() -> None:
    matching = begun()
    for rounds in (1, 2, 3):
        matching = mm.rematch(matching, [])
        assert matching.still_waiting[["mentee_id", "waited"]].values.tolist() == [["e3", rounds]]
    proposed = mm.rematch(matching, [mm.Leave("e1")])
    assert proposed.history.waited == {"e3": 4}
    later = mm.rematch(proposed, [])
    assert later.history.waited == {"e3": 4}, "the mentor proposed to e3 counts as one"
    assert later.history.proposed == {"e3": 1}
    unseated = mm.rematch(proposed, [mm.Join(mentee("e0", professional_tags=["a", "b"]))])
    assert ("e3", "r1") in pairs(unseated)
    assert mm.rematch(proposed.begin(), []).history.waited == {}


@pytest.mark.parametrize("seed", range(6))
def test_rounds_count_only_without_a_mentor_and_nobody_who_waited_as_long_is_unseated(seed: int) -> None:
    matching: mm.Matching = mm.match(random_people(seed, 14, 6))
    first, waited = pairs(matching), Counter[str]()
    for _ in range(4):
        waited.update(list(matching.unfilled))
        matching = mm.rematch(matching, [])
        assert pairs(matching) == first
        assert matching.history.waited == waited
    assert waited
    begun = mm.rematch(matching.begin(), [])
    assert begun.history.proposed == {}
    assert set(begun.history.waited) == set(waited)


def test_active_pairs_stay_and_proposals_may_move() -> None:
    better = [
        mm.Join(mentor("r0", professional_tags=["a"])),
        mm.Update(mentor("r2", professional_tags=["z"])),
    ]
    kept = mm.rematch(begun(), better)
    assert ("e2", "r2") in pairs(kept)
    assert kept.disturbed.empty
    moved = mm.rematch(mm.match(scheme(), TAGS), better)
    assert ("e2", "r0") in pairs(moved)
    assert moved.disturbed.drop(columns="score_after").values.tolist() == [
        ["e2", "r2", "proposed", "r0", 1.0]
    ]
    all_kept = mm.rematch(mm.match(scheme(), TAGS), better, TAGS.replace(rematch={"keep": "all"}))
    assert ("e2", "r2") in pairs(all_kept)
    none_kept = mm.rematch(begun(), better, TAGS.replace(rematch={"keep": "none"}))
    assert none_kept.disturbed.state.tolist() == ["active"]


@pytest.mark.parametrize(
    ("rules", "dissolved"),
    [
        ({"budget": 0}, 0),
        ({"budget": 1}, 1),
        ({"price": 0.9}, 1),
        ({"price": 1.1}, 0),
        ({"budget": 0, "price": 0.1}, 0),
        ({"budget": 5, "price": 1.1}, 0),
    ],
)
def test_a_kept_pair_is_dissolved_within_budget_and_for_its_price(
    rules: dict[str, object], dissolved: int
) -> None:
    better = [
        mm.Join(mentor("r0", professional_tags=["a"])),
        mm.Update(mentor("r2", professional_tags=["z"])),
        mm.Leave("e3"),
    ]
    again = mm.rematch(begun(), better, TAGS.replace(rematch=rules))
    assert len(again.disturbed) == dissolved
    assert again.objective == again.bound == again.points


def test_a_pair_that_the_limits_end_is_reported_and_its_mentee_comes_first() -> None:
    again = mm.rematch(
        begun(), [mm.Update(mentee("e1", professional_tags=["a", "b"], independent_of=["r1"]))]
    )
    assert again.freed[["mentee_id", "mentor_id", "reason"]].values.tolist() == [
        ["e1", "r1", "not_independent"]
    ]
    assert "r1" in again.freed.detail[0]
    assert again.history.waited["e1"] == 1
    assert pairs(again) == {("e2", "r2"), ("e3", "r1")}


def test_a_move_out_of_reach_ends_a_pair() -> None:
    here = mentor("r1", location=SPOTS["here"])
    near = mm.match(mm.People(mentees=(mentee("e1", location=SPOTS["here"], max_km=10.0),), mentors=(here,)))
    away = mm.rematch(near.begin(), [mm.Update(here.replace(location=SPOTS["far"]))])
    assert away.freed.reason.tolist() == ["too_far"]
    assert away.still_waiting.waited.tolist() == [1]


def test_capacity_below_the_number_of_pairs_keeps_active_and_then_best_pairs() -> None:
    people = mm.People(
        mentees=tuple(
            mentee(f"e{k}", professional_tags=["a"] + ["x"] * (k > 1) + ["y"] * (k > 2)) for k in range(4)
        ),
        mentors=(mentor("r1", capacity=4, professional_tags=["a"]),),
    )
    matching = mm.match(people, TAGS).begin([("e3", "r1")])
    again = mm.rematch(matching, [mm.Update(mentor("r1", capacity=2, professional_tags=["a"]))])
    assert ("e3", "r1") in pairs(again)
    assert again.solution.n_matched == 2
    assert again.freed.reason.tolist() == ["no_places", "no_places"]


def test_leaving_updating_completing_and_extending() -> None:
    matching = mm.match(scheme(), TAGS)
    again = mm.rematch(matching, [mm.Complete("e1", "r1"), mm.Extend("e2", "r2")])
    assert pairs(again) == {("e2", "r2"), ("e3", "r1")}
    assert ("e2", "r2", "active") in again.states.itertuples(index=False, name=None)
    assert ("e1", "r1", "completed") in again.states.itertuples(index=False, name=None)
    assert again.people.mentees[0].demand == 0
    assert "e1" not in set(again.still_waiting.mentee_id)
    gone = mm.rematch(matching, [mm.Leave("r1")])
    assert set(gone.still_waiting.mentee_id) == {"e1", "e3"} or set(gone.still_waiting.mentee_id) == {
        "e2",
        "e3",
    }


def test_avoid_ends_a_pair_for_good() -> None:
    again = mm.rematch(begun(), [mm.Avoid("e1", "r1")])
    assert ("e1", "r1") not in pairs(again)
    assert again.freed.reason.tolist() == ["avoids"]
    assert ("e1", "r1") not in pairs(mm.rematch(again, []))
    updated = mm.rematch(again, [mm.Update(mentee("e1", professional_tags=["a", "b"]))])
    assert ("e1", "r1") not in pairs(updated)


def test_a_waiting_mentee_never_replaces_a_mentee_whose_pair_is_kept() -> None:
    people = mm.People(
        mentees=(mentee("e1", professional_tags=["a", "b"]), mentee("e2", professional_tags=["a"])),
        mentors=(mentor("r1", professional_tags=["a", "b"]),),
    )
    for rules in ({"budget": 1}, {"price": 0.01}, {"budget": 1, "first": "bonus", "bonus": 5}):
        again = mm.match(people, TAGS).begin()
        for _ in range(3):
            again = mm.rematch(again, [], TAGS.replace(rematch=rules))
            assert again.pair_ids == (("e1", "r1"),)
            assert again.disturbed.empty


def test_active_pairs_are_in_the_history_however_they_end() -> None:
    again = mm.rematch(begun(), [mm.Leave("r1"), mm.Dissolve("e2", "r2")])
    ended = again.states[again.states.state.isin(["ended", "dissolved"])]
    assert ended.values.tolist() == [["e2", "r2", "dissolved"], ["e1", "r1", "ended"]]
    assert again.history.active == frozenset()


def test_a_saved_rematching_is_a_matching(tmp_path: Path) -> None:
    again = mm.rematch(begun(), [mm.Dissolve("e1", "r1")])
    again.save(tmp_path / "again.mm")
    loaded = mm.Rematching.load(tmp_path / "again.mm")
    assert type(loaded) is mm.Matching
    assert (loaded.history, loaded.pair_ids) == (again.history, again.pair_ids)
    assert loaded.solution.certificate == again.solution.certificate
    assert mm.rematch(loaded, []).pair_ids == mm.rematch(again, []).pair_ids


def test_changes_are_checked_before_any_is_applied() -> None:
    matching = begun()
    with pytest.raises(ChangeError) as caught:
        mm.rematch(matching, [mm.Dissolve("e1", "r2"), mm.Leave("zz"), mm.Dissolve("e2", "r2")])
    assert len(caught.value.problems) == 2
    assert pairs(matching) == {("e1", "r1"), ("e2", "r2")}


def test_kept_pairs_and_rules_may_contradict_each_other() -> None:
    policy = TAGS.replace(rules=[{"rule": "Require", "pair": ["e3", "r1"]}])
    with pytest.raises(InfeasibleError, match=r"2 earlier pairs must be kept: mentee e1 with mentor r1"):
        mm.rematch(begun(), [], policy)


def test_another_policy_scores_all_pairs_again() -> None:
    policy = TAGS.replace(scoring={"synonyms": {"b": "a"}})
    again = mm.rematch(begun(), [], policy)
    assert pairs(again) >= {("e1", "r1"), ("e2", "r2")}
    fresh = mm.match(scheme(), policy)
    assert np.array_equal(again.scores.points, fresh.scores.points)


def test_no_changes_give_the_same_matching() -> None:
    matching = mm.match(random_people(5), mm.Policy()).begin()
    again = mm.rematch(matching, [])
    assert again.pair_ids == matching.pair_ids
    assert all(frame.empty for frame in (again.moved, again.newly_matched, again.disturbed, again.freed))
    assert again.objective == matching.objective


def test_the_order_of_changes_and_of_people_does_not_matter() -> None:
    people = random_people(11)
    mixed = people.replace(mentees=people.mentees[::-1], mentors=people.mentors[::-1])
    one, other = mm.match(people), mm.match(mixed)
    changes = [mm.Dissolve(*one.pair_ids[0]), mm.Leave(one.pair_ids[2][1], "mentor"), mm.Join(mentee("new"))]
    first, second = mm.rematch(one, changes), mm.rematch(other, changes[::-1])
    assert first.pair_ids == second.pair_ids
    assert np.array_equal(first.solution.chosen, second.solution.chosen)


def test_only_pairs_can_begin() -> None:
    with pytest.raises(ChangeError, match="e3 and r1 are not a pair"):
        begun().begin([("e3", "r1"), ("e1", "r1")])


def test_explanations_still_work() -> None:
    again = mm.rematch(begun(), [mm.Join(mentor("r9", professional_tags=["b"]))])
    assert "they were a pair in the matching before, which the rematch keeps" in str(again.explain("e1"))
    assert again.alternatives("e3").mentor_id.tolist()[0] == "r9"
    assert again.cost_of("e3", "r9") == Cost(possible=True, matched=0, score=0, exact=True)
    assert not again.cost_of("e3", "r1").possible
    assert "Pairs kept" in again.summary()
    assert (
        again.how
        == "solved for 1 mentee with open demand and 1 mentor with free capacity; 2 pairs were fixed"
    )
    assert "Moved to another mentor</th>" in again._repr_html_()


def couple(**fields: object) -> mm.Matching:
    """One mentee and one mentor, who are proposed to each other."""
    return mm.match(mm.People(mentees=[mentee("e1", **fields)], mentors=[mentor("r1")]))


def states(matching: mm.Matching) -> list[str]:
    assert not matching.states.duplicated(["mentee_id", "mentor_id"]).any()
    return matching.states.state.tolist()


def test_a_completed_pair_is_not_made_again_though_the_mentee_wants_another_mentor(tmp_path: Path) -> None:
    again = mm.rematch(couple(demand=2).begin(), [mm.Complete("e1", "r1")])
    again.save(tmp_path / "again.mm")
    for matching in (again, mm.Matching.load(tmp_path / "again.mm"), mm.rematch(again, [])):
        assert (matching.pair_ids, states(matching)) == ((), ["completed"])
    assert dict(again.facts)["Pairs kept"] == "0 of 1 in the matching before"
    assert again.freed_places.values.tolist() == [["r1", 1, 0, 1]]


def test_a_declined_pair_is_never_proposed_again_and_an_expired_one_later() -> None:
    declined = mm.rematch(couple(), [mm.Decline("e1", "r1")])
    assert (declined.pair_ids, states(declined)) == ((), ["declined"])
    assert mm.rematch(declined, []).pair_ids == ()
    assert mm.match(declined.people).pair_ids == ()
    expired = mm.rematch(couple(), [mm.Expire("e1", "r1")])
    assert (expired.pair_ids, states(expired)) == ((), ["expired"])
    later = mm.rematch(expired, [])
    assert (later.pair_ids, states(later)) == ((("e1", "r1"),), ["proposed"])


def test_a_paused_pair_is_kept_and_nobody_waits_for_it(tmp_path: Path) -> None:
    rival = mentee("e0", prefers=["r1"])
    paused = mm.rematch(couple().begin(), [mm.Pause("e1", "r1"), mm.Join(rival)])
    paused.save(tmp_path / "paused.mm")
    loaded = mm.Matching.load(tmp_path / "paused.mm")
    for matching in (paused, loaded, mm.rematch(loaded, [])):
        assert (matching.pair_ids, states(matching)) == ((("e1", "r1"),), ["paused"])
        assert "e1" not in matching.history.waited
    resumed = mm.rematch(loaded, [mm.Resume("e1", "r1")])
    assert states(resumed) == ["active"]
    assert states(mm.rematch(loaded, [mm.Dissolve("e1", "r1")])) == ["proposed", "dissolved"]
