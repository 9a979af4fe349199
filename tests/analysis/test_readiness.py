"""What is foreseen before matching: tables that agree with the candidates and with each other."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people, small_scheme

POLICY = mm.Policy(limits={"max_km": 30.0, "training_required": True})


@pytest.mark.parametrize("seed", range(5))
def test_tables_agree_with_the_candidates(seed: int) -> None:
    people = random_people(seed).in_id_order()
    candidates = mm.find_candidates(people, mm.Policy())
    ready = mm.readiness(people, draws=5)
    mine = ready.people[ready.people["role"] == "mentee"]
    theirs = ready.people[ready.people["role"] == "mentor"]
    assert mine["person_id"].tolist() == list(people.mentee_ids)
    assert mine["candidates"].tolist() == np.bincount(candidates.mentee, minlength=12).tolist()
    assert theirs["candidates"].tolist() == np.bincount(candidates.mentor, minlength=10).tolist()
    assert ((ready.people["candidates"] == 0) == (ready.people["reason"] != "")).all()
    assert (ready.people.loc[ready.people["candidates"] == 0, "chance_of_nobody"] == 1.0).all()
    best = ready.answers.groupby(["role", "person_id"])["would_be"].max()
    for row in ready.people.itertuples():
        expected = best.get((row.role, row.person_id), row.candidates)
        assert row.would_be == expected
        assert bool(row.help) == (expected > row.candidates) == bool(row.answer)
    assert (
        ready.unreachable["person_id"].tolist() == theirs.loc[theirs["candidates"] == 0, "person_id"].tolist()
    )


def test_it_says_which_answer_would_help_most() -> None:
    spot = {"location": mm.Location(latitude=52.2, longitude=0.1), "max_km": 5.0}
    far = {"location": mm.Location(latitude=55.9, longitude=-3.2), "online": True, "trained": True}
    people = mm.People(
        mentees=(mentee("e1", **spot), mentee("e2", **{**spot, "consent": False})),
        mentors=(
            mentor("r1", location=spot["location"], trained=True),
            mentor("r2", **far),
            mentor("r3", **far),
            mentor("r4", location=spot["location"]),
        ),
    )
    ready = mm.readiness(people, POLICY, draws=3)
    rows = {row.person_id: row for row in ready.people.itertuples()}
    assert rows["e1"].help == "accepting online would raise 1 candidate to 3"
    assert rows["e2"].help == "giving consent would raise 0 candidates to 1"
    assert (rows["e2"].reason, rows["e2"].chance_of_nobody) == ("no_consent", 1.0)
    assert rows["r4"].help == "completing training would raise 0 candidates to 1"
    assert rows["r2"].reason == "no_candidate"
    assert rows["r2"].detail == "1 without consent, 1 too far away"
    assert ready.unreachable["person_id"].tolist() == ["r2", "r3", "r4"]
    missing = ready.missing.set_index(["role", "answer"])
    assert missing.loc[("mentee", "consent")].tolist() == [1.0, 1.0, 1.0]
    assert missing.loc[("mentor", "training")].tolist() == [1.0, 1.0, 1.0]


def bytes_of(ready: mm.Readiness) -> str:
    return ready.to_json() + ready.summary()


def test_the_same_whatever_the_order_and_another_with_another_seed() -> None:
    people = random_people(3, 30, 12)
    turned = people.replace(mentees=people.mentees[::-1], mentors=people.mentors[::-1])
    assert bytes_of(mm.readiness(people, POLICY)) == bytes_of(mm.readiness(turned, POLICY))
    chances = [
        mm.readiness(people, seed=seed, draws=20).people["chance_of_nobody"].tolist() for seed in (0, 1)
    ]
    assert chances[0] != chances[1]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"rule": "Require", "pair": ["e1", "r3"]}, "may not meet"),
        ({"rule": "Require", "pair": ["e9", "r3"]}, "e9"),
        ({"rule": "MinimumLoad", "mentor": "r3", "load": 1}, "r3"),
        (
            ({"rule": "Floor", "total": 2_000_000}, {"rule": "MinimumLoad", "mentor": "r1", "load": 1}),
            "total score",
        ),
    ],
)
def test_rules_that_cannot_hold_are_found(rule: Any, says: str) -> None:
    rules = rule if isinstance(rule, tuple) else (rule,)
    ready = mm.readiness(small_scheme(), mm.Policy(rules=rules), draws=2)
    assert says in ready.conflicts[0]
    assert "will conflict" in ready.summary()


def test_rules_that_can_hold() -> None:
    policy = mm.Policy(
        rules=[{"rule": "MinimumLoad", "mentor": "r2", "load": 1}, {"rule": "Forbid", "pair": ["e1", "r1"]}]
    )
    ready = mm.readiness(small_scheme(), policy, draws=2)
    assert (ready.conflicts, ready.rules_open, ready.n_rules) == ((), False, 2)
    assert "all can hold" in ready.summary()


def test_empty_schemes() -> None:
    for people in (mm.People(), mm.People(mentees=(mentee("e1"),)), mm.People(mentors=(mentor("r1"),))):
        ready = mm.readiness(people, POLICY, draws=2)
        assert ready.people["candidates"].tolist() == [0] * len(ready.people)
        assert (ready.people["chance_of_nobody"] == 1.0).all()
        json.loads(ready.to_json())


def test_json_holds_all_tables_and_the_result_is_frozen() -> None:
    ready = mm.readiness(small_scheme(), draws=0)
    data = json.loads(ready.to_json())
    assert {name: len(data[name]) for name in ready.tables} == {n: len(t) for n, t in ready.tables.items()}
    assert data["people"][0]["chance_of_nobody"] is None
    with pytest.raises(FrozenInstanceError):
        ready.seed = 1  # type: ignore[misc]


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(mm.ArgumentError):
        mm.readiness([])  # type: ignore[arg-type]
    with pytest.raises(mm.CandidateError):
        mm.readiness(small_scheme(), mm.Policy(limits={"max_pairs": 1}))
