"""Why many people have no candidates is what it is for each of them alone."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings

from helpers.candidate_people import policies, schemes
from mentormatch.candidates import nobody, sweep
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.nobody import meet_nobody
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Mentee, Mentor, Role
from mentormatch.people.places import Location
from mentormatch.policy import Policy


def assert_as_alone(people: People, policy: Policy) -> None:
    """Compare with everybody's own row of pairs."""
    reasons = AllReasons.of(people, policy)
    for role in ROLES:
        n = len(people.mentees if role == "mentee" else people.mentors)
        asked = np.array([k for k in range(n) if reasons.own_reason(role, k) is None], np.int64)
        found = meet_nobody(reasons, role, asked)
        for k, person in enumerate(asked.tolist()):
            out = reasons.ruled_out(role, person)
            counts = {code: int(each[k]) for code, each in found.counts.items() if each[k]}
            assert counts == {code: len(those) for code, those in out.items()}
            assert list(counts) == list(out)
            nearest = np.inf, np.nan
            if "too_far" in out:
                nearest = nearest_of(reasons, role, person, out["too_far"])
            assert np.array_equal((found.beyond[k], found.limit[k]), nearest, equal_nan=True)


def nearest_of(reasons: AllReasons, role: Role, person: int, others: np.ndarray) -> tuple[float, float]:
    alone = np.full_like(others, person)
    pairs = (alone, others) if role == "mentee" else (others, alone)
    limit = reasons.scheme.reach.limit(*pairs)
    beyond = reasons.scheme.reach.km(*pairs) - limit
    return float(beyond.min()), float(limit[beyond.argmin()])


@given(schemes(), policies)
@settings(max_examples=30)
def test_counts_are_those_of_each_person(people: People, policy: Policy) -> None:
    with patch("mentormatch.people.model.find_problems", return_value=[]):
        assert_as_alone(people, policy)


@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_is_found_among_neighbours(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "CELLS_IN_STRIPS", 0)
    monkeypatch.setattr(nobody, "CELLS_IN_STRIPS", 40)
    rng = np.random.default_rng(seed)

    def person(kind: type[Mentee] | type[Mentor], k: int) -> Mentee | Mentor:
        at = Location(latitude=float(rng.normal(51.5, 0.3)), longitude=float(rng.normal(0, 0.5)))
        limit = rng.choice([0.0, 3.0, 3.5, 20.0, 500.0, np.nan])
        return kind(
            id=f"{kind.__name__}{k}", consent=True, location=at if rng.random() < 0.9 else None,
            max_km=None if np.isnan(limit) else float(limit), online=bool(rng.random() < 0.3),
            avoids=(f"Mentor{rng.integers(50)}",), seniority=int(rng.integers(0, 9)),
        )  # fmt: skip

    people = People(
        mentees=tuple(person(Mentee, k) for k in range(60)),
        mentors=tuple(person(Mentor, k) for k in range(50)),
    )
    for limits in ({}, {"max_km": None}, {"online": True, "minimum_seniority_gap": 3}):
        assert_as_alone(people, Policy(limits=limits))
