"""A workbook as a spreadsheet program reads it: text stays text."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from mentormatch.report.workbook import workbook_bytes


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#N/A", "#DIV/0!", "007", "é\n=2", "'=1"]
)
def test_a_cell_is_never_a_formula_and_reads_as_it_was_typed(text: str) -> None:
    frame = pd.DataFrame({"=head": [text], "n": [np.float64(0.123456)], "none": [None], "yes": [np.True_]})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame})))["pairs"]
    cells = list(sheet.iter_rows())
    assert all(cell.data_type != "f" for row in cells for cell in row)
    assert [cell.value for cell in cells[1]] == [text, 0.1235, None, True]
    assert cells[1][0].data_type == "s"
    assert cells[0][0].value == "=head"


def test_headings_stay_and_columns_are_as_wide_as_their_words() -> None:
    frame = pd.DataFrame({"id": ["e1"], "detail": ["x" * 300], "email": ["somebody@hospital.example"]})
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame, "letters": frame.head(0)})))
    assert book.sheetnames == ["pairs", "letters"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
    widths = [book["pairs"].column_dimensions[column].width for column in "ABC"]
    assert widths == [4, 62, 27]


def test_what_no_cell_can_hold_does_not_end_the_run() -> None:
    frame = pd.DataFrame({"name": ["a\x00b", "x" * 40_000]})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame})))["pairs"]
    assert sheet["A2"].value == "a\N{REPLACEMENT CHARACTER}b"
    assert len(sheet["A3"].value) == 32_767
