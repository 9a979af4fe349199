from __future__ import annotations

import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons
from mentormatch.candidates.search import find_candidates
from mentormatch.people.model import People
from mentormatch.policy import Policy

AT_3 = {"minimum_knowledge": 3}


def test_knowledge_is_looked_at_only_if_asked() -> None:
    assert reasons(mentee(wants={"audit": 5}), mentor()) == {}


def test_mentees_who_want_nothing_in_particular_are_not_concerned() -> None:
    assert reasons(mentee(), mentor(), AT_3) == {}


@pytest.mark.parametrize(
    ("offers", "codes"),
    [
        ({"Audit ": 3}, []),
        ({"AUDIT": 5, "law": 1}, []),
        ({"audit": 2}, ["knowledge"]),
        ({"audit": 2, "law": 5}, ["knowledge"]),
        ({}, ["knowledge"]),
    ],
)
def test_one_wanted_area_at_the_level_is_enough(offers: dict[str, int], codes: list[str]) -> None:
    assert list(reasons(mentee(wants={"audit": 1, "QI": 5}), mentor(offers=offers), AT_3)) == codes


def test_the_sentence_does_not_reveal_what_a_mentee_wants() -> None:
    detail = reasons(mentee(wants={"burnout": 1}), mentor(offers={"audit": 5}), AT_3)["knowledge"]
    assert "level 3" in detail
    assert "burnout" not in detail


def test_more_areas_than_fit_in_a_word() -> None:
    people = People(
        mentees=tuple(mentee(f"e{i}", wants={f"area {i}": 1}) for i in range(200)),
        mentors=tuple(mentor(f"r{i}", offers={f"Area {i}": 3}) for i in range(200)),
    )
    found = find_candidates(people, Policy.model_validate({"limits": AT_3}))
    assert found.mentee.tolist() == found.mentor.tolist() == list(range(200))
