"""Cells that are no formulas, and different texts that stay different."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.files import as_text, as_typed, csv_bytes

SIGNS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.text(st.sampled_from(f"'{SIGNS}a "), max_size=6) | st.text(max_size=8)


@pytest.mark.parametrize("start", [*list("=+-@\t\r\n"), "＝", "＋", "－", "＠"])
def test_formulas_are_written_as_text(start: str) -> None:
    cell = f"{start}HYPERLINK(1)"
    rows = list(csv.reader(io.StringIO(csv_bytes(pd.DataFrame({"x": [cell]})).decode("utf-8-sig"))))
    assert rows[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["O'Brien", "<script>", "{{7*7}}", "", "a=b", 3, 2.5, None, True])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert as_text(cell) is cell


def test_headings_are_guarded_and_the_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"=x": ["=1"], "n": [-1.5]})
    before = frame.copy()
    text = csv_bytes(frame).decode("utf-8-sig")
    assert text == "'=x,n\r\n'=1,-1.5\r\n"
    assert frame.equals(before)


def test_csv_has_the_mark_that_spreadsheets_need() -> None:
    assert csv_bytes(pd.DataFrame({"é": ["ß"]})).startswith(b"\xef\xbb\xbf")


@given(TEXTS, TEXTS)
def test_different_texts_are_written_differently_and_read_back(one: str, other: str) -> None:
    assert (as_text(one) == as_text(other)) is (one == other)
    assert as_typed(str(as_text(one))) == one
    assert not str(as_text(one)).startswith(tuple(SIGNS))


@given(st.lists(st.tuples(TEXTS, st.floats(), st.booleans(), st.integers(-9, 10**9)), min_size=1, max_size=5))
def test_columns_are_written_as_pandas_writes_a_frame(rows: list[tuple[str, float, bool, int]]) -> None:
    texts, floats, flags, numbers = map(list, zip(*rows, strict=True))
    columns = {
        "=t": texts,
        "f": np.array(floats),
        "b": np.array(flags),
        "n": numbers,
        "x": [None, *numbers[1:]],
    }
    frame = pd.DataFrame(columns).astype({"x": "Int64"})
    assert csv_bytes(columns) == csv_bytes(frame)
