"""`causes_of`: all that differs is found, and undoing all of it gives the inputs before."""

from __future__ import annotations

from functools import reduce
from random import Random

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from helpers.undone import drawn_change, drawn_policy
from mentormatch.analysis.comparing.causes import Cause, causes_of
from mentormatch.analysis.comparing.inputs import Inputs


@pytest.mark.parametrize("seed", range(30))
def test_undoing_everything_gives_the_inputs_before(seed: int) -> None:
    rng = Random(seed)
    people = random_people(seed).in_id_order()
    before = Inputs(people, drawn_policy(rng, mm.Policy(mutual_pairs=True)))
    other = drawn_change(rng, people).replace(
        links=(("p1", "p2"),), dissolved=(("p3", "p4"),), meanings=(("Dr X", "p1", False),)
    )
    rules = (mm.rules.Forbid(pair=("p1", "p2")),)
    criteria = (mm.criteria.Same(name="site", weight=2.0),)
    after = Inputs(other, drawn_policy(rng, mm.Policy(rules=rules, criteria=criteria, objective=("score",))))
    undone = reduce(lambda now, step: step.undo(now), causes_of(before, after), after)
    assert undone.people == before.people
    assert undone.policy == before.policy


def test_equal_inputs_differ_in_nothing() -> None:
    one, other = (Inputs(random_people(1).in_id_order(), mm.Policy()) for _ in range(2))
    assert causes_of(one, other) == []


def test_each_cause_says_what_it_is_without_data_of_people() -> None:
    people = random_people(3).in_id_order()
    changed = people.mentees[0].replace(seniority=99, motivation="secret")
    after = people.replace(mentees=(changed, *people.mentees[2:]))
    policy = mm.Policy(limits=mm.Limits(max_km=30.0), mutual_pairs=True)
    steps = causes_of(Inputs(people, mm.Policy()), Inputs(after, policy))
    found = {step.cause.key: step.cause for step in steps}
    first, second = people.mentee_ids[:2]
    assert found == {
        "limits.max_km": Cause("policy", "limits.max_km", "It was not set and is 30."),
        "mutual_pairs": Cause("policy", "mutual_pairs", "It was no and is yes."),
        "mentees left": Cause("people", "mentees left", "1 person left.", (second,)),
        "seniority": Cause("people", "seniority", "1 person changed in seniority.", (first,)),
        "interests": Cause("people", "interests", "1 person changed in motivation.", (first,)),
    }


def test_every_key_of_a_policy_is_a_cause() -> None:
    other = {
        "weights": {"travel": 9.0}, "limits": mm.Limits(max_km=3.0), "scoring": mm.Scoring(ideal_gap=9.0),
        "criteria": (mm.criteria.Same(name="site"),), "rules": (mm.rules.Forbid(pair=("p1", "p2")),),
        "mutual_pairs": True, "objective": ("score",), "seed": 9, "robust": True, "explore": 0.1,
        "shares": mm.Shares(field="workplace"),
    }  # fmt: skip
    assert other.keys() | {"rematch", "follow_up"} == mm.Policy.model_fields.keys()
    people = random_people(3).in_id_order()
    for key, value in other.items():
        after = Inputs(people, mm.Policy(**{key: value}))
        (step, *more) = causes_of(Inputs(people, mm.Policy()), after)
        assert key in step.cause.key
        assert not more
        assert step.undo(after).policy == mm.Policy()
    assert step.cause.detail == "It was not set and is field workplace."


def test_a_cause_names_those_of_the_pair_first() -> None:
    cause = Cause("people", "mentors left", "5 people left.", ("a", "b", "c", "d", "e"))
    assert cause.named(["z", "d"]) == "mentors left: d"
    assert cause.named(["z"]) == "mentors left (5 people)"
    assert Cause("policy", "seed", "It was 0 and is 1.").named(["z"]) == "seed"
