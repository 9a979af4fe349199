from __future__ import annotations

from helpers.exclusion_pairs import mentee, mentor, reasons
from mentormatch.candidates.search import find_candidates
from mentormatch.people.model import People
from mentormatch.policy import Policy


def test_nobody_mentors_themself() -> None:
    assert "the same person" in reasons(mentee("x"), mentor("x"))["self"]


def test_people_in_both_roles_may_meet_others() -> None:
    people = People(mentees=(mentee("x"), mentee("y")), mentors=(mentor("y"), mentor("x")))
    found = find_candidates(people, Policy())
    assert list(zip(found.mentee, found.mentor, strict=True)) == [(0, 0), (1, 1)]
    assert dict(found.excluded) == {"self": 2}
