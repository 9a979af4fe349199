from __future__ import annotations

from unittest.mock import patch

import pytest

import mentormatch as mm
from helpers.exclusion_pairs import mentee, mentor, reasons


def test_another_person_is_avoided() -> None:
    assert reasons(mentee(avoids=("r2",)), mentor(avoids=("e2",))) == {}


@pytest.mark.parametrize(
    ("mentee_avoids", "mentor_avoids"), [(("r1",), ()), ((), ("e1",)), (("r1",), ("e1",))]
)
def test_either_side_is_enough_and_nobody_learns_which(
    mentee_avoids: tuple[str, ...], mentor_avoids: tuple[str, ...]
) -> None:
    details = reasons(mentee(avoids=mentee_avoids), mentor(avoids=mentor_avoids))
    assert list(details) == ["avoids"]
    assert details == reasons(mentee(avoids=("r1",)), mentor())


@pytest.mark.parametrize("reference", ["R1", " r1 ", "ann  LEE", "Ann@Example.org", "\uff521"])
def test_a_reference_that_matches_a_person_counts(reference: str) -> None:
    # Reading refuses such references already; should one come through, it forbids rather than allows.
    with patch("mentormatch.people.model.find_problems", return_value=[]):
        pair = mentee(avoids=(reference,)), mentor(name="Ann Lee", email="ann@example.org")
        assert list(reasons(*pair)) == ["avoids"]


def test_a_name_counts_as_everybody_who_bears_it() -> None:
    with patch("mentormatch.people.model.find_problems", return_value=[]):
        one = mentee(avoids=("Ann Lee",), name="Ann Lee")
        assert list(reasons(one, mentor(name="Ann Lee"))) == ["same_person", "avoids"]


def test_an_exact_id_is_nobody_elses_name() -> None:
    assert reasons(mentee(avoids=("e1",)), mentor(name="e1")) == {}


def test_preferring_and_avoiding_is_avoiding() -> None:
    assert list(reasons(mentee(prefers=("r1",), avoids=("r1",)), mentor())) == ["avoids"]


@pytest.mark.parametrize("pair", [("e1", "r1"), ("r1", "e1")])
def test_what_the_coordinator_decides_is_not_told_as_a_wish(pair: tuple[str, str]) -> None:
    [(code, detail)] = reasons(mentee(), mentor(), avoided=(pair,)).items()
    assert code == "avoids"
    assert "the scheme keeps them apart" in detail
    assert "asked" not in detail


def test_a_wish_stays_one_where_the_coordinator_has_decided_the_same() -> None:
    asked = reasons(mentee(avoids=("r1",)), mentor())
    assert reasons(mentee(avoids=("r1",)), mentor(), avoided=(("e1", "r1"),)) == asked
    assert "has asked for that" in asked["avoids"]


def test_a_change_keeps_two_apart_without_a_wish() -> None:
    people = mm.People(mentees=(mentee(),), mentors=(mentor(),))
    again = mm.rematch(mm.match(people), [mm.Avoid("e1", "r1")])
    told = [str(again.explain("e1")), *again.unmatched["detail"], *again.freed["detail"]]
    assert told[0] == "e1 has no mentor. May not meet any of the mentors: 1 to be kept apart."
    assert not any("asked" in one or "wish" in one for one in told)
