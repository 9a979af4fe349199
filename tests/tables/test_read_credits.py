"""Credits of the round before: they are read with all digits, and bad cells are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentormatch.errors import RecordError
from mentormatch.tables.read_credits import read_credits


def read(tmp_path: Path, text: str) -> dict[str, float]:
    path = tmp_path / "shares.csv"
    path.write_text(text, encoding="utf-8")
    return read_credits(path, "organisation")


def test_columns_in_any_order_and_names_as_they_were(tmp_path: Path) -> None:
    text = "credit_after,matched,Organisation\n-0.333333333,4,Trust A\n0.5,1,'=B\n-0.166666667,0,\n"
    assert read(tmp_path, text) == {"Trust A": -0.333333333, "=B": 0.5, "": -0.166666667}


def test_every_bad_row_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, "organisation,credit_after\nTrust A,1\nTRUST  A,2\nTrust B,a lot\n")
    assert [(one.row, one.wrong) for one in caught.value.problems] == [
        (3, "is listed twice"),
        (4, "is not a number"),
    ]


def test_a_missing_heading_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="credit_after"):
        read(tmp_path, "organisation,credit\nTrust A,1\n")
