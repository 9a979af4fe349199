"""Words in headings: what they ask for, and that "not" turns a wish around."""

from __future__ import annotations

import pytest

from mentormatch.tables.propose.signs import (
    asks_for_role,
    asks_km,
    asks_miles,
    fields_asked,
    is_of_the_form,
    time_rank,
)


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Is there anyone you'd prefer not to be matched with?", {"avoids"}),
        ("Who should you not, for any reason, be paired with?", {"avoids"}),
        ("Who would you like to be matched with?", {"prefers"}),
        ("Are you happy for us to share your details?", {"consent"}),
        ("How many people could you mentor at once?", {"capacity"}),
        ("What could you help others with?", {"offers"}),
        ("Training grade", {"grade"}),
        ("Last name", {"last name"}),
        ("RecipientEmail", {"email"}),
        ("Your shoe size", set()),
    ],
)
def test_what_is_asked(heading: str, fields: set[str]) -> None:
    assert fields_asked(heading, "mentors").keys() == fields


def test_columns_of_the_service_and_their_times() -> None:
    assert list(map(is_of_the_form, ("StartDate", "IP Address:", "Name"))) == [True, True, False]
    assert time_rank("Completion time") < time_rank("Start time")
    assert time_rank("Time of your shift") is None


def test_units_and_roles() -> None:
    assert list(map(asks_miles, ("How far (miles)?", "10miles", "Smiles"))) == [True, True, False]
    assert list(map(asks_km, ("15km", "In kilometres", "10 miles"))) == [True, True, False]
    assert asks_for_role("Would you like to be a mentor or a mentee?")
    assert not asks_for_role("Your role")
