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
    assert [cell.value for cell in cells[1]] == [text, 0.1235, None, "yes"]
    assert cells[1][0].data_type == "s"
    assert cells[0][0].value == "=head"


def test_headings_and_names_stay_and_columns_are_as_wide_as_their_words() -> None:
    frame = pd.DataFrame(
        {
            "id": ["e1"],
            "mentee_name": ["Amy"],
            "email": ["somebody@hospital.example"],
            "detail": ["x y " * 50],
        }
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame, "letters": frame.head(0)})))
    assert book.sheetnames == ["pairs", "letters"]
    for sheet in book:
        assert sheet.freeze_panes == "C2"
        assert all(cell.font.bold and cell.fill.fgColor.rgb != "00000000" for cell in sheet[1])
        assert [cell.value for cell in sheet[1]] == ["id", "mentee name", "email", "detail"]
    widths = [book["pairs"].column_dimensions[column].width for column in "ABCD"]
    assert widths == [6, 10, 27, 30]


@pytest.mark.parametrize("seed", range(20))
def test_a_row_is_as_high_as_its_longest_cell(seed: int) -> None:
    draw = np.random.default_rng(seed)
    words = [" ".join("x" * n for n in draw.integers(1, 40, draw.integers(1, 30))) for _ in range(5)]
    frame = pd.DataFrame({"id": [f"e{n}" for n in range(5)], "detail": words})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"unmatched": frame})))["unmatched"]
    width = sheet.column_dimensions["B"].width
    for number, text in enumerate(words, 2):
        lines = (sheet.row_dimensions[number].height or 15) / 15
        assert len(text) / width <= lines <= 3 * len(text) / width + 1
        assert sheet.cell(number, 2).alignment.wrap_text


def test_what_is_printed() -> None:
    frame = pd.DataFrame({"id": ["e1"], "name": ["Amy"], "score": [0.5], "travel": [0.25]})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame})))["pairs"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'pairs'!$A$1:$C$2"
    assert [cell.number_format for cell in sheet[2]] == ["General", "General", "0.00", "0.00"]


def test_what_no_cell_can_hold_does_not_end_the_run() -> None:
    frame = pd.DataFrame({"name": ["a\x00b", "x" * 40_000]})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"pairs": frame})))["pairs"]
    assert sheet["A2"].value == "a\N{REPLACEMENT CHARACTER}b"
    assert len(sheet["A3"].value) == 32_767
