"""Cells of the columns that criteria name: what they hold, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from mentormatch.policy import Policy
from mentormatch.tables.forms.declared import answer_to
from mentormatch.tables.forms.readers import Reader
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError


def reader(kind: str, heading: str = "Asked", area: str = "", **more: Any) -> Reader:
    wording = more.pop("wording", Wording("x"))
    criterion = Policy.model_validate({"criteria": [{"name": "x", "kind": kind, **more}]}).criteria[0]
    return answer_to(criterion, wording, heading, area)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("shared", "Welsh; English ;Welsh", ("Welsh", "English")),
        ("shared", "Welsh; n/a", ("Welsh",)),
        ("shared", "Prefer not to say", None),
        ("same", "No", ("No",)),
        ("different", "None", None),
        ("offered", "audit: 3; exams: Strongly agree", {"audit": 3, "exams": 5}),
        ("offered", "n/a", None),
        ("text", "I keep bees. N/A", "I keep bees. N/A"),
        ("text", "n/a", None),
    ],
)
def test_what_a_cell_holds(kind: str, cell: str, value: object) -> None:
    assert reader(kind).read(cell) == value


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Years", "12.5", 12.5),
        ("Years since training?", "5 years", 5),
        ("Years since training?", "two", 2),
        ("Hours a month", "3 hours per month", 3),
        ("Hours a month", "zero", 0),
        ("Years", "n/a", None),
        ("Years", "6 months", "error"),
        ("Hours a month", "2 months", "error"),
        ("Years", "2-3", "error"),
        ("Years", "up to 5", "error"),
        ("Years", "<5", "error"),
        ("Years", "none", "error"),
        ("Years", "nan", "error"),
    ],
)
def test_numbers_have_the_unit_that_the_heading_names(heading: str, cell: str, value: object) -> None:
    near = reader("near", heading, tolerance=3)
    if value == "error":
        with pytest.raises(CellError, match=r"\[values.x\]"):
            near.read(cell)
    else:
        assert near.read(cell) == value
        assert bool(near.note(cell)) == (not cell[:1].isdigit() or " " in cell)


def test_a_word_is_one_of_the_order_as_the_policy_spells_it() -> None:
    often = reader("order", order=["None", "Some", "A lot"])
    assert [often.read(cell) for cell in ("none", "a  lot.", "SOME", "n/a")] == [
        "None",
        "A lot",
        "Some",
        None,
    ]
    with pytest.raises(CellError, match="expected one of None, Some, A lot") as caught:
        often.read("daily")
    assert caught.value.wrong == "is none of the words in the order of the criterion"


def test_words_of_the_map_come_first() -> None:
    wording = Wording("x", {"n/a": "English", "w": "Welsh"}, ";", ("Teams; calls",))
    shared = reader("shared", wording=wording)
    assert shared.read("W; Teams; calls; N/A") == ("Welsh", "Teams; calls", "English")


def test_a_column_of_a_grid_has_the_level_of_its_area() -> None:
    audit = reader("offered", "Topics [Audit]", "Audit")
    assert audit.read("4 - quite") == {"Audit": 4}
    assert audit.read("not applicable") is None


@pytest.mark.parametrize(
    ("kind", "cell", "wrong"),
    [
        ("shared", "a" * 201, "is longer than 200 characters"),
        ("shared", "a\u202eb", "direction-changing"),
        ("same", "two\nlines", "line break"),
        ("text", "a" * 20_001, "is longer than 20,000 characters"),
        ("offered", "audit: 9", "is more than 5"),
        ("offered", "audit", "not an area with a level"),
    ],
)
def test_what_no_criterion_can_compare(kind: str, cell: str, wrong: str) -> None:
    with pytest.raises(CellError) as caught:
        reader(kind).read(cell)
    assert wrong in caught.value.wrong
