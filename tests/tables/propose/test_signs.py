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


QUESTIONS = {
    "appraiser": ["Who appraises you?", "Your appraiser", "Who does your appraisal?"],
    "educational_supervisor": ["Name of your clinical supervisor", "Who supervises you?"],
    "line_manager": ["Who line manages you?", "Whom do you report to?", "Who is your manager at present?"],
    "professional_adviser": ["Your professional adviser", "Professional advisor", "Who is your tutor?"],
    "wants": [
        "What would you like a mentor to help you with? (choose up to 3)", "You need help with",
        "What do you want support with?", "Your development needs",
    ],
    "consent": [
        "I agree that my answers are used to match me with a mentor", "May we use your answers?",
        "Are you happy for us to keep this?", "I agree to the scheme using my data",
    ],
    "personal_interests": ["Hobbies and interests", "Interests or hobbies", "Life outside work?"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "heading"), [(f, one) for f, some in QUESTIONS.items() for one in some])
def test_questions_as_coordinators_word_them(field: str, heading: str) -> None:
    asked = fields_asked(heading, "mentees")
    assert max(asked, key=lambda one: len(asked[one])) == field


def test_columns_of_the_service_and_their_times() -> None:
    assert list(map(is_of_the_form, ("StartDate", "IP Address:", "Name"))) == [True, True, False]
    assert time_rank("Completion time") < time_rank("Start time")
    assert time_rank("Time of your shift") is None


def test_units_and_roles() -> None:
    assert list(map(asks_miles, ("How far (miles)?", "10miles", "Smiles"))) == [True, True, False]
    assert list(map(asks_km, ("15km", "In kilometres", "10 miles"))) == [True, True, False]
    assert asks_for_role("Would you like to be a mentor or a mentee?")
    assert not asks_for_role("Your role")
