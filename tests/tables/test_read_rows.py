"""Small tables: a row is read, or it is an error; none is lost."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.read_credits import read_credits
from mentormatch.tables.read_dates import read_dates
from mentormatch.tables.read_outcomes import read_outcomes
from mentormatch.tables.read_rows import Cells, read_rows
from mentormatch.tables.read_same_people import read_same_people
from mentormatch.tables.rows.cells import number, read_cell
from mentormatch.tables.rows.pairs import LINK_COLUMNS, read_pairs


def row(cells: Cells) -> tuple[str, tuple[str, float, str]]:
    return cells["who"], (cells["who"], read_cell(cells, "n", number), cells["more"])


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["1", "2.5", "x", "nan"]))))
def test_each_row_is_read_or_named(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["Who", "N:"], dtype=str)
    seen, bad = set(), []
    for at, (who, n) in enumerate(rows, 2):
        if n in {"x", "nan"}:
            bad.append((at, "n", "is not a number"))
        elif who in seen:
            bad.append((at, "who", "is listed twice"))
        else:
            seen.add(who)
    if not bad:
        assert read_rows(frame, "t", ("who", "n"), row, ("more",)) == tuple(
            (w, float(n), "") for w, n in rows
        )
        return
    with pytest.raises(mm.RecordError) as caught:
        read_rows(frame, "t", ("who", "n"), row, ("more",))
    assert [(one.row, one.column, one.wrong) for one in caught.value.problems] == bad


def test_all_headings_that_are_missing_are_named() -> None:
    with pytest.raises(mm.RecordError) as caught:
        read_rows(pd.DataFrame({"else": ["x"]}), "t", ("who", "n"), row)
    assert [one.column for one in caught.value.problems] == ["who", "n"]


PEOPLE = mm.People(mentees=[{"id": "e1"}], mentors=[{"id": "r1"}])
PAIR = {"mentee_id": "e1", "mentor_id": "r1"}
SMALL: dict[str, tuple[Callable[[pd.DataFrame], object], dict[str, str]]] = {
    "credits": (lambda frame: read_credits(frame, "trust"), {"trust": "A", "credit_after": "2"}),
    "dates": (lambda frame: read_dates(frame, PEOPLE), {"person": "e1", "joined": "2026-01-05"}),
    "links": (
        lambda frame: read_pairs(read_table(frame, "links"), LINK_COLUMNS, {}),
        {"person": "e1", "superior": "r1"},
    ),
    "outcomes": (lambda frame: read_outcomes(frame, ["kept going"]), {**PAIR, "outcome": "kept going"}),
    "places": (mm.read_places, {"postcode": "LS1", "latitude": "53.8", "longitude": "-1.5"}),
    "ratings": (lambda frame: mm.read_ratings(frame, PEOPLE), {**PAIR, "mentee_rating": "4"}),
    "same people": (read_same_people, {"written": "Dr Hill", "is": "yes", "id": "r1"}),
    "slots": (mm.read_slots, {"day": "Monday", "time": "14:00-16:00"}),
}


@pytest.mark.parametrize("table", SMALL)
def test_a_cell_that_cannot_be_read_is_an_error_and_not_an_empty_one(table: str) -> None:
    read, cells = SMALL[table]
    read(pd.DataFrame([{**cells, "else": object()}]))  # further columns are left unread
    for column in cells:
        with pytest.raises(mm.RecordError) as caught:
            read(pd.DataFrame([{**cells, column: object()}]))
        assert [(one.row, one.column) for one in caught.value.problems] == [(2, column)]
