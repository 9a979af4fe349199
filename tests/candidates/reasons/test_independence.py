from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from helpers.exclusion_pairs import mentee, mentor, reasons
from mentormatch.candidates import references as directory
from mentormatch.candidates import reporting_lines as oversight
from mentormatch.candidates.search import find_candidates
from mentormatch.errors import CandidateError
from mentormatch.people.model import People
from mentormatch.policy import Policy

CODE = "not_independent"


def levels(n: int) -> dict[str, Any]:
    return {"independence_levels": n}


def test_a_common_superior_does_not_matter() -> None:
    assert reasons(mentee(independent_of=("boss",)), mentor(independent_of=("boss",))) == {}


@pytest.mark.parametrize(
    ("below", "above", "more"),
    [
        ({"independent_of": ("r1",)}, {}, {}),
        ({}, {"supervises": ("e1",)}, {}),
        ({}, {}, {"links": (("e1", "r1"),)}),
        ({}, {}, {"links": (("E1", " r1"),)}),
    ],
)
def test_a_superior_wherever_it_is_recorded(below: Any, above: Any, more: Any) -> None:
    details = reasons(mentee(**below), mentor(**above), levels(1), **more)
    assert details[CODE].startswith("Mentor r1 appraises, supervises or manages mentee e1, directly, ")


@pytest.mark.parametrize(
    ("one", "more"),
    [({"independent_of": ("e1",)}, {}), ({}, {"links": (("r1", "e1"),)})],
)
def test_the_reverse_too(one: Any, more: Any) -> None:
    details = reasons(mentee(), mentor(**one), **more)
    assert details[CODE].startswith(
        "Mentee e1 appraises, supervises or manages mentor r1, directly or within 2"
    )


@pytest.mark.parametrize(("n", "holds"), [(1, False), (2, False), (3, True), (20, True)])
def test_up_the_line_through_outsiders(n: int, holds: bool) -> None:
    # e1 -> Dr Far -> dr  FAR 2 -> r1: three steps, of which nobody in between takes part.
    links = (("dr FAR", "Prof Up"), ("prof  up", "r1"))
    details = reasons(mentee(independent_of=("Dr Far",)), mentor(), levels(n), links=links)
    assert list(details) == ([CODE] if holds else [])


def test_cycles_end_and_every_link_in_them_holds() -> None:
    links = (("e1", "r1"), ("r1", "boss"), ("boss", "e1"), ("e1", "e1"))
    people = People(mentees=(mentee(), mentee("e2")), mentors=(mentor(),), links=links)
    found = find_candidates(people, Policy.model_validate({"limits": levels(20)}))
    assert found.mentee.tolist() == [1]


def test_a_name_stands_for_everybody_who_bears_it() -> None:
    people = People(
        mentees=(mentee(),),
        mentors=(mentor("r1", name="Ann Lee"), mentor("r2", name="ANN LEE"), mentor("r3", name="Bo")),
        links=(("e1", "ann lee"),),
    )
    assert find_candidates(people, Policy()).mentor.tolist() == [2]


def test_lines_hold_through_a_person_in_both_roles() -> None:
    people = People(
        mentees=(mentee(independent_of=("x",)), mentee("x")),
        mentors=(mentor("x", independent_of=("r1",)), mentor("r1")),
    )
    assert dict(find_candidates(people, Policy()).excluded) == {"self": 1, CODE: 3}


@pytest.mark.parametrize("entries", [1, 5, 1_000])
def test_climbing_in_parts_changes_nothing(entries: int) -> None:
    rng = np.random.default_rng(3)
    links = tuple((f"n{a}", f"n{b}") for a, b in rng.integers(30, size=(40, 2)))
    people = People(
        mentees=tuple(mentee(f"n{i}") for i in range(20)),
        mentors=tuple(mentor(f"n{i}") for i in range(10, 30)),
        links=links,
    )
    policy = Policy.model_validate({"limits": levels(4)})
    whole = find_candidates(people, policy)
    with patch.object(oversight, "_ENTRIES", entries), patch.object(oversight, "_ROWS", 7):
        parts = find_candidates(people, policy)
    np.testing.assert_array_equal(whole.mentee, parts.mentee)
    np.testing.assert_array_equal(whole.mentor, parts.mentor)


def test_too_many_forbidden_pairs_are_an_error_and_not_a_full_memory() -> None:
    people = People(
        mentees=tuple(mentee(f"e{i}", name="Dr") for i in range(30)),
        mentors=tuple(mentor(f"r{i}", name="Doctor") for i in range(30)),
        links=(("Dr", "Doctor"),),
    )
    assert len(find_candidates(people, Policy())) == 0
    with (
        patch.object(directory, "MOST_FORBIDDEN", 899),
        pytest.raises(CandidateError, match="Give ids instead"),
    ):
        find_candidates(people, Policy())
    with (
        patch.object(oversight, "MOST_FORBIDDEN", 899),
        pytest.raises(CandidateError, match="independence_lev"),
    ):
        find_candidates(people, Policy())
