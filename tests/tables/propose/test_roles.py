"""The column of roles: found by its words, whatever its heading; guesses are asked about."""

from __future__ import annotations

import pytest

from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.form import Form, form_of
from mentormatch.tables.propose.roles import Roles, find_roles, rows_of

MEANT = {
    "Mentee": "mentee", "Both": "both", "I would like to be a mentor": "mentor", "Mentor and mentee": "both",
    "I am looking for a mentor": "mentee", "To be mentored": "mentee", "I want to have a mentor": "mentee",
    "I'd like to receive mentoring": "mentee", "Volunteer as a mentor": "mentor",
    "I'd like to mentor someone": "mentor", "Offer peer mentoring": "mentor",
    "I want to be a mentor and find a mentor": "both", "Either, mentor or mentee": "both",
    "Not a mentor": "", "Unsure": "", "New starter": "", "I don't mind": "",
}  # fmt: skip


def form(**columns: list[str]) -> Form:
    rows = enumerate(zip(*columns.values(), strict=True), start=2)
    return form_of(Sheet("f.csv", tuple(columns), tuple(rows)))


@pytest.mark.parametrize("word", MEANT)
def test_what_a_word_means(word: str) -> None:
    found = find_roles(
        form(Which=[word, "mentee", "mentor", "mentor", "mentee"], Topic=["a", "b", "a", "b", "a"])
    )
    assert found is not None
    assert found.heading == "Which"
    tables = {"mentee": {"mentees"}, "mentor": {"mentors"}}.get(MEANT[word], {"mentees", "mentors"})
    assert found.tables(word) == tables
    assert all(one.guess == MEANT[one.text] for one in found.words)


@pytest.mark.parametrize(
    "columns",
    [
        {"Role": ["Nurse", "Doctor"]},
        {"Choice": ["mentee", "mentee"]},
        {"Gender: mentor or mentee": ["mentor", "mentee"]},
    ],
)
def test_no_column_of_roles(columns: dict[str, list[str]]) -> None:
    assert find_roles(form(**columns)) is None


def test_rows_go_where_they_belong() -> None:
    both = form(Role=["Mentee", "Mentor", "Both", "?"], id=["a", "b", "c", "d"])
    roles = find_roles(both)
    assert isinstance(roles, Roles)
    assert rows_of(both, "mentees", roles).cells("id") == ["a", "c", "d"]
    assert rows_of(both, "mentors", roles).cells("id") == ["b", "c", "d"]
    assert rows_of(both, "mentors", None) is both
