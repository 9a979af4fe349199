"""Each answer that could be given instead: the same count as if the person had given it."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.analysis.answers import DRAWN, answers_of, asked
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.people.person import ROLES, Role

POLICIES = (
    mm.Policy(),
    mm.Policy(limits={"max_km": 20.0, "training_required": True, "trained_since": date(2025, 1, 1)}),
    mm.Policy(
        limits={"online": False, "minimum_seniority_gap": 1, "minimum_knowledge": 2},
        criteria=[{"kind": "same", "name": "region", "must": True}],
    ),
    mm.Policy(
        limits={"max_km": 40.0, "required_knowledge": {"QI": 2}},
        criteria=[
            {"kind": "shared", "name": "ways", **dict.fromkeys(ROLES, "personal_tags"), "must": True},
            {"kind": "near", "name": "hours", "tolerance": 3, "must": True, "unknown": "allow"},
        ],
    ),
)  # fmt: skip


def people_of(seed: int) -> mm.People:
    """Return people of whom many gave no answer."""
    rng, people = random.Random(seed), random_people(seed, 9, 8)

    def changed(person: mm.Mentee | mm.Mentor) -> dict[str, object]:
        change: dict[str, object] = {
            "consent": rng.random() < 0.8,
            "location": None if rng.random() < 0.3 else person.location,
            "declared": {"region": (rng.choice(["north", "south"]),)} if rng.random() < 0.6 else {},
            "personal_tags": rng.sample(["a", "b"], rng.randint(0, 1)),
        }
        if isinstance(person, mm.Mentor):
            change |= {
                "trained": rng.random() < 0.6,
                "trained_on": rng.choice([None, date(2024, 5, 1), date(2026, 5, 1)]),
                "max_km": rng.choice([None, 0.0, 30.0]),
                "offers": {**person.offers, "QI": rng.randint(1, 3)},
            }
        return change

    return mm.People(
        mentees=tuple(one.replace(**changed(one)) for one in people.mentees),
        mentors=tuple(one.replace(**changed(one)) for one in people.mentors),
    )


def counted(people: mm.People, policy: mm.Policy, role: Role, position: int) -> int:
    candidates = mm.find_candidates(people, policy)
    return int(np.count_nonzero((candidates.mentee if role == "mentee" else candidates.mentor) == position))


@pytest.mark.parametrize("policy", POLICIES, ids=range(len(POLICIES)))
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("role", ROLES)
def test_counts_are_those_of_people_who_gave_the_answer(policy: mm.Policy, seed: int, role: Role) -> None:
    people = people_of(seed)
    reasons = AllReasons.of(people, policy)
    field = f"{role}s"
    everybody = getattr(people, field)
    for answer in answers_of(people, policy, role, np.random.default_rng(seed)):
        found = asked(reasons, role, answer)
        assert found.positions.tolist() == [k for k, one in enumerate(everybody) if answer.asked(one)]
        assert len(answer.give) % 2 == 1
        assert len(answer.give) <= DRAWN
        for position, count in zip(found.positions.tolist(), found.candidates.tolist(), strict=True):
            counts = []
            for give in answer.give:
                then = list(everybody)
                then[position] = give(then[position])
                assert not answer.is_missing or not answer.asked(then[position])
                counts.append(counted(people.replace(**{field: tuple(then)}), policy, role, position))
            assert count == sorted(counts)[len(counts) // 2], answer.key


def test_which_answers_are_asked_for() -> None:
    people = people_of(1)

    def keys(policy: mm.Policy, role: Role) -> list[str]:
        return [one.key for one in answers_of(people, policy, role, np.random.default_rng(0))]

    assert keys(POLICIES[0], "mentee") == ["consent", "location", "online", "max_km"]
    assert keys(POLICIES[1], "mentor") == ["consent", "training", "location", "online", "max_km"]
    assert keys(POLICIES[2], "mentee") == ["consent", "location", "seniority", "must_region", "max_km"]
    assert keys(POLICIES[3], "mentor") == ["consent", "location", "must_ways", "online", "max_km"]


def test_reporting_lines_are_nobody_elses_answer() -> None:
    asks = {"mentee": "independent_of", "mentor": "independent_of", "must": True}
    criterion = {"kind": "different", "name": "line", **asks}
    policy = mm.Policy(criteria=[criterion])
    found = answers_of(people_of(1), policy, "mentee", np.random.default_rng(0))
    assert "must_line" not in {one.key for one in found}
