"""Yes and no in words: only a clear yes is one, and a remark never turns a no or a doubt into a yes."""

from __future__ import annotations

import random

import pytest

from mentormatch.tables.forms import yes_no
from mentormatch.tables.forms.yes_no import online_in_words, yes_no_in_words

CLEAR = ("Yes.", "Yes, Teams", "Yes, via Zoom or Teams",
         "I consent", "yes please", "Definitely Yes", "agree",
         "I agree.", "OK", "Yes (by phone)", "I consent to my details being shared with mentors",
         "Yes, I agree",
         "Of course!")  # fmt: skip
REFUSED = (
    "No thanks",
    "no, sorry",
    "I do not consent",
    "I don\u2019t agree",
    "No - too far",
    "Disagree",
    "Not yet",
)
UNSURE = ("Maybe", "not sure", "Unsure", "possibly", "It depends", "n/a", "prefer not to say", "Don't know")
UNREADABLE = ("Yes, but only on Mondays", "Yes if needed", "Yes, unless it is far",
              "I consent except to e-mail", "yess", "si", "x", "2",
              "Not my first preference, but I'd make it work.",
              "Yes (not Teams)", "I agree, if asked", "yes no", "Nobody asked me")  # fmt: skip
UNFINISHED = (
    "Booked",
    "In progress",
    "Being planned",
    "booked for May",
    "Course starting, will finish soon",
    "enrolled",
)


def test_a_word_is_a_yes_or_a_no_or_a_doubt() -> None:
    tables = (yes_no.YES, yes_no.NO, yes_no.UNSURE)
    assert len(frozenset().union(*tables)) == sum(map(len, tables))


@pytest.mark.parametrize(("text", "right"), [
    ("\u2713", True), ("Ticked", True), ("I have read and understood the privacy notice and consent", True),
    ("I consent (GDPR)", True), ("I have read and do not agree", None), ("I have read the notice", None),
    ("I have read most of it and agree", None), ("\u2610", False),
])  # fmt: skip
def test_boxes_and_statements(text: str, right: bool | None) -> None:
    assert value(text) is right


@pytest.mark.parametrize(("text", "right"), [
    ("Completed (online)", True), ("Completed 2022", True),
    ("Done in May 2023", True), ("Attended, 2021", True),
    ("Trained (expired)", None), ("Completed part 1", False),
    ("Complete by May 2026", None), ("Attended 1 of 3", None),
    ("Done (booked again)", False), ("Completed all but one", None),
])  # fmt: skip
def test_when_a_course_was_done(text: str, right: bool | None) -> None:
    assert value(text, course=True) is right


@pytest.mark.parametrize(("text", "right"), [
    ("Either", True), ("Both", True), ("Happy with either", True), ("Online only", True), ("Teams", True),
    ("Face to face only", False), ("In person", False),
    ("No preference", True), ("Yes, Teams", True), ("no", False),
    ("hybrid", None), ("Online sometimes", None), ("not online", None),
])  # fmt: skip
def test_how_to_meet(text: str, right: bool | None) -> None:
    said = online_in_words(text)
    assert (None if said is None else said.value) is right


def value(text: str, *, course: bool = False) -> bool | None:
    said = yes_no_in_words(text, course=course)
    assert said is None or said.note
    return None if said is None else said.value


@pytest.mark.parametrize("seed", range(100))
def test_what_is_clear_is_read_however_it_is_typed(seed: int) -> None:
    draw = random.Random(seed)
    for texts, right in ((CLEAR, True), (REFUSED, False), (UNSURE, False), (UNREADABLE, None)):
        text = draw.choice(texts)
        typed = draw.choice(
            [text, text.upper(), text.lower(), f" {text} ", text.replace(" ", "  "), f"{text}."]
        )
        for course in (False, True):
            assert value(typed, course=course) is right, typed


@pytest.mark.parametrize("text", UNFINISHED)
def test_training_that_is_not_completed_is_none(text: str) -> None:
    assert value(text, course=True) is False
    assert value(f"Yes, {text}", course=True) is None
    assert value(text) is None


TAKEN_BACK = (
    "to nothing",
    "(withdrawn)",
    "withdrawn since",
    "to none of it",
    "2023",
    "as ever, Bo",
    "to some of it",
)


@pytest.mark.parametrize("seed", range(40))
def test_beside_consent_only_words_are_read_that_leave_it_one(seed: int) -> None:
    draw = random.Random(seed)
    yes = draw.choice(["Yes, ", "Yes (", "I consent ", "I agree ", "yes - "])
    unknown = "".join(draw.choices("bcdfghklmnprstvw", k=7))
    for remark in (*TAKEN_BACK, unknown, f"please {unknown}"):
        assert value(f"{yes}{remark}") is not True


def test_training_that_is_completed() -> None:
    assert value("Yes - HEEoE 2023", course=True) is True
    assert value("Completed", course=True) is True
    assert value("Completed") is None
    assert value("Not completed", course=True) is False
