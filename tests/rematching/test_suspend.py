"""What has happened is never refused: which rules are suspended, what is left of them, and what is said."""

from __future__ import annotations

import os
import random
from functools import cache
from itertools import chain

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.errors import InfeasibleError, PolicyError
from mentormatch.example import example_path
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    PairCount,
    Require,
    Stable,
)

SOAK = os.environ.get("MENTORMATCH_EXAMPLES") == "soak"


@cache
def example() -> mm.Matching:
    people = mm.read_people(
        mentees=example_path("mentees.csv"),
        mentors=example_path("mentors.csv"),
        places=example_path("places.csv"),
    )
    return mm.match(people, mm.Policy.from_toml(example_path("policy.toml"))).begin()


def single_changes() -> list[mm.Change]:
    """Everybody leaves, every pair ends in every way, and everybody withdraws their consent."""
    matching = example()
    people = matching.people
    ends = (mm.Dissolve, mm.Complete, mm.Decline, mm.Expire, mm.Avoid, mm.Extend, mm.Pause)
    return [
        *(mm.Leave(one, "mentee") for one in people.mentee_ids),
        *(mm.Leave(one, "mentor") for one in people.mentor_ids),
        *(kind(*pair) for pair in matching.pair_ids for kind in ends),
        *(mm.Update(one.replace(consent=False)) for one in chain(people.mentees, people.mentors)),
    ]


def test_every_single_change_of_the_example_scheme() -> None:
    changes = single_changes()
    # All that name somebody whom a rule names, and a sample of the others.
    ruled = [one for one in changes if {"r011", "e015", "r012"} & set(map(str, one.subjects()[0]))]
    others = random.Random(1).sample(changes, len(changes) if SOAK else 200)
    suspended = [bool(mm.rematch(example(), [change]).suspended) for change in [*ruled, *others]]
    assert 0 < sum(suspended) < len(suspended)


def test_pairs_of_changes_of_the_example_scheme() -> None:
    rng, changes = random.Random(None if SOAK else 2), single_changes()
    for _ in range(2000 if SOAK else 150):
        both = rng.sample(changes, 2)
        try:
            mm.rematch(example(), both)
        except mm.ChangeError:
            # Only of one pair or person can two things be said that are not both true.
            named = [{part for subject in one.subjects() for part in subject} for one in both]
            assert named[0] & named[1] - {"", "mentee", "mentor"}


def scheme(*rules: object, **mentors: dict[str, int]) -> mm.Matching:
    """Three mentees and two mentors with room for all of them; e1 is the best fit of r1."""
    fields = {"r1": {"capacity": 3}, "r2": {"capacity": 3}} | mentors
    people = mm.People(
        mentees=[mentee("e1", prefers=["r1"]), mentee("e2", prefers=["r2"]), mentee("e3", prefers=["r2"])],
        mentors=[mentor(one, **own) for one, own in fields.items()],
    )
    return mm.match(people, mm.Policy(rules=rules)).begin()


def test_a_minimum_load_after_a_divorce() -> None:
    rule = MinimumLoad(mentor="r1", load=1)
    again = mm.rematch(scheme(rule), [mm.Dissolve("e1", "r1")])
    assert [one.rule for one in again.suspended] == [rule]
    assert "2 earlier pairs must be kept" in again.suspended[0].why
    assert "lower what it asks for" in again.suspended[0].choices
    assert again.pair_ids == (("e1", "r2"), ("e2", "r2"), ("e3", "r2"))
    # It holds again as soon as it can.
    joined = mm.rematch(again, [mm.Join(mentee("e4"))])
    assert joined.suspended == ()
    assert ("e4", "r1") in joined.pair_ids


def test_a_minimum_load_that_the_mentor_asks_for() -> None:
    again = mm.rematch(scheme(r1={"capacity": 2, "minimum_load": 1}), [mm.Leave("e1")])
    assert [one.rule for one in again.suspended] == [MinimumLoad(mentor="r1", load=1)]


@pytest.mark.parametrize(
    "rule", [Require(pair=("e1", "r1")), MinimumLoad(mentor="r1", load=1), KeepTogether(mentees=("e2", "e3"))]
)
def test_a_rule_about_somebody_who_left(rule: mm.rules.SideRule) -> None:
    matching = scheme(rule)
    gone = [mm.Leave("r1"), mm.Leave("e3")]
    again = mm.rematch(matching, gone)
    assert [one.rule for one in again.suspended] == [rule]
    assert "no longer" in again.suspended[0].why
    # They are still gone in the next rematch, and in a copy that was written.
    assert [one.rule for one in mm.rematch(again, []).suspended] == [rule]


def test_what_a_rule_forbids_holds_for_those_who_are_left() -> None:
    rules = (
        KeepApart(mentees=("e1", "e2", "e3")),
        PairCount(pairs=(("e2", "r2"), ("e3", "r2"), ("e1", "r2")), at_least=1, at_most=1),
        Hours(hours=1, budget={"r1": 1, "r2": 2}),
    )
    matching = scheme(*rules)
    again = mm.rematch(matching, [mm.Leave("e1")], matching.policy.replace(rematch={"keep": "none"}))
    assert {one.rule.rule: one.left is not None for one in again.suspended} == {
        "KeepApart": True,
        "PairCount": True,
    }
    assert {j for _, j in again.pair_ids} == {"r1", "r2"}


def test_a_floor_that_one_of_two_pairs_does_not_reach() -> None:
    people = mm.People(
        mentees=[mentee("e1", prefers=["r1", "r2"], demand=2)], mentors=[mentor("r1"), mentor("r2")]
    )
    floor = Floor(total=mm.match(people).points)
    again = mm.rematch(mm.match(people, mm.Policy(rules=[floor])).begin(), [mm.Dissolve("e1", "r1")])
    assert [one.rule for one in again.suspended] == [floor]
    assert again.pair_ids == (("e1", "r2"),)


def test_ranks_of_pairs_that_are_no_longer_the_same() -> None:
    rule = Stable(mentee_rank=[0] * 6, mentor_rank=[0] * 6)
    assert mm.rematch(scheme(rule), []).suspended == ()
    assert [one.rule for one in mm.rematch(scheme(rule), [mm.Leave("e1")]).suspended] == [rule]


def test_a_new_policy_is_held_to_what_it_asks_for() -> None:
    policy = mm.Policy(rules=[MinimumLoad(mentor="r1", load=2)])
    with pytest.raises(InfeasibleError, match=r"(?s)r1 must have at least 2.*stay: Leave\(e1\)"):
        mm.rematch(scheme(), [mm.Leave("e1")], policy)
    with pytest.raises(PolicyError, match="e9"):
        mm.rematch(scheme(), [mm.Leave("e1")], mm.Policy(rules=[KeepApart(mentees=("e2", "e9"))]))


def test_a_pair_that_a_rule_forbids_now_ends() -> None:
    again = mm.rematch(scheme(), [], mm.Policy(rules=[Forbid(pair=("e1", "r1"))]))
    assert ("e1", "r1") not in again.pair_ids
    assert again.freed[["mentee_id", "mentor_id", "reason"]].values.tolist() == [["e1", "r1", "rule"]]


def test_the_frontier_does_without_them_too() -> None:
    rule = MinimumLoad(mentor="r1", load=1)
    frontier = mm.frontier(scheme(rule), [mm.Dissolve("e1", "r1")], most=2)
    assert frontier.points[0].matched == 3
    assert all(point.proved for point in frontier.points)
