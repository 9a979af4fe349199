"""Small tables: a row is read, or it is an error; none is lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.tables.read_rows import Cells, read_rows
from mentormatch.tables.rows.cells import number, read_cell


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
