"""Headings as people write them: broken lines, title rows above, files that name their delimiter."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.table_files import write_xlsx
from mentormatch.errors import ReadingWarning, RecordError
from mentormatch.tables.files.delimited import read_delimited
from mentormatch.tables.files.expected import (
    MAX_TITLE_ROWS,
    Expected,
    find_heading,
    heading_key,
    heading_line,
)
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.read_people import read_people
from mentormatch.tables.rows.column_map import ColumnMap, expected_headings
from mentormatch.tables.rows.headings import make_plan

HEADINGS = ["id", "name", "consent", "max km"]
PEOPLE = [["e1", "Amy", "yes", "10"], ["e2", "Bo", "no", "20"]]
EXPECTED = expected_headings(ColumnMap(), "mentees")
WORDS = st.lists(st.text("abcXYZ", min_size=1, max_size=5), min_size=1, max_size=4)
TITLES = st.lists(
    st.lists(st.sampled_from(["", "Scheme 2026", "About you", "Other", "1 March", "a; b"]), max_size=4),
    max_size=MAX_TITLE_ROWS - 1,
)


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


class TestOneHeading:
    @given(
        WORDS,
        st.data(),
        st.sampled_from(["", ":", "?", " :", "? ", "\n"]),
        st.sampled_from([str.upper, str.lower, str.title]),
    )
    def test_what_does_not_count(self, words: list[str], data: st.DataObject, end: str, case: object) -> None:
        between = st.sampled_from([" ", "  ", "\n", "\r\n", " \n ", "_", "-", "\u00a0"])
        typed = words[0] + "".join(data.draw(between) + word for word in words[1:]) + end
        assert heading_key(case(typed)) == heading_key(" ".join(words))  # type: ignore[operator]
        assert heading_key(heading_line(typed)) == heading_key(" ".join(words))

    def test_different_headings_stay_different(self) -> None:
        assert len({heading_key(h) for h in ("a b", "ab", "a?b", "a:b", "?", ":", "a (b)")}) == 7

    @pytest.mark.parametrize(
        "typed", ["Professional\ninterests", "professional interests:", "Professional  \r\n Interests?"]
    )
    def test_in_file_and_map(self, typed: str) -> None:
        sheet = read_delimited(csv_text([["id", typed], ["e1", "audit"]]).encode(), "m.csv")
        assert [c.field for c in make_plan(sheet, "mentees", ColumnMap()).columns] == [
            "id",
            "professional_interests",
        ]
        mapped = ColumnMap(mentees={"motivation": typed})
        other = read_delimited(
            csv_text([["id", "Professional Interests"], ["e1", "audit"]]).encode(), "m.csv"
        )
        assert [c.field for c in make_plan(other, "mentees", mapped).columns] == ["motivation", "id"]


class TestDuplicates:
    @given(st.integers(2, 5), st.sampled_from(["Comments", "Comments:", "COM\nMENTS"]))
    def test_ignored_ones_are_left_unread(self, times: int, heading: str) -> None:
        columns = ColumnMap(ignore=[heading])
        rows = [["id", *[heading] * times], ["e1", *["a"] * times]]
        sheet = read_delimited(csv_text(rows).encode(), "m.csv", expected_headings(columns, "mentees"))
        assert [c.field for c in make_plan(sheet, "mentees", columns).columns] == ["id"]


TWINS = [("Role", "Role?"), ("Role?", "Role"), ("Role:", "Role"), ("role:", "ROLE?")]


class TestTwins:
    """Two headings that only a colon or a question mark tells apart, of which the map names one."""

    @pytest.mark.parametrize(("named", "other"), TWINS)
    def test_each_is_found_by_its_own_form(self, named: str, other: str) -> None:
        assert find_heading(named, [other, named]) == 1
        assert find_heading(named, [other]) == 0

    @pytest.mark.parametrize(("named", "other"), TWINS)
    def test_the_other_one_is_a_field_where_one_says_who_is_what(self, named: str, other: str) -> None:
        rows = [["id", other, named], ["e1", "nurse", "mentee"], ["r1", "doctor", "mentor"]]
        fields = {"id": "id", "motivation": other}
        columns = ColumnMap(role=named, mentees=fields, mentors={**fields, "motivation": other})
        frame = pd.DataFrame(rows[1:], columns=rows[0])
        people = read_people(mentees=frame, mentors=frame, columns=columns)
        assert [(m.id, m.motivation) for m in people.mentees] == [("e1", "nurse")]
        assert [(m.id, m.motivation) for m in people.mentors] == [("r1", "doctor")]

    @pytest.mark.parametrize(("named", "other"), TWINS)
    def test_only_the_one_under_ignore_is_ignored(self, named: str, other: str) -> None:
        columns = ColumnMap(ignore=[named], mentees={"motivation": other})
        rows = [["id", named, other, named], ["e1", "x", "to learn", "y"]]
        sheet = read_delimited(csv_text(rows).encode(), "m.csv", expected_headings(columns, "mentees"))
        plan = make_plan(sheet, "mentees", columns)
        assert [(c.field, c.index) for c in plan.columns if c.field == "motivation"] == [("motivation", 2)]

    @pytest.mark.parametrize(("named", "other"), TWINS)
    def test_only_the_one_not_in_use_may_be_there_twice(self, named: str, other: str) -> None:
        named, other = f"My {named}", f"My {other}"  # no name of a field
        columns = ColumnMap(other="ignore", mentees={"motivation": named})
        expected = expected_headings(columns, "mentees")
        read_delimited(csv_text([["id", named, other, other]]).encode(), "m.csv", expected)
        with pytest.raises(RecordError, match="duplicate"):
            read_delimited(csv_text([["id", named, named, other]]).encode(), "m.csv", expected)

    @pytest.mark.parametrize(("named", "other"), TWINS)
    def test_the_time_of_a_form_sent_twice(self, named: str, other: str) -> None:
        days = ["2026-03-01", "2026-03-04"]
        rows = [{"id": "e1", other: early, named: late} for early, late in zip(days, days[::-1], strict=True)]
        columns = ColumnMap(keep="latest", sent=named, mentees={"motivation": other})
        mentors = pd.DataFrame([{"id": "r1", named: "2026-03-01"}])
        with pytest.warns(ReadingWarning):
            people = read_people(mentees=pd.DataFrame(rows), mentors=mentors, columns=columns)
        assert [m.motivation for m in people.mentees] == ["2026-03-01"]  # of the row sent on 4 March

    def test_headings_of_pairs_and_places(self) -> None:
        links = pd.DataFrame([["no", "e1", "r1"]], columns=["Person", "Person?", "Superior"])
        mentees, mentors = pd.DataFrame([{"id": "e1"}]), pd.DataFrame([{"id": "r1"}])
        columns = ColumnMap(links={"person": "Person?"})
        people = read_people(mentees=mentees, mentors=mentors, links=links, columns=columns)
        assert people.links == (("e1", "r1"),)


class TestTitles:
    @given(TITLES, st.sampled_from([",", ";", "\t"]))
    def test_rows_above_the_headings_are_left_out_and_said(
        self, titles: list[list[str]], delimiter: str
    ) -> None:
        text = csv_text([*titles, HEADINGS, *PEOPLE], delimiter)
        sheet = read_delimited(text.encode(), "m.csv", EXPECTED)
        first = len(titles) + 1
        assert sheet.header == tuple(HEADINGS)
        assert sheet.header_row == first
        assert sheet.rows == tuple((first + i, tuple(row)) for i, row in enumerate(PEOPLE, start=1))
        filled = [i for i, row in enumerate(titles, start=1) if any(row)]
        said = [w.wrong for w in sheet.warnings if "above them" in w.wrong]
        assert len(said) == bool(filled)
        assert all(str(i) in said[0] for i in filled)

    @given(TITLES.filter(bool))
    def test_errors_below_have_the_row_of_the_file(self, titles: list[list[str]]) -> None:
        text = csv_text([*titles, [*HEADINGS, "hobbies"], ["e1", "Amy", "yes", "10", ""]])
        sheet = read_delimited(text.encode(), "m.csv", EXPECTED)
        with pytest.raises(RecordError) as caught:
            make_plan(sheet, "mentees", ColumnMap())
        assert [(p.row, p.column) for p in caught.value.problems] == [(len(titles) + 1, "hobbies")]

    @pytest.mark.parametrize("rows", [
        [["id", "name"], ["e1", "id"], ["id", "name"]],  # row 1 has them: what follows are data
        [["number", "name"], ["other", "values"], ["e1", "x"]],  # words that happen to be fields
        [["number"], *[["x"]] * MAX_TITLE_ROWS, ["id"]],  # too far down to be headings
    ])  # fmt: skip
    def test_in_doubt_row_1(self, rows: list[list[str]]) -> None:
        sheet = read_delimited(csv_text(rows).encode(), "m.csv", EXPECTED)
        assert (sheet.header, sheet.header_row) == (tuple(rows[0]), 1)

    def test_headings_of_the_map_count(self) -> None:
        expected = expected_headings(ColumnMap(mentees={"id": ["No.", "Site"]}), "mentees")
        assert expected.required == {"no.", "site"}
        assert expected.position([["No.", "only"], ["site", "NO."]]) == 1

    def test_a_wrong_id_in_the_map_is_not_an_error_about_the_title(self) -> None:
        expected = expected_headings(ColumnMap(mentees={"id": "Nmber"}), "mentees")
        assert expected.position([["Title"], ["Number", "name", "consent", "max km"]]) == 1

    def test_nothing_is_looked_for_without_required_headings(self) -> None:
        assert Expected().position([["title"], ["id"]]) is None

    def test_merged_titles_of_a_workbook(self, tmp_path: Path) -> None:
        rows = [["Scheme 2026"], ["About you", "", "Practicalities"], HEADINGS, *PEOPLE]
        path = write_xlsx(tmp_path / "m.xlsx", {"mentees": rows})
        book = openpyxl.load_workbook(path)
        for merged in ("A1:D1", "A2:B2", "C2:D2"):
            book["mentees"].merge_cells(merged)
        book.save(path)
        sheet = read_table(path, "mentees", ";", EXPECTED)
        assert (sheet.header, sheet.header_row, sheet.bad_cells) == (tuple(HEADINGS), 3, {})
        assert [number for number, _ in sheet.rows] == [4, 5]


class TestSepLine:
    @pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;"])
    @pytest.mark.parametrize("start", ["", "\ufeff"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_it_names_the_delimiter_and_is_no_row(self, line: str, start: str, end: str) -> None:
        text = start + line + end + csv_text([["id", "name"], ["e1", "a, b"]], ";")
        sheet = read_delimited(text.encode(), "m.csv", EXPECTED)
        assert (sheet.header, sheet.header_row, sheet.rows) == (("id", "name"), 1, ((2, ("e1", "a, b")),))
        assert "sep=" in sheet.warnings[0].wrong

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
    def test_any_delimiter(self, delimiter: str) -> None:
        text = f"sep={delimiter}\n" + csv_text([["id", "name"], ["e1", "Amy"]], delimiter)
        assert read_delimited(text.encode(), "m.csv").rows == ((2, ("e1", "Amy")),)
