"""A scheme small enough to check by hand, for tests above the engine."""

from __future__ import annotations

import random

from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location

SPOTS = {
    "here": Location(latitude=52.2, longitude=0.1),
    "near": Location(latitude=52.25, longitude=0.15),
    "far": Location(latitude=55.9, longitude=-3.2),
}


def mentee(person_id: str, **fields: object) -> Mentee:
    return Mentee(**{"id": person_id, "consent": True, "seniority": 3, **fields})


def mentor(person_id: str, **fields: object) -> Mentor:
    return Mentor(**{"id": person_id, "consent": True, "seniority": 5, **fields})


def small_scheme() -> People:
    """Four mentees and three mentors: capacity one short, one mentee without consent, one line manager."""
    return People(
        mentees=(
            mentee("e1", professional_tags=["QI"], location=SPOTS["here"], max_km=20.0, prefers=["r1"]),
            mentee(
                "e2", professional_tags=["QI"], location=SPOTS["here"], max_km=20.0, independent_of=["r1"]
            ),
            mentee("e3", professional_tags=["research"], location=SPOTS["near"], max_km=20.0),
            mentee("e4", consent=False),
        ),
        mentors=(
            mentor("r1", professional_tags=["QI"], location=SPOTS["here"]),
            mentor("r2", professional_tags=["QI", "research"], location=SPOTS["near"], seniority=6),
            mentor("r3", professional_tags=["research"], location=SPOTS["far"]),
        ),
    )


def random_people(seed: int, n_mentees: int = 12, n_mentors: int = 8) -> People:
    """A seeded scheme with all kinds of fields, some people in both roles."""
    rng = random.Random(seed)
    tags = ["QI", "research", "teaching", "A&E", "rota", "C++", "wellbeing"]
    ids = [f"p{k}" for k in range(n_mentees + n_mentors)]
    rng.shuffle(ids)
    shared = ids[:2]
    mentee_ids, mentor_ids = ids[:n_mentees], shared + ids[n_mentees:]

    def common() -> dict[str, object]:
        return {
            "professional_tags": rng.sample(tags, rng.randint(0, 3)),
            "professional_interests": " ".join(rng.choices(tags, k=rng.randint(0, 6))),
            "seniority": rng.choice([None, 1, 2, 3, 4, 5]),
            "values": rng.sample(["safety", "independence", "participation"], rng.randint(0, 2)),
            "answers": {"s1": rng.randint(1, 5)} if rng.random() < 0.5 else {},
            "location": Location(latitude=52 + rng.random(), longitude=rng.random()),
            "online": rng.random() < 0.3,
            "independent_of": rng.sample(ids, rng.randint(0, 2)),
            "avoids": rng.sample(ids, rng.randint(0, 1)),
        }

    mentees = [
        mentee(i, **common(), max_km=rng.choice([None, 15.0, 60.0]), demand=rng.choice([1, 1, 1, 2]),
               prefers=rng.sample(mentor_ids, 2), wants={rng.choice(tags): rng.randint(1, 5)})
        for i in mentee_ids
    ]  # fmt: skip
    mentors = [
        mentor(i, **common(), capacity=rng.randint(0, 3), offers={rng.choice(tags): rng.randint(1, 5)})
        for i in mentor_ids
    ]
    return People(mentees=tuple(mentees), mentors=tuple(mentors))
