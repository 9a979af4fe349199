"""What the columns of a form become: headings as people write them, columns that forms add, grids, lists."""

from __future__ import annotations

import random
import tomllib

import pytest

from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.column_map import as_toml
from mentormatch.tables.propose.columns import propose

HEADINGS = {
    "email": ["Email Address:", "What is your work e-mail?", "EMAIL"],
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
OTHERS = ["Start time", "Timestamp", "Gender", "Which ethnic group are you?", "Quiz score", "Empty"]


def form(table: str, seed: int) -> tuple[Sheet, dict[str, str]]:
    """Return a form with headings of all kinds in any order, and what each of them asks for."""
    draw, n = random.Random(seed), 12
    asked = {draw.choice(many): field for field, many in {**HEADINGS, **OWN[table]}.items()}
    headings = [*asked, *OTHERS, "I agree? [Rest matters]", "I agree? [Rotas matter]"]
    draw.shuffle(headings)

    def cell(heading: str, row: int) -> str:
        match asked.get(heading, heading):
            case "email":
                return f"p{row}@h.example"
            case "wants" | "offers":
                return "Audit, Exams" if row % 2 else "Audit"
            case "Empty":
                return ""
            case other:
                return f"{other} {row if other in HEADINGS else row % 3}"

    rows = tuple((row, tuple(cell(heading, row) for heading in headings)) for row in range(2, n + 2))
    return Sheet("form.csv", tuple(headings), rows, (), (), {}, (), frozenset()), asked


@pytest.mark.parametrize("table", ["mentees", "mentors"])
@pytest.mark.parametrize("seed", range(40))
def test_headings_become_what_they_ask_for(table: str, seed: int) -> None:
    sheet, asked = form(table, seed)
    found = propose(sheet, table)
    own = {column.heading: column.field for column in found.columns if column.field != "id"}
    assert {heading: own[heading] for heading in asked} == asked
    assert {own[heading] for heading in OTHERS} == {""}
    assert next(column for column in found.columns if column.field == "id").heading in asked
    assert {column.heading for column in found.columns if not column.sure} == {"Quiz score"}
    lists = {"mentees": "wants", "mentors": "offers"}[table]
    assert dict(found.separators) == {lists: ","}
    text = tomllib.loads(as_toml([found], ["form.csv"], {}))[table]
    assert text["answers"] == {name: f"I agree? [{name}]" for name in ("Rest matters", "Rotas matter")}
    assert set(text["ignore"]) == set(OTHERS)
    assert {field for heading, field in asked.items() if text[field] == heading} == set(asked.values())


def test_headings_of_all_characters_are_text_in_the_map() -> None:
    odd = 'Name "in full"\\ \n(please)'
    sheet = Sheet(
        "f.csv", (odd, "Training?", "When?"), ((2, ("Bo", "yes", "2024")),), (), (), {}, (), frozenset()
    )
    found = propose(sheet, "mentors")
    text = as_toml([found], ["f.csv"], {"mentors": "Form 1"})
    mentors = tomllib.loads(text)["mentors"]
    assert (mentors["name"], mentors["trained_on"], mentors["sheet"]) == (odd, "When?", "Form 1")
    assert "# ? follows the question about training" in text
    assert "# ? No column tells people apart" in text
    assert "# ? No column asks for consent" in text
    assert "3 lines have" in text
