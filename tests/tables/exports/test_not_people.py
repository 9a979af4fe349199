"""Rows of exports that are no people: the generated table has them in every place, and nobody is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.tables.exports.not_people import without_other_rows
from mentormatch.tables.files.delimited import read_delimited
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.column_map import ColumnMap, expected_headings
from mentormatch.tables.rows.headings import make_plan

HEADINGS = ["ResponseId", "Name", "Help", "Score", "Avoid"]
MAP = ColumnMap(
    mentees={"id": "ResponseId", "motivation": "Help", "seniority": "Score", "avoids": "Avoid"},
)
TEXTS = ["Response ID", "Your name", "What would you like help with?", "A number", "Whom to avoid"]
IMPORT = ['{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}', "", '{"ImportId":"QID4"}']
PEOPLE = st.lists(
    st.tuples(
        st.uuids().map(lambda one: f"R_{one.hex[:8]}"),
        st.sampled_from(["Amy Ash", "Bo Birch", ""]),
        st.sampled_from(["audit", "writing papers, and what comes after", ""]),
        st.integers(10, 99).map(str),
        st.sampled_from(["", "r7"]),
    ).map(list),
    min_size=2,
    max_size=6,
    unique_by=lambda row: row[0],
)  # fmt: skip
NOTE = st.sampled_from([
    ["Note: seniority as stated"], ["", "", "", "", "", "* exported"], ["Exported on 3 March 2026", ""],
    ["", "", "The answers are as typed by the applicants"],
])  # fmt: skip


def read(rows: Sequence[Sequence[str]], columns: ColumnMap = MAP) -> Sheet:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    sheet = read_delimited(buffer.getvalue().encode(), "m.csv", expected_headings(columns, "mentees"))
    return without_other_rows(sheet, make_plan(sheet, "mentees", columns))


def left_out(sheet: Sheet) -> list[int | None]:
    return [warning.row for warning in sheet.warnings if "was left out" in warning.wrong]


@given(
    PEOPLE,
    st.lists(st.sampled_from(["North", "SOUTH", "Leeds (all sites)", "Group A:"]), min_size=1, unique=True),
)
def test_headings_of_sections_are_errors(people: list[list[str]], sections: list[str]) -> None:
    rows = [HEADINGS]
    for number, person in enumerate(people):
        rows += [[sections[number], "", "", "", ""], person] if number < len(sections) else [person]
    sheet = read(rows)
    named = [number for number, cells in enumerate(rows, start=1) if cells[0] in sections]
    assert sorted(sheet.wrong_rows) == named
    assert not left_out(sheet)


@given(PEOPLE, st.sampled_from(["Gesamt", "Summe:", "Cyfanswm", "Somme", "Razem"]))
def test_totals_in_other_languages_are_errors(people: list[list[str]], word: str) -> None:
    total = str(sum(int(person[3]) for person in people))
    sheet = read([HEADINGS, *people, [word, "", "", total, ""]])
    assert list(sheet.wrong_rows) == [len(people) + 2]


@given(PEOPLE, st.sampled_from(["example", "Example: R_1", "e.g. R_12345678", "SAMPLE"]))
def test_the_example_of_a_template_is_an_error(people: list[list[str]], word: str) -> None:
    sheet = read([HEADINGS, [word, "Jane Example", "audit", "12", ""], *people])
    assert list(sheet.wrong_rows) == [2]


def test_people_of_whom_only_the_id_is_known_are_people() -> None:
    amy, *alone = ["a-1", "Amy", "", "", ""], ["x 2", "", "", "", ""], ["b", "", "", "", ""]
    cy = ["a-3", "Cy", "", "", ""]
    for rows in ([amy, alone[0], cy], alone, [amy, cy, alone[1]], [amy, alone[1], ["di", "Di", "", "", ""]]):
        assert not read([HEADINGS, *rows]).wrong_rows


class TestHeadings:
    @given(PEOPLE, st.sampled_from([[TEXTS, IMPORT], [IMPORT], [TEXTS], []]))
    def test_the_second_and_third_of_a_survey_program(
        self, people: list[list[str]], more: list[list[str]]
    ) -> None:
        sheet = read([HEADINGS, *more, *people])
        assert [list(cells) for _, cells in sheet.rows] == people
        assert left_out(sheet) == list(range(2, 2 + len(more)))
        assert not sheet.wrong_rows

    @given(PEOPLE, st.data())
    def test_headings_repeated_on_every_page(self, people: list[list[str]], data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(people)))
        sheet = read([HEADINGS, *people[:at], HEADINGS, *people[at:]])
        assert [list(cells) for _, cells in sheet.rows] == people
        assert left_out(sheet) == [at + 2]

    def test_open_ended_responses(self) -> None:
        more = ["", "Open-Ended Response", "Response", "", ""]
        sheet = read([HEADINGS, more, ["R_1", "Amy", "", "1", ""], ["R_2", "Bo", "", "2", ""]])
        assert (left_out(sheet), [number for number, _ in sheet.rows]) == ([2], [3, 4])

    @given(PEOPLE)
    def test_a_question_in_doubt_is_an_error(self, people: list[list[str]]) -> None:
        sheet = read([HEADINGS, ["What is your staff number?", "", "", "", ""], *people])
        assert left_out(sheet) == []
        assert list(sheet.wrong_rows) == [2]

    def test_a_person_above_the_import_ids_is_kept(self) -> None:
        person = ["R_1", "Amy", "audit", "3", ""]
        sheet = read([HEADINGS, person, IMPORT, ["R_2", "Bo", "", "4", ""]])
        assert (left_out(sheet), [number for number, _ in sheet.rows]) == ([3], [2, 4])


class TestFoot:
    @given(
        PEOPLE, st.sampled_from(["Total", "TOTAL:", "Grand total", "Sum", "Total mentees", "Average", "n/a"])
    )
    def test_totals(self, people: list[list[str]], label: str) -> None:
        row = [label, "", "", str(sum(int(person[3]) for person in people)), ""]
        sheet = read([HEADINGS, *people, row])
        if label == "n/a":  # no word for a total: a person, as far as can be told
            assert [list(cells) for _, cells in sheet.rows] == [*people, row]
        else:
            assert [list(cells) for _, cells in sheet.rows] == people
            assert left_out(sheet) == [len(people) + 2]

    @given(
        PEOPLE, st.sampled_from(["Total: 2", "Total = 12", "Number of people: 7", "Count 4"]), st.booleans()
    )
    def test_totals_in_one_cell(self, people: list[list[str]], text: str, short: bool) -> None:
        sheet = read([HEADINGS, *people, [text] if short else [text, "", "", "", ""]])
        assert [list(cells) for _, cells in sheet.rows] == people
        assert (left_out(sheet), sheet.broken) == ([len(people) + 2], ())

    @given(PEOPLE)
    def test_sums_without_a_word(self, people: list[list[str]]) -> None:
        total = sum(int(person[3]) for person in people)
        assert left_out(read([HEADINGS, *people, ["", "", "", str(total), ""]])) == [len(people) + 2]
        other = read([HEADINGS, *people, ["", "", "", str(total + 1), ""]])
        assert (left_out(other), len(other.rows)) == ([], len(people) + 1)

    @given(PEOPLE, st.lists(NOTE, min_size=1, max_size=3))
    def test_notes_and_totals_together(self, people: list[list[str]], notes: list[list[str]]) -> None:
        rows = [[*row, *[""] * (6 - len(row))] for row in [*people, ["Total", "", "", "9", ""], *notes]]
        sheet = read([[*HEADINGS, "Remarks"], *rows], ColumnMap(**{**dict(MAP), "ignore": ["Remarks"]}))
        assert [list(cells[:5]) for _, cells in sheet.rows] == people
        assert left_out(sheet) == list(range(len(people) + 2, len(rows) + 2))

    @pytest.mark.parametrize("row", [
        ["R_9", "", "", "", ""],  # only an id
        ["", "Amy Ash", "", "", ""],  # the id was forgotten
        ["", "", "", "", "r7"],  # it may forbid a pair
        ["", "", "", "7", "r7"],
        ["Ash", "", "", "", ""],
        ["2 people", "Amy Ash", "", "3", ""],
        ["", "Amy Ash", "audit", "3", ""],
    ])  # fmt: skip
    @given(people=PEOPLE)
    def test_what_may_be_a_person_is_kept(self, people: list[list[str]], row: list[str]) -> None:
        sheet = read([HEADINGS, *people, row])
        assert (left_out(sheet), list(sheet.rows[-1][1])) == ([], row)
        assert not sheet.wrong_rows

    @pytest.mark.parametrize("row", [
        ["Total", "Amy Ash", "audit", "3", ""],
        ["Total", "", "", "", "r7"],
        ["the trust will check all of this", "", "", "", ""],
        ["2 people", "", "", "", ""],
        ["<end>", "", "", "", ""],
    ])  # fmt: skip
    @given(people=PEOPLE)
    def test_in_doubt_a_row_error(self, people: list[list[str]], row: list[str]) -> None:
        sheet = read([HEADINGS, *people, row])
        assert (left_out(sheet), list(sheet.wrong_rows)) == ([], [len(people) + 2])

    @given(PEOPLE)
    def test_a_total_between_people_is_an_error(self, people: list[list[str]]) -> None:
        sheet = read([HEADINGS, *people, ["Subtotal", "", "", "3", ""], ["R_z", "Cy", "", "", ""]])
        assert (left_out(sheet), list(sheet.wrong_rows)) == ([], [len(people) + 2])

    @given(PEOPLE)
    def test_one_id_that_is_no_address_among_addresses(self, people: list[list[str]]) -> None:
        addressed = [[f"{row[0]}@h.example", *row[1:]] for row in people]
        texts = ["Your work e-mail", "Your name", "Help", "7", ""]
        assert list(read([HEADINGS, texts, *addressed]).wrong_rows) == [2]
        assert not read([HEADINGS, *addressed]).wrong_rows
