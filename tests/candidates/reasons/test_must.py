"""Musts of the policy against their definitions, over random people, alone and among all other reasons."""

from __future__ import annotations

import random
from typing import Any

import pytest

import mentormatch as mm
from helpers.declared_reference import CRITERIA, SYNONYMS, answers, may_meet
from helpers.exclusion_pairs import mentee, mentor
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.search import find_candidates, why_not

MORE: list[dict[str, Any]] = [
    {"name": "languages", "kind": "shared", "at_least": 2},
    {"name": "topics", "kind": "offered", "at_least": 2},
    {"name": "years", "kind": "near", "tolerance": 3, "at_least": 0.5},
    {"name": "often", "kind": "order", "order": ["never", "sometimes", "often", "always"], "at_least": 0.7},
]
CASES = [{**one, "must": True, **more} for one in (*CRITERIA, *MORE) for more in ({}, {"unknown": "allow"})]


def policy_of(*criteria: dict[str, Any]) -> mm.Policy:
    return mm.Policy.model_validate({"criteria": criteria, "scoring": {"synonyms": SYNONYMS}})


def random_people(seed: int, n: int = 7) -> mm.People:
    draw = random.Random(seed)
    return mm.People(
        mentees=tuple(mentee(f"e{k}", declared=answers(draw)) for k in range(n)),
        mentors=tuple(mentor(f"r{k}", declared=answers(draw), capacity=2) for k in range(n)),
    )


def allowed(people: mm.People, criteria: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (one.id, other.id)
        for one in people.mentees
        for other in people.mentors
        if all(
            may_meet(c, one.declared.get(c["name"]), other.declared.get(c["name"]), SYNONYMS)
            for c in criteria
        )
    }


def found(people: mm.People, policy: mm.Policy) -> set[tuple[str, str]]:
    pairs = find_candidates(people, policy)
    ends = zip(pairs.mentee.tolist(), pairs.mentor.tolist(), strict=True)
    return {(people.mentees[i].id, people.mentors[j].id) for i, j in ends}


@pytest.mark.parametrize("criterion", CASES, ids=lambda one: " ".join(map(str, one.values())))
def test_each_kind_is_its_definition(criterion: dict[str, Any]) -> None:
    kinds = set()
    for seed in range(12):
        people, policy = random_people(seed), policy_of(criterion)
        expected = allowed(people, [criterion])
        assert found(people, policy) == expected
        reasons = AllReasons.of(people, policy)
        for i, one in enumerate(people.mentees):
            for j, other in enumerate(people.mentors):
                against = reasons.exclusions(i, j)
                assert [e.code for e in against] == (
                    [] if (one.id, other.id) in expected else [f"must_{criterion['name']}"]
                )
                kinds |= {"no answer" in e.detail for e in against}
    assert kinds == ({False} if criterion.get("unknown") == "allow" else {True, False})


@pytest.mark.parametrize("seed", range(10))
def test_several_musts_hold_together(seed: int) -> None:
    people, draw = random_people(seed), random.Random(seed)
    criteria = [{**one, "must": True, "unknown": "allow"} for one in draw.sample(CRITERIA, 3)]
    assert found(people, policy_of(*criteria)) == allowed(people, criteria)


@pytest.mark.parametrize("seed", range(12))
def test_a_rematch_with_joiners_and_updates_finds_what_a_fresh_search_finds(seed: int) -> None:
    draw = random.Random(seed)
    criteria = [
        {**draw.choice(CRITERIA[:3]), "must": True},
        {**CRITERIA[4], "must": True, "unknown": "allow"},
    ]
    policy, before = policy_of(*criteria), random_people(seed)
    joined, changed = mentee("new", declared=answers(draw)), before.mentors[0].replace(declared=answers(draw))
    again = mm.rematch(mm.match(before, policy), [mm.Join(joined), mm.Update(changed), mm.Leave("r3")])
    assert {(one, other) for one, other in again.pair_ids} <= allowed(again.people, criteria)
    ends = zip(again.candidates.mentee.tolist(), again.candidates.mentor.tolist(), strict=True)
    ids = {(again.people.mentees[i].id, again.people.mentors[j].id) for i, j in ends}
    assert ids == allowed(again.people, criteria) == found(again.people, policy)


def test_the_sentences_name_nobodys_answer() -> None:
    policy = policy_of({"name": "languages", "kind": "shared", "at_least": 2})
    people = mm.People(
        mentees=(mentee(declared={"languages": ("Welsh",)}),),
        mentors=(mentor("r1", declared={"languages": ("Polish",)}), mentor("r2")),
    )
    (one,), (other,) = (why_not(people, policy, "e1", mentor_id) for mentor_id in ("r1", "r2"))
    assert "less than 2 in common" in one.detail
    assert "Mentor r2 gave no answer to 'languages'" in other.detail
    assert not any(word in one.detail + other.detail for word in ("Welsh", "Polish"))


def test_a_field_of_a_person_may_be_a_must() -> None:
    policy = policy_of(
        {"name": "team", "kind": "different", "mentee": "workplace", "mentor": "workplace", "must": True}
    )
    people = mm.People(
        mentees=(mentee("e1", workplace="Fen"),),
        mentors=(mentor("r1", workplace="FEN "), mentor("r2", workplace="Wold")),
    )
    assert found(people, policy) == {("e1", "r2")}
