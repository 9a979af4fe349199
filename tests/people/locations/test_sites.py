"""Places by name: found in any spelling that says the same, asked about otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.people.locations.sites import Sites, name_key

HERE, THERE = (52.63, -1.13), (53.4, -2.2)
HOSPITALS = {
    "Leicester Royal Infirmary": HERE,
    "St Mary's Hospital": THERE,
    "Glenfield & District Hospital": THERE,
}
NAMES = sorted(HOSPITALS)


@given(
    st.sampled_from(NAMES), st.sampled_from([str, str.upper, str.lower, str.title]),
    st.sampled_from(["{}", " {} ", "The {}", "{}.", "({})"]), st.sampled_from([" ", "  ", "-", ", "]),
)  # fmt: skip
def test_case_blanks_and_punctuation_do_not_count(
    name: str, case: type[str], around: str, blank: str
) -> None:
    written = around.format(case(name).replace(" ", blank).replace("&", "and"))
    assert Sites.of(HOSPITALS.items()).find(written) == HOSPITALS[name]


@given(st.sampled_from(NAMES), st.data())
def test_a_typing_error_is_offered_and_not_taken(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2).filter(lambda k: name[k].isalpha()))
    written = name[:at] + name[at + 1 :]
    sites = Sites.of(HOSPITALS.items())
    assert sites.find(written) is None
    assert name in sites.near(written)


def test_part_of_a_name_is_offered_and_something_else_is_not() -> None:
    sites = Sites.of(HOSPITALS.items())
    assert sites.near("Royal Infirmary") == ("Leicester Royal Infirmary",)
    assert sites.near("Head office") == ()
    assert Sites().find("") is None


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_of_two_places_is_nobodys(order: int) -> None:
    sites = Sites.of([("General Hospital", HERE), ("general hospital", THERE)][::order])
    assert sites.find("General Hospital") is None
    assert name_key("General Hospital") in sites.shared
    near = Sites.of([("A", HERE), ("a", (HERE[0] + 0.001, HERE[1]))][::order])
    assert near.find("A") == HERE
