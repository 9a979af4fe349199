"""A table of outcomes: read, counted, and refused with every bad row at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mentormatch.errors import RecordError
from mentormatch.files import csv_bytes
from mentormatch.tables.read_outcomes import OutcomeTable, read_outcomes

WORDS = ("ended early", "kept going")


def table(*rows: tuple[str, str, str], **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["mentee_id", "mentor_id", "outcome"]).assign(**columns)


def read(frame: pd.DataFrame, folder: Path) -> OutcomeTable:
    (folder / "o.csv").write_bytes(csv_bytes(frame))
    return read_outcomes(folder / "o.csv", WORDS)


def problems(frame: pd.DataFrame) -> list[tuple[int | None, str, str]]:
    with pytest.raises(RecordError) as caught:
        read_outcomes(frame, WORDS)
    return [(p.row, p.column, p.wrong) for p in caught.value.problems]


def test_words_are_read_however_they_are_written(tmp_path: Path) -> None:
    found = read(
        table((" e1", "r1", "Kept Going "), ("007", "r2", "ended  early"), ("e3", "r3", "")), tmp_path
    )
    assert [(r.row, r.mentee, r.mentor, r.outcome) for r in found.rows] == [
        (2, "e1", "r1", "kept going"), (3, "007", "r2", "ended early"),
    ]  # fmt: skip
    assert (found.file, found.open) == ("o.csv", 1)


def test_numbers_of_a_spreadsheet_are_read(tmp_path: Path) -> None:
    found = read(table(("e1", "r1", "5"), ("e2", "r1", "1.0")), tmp_path)
    assert [row.outcome for row in found.rows] == ["5", "1"]


def test_ids_in_our_own_tables_are_what_they_were(tmp_path: Path) -> None:
    """pairs.csv writes an id so that no spreadsheet runs it."""
    ours = table(("=e1", "@r1", "kept going"), score=["1"], km=[""])
    assert read(ours, tmp_path).rows[0].mentee == "=e1"
    plain = pd.DataFrame([["'=e1", "r1", "kept going"]], columns=["mentee id", "Mentor ID", "Outcome:"])
    assert read_outcomes(plain, WORDS).rows[0].mentee == "'=e1"


def test_every_bad_row_is_listed() -> None:
    found = problems(
        table(
            ("", "r1", "kept going"), ("e1", "r1", "went on"), ("e2", "r2", "6"), ("e3", "r3", "kept going"),
            ("e3", "r3", "ended early"), ("e4", "r4", "4"),
        )
    )  # fmt: skip
    assert [(row, column) for row, column, _ in found] == [
        (2, "mentee_id"), (3, "outcome"), (4, "outcome"), (6, ""), (7, "outcome"),
    ]  # fmt: skip
    assert found[0][2] == "is empty"
    assert found[3][2] == "is about a pair that another row is about too"
    assert "a word in one row and a number in another" in found[4][2]


def test_a_missing_heading_names_those_found() -> None:
    wrong = problems(table(("e1", "r1", "kept going")).rename(columns={"outcome": "result"}))
    assert wrong[0][1] == "outcome"
    assert "mentee_id, mentor_id, result" in wrong[0][2]


def test_ids_as_fractions_are_refused() -> None:
    frame = pd.DataFrame({"mentee_id": [1.0, 2.0], "mentor_id": ["a", "b"], "outcome": ["kept going"] * 2})
    assert problems(frame)[0][1] == "mentee_id"
