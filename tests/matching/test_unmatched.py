"""Why a person has no partner: a reason code and a sentence."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people, small_scheme
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.search import reasons_of
from mentormatch.matching.unmatched import find_unmatched
from mentormatch.people.model import People
from mentormatch.problem.solution import Answer, Solution


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


ALL_FOUR = [[e, r] for e in ("e1", "e2") for r in ("r1", "r2")]


def one_of_two(rule: dict[str, object]) -> str:
    """Return why somebody is without a mentor: two mentees and two mentors, all may meet, and a rule."""
    people = People(
        mentees=(mentee("e1"), mentee("e2")), mentors=(mentor("r1", capacity=2), mentor("r2", capacity=2))
    )
    matching = mm.match(people, mm.Policy.model_validate({"rules": [rule]}))
    return next(one.detail for one in matching.unmatched_people if one.role == "mentee")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            {
                "rule": "PairCount",
                "pairs": [[e, r] for e in ("e1", "e2") for r in ("r1", "r2")],
                "at_most": 1,
            },
            "at most 1 of 4 pairs (e1 with r1, e1 with r2, e2 with r1, 1 more) may be chosen",
        ),
        (
            {"rule": "Hours", "hours": 6, "budget": {"r1": 6, "r2": 0}},
            "mentor r1 would spend 12 hours, and the budget is 6 (rule Hours)",
        ),
        ({"rule": "Floor", "total": 10**9}, "(rule Floor)"),
    ],
)
def test_the_rule_that_leaves_somebody_out_is_named(rule: dict[str, object], says: str) -> None:
    assert says in one_of_two(rule)


def test_two_people_who_may_not_mentor_each_other() -> None:
    people = People(mentees=(mentee("a"), mentee("b")), mentors=(mentor("a"), mentor("b")))
    left = mm.match(people).unmatched_people
    [out] = [one for one in left if one.role == "mentee"]
    other = {"a": "b", "b": "a"}[out.person_id]
    assert (
        f"{other} would have to mentor {out.person_id}, who mentors {other}; "
        "two people may not mentor each other (policy: mutual_pairs)" in out.detail
    )
    assert not mm.match(people, mm.Policy(mutual_pairs=True)).unmatched_people


def test_a_ban_is_told_as_one() -> None:
    rules = [{"rule": "Forbid", "pair": ["e1", "r1"]}]
    people = People(mentees=(mentee("e1"),), mentors=(mentor("r1"),))
    matching = mm.match(people, mm.Policy.model_validate({"rules": rules}))
    [(_, detail), _] = [(one.role, one.detail) for one in matching.unmatched_people]
    why = "the policy keeps mentee e1 and mentor r1 apart (rule Forbid)"
    assert detail == f"The only candidate had free capacity, but {why}."
    assert detail in str(matching.explain("e1"))


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (mm.Status.OPTIMAL, "the objective gains nothing by it (policy: objective)."),
        (mm.Status.FEASIBLE, "the search ended before the matching was proved; allow more time."),
    ],
)
def test_without_a_rule_it_is_the_objective_or_the_time(status: mm.Status, says: str) -> None:
    matching = mm.match(People(mentees=(mentee("e1"),), mentors=(mentor("r1"),)))
    reasons = reasons_of(matching.candidates, matching.people, matching.policy)
    none = Solution(Answer.of(np.zeros(0, np.int64), matching.problem.score), status)
    for one in find_unmatched(matching.people, reasons, matching.problem, none):
        assert one.reason == "left_out"
        assert one.detail.endswith(says)


def test_who_waits_for_a_locked_pair_hears_of_the_rule() -> None:
    people = People(
        mentees=(mentee("e1"), mentee("e2", independent_of=["r2"]), mentee("e3", independent_of=["r1"])),
        mentors=(mentor("r1"), mentor("r2", capacity=0)),
    )
    locked = mm.match(people, mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))]))
    details = {one.person_id: one.detail for one in locked.unmatched_people if one.role == "mentee"}
    full = "On the waiting list: the only candidate is full."
    assert details["e2"] == f"{full} The policy locks pairs of mentor r1 (rule Require)."
    assert "Require" not in details["e3"]
    assert not any("Require" in one.detail for one in mm.match(people).unmatched_people)


def test_the_kilometres_beyond_the_limit_are_what_is_missing() -> None:
    """One cause at a time: with just so many kilometres more the nearest can be reached, with fewer not."""
    said = 0
    for seed in range(6):
        people = random_people(seed, 8, 6).in_id_order()
        policy = mm.Policy(limits={"max_km": 3.0})
        for row in mm.match(people, policy).unmatched.itertuples():
            nearest = r"; the nearest of those too far away is ([\d.]+) km beyond the limit of ([\d.]+)"
            beyond = re.search(nearest, row.detail)
            assert bool(beyond) == ("too far away" in row.detail)
            if beyond is None or row.role == "mentor":
                continue
            position = people.mentee_ids.index(row.person_id)
            person = people.mentees[position]
            km, limit = float(beyond[1]), float(beyond[2])
            for more, reached in ((km + 0.051, True), (km - 0.051, False)):
                moved = person.replace(max_km=limit + more)
                others = tuple(moved if one is person else one for one in people.mentees)
                then = AllReasons.of(people.replace(mentees=others), policy).ruled_out("mentee", position)
                now = AllReasons.of(people, policy).ruled_out("mentee", position)
                fewer = len(then.get("too_far", ())) < len(now["too_far"])
                assert fewer == reached
            said += 1
    assert said > 5
