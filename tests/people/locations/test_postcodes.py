"""Postcodes as people write them: the blank in them is never lost into another district."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.people.locations.postcodes import is_whole, outward_part, postcode_key, spelt
from mentormatch.people.places import Places

LETTERS = st.sampled_from("ABDEFGHJLNPQRSTUWXYZ")
DIGITS = st.sampled_from("0123456789")
AREAS = st.tuples(LETTERS, st.sampled_from(["", "T", "E"])).map("".join)
OUTWARDS = st.one_of(st.tuples(AREAS, DIGITS), st.tuples(AREAS, DIGITS, st.one_of(LETTERS, DIGITS))).map(
    "".join
)
INWARDS = st.tuples(DIGITS, LETTERS, LETTERS).map("".join)
JOINTS = st.sampled_from([" ", "  ", "-", " - ", "\t", "\N{NO-BREAK SPACE}"])


@given(OUTWARDS, INWARDS, JOINTS | st.just(""), st.booleans())
def test_a_whole_postcode_is_one_however_it_is_written(
    outward: str, inward: str, joint: str, lower: bool
) -> None:
    typed = f" {outward}{joint}{inward} "
    key = postcode_key(typed.lower() if lower else typed)
    assert key == outward + inward
    assert is_whole(key)
    assert outward_part(key) == outward
    assert spelt(key) == f"{outward} {inward}"


@given(OUTWARDS, INWARDS, JOINTS, st.integers(1, 2), st.sampled_from(["", "*", "**", "?", "??", "..", "__"]))
def test_a_part_of_a_postcode_stays_in_its_district(
    outward: str, inward: str, joint: str, length: int, rest: str
) -> None:
    """Whatever other districts there are: those that the part would name without its blank above all."""
    typed = f"{outward}{joint}{inward[:length]}{rest}"
    others = {f"{outward}{inward[0]}", f"{outward[:-1]}", f"{outward}{inward[:2]}"} - {outward}
    others = {other for other in others if outward_part(other) == other}
    here, there = (51.0, 1.0), (55.0, -3.0)
    places = Places({outward: here} | dict.fromkeys(others, there))
    found = places.find(typed)
    assert found is not None
    assert (found.latitude, found.longitude) == here
    assert "part of a postcode" in places.doubt(typed)
    alone = Places(dict.fromkeys(others, there)) if others else Places({"ZZ99": there})
    assert alone.find(typed) is None
    assert alone.nearest(typed) not in {f"{outward}{inward[0]}", f"{outward}{inward[:2]}"}


@given(OUTWARDS, DIGITS, INWARDS, JOINTS)
def test_one_character_too_many_does_not_move_the_blank(
    outward: str, digit: str, inward: str, joint: str
) -> None:
    """ "BT4 33AA" may be BT4 3AA or BT43 3AA: it is neither."""
    typed = f"{outward}{joint}{digit}{inward}"
    places = Places({outward: (51.0, 1.0), f"{outward}{digit}": (55.0, -3.0)})
    assert places.find(typed) is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("d02 x285", "D02X285"),
        ("1234 ab", "1234AB"),
        ("K1A 0B1", "K1A0B1"),
        ("ec 1a", "EC1A"),
        ("M 1 4", "M1 4"),
        ("w1a4", "W1A 4"),
        ("LE17R", "LE1 7R"),
        ("LE17", "LE17"),
        ("EC1 A1BB", "EC1 A1BB"),
        ("", ""),
    ],
)
def test_other_ways_of_writing(typed: str, key: str) -> None:
    assert postcode_key(typed) == key
    assert postcode_key(key) == key
