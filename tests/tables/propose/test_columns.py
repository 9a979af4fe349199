"""What the columns of a form become: headings as people write them, columns that forms add, grids, lists."""

from __future__ import annotations

import random

import pytest

from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.columns import PROTECTED, Column, find_columns
from mentormatch.tables.propose.form import Form, form_of

HEADINGS = {
    "email": ["Email Address:", "What is your work e-mail?", "E-mail"],
    "name": ["Name:", "Your full name", "What is your name?"],
    "grade": ["Current job role (grade):", "What grade are you?", "AfC band"],
    "workplace": ["Place of work:", "Which hospital do you work in?", "Where do you work?"],
    "max_km": [
        "How far would you travel?",
        "Maximum distance you are willing to travel",
        "Travel distance (km)",
    ],
    "professional_interests": ["What are your professional interests?", "Clinical interests"],
    "personal_interests": ["Hobbies", "What do you enjoy outside work?"],
    "online": ["Would you be happy to meet online?", "Are you willing to meet virtually?"],
    "consent": ["Do you consent to your details being shared?", "I agree to my information being shared"],
    "educational_supervisor": ["Who is your Educational Supervisor?", "Name of your clinical supervisor"],
}
OWN = {
    "mentees": {
        "wants": ["What would you like help with?", "Topics"],
        "motivation": ["Why do you want a mentor?"],
    },
    "mentors": {
        "offers": ["What can you offer support with?", "Areas of expertise"],
        "capacity": ["How many mentees could you take on?", "Number of mentees"],
        "trained": ["Have you had mentoring training?", "Have you been trained as a mentor?"],
        "supervises": ["Names of trainees you supervise"],
    },
}
OTHERS = [
    "Start time",
    "Timestamp",
    "Gender",
    "Which ethnic group are you?",
    "Date of birth",
    "Quiz",
    "Empty",
]
GRID = ["I agree? [Rest matters]", "I agree? [Rotas matter]"]


def table_of(rows: dict[str, list[str]]) -> Form:
    cells = zip(*rows.values(), strict=True)
    return form_of(Sheet("form.csv", tuple(rows), tuple(enumerate(cells, start=2))))


def by_heading(rows: dict[str, list[str]], table: str = "mentees") -> dict[str, Column]:
    return {column.heading: column for column in find_columns(table_of(rows), table)}


def form(table: str, seed: int) -> tuple[Form, dict[str, str]]:
    """Return a form with headings of all kinds in any order, and what each of them asks for."""
    draw, n = random.Random(seed), 12
    asked = {draw.choice(many): field for field, many in {**HEADINGS, **OWN[table]}.items()}
    headings = [*asked, *OTHERS, *GRID]
    draw.shuffle(headings)

    def cell(heading: str, row: int) -> str:
        match asked.get(heading, heading):
            case "email":
                return f"p{row}@h.example"
            case "Empty":
                return ""
            case other:
                return f"{other} {row if other in HEADINGS else row % 3}"

    return table_of({heading: [cell(heading, row) for row in range(n)] for heading in headings}), asked


@pytest.mark.parametrize("table", ["mentees", "mentors"])
@pytest.mark.parametrize("seed", range(40))
def test_headings_become_what_they_ask_for(table: str, seed: int) -> None:
    drawn, asked = form(table, seed)
    columns = find_columns(drawn, table)
    own = {column.heading: column.field for column in columns if column.field != "id"}
    assert {heading: own[heading] for heading in asked} == asked
    assert {own[heading] for heading in OTHERS} == {""}
    assert {own[heading] for heading in GRID} == {"answers"}
    assert next(column for column in columns if column.field == "id").heading in asked
    assert {column.heading for column in columns if not column.sure} == {"Quiz"}


def test_a_date_behind_the_training_is_when_but_never_a_birthday() -> None:
    rows = {"Training?": ["yes", "no"], "When?": ["2024-01-01", ""]}
    assert by_heading(rows, "mentors")["When?"].field == "trained_on"
    rows = {"Training?": ["yes", "no"], "Date of birth": ["1990-01-01", "1980-01-01"]}
    assert by_heading(rows, "mentors")["Date of birth"].field == ""


def test_names_of_fields_need_no_line_unless_they_are_the_id_too() -> None:
    found = find_columns(table_of({"Email": ["a@h.example"], "Max km": ["3"], "Consent": ["yes"]}), "mentees")
    assert [(column.field, column.named) for column in found] == [
        ("id", False), ("email", False), ("max_km", True), ("consent", True),
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["Educational supervisor", "Who is your educational supervisor?"])
def test_everybody_who_is_over_somebody_keeps_them_apart(first: str) -> None:
    """Also where one column is read without a map, and the others need a line beside it."""
    rows = {first: ["Bo"], "Clinical supervisor?": ["Cy"], "Line manager?": ["Di"], "I report to": ["Ed"]}
    found = [(one.field, one.named) for one in by_heading(rows).values()]
    assert found == [("educational_supervisor", False)] * 2 + [("line_manager", False)] * 2


def test_first_and_last_names_are_one_name_and_choices_one_list() -> None:
    rows = {
        "Surname": ["Ash"],
        "First name": ["Amy"],
        "First choice of mentor": ["Bo"],
        "2nd choice of mentor": ["Cy"],
    }
    fields = {heading: column.field for heading, column in by_heading(rows).items()}
    assert fields == {
        **dict.fromkeys(["Surname", "First name"], "name"),
        **dict.fromkeys(list(rows)[2:], "prefers"),
    }


@pytest.mark.parametrize(
    ("heading", "cells", "field", "sure"),
    [
        ("How far?", ["10 miles", "5 km"], "max_km", True),
        ("How far?", ["10", "5 km"], "max_km", False),
        ("How far?", ["10", "5 miles"], "max_miles", False),
        ("How far, in miles?", ["10", "5 km"], "max_miles", True),
        ("Travel (km)", ["10", "5"], "max_km", True),
        ("Job title", ["ST3", "GP"], "grade", True),
        ("Job title", ["Porter", "GP", "Clerk"], "role", True),
        ("Interests", ["audit, teaching", "audit"], "professional_tags", False),
        ("Interests", ["I like to teach people in small groups.", "None."], "professional_interests", True),
        ("I like to plan", ["Agree", "Strongly agree"], "answers", True),
        ("Rate your need [Audit]", ["4 - quite", "2"], "wants", True),
        ("I am a", ["Mentee", "Mentee"], "", True),
        ("Email", ["anonymous", "anonymous"], "", True),
        ("ID", ["1", "2"], "id", True),
        ("Are you both mentor and mentee?", ["yes", "no"], "both", False),
    ],
)
def test_cells_decide_where_words_do_not(heading: str, cells: list[str], field: str, *, sure: bool) -> None:
    column = by_heading({heading: cells, "Quiz": ["1", "1"][: len(cells)] + ["2"] * (len(cells) - 2)})[
        heading
    ]
    assert (column.field, column.sure) == (field, sure)


def test_the_question_of_a_survey_program_tells_what_its_short_heading_asks() -> None:
    rows = {
        "Q1": ["What is your gender?", '{"ImportId":"QID1"}', "-"],
        "Q2": ["How far would you travel?", "{}", "9 km"],
    }
    found = by_heading(rows)
    assert (found["Q1"].field, found["Q2"].field) == ("", "max_km")
    assert found["Q1"].why == PROTECTED


def test_headings_of_several_columns_are_said() -> None:
    sheet = Sheet("f.csv", ("Comments", "Comments"), ((2, ("a", "b")),))
    found = find_columns(form_of(sheet), "mentees")
    assert [(column.field, column.why) for column in found] == [("", "is the heading of several columns")]
