"""One mentee, one mentor, and the reasons against the pair."""

from __future__ import annotations

from typing import Any

from mentormatch.candidates.search import find_candidates, why_not
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.policy import Policy

LONDON = Location(latitude=51.5, longitude=-0.1)
BARNET = Location(latitude=51.6, longitude=-0.1)
"""11.119 km north of `LONDON`."""


def mentee(person_id: str = "e1", **fields: Any) -> Mentee:
    return Mentee(**{"id": person_id, "consent": True, **fields})


def mentor(person_id: str = "r1", **fields: Any) -> Mentor:
    return Mentor(**{"id": person_id, "consent": True, **fields})


def reasons(one: Mentee, other: Mentor, limits: dict[str, Any] | None = None, **more: Any) -> dict[str, str]:
    """Return code -> sentence of all reasons against the pair, after a check against `find_candidates`."""
    people = People(mentees=(one,), mentors=(other,), **more)
    policy = Policy.model_validate({"limits": limits or {}})
    against = why_not(people, policy, one.id, other.id)
    found = find_candidates(people, policy)
    assert len(found) == (not against)
    assert list(found.excluded) == [e.code for e in against[:1]]
    for exclusion in against:
        assert exclusion.detail[0].isupper()
        assert exclusion.detail.endswith(".")
    return {e.code: e.detail for e in against}
