"""The workbook of a review: as it is shown, fit to be filled in and printed."""

from __future__ import annotations

import mentormatch as mm
from helpers.reviewed import column, hostile_people, opened
from mentormatch.report.review.shown import shown
from mentormatch.report.review.workbook import CHOICES, in_words


def test_what_is_shown_is_in_it_as_typed_and_nothing_is_a_formula() -> None:
    found = shown(mm.match(hostile_people()))
    book = opened(found)
    assert book.sheetnames == ["about", "pairs", "unmatched"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    about = {row[0]: row[1] for row in book["about"].iter_rows(min_row=2, values_only=True)}
    assert (about["Matching"], about["Shown"]) == (found.matching, found.key)
    assert about["Reviewer"] is None
    assert {*dict(found.facts).items()} <= {*about.items()}
    sheet = book["pairs"]
    headings = [cell.value for cell in sheet[1]]
    for row, pair in zip(sheet.iter_rows(min_row=2, values_only=True), found.pairs, strict=True):
        cells = dict(zip(headings, row, strict=True))
        assert (cells["mentee name"], cells["mentor name"]) == (pair.mentee_name, pair.mentor_name)
        assert (cells["mentee id"], cells["mentor id"]) == (pair.mentee_id, pair.mentor_id)
        assert cells["why"].split("\n") == list(pair.words)
        others = [*map(in_words, pair.alternatives)] or ["nobody else"]
        assert cells["alternatives"].split("\n") == others
        assert cells["decision"] is cells["comment"] is None
    names = [row[0] for row in book["unmatched"].iter_rows(min_row=2, values_only=True)]
    assert names == [one.name for one in found.unmatched]


def test_it_offers_words_stays_and_prints() -> None:
    found = shown(mm.match(hostile_people()))
    sheet = opened(found)["pairs"]
    (offered,) = sheet.data_validations.dataValidation
    letter = sheet.cell(1, column(sheet, "decision")).column_letter
    assert str(offered.sqref) == f"{letter}2:{letter}{len(found.pairs) + 1}"
    assert offered.formula1 == f'"{",".join(CHOICES)}"'
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions[sheet.cell(1, column(sheet, "comment")).column_letter].width >= 28
    why = column(sheet, "why")
    for row in range(2, sheet.max_row + 1):
        assert sheet.cell(row, why).alignment.wrap_text
        lines = sheet.cell(row, why).value.count("\n") + 1
        assert lines * 15 <= sheet.row_dimensions[row].height <= 409


def test_a_matching_without_pairs_has_a_workbook() -> None:
    people = hostile_people()
    nobody = people.replace(mentors=[one.replace(consent=False) for one in people.mentors])
    book = opened(shown(mm.match(nobody)))
    assert book["pairs"].max_row == 1
    assert book["unmatched"].max_row > 1
