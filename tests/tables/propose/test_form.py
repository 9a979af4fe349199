"""Forms: where their headings are, which sheet is whose, what short headings ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.table_files import write_csv, write_xlsx
from mentormatch.errors import RecordError
from mentormatch.tables.propose.form import read_forms

ROWS = [["Email address", "How far would you travel?"], ["a@h.example", "10 miles"]]


def test_titles_above_the_headings_are_left_out(tmp_path: Path) -> None:
    for rows in (ROWS, [["Mentors 2026"], [], *ROWS], [["About you", ""], *ROWS]):
        book = write_xlsx(tmp_path / "form.xlsx", {"Sheet": rows})
        form, _ = read_forms(book)
        assert form.headings == ROWS[0]
        assert form.cells("Email address") == ["a@h.example"]


@pytest.mark.parametrize("name", ["form.csv", "form.xlsx"])
def test_a_heading_of_several_columns_is_no_error(tmp_path: Path, name: str) -> None:
    rows = [[*ROWS[0], "Comments", "COMMENTS"], [*ROWS[1], "x", "y"]]
    book = tmp_path / name
    if book.suffix == ".csv":
        book.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    else:
        write_xlsx(book, {"Sheet": rows})
    form, _ = read_forms(book)
    assert [form.is_repeated(heading) for heading in form.headings] == [False, False, True, True]


def test_semicolons_between_cells(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("Email address;How far?\na@h.example;10, or 12\n", encoding="utf-8")
    (tmp_path / "lists.csv").write_text('Email address,Topics\na@h.example,"x;y;z;v;w"\n', encoding="utf-8")
    one, other = read_forms(tmp_path / "form.csv", tmp_path / "lists.csv")
    assert (one.headings, other.headings) == (["Email address", "How far?"], ["Email address", "Topics"])


def test_sheets(tmp_path: Path) -> None:
    notes = {"Notes": [["Chase"]]}
    book = write_xlsx(tmp_path / "two.xlsx", {"Mentor forms": ROWS, **notes, "The mentees": ROWS})
    assert [form.title for form in read_forms(book)] == ["The mentees", "Mentor forms"]
    book = write_xlsx(tmp_path / "one.xlsx", {**notes, "Form1": ROWS})
    mentees, mentors = read_forms(book, book)
    assert mentees is mentors
    assert mentees.title == "Form1"


def test_a_sheet_that_is_asked_for_is_that_of_both(tmp_path: Path) -> None:
    other = [["Your name", "Where do you work?"], ["Bo Ash", "Fen Hospital"], ["Cy Elm", "Wold House"]]
    one = write_xlsx(tmp_path / "one.xlsx", {"Mentees": ROWS, "Answers": other, "Notes": [["x"]] * 9})
    two = write_xlsx(tmp_path / "two.xlsx", {"Answers": ROWS, "Mentors": other})
    mentees, mentors = read_forms(one, sheet="answers")
    assert mentees is mentors
    assert (mentees.headings, mentees.title) == (other[0], "Answers")
    mentees, mentors = read_forms(one, two, "Answers")
    assert (mentees.headings, mentors.headings) == (other[0], ROWS[0])
    for asked in ((one, None, "answer"), (write_csv(tmp_path / "a.csv", [{"id": "x"}]), None, "Answers")):
        with pytest.raises(RecordError, match=r"has no sheet '[aA]nswer"):
            read_forms(*asked)


def test_a_survey_programs_second_and_third_headings(tmp_path: Path) -> None:
    rows = [
        ["Q1", "Q2"],
        ["Your email", "How far?"],
        ['{"ImportId":"a"}', '{"ImportId":"b"}'],
        ["a@h.example", "9"],
    ]
    form, _ = read_forms(write_xlsx(tmp_path / "q.xlsx", {"Sheet": rows}))
    assert form.asked("Q2") == "Q2 How far?"
    assert form.cells("Q1") == ["a@h.example"]
