"""Reading a scheme: every line of "Files", "People" and "Values" among the bad inputs, with real files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.paths import EXAMPLES
from helpers.table_files import write_csv, write_xlsx
from mentormatch.errors import RecordError, RowProblem, problem_table
from mentormatch.files import csv_bytes
from mentormatch.matching.match import match
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location, Places
from mentormatch.tables.read_people import Reading, ReadingWarning, read_people, read_tables
from mentormatch.tables.rows.column_map import ColumnMap

Rows = Sequence[Mapping[str, str]]
PLACES = Places({"EC1A": (51.5203, -0.1024), "M1": (53.4772, -2.2358)})
CIVIL_SERVICE = EXAMPLES / "civil-service.toml"
MENTOR = {"id": "r1", "consent": "yes"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, mentees: Rows, mentors: Rows = (MENTOR,), **more: Any) -> Reading:
    sources = {
        "mentees": write_csv(folder / "mentees.csv", mentees),
        "mentors": write_csv(folder / "mentors.csv", mentors),
    }
    return read_tables(**sources, **more)


def read_text(folder: Path, mentees: str | bytes, **more: Any) -> Reading:
    path = folder / "mentees.csv"
    path.write_bytes(mentees if isinstance(mentees, bytes) else mentees.encode())
    return read_tables(mentees=path, mentors=write_csv(folder / "mentors.csv", [MENTOR]), **more)


def where(problems: Sequence[RowProblem]) -> list[tuple[str, int | None, str]]:
    return [(p.file, p.row, p.column) for p in problems]


def one(problems: Sequence[RowProblem], word: str) -> RowProblem:
    (found,) = [p for p in problems if word in p.wrong]
    return found


def raised(folder: Path, mentees: str | bytes, **more: Any) -> tuple[RowProblem, ...]:
    with pytest.raises(RecordError) as caught:
        read_text(folder, mentees, **more)
    return caught.value.problems


class TestFiles:
    """The line "Files": each input, read through the public function."""

    def test_utf8_with_byte_order_mark_is_read(self, folder: Path) -> None:
        reading = read_text(folder, "id,name\ne1,Zoë\n".encode("utf-8-sig"))
        assert reading.people.mentees[0].name == "Zoë"

    def test_cp1252_is_detected_and_said(self, folder: Path) -> None:
        reading = read_text(folder, "id,name\ne1,Zoë\n".encode("cp1252"))
        assert reading.people.mentees[0].name == "Zoë"
        assert where([one(reading.warnings, "cp1252")]) == [("mentees.csv", 2, "")]

    def test_mojibake_warns(self, folder: Path) -> None:
        reading = read_text(folder, "id,name\ne1,ZoÃ«\n")
        assert where([one(reading.warnings, "signs were damaged")]) == [("mentees.csv", 2, "name")]
        assert reading.rejected == ()

    @pytest.mark.parametrize(
        ("data", "row", "wrong"),
        [
            ('id,name\ne1,"open\ne2,b\n', 2, "cannot be parsed"),
            ("id,name\ne1," + "x" * 200_000 + "\n", 2, "cannot be parsed"),
            ("id,name\ne1,a\n".encode("utf-16-le"), None, "UTF-16"),
            ("id,name,Name\ne1,a,b\n", 1, "duplicate heading"),
            ("name,consent\nAnn,yes\n", 1, "missing from the headings"),
            ("", None, "is empty"),
        ],
    )
    def test_a_file_error_is_raised_always(
        self, folder: Path, data: str | bytes, row: int | None, wrong: str
    ) -> None:
        problems = raised(folder, data)
        assert {(p.file, p.row) for p in problems} == {("mentees.csv", row)}
        assert wrong in problems[0].wrong

    @pytest.mark.parametrize(
        ("line", "wrong"),
        [
            ("e1,a\0", "NUL"),
            ("e1", "has 1 cells"),
            ("e1,a,b", "has 3 cells"),
            ("e1," + "x" * 40_000, "too long"),
        ],
    )
    def test_a_row_error_leaves_the_row_out_and_counts_it(self, folder: Path, line: str, wrong: str) -> None:
        reading = read_text(folder, f"id,name\n{line}\ne2,b\n")
        assert reading.people.mentee_ids == ("e2",)
        assert wrong in reading.rejected[0].wrong
        assert str(reading.counts["mentees"]) == "mentees.csv: 2 rows read = 1 accepted + 1 rejected"
        assert "the people it names count as linked" in " ".join(w.wrong for w in reading.warnings)

    def test_a_missing_header_comes_with_the_headings_found_and_the_nearest(self, folder: Path) -> None:
        (problem,) = raised(folder, "ids,name\ne1,a\n", columns=ColumnMap(ignore=("ids",)))
        assert "headings, which are: ids, name" in problem.wrong
        assert "did you mean 'ids'?" in problem.expected

    def test_an_unknown_header_names_the_nearest(self, folder: Path) -> None:
        (problem,) = raised(folder, "id,name,max kms\ne1,a,3\n")
        assert (problem.column, problem.row) == ("max kms", 1)
        assert "did you mean 'max km'?" in problem.expected

    @pytest.mark.parametrize("name", ["people.xls", "people.xlsm"])
    def test_old_and_macro_workbooks_are_refused(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(b"")
        with pytest.raises(RecordError, match=r"saved as \.xlsx"):
            read_tables(folder / name)

    def test_a_hidden_sheet_with_rows_is_refused(self, folder: Path) -> None:
        path = workbook(folder, {"mentees": [["id"]], "mentors": [["id"]], "old": [["x"]]})
        book = openpyxl.load_workbook(path)
        book["old"].sheet_state = "hidden"
        book.save(path)
        with pytest.raises(RecordError, match="sheet old: is hidden and contains rows"):
            read_tables(path)

    def test_a_formula_without_value_is_a_row_error(self, folder: Path) -> None:
        path = workbook(
            folder, {"mentees": [["id", "max km"], ["e1", "=5*2"], ["e2", 5]], "mentors": [["id"]]}
        )
        reading = read_tables(path)
        assert where(reading.rejected) == [("people.xlsx, sheet mentees", 2, "max km")]
        assert reading.people.mentee_ids == ("e2",)

    def test_what_is_wrong_with_a_column_left_unread_does_not_matter(self, folder: Path) -> None:
        path = workbook(folder, {"mentees": [["id", "notes"], ["e1", "=5*2"]], "mentors": [["id"]]})
        assert read_tables(path, columns=ColumnMap(ignore=("notes",))).rejected == ()

    @pytest.mark.parametrize("text", ["007", "1E+05", "NA", "nan", "None", "NULL", "N/A", "TRUE", "1e5", "-"])
    def test_ids_and_names_stay_as_typed(self, folder: Path, text: str) -> None:
        path = workbook(folder, {"mentees": [["id", "name"], [text, text]], "mentors": [["id"]]})
        frame = pd.DataFrame({"id": [text], "name": [text]})
        for reading in (
            read(folder, [{"id": text, "name": text}]),
            read_tables(path),
            read_tables(mentees=frame, mentors=frame.iloc[:0]),
        ):
            assert [(m.id, m.name) for m in reading.people.mentees] == [(text, text)]

    def test_only_the_empty_cell_is_missing(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "max_km": ""}, {"id": "e2", "max_km": "NA"}])
        assert reading.people.mentees[0].max_km is None
        assert where(reading.rejected) == [("mentees.csv", 3, "max_km")]

    def test_a_folder_or_nothing(self, folder: Path) -> None:
        with pytest.raises(RecordError) as caught:
            read_tables(mentees=folder, mentors=folder / "gone.csv")
        assert [p.file for p in caught.value.problems] == [folder.name, "gone.csv"]


def workbook(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    return write_xlsx(folder / "people.xlsx", sheets)


class TestPeople:
    """The line "People"."""

    @pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\t"])
    def test_outer_blanks_are_trimmed(self, folder: Path, blank: str) -> None:
        row = {
            "id": f"{blank}e1{blank}",
            "name": f"{blank}Ann",
            "max_km": f"{blank}5 ",
            "values": f"a{blank};b",
        }
        (mentee,) = read(folder, [row]).people.mentees
        assert (mentee.id, mentee.name, mentee.max_km, mentee.values) == ("e1", "Ann", 5.0, ("a", "b"))

    @pytest.mark.parametrize("hidden", ["\u200b", "\u200f", "\u202e", "\u2066", "\ufeff"])
    @pytest.mark.parametrize("column", ["id", "name", "avoids", "professional_interests"])
    def test_hidden_characters_are_rejected(self, folder: Path, hidden: str, column: str) -> None:
        reading = read(folder, [{"id": "e1", column: f"a{hidden}b"}, {"id": "e2"}])
        assert where(reading.rejected) == [("mentees.csv", 2, column)]
        assert reading.people.mentee_ids == ("e2",)

    @pytest.mark.parametrize("hidden", ["\ufe0f", "\U000e0041", "\u3164", "\u2800", "\U000e0100", "\u034f"])
    @pytest.mark.parametrize("column", ["id", "email", "line_manager", "independent_of", "avoids", "prefers"])
    def test_unseen_characters_are_rejected_where_people_are_named(
        self, folder: Path, hidden: str, column: str
    ) -> None:
        wrong = f"U+{ord(hidden):04X}"
        reading = read(folder, [{"id": "e1", column: f"a{hidden}@x.example"}])
        (problem,) = reading.rejected
        assert problem.column == column
        assert wrong in problem.wrong
        assert read(folder, [{"id": "e1", "name": f"Ann {hidden}"}]).rejected == ()
        with pytest.raises(RecordError, match=re.escape(wrong)):
            Mentee(id="e1", avoids=(f"r{hidden}1",))
        for name, headings in (("links", "person,superior"), ("dissolved", "mentee,mentor")):
            table = folder / f"{name}.csv"
            table.write_text(f"{headings}\ne1,r1{hidden}\n", encoding="utf-8")
            with pytest.raises(RecordError, match=re.escape(wrong)):
                read(folder, [{"id": "e1"}], **{name: table})

    def test_composed_and_decomposed_are_one_id(self, folder: Path) -> None:
        rows = [{"id": unicodedata.normalize(form, "Zoë")} for form in ("NFC", "NFD")]  # type: ignore[arg-type]
        reading = read(folder, rows)
        assert [(p.row, p.wrong) for p in reading.rejected] == [
            (2, "is in 2 rows"),
            (3, "is in 2 rows"),
        ]

    def test_a_look_alike_warns_and_never_merges(self, folder: Path) -> None:
        reading = read(folder, [{"id": "a1"}, {"id": "\N{CYRILLIC SMALL LETTER A}1"}])
        assert len(reading.people.mentees) == 2
        assert [(w.row, w.column) for w in reading.warnings if "looks like another id" in w.wrong] == [
            (2, "id"), (3, "id"),
        ]  # fmt: skip

    def test_faults_between_rows_are_on_all_rows_concerned(self, folder: Path) -> None:
        mentees = [
            {"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "C"}, {"id": "d", "email": "x@x.org"}, {"id": "ok"},
        ]  # fmt: skip
        mentees.append({"id": "f", "email": "X@x.org"})
        mentors = [{"id": "c", "email": ""}, {"id": "e", "email": "X@x.org"}, {"id": "ok", "email": ""}]
        reading = read(folder, mentees, mentors)
        assert where(reading.rejected) == [
            ("mentees.csv", 2, "id"), ("mentees.csv", 4, "id"), ("mentees.csv", 5, "id"),
            ("mentees.csv", 6, "email"), ("mentees.csv", 8, "email"), ("mentors.csv", 2, "id"),
        ]  # fmt: skip
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("b", "ok"), ("e", "ok"))

    def test_one_address_under_two_ids_in_two_tables_is_one_person(self, folder: Path) -> None:
        mentees = [{"id": "d", "email": "x@x.org", "consent": "yes"}, {"id": "f", "consent": "yes"}]
        mentors = [{"id": "e", "email": "X@x.org", "consent": "yes"}]
        reading = read(folder, mentees, mentors)
        assert reading.rejected == ()
        assert [(w.value, w.row) for w in reading.warnings if "never paired" in w.wrong] == [
            ("d, e", 2),
            ("e, d", 2),
        ]
        assert match(reading.people).pair_ids == (("f", "e"),)

    def test_a_duplicate_of_a_row_that_is_wrong_is_one_too(self, folder: Path) -> None:
        reading = read(folder, [{"id": "a", "max_km": "far"}, {"id": "a", "max_km": "5"}])
        assert where(reading.rejected) == [
            ("mentees.csv", 2, "max_km"), ("mentees.csv", 2, "id"), ("mentees.csv", 3, "id"),
        ]  # fmt: skip
        assert reading.people.mentees == ()

    def test_an_unknown_appraiser_stays_forbidden_and_is_reported(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "appraiser": "dr who"}])
        assert reading.people.mentees[0].independent_of == ("dr who",)
        warning = one(reading.warnings, "will stay forbidden")
        assert (warning.row, warning.column, warning.value, warning.id) == (2, "appraiser", "dr who", "e1")

    @pytest.mark.parametrize(
        ("written", "sure"),
        [
            ("R1", True), ("Ann Other", True), ("ann@x.org", True), ("r1, r2", False), ("r 1", True),
            ("Dr Other, Ann", True), ("A. Other", False), ("Ann Othr", False), ("ann@nhs.example", False),
        ],
    )  # fmt: skip
    def test_an_appraiser_who_may_be_in_the_scheme_is_kept_apart_and_reported(
        self, folder: Path, written: str, sure: bool
    ) -> None:
        mentors = [{**MENTOR, "name": "Ann Other", "email": "ann@x.org"}]
        reading = read(folder, [{"id": "e1", "consent": "yes", "line manager": written}], mentors)
        assert reading.rejected == ()
        (warning,) = [w for w in reading.warnings if w.column == "line manager" and "mean" in w.wrong]
        assert ("is taken to mean r1" if sure else "may mean r1") in warning.wrong
        assert [(r.written, r.means, r.sure) for r in reading.resolved] == [(written, ("r1",), sure)]
        assert match(reading.people).pair_ids == ()
        settled = read_tables(
            mentees=folder / "mentees.csv", mentors=folder / "mentors.csv",
            same_people=write_csv(folder / "s.csv", [{"written": written, "is": "no", "id": "r1"}]),
        )  # fmt: skip
        assert match(settled.people).pair_ids == (("e1", "r1"),)
        assert settled.resolved == ()

    def test_appraisal_in_a_circle_is_reported_and_every_link_kept(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "appraiser": "r1"}], [{"id": "r1", "appraiser": "e1"}])
        circle = [w for w in reading.warnings if "circle" in w.wrong]
        assert [(w.file, w.row) for w in circle] == [("mentees.csv", 2), ("mentors.csv", 2)]
        assert reading.people.mentees[0].independent_of == ("r1",)
        assert reading.people.mentors[0].independent_of == ("e1",)

    def test_a_person_may_be_in_both_tables(self, folder: Path) -> None:
        reading = read(folder, [{"id": "r1", "name": "Ann"}], [{"id": "r1", "name": "Bo"}])
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("r1",), ("r1",))
        assert where([one(reading.warnings, "differs from the row")]) == [("mentors.csv", 2, "name")]

    def test_without_consent_they_are_read_but_have_none(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "consent": ""}, {"id": "e2", "consent": "no"}])
        assert [m.consent for m in reading.people.mentees] == [False, False]
        assert one(reading.warnings, "has consented").file == "mentees.csv"

    def test_an_unknown_postcode_comes_with_the_nearest_spelling(self, folder: Path) -> None:
        reading = read(
            folder, [{"id": "e1", "postcode": "EC1B"}, {"id": "e2", "postcode": "m1 1aa"}], places=PLACES
        )
        assert reading.people.mentees[0].location == Location(latitude=53.4772, longitude=-2.2358)
        (problem,) = reading.rejected
        assert (problem.row, problem.column, problem.value) == (2, "postcode", "EC1B")
        assert "did you mean 'EC1A'?" in problem.expected

    def test_postcodes_without_a_table_are_kept_and_said(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "postcode": "M1"}])
        assert reading.people.mentees[0].postcode == "M1"
        assert one(reading.warnings, "without a postcode table").column == "postcode"

    def test_protected_characteristics_are_refused_with_where_they_belong(self, folder: Path) -> None:
        (problem,) = raised(folder, "id,Gender\ne1,x\n")
        assert problem.column == "Gender"
        assert "equality audit" in problem.expected


MENTOR_VALUES = [
    ("capacity", "nan"), ("capacity", "inf"), ("capacity", "-1"), ("capacity", "2.5"), ("capacity", "1_000"),
    ("capacity", "٣"), ("capacity", "9" * 5000), ("capacity", "1,5"), ("capacity", "a few"),
    ("capacity", "10001"),
    ("minimum_load", "2"), ("minimum_load", "-1"), ("hours_a_month", "1e999"), ("hours_a_month", "-1"),
    ("hours_a_month", "nan"), ("max_km", "inf"), ("max_km", "1e999"), ("max_km", "-3"), ("max_km", "far"),
    ("seniority", "101"), ("seniority", "ST3"), ("trained", "ask Bo"), ("online", "2"), ("consent", "?"),
    ("trained_on", "2025-02-29"), ("trained_on", "04/03/2026"), ("trained_on", "30/02/2026"),
    ("offers", "audit"), ("offers", "audit:6"), ("offers", "audit:0"), ("offers", "audit:2.5"),
    ("answer: I plan", "6"), ("answer: I plan", "3.5"), ("answers", "I plan"), ("email", "a@x, b@y"),
    ("email", "a@x.org%0aBcc: b@y.org"), ("name", "two\nlines"), ("avoids", "x" * 201),
]  # fmt: skip


class TestValues:
    """The line "Values"."""

    @pytest.mark.parametrize(("column", "value"), MENTOR_VALUES)
    def test_are_row_errors(self, folder: Path, column: str, value: str) -> None:
        reading = read(folder, [], [{**MENTOR, column: value}, {"id": "r2"}])
        (problem,) = reading.rejected
        assert (problem.file, problem.row, problem.column, problem.id) == ("mentors.csv", 2, column, "r1")
        assert problem.wrong
        assert problem.expected
        assert reading.people.mentor_ids == ("r2",)

    @pytest.mark.parametrize(
        ("latitude", "longitude", "column"),
        [("91", "0.5", "latitude"), ("-0.12", "181", "longitude"), ("0", "0", "latitude"),
        ("51.5", "", "longitude"),
         ("", "0.1", "latitude"), ("nan", "0.1", "latitude"), ("51,5", "0.1", "latitude"),
         ("-97.7", "30.3", "latitude")],
    )  # fmt: skip
    def test_coordinates(self, folder: Path, latitude: str, longitude: str, column: str) -> None:
        row = {"id": "e1", "latitude": latitude, "longitude": longitude}
        assert where(read(folder, [row]).rejected) == [("mentees.csv", 2, column)]

    def test_a_latitude_that_only_a_swap_explains(self, folder: Path) -> None:
        (problem,) = read(folder, [{"id": "e1", "latitude": "-97.7", "longitude": "30.3"}]).rejected
        assert "look swapped" in problem.wrong

    def test_swapped_coordinates_are_seen_by_the_table_as_a_whole(self, folder: Path) -> None:
        rows = [{"id": f"e{i}", "latitude": f"5{i}.5", "longitude": f"-{i}.1"} for i in range(5)]
        far = {"id": "far", "latitude": "40.7", "longitude": "-74.0"}
        swapped = {"id": "swapped", "latitude": "-0.1", "longitude": "51.5"}
        reading = read(folder, [*rows, far, swapped])
        assert where(reading.rejected) == [("mentees.csv", 8, "latitude")]
        assert "swapped" in reading.rejected[0].wrong

    def test_a_table_swapped_throughout_is_seen_by_the_table_of_places(self, folder: Path) -> None:
        places = Places({"EC1A": (51.5203, -0.1024), "M1": (53.4772, -2.2358), "LS1": (53.8, -1.5)})
        rows = [{"id": f"e{i}", "latitude": "-0.1", "longitude": "51.5"} for i in range(3)]
        assert len(read(folder, rows, places=places).rejected) == 3
        assert read(folder, rows).rejected == ()

    def test_coordinates_that_contradict_the_postcode(self, folder: Path) -> None:
        row = {"postcode": "M1", "longitude": "-2.2"}
        rows = [{**row, "id": "e1", "latitude": "53.5"}, {**row, "id": "e2", "latitude": "35.5"}]
        reading = read(folder, rows, places=PLACES)
        assert where(reading.rejected) == [("mentees.csv", 3, "latitude")]
        assert "1,999 km from the postcode" in reading.rejected[0].wrong

    @pytest.mark.parametrize("column", ["seniority", "max_km", "answer: I plan"])
    def test_ranks_in_place_of_scores_are_asked_about(self, folder: Path, column: str) -> None:
        rows = [{"id": f"e{i}", column: str(6 - i)} for i in range(1, 6)]
        assert one(read(folder, rows).warnings, "as ranks would").column == column

    @pytest.mark.parametrize("values", ["12344", "12346", "1234", "23456"])
    def test_other_numbers_are_not(self, folder: Path, values: str) -> None:
        rows = [{"id": f"e{i}", "seniority": value} for i, value in enumerate(values)]
        assert not [w for w in read(folder, rows).warnings if "ranks" in w.wrong]

    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("Ash, Amy", False),
            ("Amy Ash, Bo Birch", True),
            ("a@x.example, b@x.example", True),
            ("Ash, Amy; Bo", False),
        ],
    )
    def test_commas_between_people_are_asked_about_but_not_within_one(
        self, folder: Path, written: str, asked: bool
    ) -> None:
        found = read(folder, [{"id": "e1", "avoids": written}]).warnings
        assert any("commas but never" in w.wrong for w in found) == asked

    def test_commas_in_place_of_the_separator_are_asked_about(self, folder: Path) -> None:
        rows = [{"id": "e1", "values": "a, b"}, {"id": "e2", "values": "c"}]
        assert one(read(folder, rows).warnings, "commas but never the separator").column == "values"
        fits = read(folder, rows, columns=ColumnMap(separator=","))
        assert fits.people.mentees[0].values == ("a", "b")
        assert not [w for w in fits.warnings if "separator" in w.wrong]

    @pytest.mark.parametrize(
        ("first", "second", "wrong"), [("audit:3", "audit:4", True), ("audit:3", "audit:3; R:1", False)]
    )
    def test_two_columns_that_contradict_each_other(
        self, folder: Path, first: str, second: str, wrong: bool
    ) -> None:
        columns = ColumnMap(mentees={"wants": ["first", "second"]})
        reading = read(folder, [{"id": "e1", "first": first, "second": second}], columns=columns)
        assert where(reading.rejected) == ([("mentees.csv", 2, "second")] if wrong else [])

    def test_all_faults_of_a_row_and_of_all_tables_at_once(self, folder: Path) -> None:
        mentees = write_csv(
            folder / "a.csv", [{"id": "e1", "max_km": "far", "email": "x"}, {"id": "", "max_km": "1"}]
        )
        mentors = write_csv(folder / "b.csv", [{"id": "r1", "capacity": "-1", "minimum_load": "x"}])
        with pytest.raises(RecordError) as caught:
            read_people(mentees=mentees, mentors=mentors)
        assert where(caught.value.problems) == [
            ("a.csv", 2, "max_km"), ("a.csv", 2, "email"), ("a.csv", 3, "id"),
            ("b.csv", 2, "minimum_load"), ("b.csv", 2, "capacity"),
        ]  # fmt: skip

    def test_an_unreadable_capacity_is_not_compared_with(self, folder: Path) -> None:
        reading = read(folder, [], [{"id": "r1", "capacity": "many", "minimum_load": "3"}])
        assert where(reading.rejected) == [("mentors.csv", 2, "capacity")]

    def test_a_broken_file_does_not_hide_the_faults_of_the_other(self, folder: Path) -> None:
        mentees = write_csv(folder / "a.csv", [{"name": "Ann"}])
        mentors = write_csv(folder / "b.csv", [{"id": "r1", "capacity": "-1"}])
        with pytest.raises(RecordError) as caught:
            read_tables(
                mentees=mentees, mentors=mentors, places=folder / "gone.csv", links=folder / "gone too.csv"
            )
        assert [p.file for p in caught.value.problems] == ["gone.csv", "gone too.csv", "a.csv", "b.csv"]
        assert {p.file for p in caught.value.problems} == {"gone.csv", "gone too.csv", "a.csv", "b.csv"}

    def test_the_message_never_quotes_what_was_typed(self, folder: Path) -> None:
        secret = dict.fromkeys(("max_km", "email", "consent", "wants", "seniority"), "Zwicky")
        reading = read(folder, [{"id": "e1", **secret}], places=PLACES)
        assert len(reading.rejected) == 5
        assert "Zwicky" not in str(RecordError(reading.rejected))
        assert set(problem_table(reading.rejected)["value"]) == {"Zwicky"}


class TestNothingIsLost:
    """Rows read are rows accepted plus rows rejected, and what protects people outlives a rejected row."""

    def test_reporting_lines_of_rejected_rows_stay(self, folder: Path) -> None:
        mentees = [{"id": "e1", "appraiser": "r1; r2", "max_km": "far"}]
        mentors = [{"id": "r1", "supervises": "e2; e3", "capacity": "-1"}]
        people = read(folder, mentees, mentors).people
        assert people.links == (("e1", "r1"), ("e1", "r2"), ("e2", "r1"), ("e3", "r1"))

    def test_they_are_not_doubled(self, folder: Path) -> None:
        links = write_csv(folder / "links.csv", [{"person": "e1", "superior": "r1"}])
        mentees = [{"id": "e1", "appraiser": "r1", "max_km": "far"}]
        assert read(folder, mentees, links=links).people.links == (("e1", "r1"),)

    def test_duplicates_leave_theirs_too(self, folder: Path) -> None:
        people = read(folder, [{"id": "e1", "appraiser": "r1"}, {"id": "e1", "appraiser": "r2"}]).people
        assert people.links == (("e1", "r1"), ("e1", "r2"))

    def test_avoided_people_of_rejected_rows_stay_avoided(self, folder: Path) -> None:
        mentees = [{"id": "a", "avoids": "b", "max_km": "far"}, {"id": "b", "max_km": ""}]
        people = read(folder, mentees, [{"id": "a", "avoids": "c"}, {"id": "b"}]).people
        assert (people.mentors[0].avoids, people.avoided) == (("c",), (("a", "b"),))

    def test_what_nobody_sees_hides_nobody(self, folder: Path) -> None:
        mentees = [{"id": "a", "avoids": "b\u200b"}, {"id": "b"}, {"id": "c\ufe0f", "appraiser": "b"}]
        reading = read(folder, mentees, [{"id": "a"}, {"id": "b"}])
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("b",), ("a", "b"))
        assert reading.people.avoided == (("a", "b"),)
        assert reading.people.links == (("c", "b"),)

    def test_a_cell_that_cannot_be_read_keeps_the_person_out_altogether(self, folder: Path) -> None:
        mentees = pd.DataFrame({"id": ["a", "b"], "avoids": [object(), ""]})
        mentors = pd.DataFrame({"id": ["a", "b"]})
        reading = read_tables(mentees=mentees, mentors=mentors)
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("b",), ("b",))
        assert where(reading.rejected) == [("mentees", 2, "avoids"), ("mentors", 2, "id")]
        assert where([one(reading.warnings, "not all of its supervisors")]) == [("mentees", 2, "")]

    def test_a_merged_cell_forbids_what_one_sees_in_it(self, folder: Path) -> None:
        path = write_xlsx(folder / "m.xlsx", {
            "mentees": [["id", "line_manager"], ["e1", "r1"], ["e2", None], ["e3", "r2"]],
            "mentors": [["id"], ["r1"], ["r2"]],
        })  # fmt: skip
        book = openpyxl.load_workbook(path)
        book["mentees"].merge_cells("B2:B3")
        book.save(path)
        reading = read_tables(path)
        assert where(reading.rejected) == [("m.xlsx, sheet mentees", 3, "line_manager")]
        assert reading.people.links == (("e2", "r1"),)

    def test_whoever_a_row_without_id_names_may_be_meant_by_anybody(self, folder: Path) -> None:
        mentees = [{"id": "", "appraiser": "r1"}, {"id": "e2"}, {"id": "e3", "appraiser": "boss"}]
        reading = read(folder, mentees, [{"id": "r1"}, {"id": "r2"}])
        assert where([one(reading.warnings, "linked with anybody")]) == [("mentees.csv", 2, "")]
        assert set(reading.people.avoided) == {("r1", other) for other in ("e2", "e3", "r2")}
        assert set(reading.people.links) == {("r1", "boss"), ("boss", "r1")}

    def test_nothing_is_said_of_rows_that_left_all(self, folder: Path) -> None:
        reading = read(folder, [{"id": "e1", "appraiser": "r1", "max_km": "far"}])
        assert not [w for w in reading.warnings if "was rejected" in w.wrong]

    def test_row_numbers_are_at_hand(self, folder: Path) -> None:
        reading = read_text(folder, "id,name\n\ne1,a\ne1x\ne2,b\n")
        assert reading.row_of("mentees", "e1") == 3
        assert reading.row_of("mentees", "e2") == 5
        assert reading.row_of("mentors", "r1") == 2
        assert reading.row_of("mentees", "nobody") is None

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    @given(
        st.lists(
            st.fixed_dictionaries({
                "id": st.sampled_from(["a", "b", "A", "c", "", "d\u200b"]),
                "max_km": st.sampled_from(["", "5", "far"]),
                "appraiser": st.sampled_from(["", "a", "z", "r1"]),
            }),
            max_size=6,
        ),
        st.lists(st.sampled_from(["x", "x,y,z,w", "\0,,", ",,"]), max_size=2),
    )  # fmt: skip
    def test_read_is_accepted_plus_rejected(self, folder: Path, rows: Rows, broken: list[str]) -> None:
        lines = ["id,max_km,appraiser", *(f"{r['id']},{r['max_km']},{r['appraiser']}" for r in rows), *broken]
        reading = read_text(folder, "\n".join(lines) + "\n")
        count = reading.counts["mentees"]
        blank = sum(not line.strip(",") for line in lines)
        assert count.read == len(lines) - 1 - blank == count.accepted + count.rejected
        assert count.accepted == len(reading.people.mentees)
        assert count.rejected == len({p.row for p in reading.rejected if p.file == "mentees.csv"})
        kept = {m.id for m in reading.people.mentees}
        lines_kept = set(reading.people.links) | {
            (m.id, s) for m in reading.people.mentees for s in m.independent_of
        }
        for row in rows:
            if row["id"] and "\u200b" not in row["id"] and row["appraiser"]:
                assert (row["id"], row["appraiser"]) in lines_kept
        assert kept <= {row["id"] for row in rows}


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


TEXT = (
    st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
    .map(composed)
    .filter(lambda text: not {";", ":"} & set(text))  # composing makes a semicolon of the Greek question mark
)
TAGS = st.lists(TEXT, max_size=3, unique=True).map(tuple)
LEVELS = st.dictionaries(TEXT, st.integers(1, 5), max_size=3)
COMMON = {
    "name": TEXT, "role": TEXT, "workplace": TEXT, "motivation": TEXT, "professional_interests": TEXT,
    "professional_tags": TAGS, "values": TAGS, "groups": TAGS, "answers": LEVELS, "online": st.booleans(),
    "consent": st.booleans(), "seniority": st.none() | st.integers(0, 100),
    "max_km": st.none() | st.floats(0, 25_000).map(lambda x: round(x, 6)),
    "location": st.none() | st.builds(
        Location, latitude=st.floats(50, 59).map(lambda x: round(x, 6)),
        longitude=st.floats(-8, 2).map(lambda x: round(x, 6)),
    ),
}  # fmt: skip
MENTEES = st.fixed_dictionaries({**COMMON, "wants": LEVELS, "demand": st.integers(0, 9)})
MENTORS = st.fixed_dictionaries({
    **COMMON, "offers": LEVELS, "capacity": st.integers(5, 9), "minimum_load": st.integers(0, 5),
    "hours_a_month": st.none() | st.integers(0, 744).map(float), "trained": st.booleans(),
    "trained_on": st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
})  # fmt: skip


def as_row(person: Mentee | Mentor) -> dict[str, str]:
    """Return a person as a row of a table, as the documentation describes it."""
    row = {}
    for name, value in dict(person).items():
        if name == "declared":  # has columns only where a policy names them
            continue
        if name == "location":
            row |= (
                {} if value is None else {"latitude": f"{value.latitude}", "longitude": f"{value.longitude}"}
            )
        elif isinstance(value, bool):
            row[name] = "yes" if value else "no"
        elif isinstance(value, Mapping):
            row[name] = "; ".join(f"{area}:{level}" for area, level in value.items())
        elif isinstance(value, tuple):
            row[name] = "; ".join(value)
        elif value is not None:
            row[name] = str(value)
    return row


class TestRoundTrip:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
    @given(st.lists(MENTEES, max_size=3), st.lists(MENTORS, max_size=3))
    def test_people_written_are_people_read(
        self, folder: Path, mentees: list[dict[str, Any]], mentors: list[dict[str, Any]]
    ) -> None:
        people = People(
            mentees=tuple(Mentee(id=f"e{i}", avoids=("r0",), **m) for i, m in enumerate(mentees)),
            mentors=tuple(Mentor(id=f"r{i}", prefers=("e0", "e1"), **m) for i, m in enumerate(mentors)),
        )
        rows = [as_row(m) for m in people.mentees] or [{"id": ""}]
        rows2 = [as_row(m) for m in people.mentors] or [{"id": ""}]
        assert read(folder, rows, rows2).people == people

        header = list(dict.fromkeys(name for row in rows for name in row))
        header2 = list(dict.fromkeys(name for row in rows2 for name in row))
        sheets = {
            "mentees": [header, *([row.get(name) for name in header] for row in rows)],
            "mentors": [header2, *([row.get(name) for name in header2] for row in rows2)],
        }
        path = write_xlsx(folder / "people.xlsx", sheets, formulas=False)
        assert read_tables(path).people == people

    def test_a_frame_of_people(self) -> None:
        mentees = (Mentee(id="007", values=("a", "b"), wants={"audit": 3}, max_km=2.5, consent=True),)
        frame = pd.DataFrame([{**dict(m), "location": None} for m in mentees])
        frame = frame.drop(columns=["location", "declared"])
        before = frame.copy(deep=True)
        people = read_people(mentees=frame, mentors=pd.DataFrame({"id": ["r1"]}))
        assert people.mentees == mentees
        pd.testing.assert_frame_equal(frame, before)

    def test_rows_of_a_frame_are_numbered_as_in_a_spreadsheet(self) -> None:
        frame = pd.DataFrame({"id": ["a", "b"], "max_km": [1.5, -1.0]}, index=["x", "y"])
        (problem,) = read_tables(mentees=frame, mentors=frame.iloc[:0]).rejected
        assert where([problem]) == [("mentees", 3, "max_km")]

    def test_fractions_for_ids_say_what_to_do(self) -> None:
        frame = pd.DataFrame({"id": [7.0, 8.0]})
        with pytest.raises(RecordError, match="dtype=str"):
            read_tables(mentees=frame, mentors=pd.DataFrame({"id": ["r1"]}))


class TestWorkbook:
    def test_all_tables_in_one(self, folder: Path) -> None:
        path = workbook(folder, {
            "Mentees": [["id", "max km"], ["e1", 5]], "MENTORS": [["id"], ["r1"]],
            "links": [["person", "superior"], ["r1", "boss"]], "Dissolved": [["mentee", "mentor"], ["e1",
            "r1"]],
        })  # fmt: skip
        people = read_people(path)
        assert (people.mentee_ids, people.mentor_ids) == (("e1",), ("r1",))
        assert (people.links, people.dissolved) == ((("r1", "boss"),), (("e1", "r1"),))

    def test_a_sheet_that_is_missing_names_the_nearest(self, folder: Path) -> None:
        with pytest.raises(RecordError, match=r"no sheet 'mentors'; its sheets are: mentees, mentor list"):
            read_people(workbook(folder, {"mentees": [["id"]], "mentor list": [["id"]]}))

    def test_a_sheet_left_unread_is_said(self, folder: Path) -> None:
        path = workbook(folder, {"mentees": [["id"]], "mentors": [["id"]], "notes": [["x"]]})
        assert one(read_tables(path).warnings, "was not read").file == "people.xlsx, sheet notes"

    def test_the_two_tables_apart_in_one_workbook(self, folder: Path) -> None:
        path = workbook(folder, {"mentees": [["id"], ["e1"]], "mentors": [["id"], ["r1"]]})
        assert read_people(mentees=path, mentors=path).mentor_ids == ("r1",)


class TestArguments:
    @pytest.mark.parametrize(
        "given",
        [{}, {"mentees": "a.csv"}, {"mentors": "a.csv"}, {"path": "x", "mentees": "a", "mentors": "b"}],
    )
    def test_neither_or_both(self, given: dict[str, Any]) -> None:
        with pytest.raises(TypeError, match="either the path of one workbook"):
            read_people(**given)

    def test_nobody_at_all_is_no_error(self, folder: Path) -> None:
        for name in ("mentees.csv", "mentors.csv"):
            (folder / name).write_text("id\n")
        people = read_people(mentees=folder / "mentees.csv", mentors=folder / "mentors.csv")
        assert people == People()

    def test_read_people_takes_all_or_none(self, folder: Path) -> None:
        mentees = write_csv(folder / "a.csv", [{"id": "e1", "max_km": "x"}, {"id": "e2"}])
        with pytest.raises(RecordError, match="1 error"):
            read_people(mentees=mentees, mentors=write_csv(folder / "b.csv", [MENTOR]))

    def test_read_people_warns_about_files_once(self, folder: Path) -> None:
        mentees = write_csv(folder / "a.csv", [{"id": "e1", "name": "Zoë"}], "cp1252")
        mentors = write_csv(folder / "b.csv", [{"id": "r1", "name": "ZoÃ«"}])
        with pytest.warns(ReadingWarning, match=r"2 warnings, the first of them: a\.csv row 2") as caught:
            read_people(mentees=mentees, mentors=mentors)
        assert len(caught) == 1
        assert caught[0].filename == __file__
        assert "Zo" not in str(caught[0].message)

    def test_places_and_map_by_path(self, folder: Path) -> None:
        places = write_csv(folder / "p.csv", [{"pcd": "M1", "latitude": "53.5", "longitude": "-2.2"}])
        (folder / "map.toml").write_text('[places]\npostcode = "pcd"\n[mentees]\nid = "no."\n')
        reading = read(folder, [{"no.": "e1", "postcode": "m1"}], places=places, columns=folder / "map.toml")
        assert reading.people.mentees[0].location == Location(latitude=53.5, longitude=-2.2)

    def test_a_bad_map_is_an_error_by_itself(self, folder: Path) -> None:
        (folder / "map.toml").write_text("[mentes]\n")
        with pytest.raises(RecordError, match=r"map\.toml, mentes: is an unknown key"):
            read(folder, [{"id": "e1"}], columns=folder / "map.toml")


class TestPairTables:
    def test_are_read_with_their_headings(self, folder: Path) -> None:
        links = write_csv(folder / "l.csv", [{"staff": "e1", "boss": "x", "since": "2020"}])
        columns = ColumnMap(links={"person": "staff", "superior": "Boss"})
        assert read(folder, [{"id": "e1"}], links=links, columns=columns).people.links == (("e1", "x"),)

    @pytest.mark.parametrize(
        ("pair", "wrong"),
        [(("e1", ""), "is empty"), (("e1", "r\u200b1"), "invisible"), (("x" * 201, "r1"), "longer than 200"),
         (("e1", "e1"), "with themself"), (("r1", "e1"), "mentor in the mentee column")],
    )  # fmt: skip
    def test_no_row_of_them_may_be_left_out(self, folder: Path, pair: tuple[str, str], wrong: str) -> None:
        rows = [{"mentee": "e1", "mentor": "r9"}, dict(zip(("mentee", "mentor"), pair, strict=True))]
        dissolved = write_csv(folder / "d.csv", rows)
        with pytest.raises(RecordError) as caught:
            read(folder, [{"id": "e1", "name": "Ann Other"}], dissolved=dissolved)
        (problem,) = caught.value.problems
        assert (problem.file, problem.row) == ("d.csv", 3)
        assert wrong in problem.wrong

    def test_reporting_lines_may_go_either_way(self, folder: Path) -> None:
        links = write_csv(folder / "l.csv", [{"person": "r1", "superior": "e1"}])
        assert read(folder, [{"id": "e1"}], links=links).people.links == (("r1", "e1"),)

    def test_a_formula_without_value(self, folder: Path) -> None:
        links = write_xlsx(folder / "l.xlsx", {"links": [["person", "superior"], ["e1", "=A2"]]})
        with pytest.raises(RecordError, match=r"l\.xlsx row 2, superior: is a formula"):
            read(folder, [{"id": "e1"}], links=links)

    def test_a_missing_heading_names_the_nearest(self, folder: Path) -> None:
        links = write_csv(folder / "l.csv", [{"persons": "e1", "superior": "x"}])
        with pytest.raises(RecordError, match="did you mean 'persons'"):
            read(folder, [{"id": "e1"}], links=links)

    def test_fractions(self, folder: Path) -> None:
        links = pd.DataFrame({"person": [1.0], "superior": ["x"]})
        with pytest.raises(RecordError, match="dtype=str"):
            read(folder, [{"id": "e1"}], links=links)

    def test_ragged_rows(self, folder: Path) -> None:
        (folder / "l.csv").write_text("person,superior\ne1,x\ne2\n")
        with pytest.raises(RecordError, match=r"l\.csv row 3: has 1 cells"):
            read(folder, [{"id": "e1"}], links=folder / "l.csv")

    def test_states_of_a_rematch(self, folder: Path) -> None:
        ids = ["e1", "=e", "'=e", "＋e"]
        rows = [(one, "r9", state) for one in ids for state in ("dissolved", "proposed", "ended")]
        states = pd.DataFrame(rows, columns=["mentee_id", "mentor_id", "state"])
        (folder / "states.csv").write_bytes(csv_bytes(states))
        expected = tuple((one, "r9") for one in ids)
        mentees = [{"id": one} for one in ids]
        assert read(folder, mentees, dissolved=folder / "states.csv").people.dissolved == expected
        assert read(folder, mentees, dissolved=states).people.dissolved == expected

    def test_a_state_that_no_pair_has(self, folder: Path) -> None:
        row = {"mentee_id": "e1", "mentor_id": "r9", "state": "disolved"}
        with pytest.raises(RecordError, match=r"states\.csv row 2, state: is not a state of a pair"):
            read(folder, [{"id": "e1"}], dissolved=write_csv(folder / "states.csv", [row]))

    def test_warnings_about_them_have_their_rows(self, folder: Path) -> None:
        dissolved = write_csv(folder / "d.csv", [{"mentee": "e1", "mentor": "r9"}])
        warning = one(read(folder, [{"id": "e1"}], dissolved=dissolved).warnings, "is not a mentor")
        assert where([warning]) == [("d.csv", 2, "mentor")]


class TestBothRoles:
    MAP: Mapping[str, Any] = {"mentees": {"both": "both?"}, "mentors": {"both": "both?"}}

    def read(self, folder: Path, mentees: Rows, mentors: Rows, **more: Any) -> Reading:
        return read(folder, mentees, mentors, columns=ColumnMap(**self.MAP, **more))

    def test_who_stands_in_one_table_alone_gets_one_warning(self, folder: Path) -> None:
        mentees = [{"id": "e1", "both?": "yes"}, {"id": "a", "both?": "yes"}, {"id": "e3", "both?": ""}]
        reading = self.read(folder, mentees, [{"id": "a", "both?": "yes"}])
        warnings = [w for w in reading.warnings if "is yes, but" in w.wrong]
        assert where(warnings) == [("mentees.csv", 2, "both?")]
        assert reading.people.mentor_ids == ("a",)

    def test_a_flag_of_no_for_a_person_in_both_tables(self, folder: Path) -> None:
        reading = self.read(folder, [{"id": "a", "both?": "no"}], [{"id": "a", "both?": "yes"}])
        assert where([one(reading.warnings, "is no, but")]) == [("mentees.csv", 2, "both?")]

    def test_created_with_what_both_roles_share(self, folder: Path) -> None:
        mentees = [{"id": "e1", "both?": "yes", "name": "Ann", "consent": "yes", "avoids": "x", "demand": "3",
                    "wants": "audit:3"}]  # fmt: skip
        mentors = [{"id": "r1", "both?": "yes", "capacity": "4"}, {"id": "r2", "both?": "no", "capacity": ""}]
        reading = self.read(folder, mentees, mentors, both={"missing": "create"})
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("e1", "r1"), ("r1", "r2", "e1"))
        assert reading.people.mentors[2] == Mentor(id="e1", name="Ann", consent=True, avoids=("x",))
        assert reading.people.mentees[1].demand == 1
        assert len([w for w in reading.warnings if "was added" in w.wrong]) == 2
        assert reading.counts["mentors"].accepted == 2
        assert reading.row_of("mentors", "e1") is None

    @pytest.mark.parametrize("missing", ["warn", "create"])
    def test_who_is_known_by_email_or_was_rejected_is_not_created(self, folder: Path, missing: str) -> None:
        mentees = [{"id": "a", "both?": "yes", "max_km": "far"}, {"id": "b", "both?": "yes", "max_km": ""}]
        mentors = [{"id": "a", "both?": "yes", "max_km": ""}, {"id": "b", "both?": "yes", "max_km": "far"}]
        reading = self.read(folder, mentees, mentors, both={"missing": missing})
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("b",), ("a",))
        assert not [w for w in reading.warnings if "says" in w.wrong]


CIVIL_MENTEES = [
    {"first name": "Ann", "last name": "Other", "email address": "ann@x.gov", "both mentor and mentee": "yes",
     "job title": "Analyst", "grade": "AA", "organisation": "Department of Peace", "profession": "Policy",
     "match with similar identity": "no", "identity to match": "x", "biography": "y, z"},
    {"first name": "Bo", "last name": "Li", "email address": "bo@x.gov", "both mentor and mentee": "no",
     "job title": "Analyst", "grade": "Grade 7", "organisation": "Department of Fun", "profession": "HR",
     "match with similar identity": "yes", "identity to match": "", "biography": ""},
]  # fmt: skip
CIVIL_MENTORS = [
    {"first name": "Cy", "last name": "Young", "email address": "cy@x.gov", "both mentor and mentee": "yes",
     "job title": "Director", "grade": "SCS2", "organisation": "Department of Joy", "profession": "HR",
     "characteristics": "x, y", "biography": ""},
]  # fmt: skip


def test_the_map_for_the_application_form(folder: Path) -> None:
    """Answers under the questions of the form itself."""
    form = {
        "Name": "Ann Other", "Email Address": "ann@x.org", "Current job role (grade)": "ST3",
        "Place of work": "St Mary's", "Why do you want to participate in the mentoring scheme?": "To learn",
        "What are your professional interests?": "QI, R", "What are your personal interests and hobbies?": "",
        "Any other information that we should be aware of": "",
    }  # fmt: skip
    distance = "What is the maximum distance you would be willing to travel to meet your {}? (miles)"
    mentee = {
        **form, distance.format("Mentor"): "10", "Your appraiser's email address": "Cy@x.org",
        "Your educational supervisor's email address": "",
    }  # fmt: skip
    mentor = {
        **form, "Email Address": "cy@x.org", distance.format("Mentee"): "",
        "How many mentees would you take on at a time?": "2",
        "Have you completed a training course in mentoring?": "Yes",
        "Email addresses of the trainees whom you appraise or supervise": "ann@x.org; bo@x.org",
    }  # fmt: skip
    columns = CIVIL_SERVICE.with_name("application-form.toml")
    reading = read(
        folder,
        [mentee, {**mentee, "Email Address": "bo@x.org", "Your appraiser's email address": "cy@x.org"}],
        [mentor],
        columns=columns,
    )
    assert reading.rejected == ()
    _, bo = reading.people.mentees
    assert match(reading.people).pair_ids == ()
    assert (bo.name, bo.max_km, bo.consent, bo.independent_of) == ("Ann Other", 16.09344, True, ("cy@x.org",))
    (cy,) = reading.people.mentors
    assert (cy.capacity, cy.trained, cy.supervises) == (2, True, ("ann@x.org", "bo@x.org"))


class TestCivilServiceMap:
    """Files of a real form, with their own headings, read without editing."""

    def test_reads_them(self, folder: Path) -> None:
        reading = read(folder, CIVIL_MENTEES, CIVIL_MENTORS, columns=CIVIL_SERVICE)
        assert reading.rejected == ()
        ann, bo = reading.people.mentees
        assert ann == Mentee(
            id="ann@x.gov", email="ann@x.gov", name="Ann Other", role="Analyst AA",
            workplace="Department of Peace",
            professional_tags=("Policy",), seniority=1, consent=True, online=True,
        )  # fmt: skip
        assert (bo.seniority, reading.people.mentors[0].seniority) == (6, 9)
        assert [(w.file, w.row) for w in reading.warnings if "is yes, but" in w.wrong] == [
            ("mentees.csv", 2), ("mentors.csv", 2),
        ]  # fmt: skip

    def test_nothing_protected_gets_in(self, folder: Path) -> None:
        people = read(folder, CIVIL_MENTEES, CIVIL_MENTORS, columns=CIVIL_SERVICE).people
        texts = [
            str(value) for person in (*people.mentees, *people.mentors) for value in dict(person).values()
        ]
        assert not [text for text in texts if text in {"x", "x, y", "y, z"}]

    def test_without_the_map_the_form_is_refused(self, folder: Path) -> None:
        with pytest.raises(RecordError) as caught:
            read(folder, CIVIL_MENTEES, CIVIL_MENTORS)
        assert {"identity to match", "characteristics"} <= {p.column for p in caught.value.problems}

    def test_a_grade_that_the_map_lacks(self, folder: Path) -> None:
        mentees = [{**CIVIL_MENTEES[0], "grade": "Grade 5"}]
        (problem,) = read(folder, mentees, CIVIL_MENTORS, columns=CIVIL_SERVICE).rejected
        assert (problem.column, problem.value) == ("grade", "Grade 5")
        assert "did you mean" in problem.expected

    @pytest.mark.data
    @pytest.mark.parametrize(("size", "people"), [("small", 50), ("large", 500)])
    def test_the_real_files(self, data_dir: Path, size: str, people: int) -> None:
        data = data_dir / "mentors_jonodrew"
        reading = read_tables(
            mentees=data / f"{size}_mentees.csv", mentors=data / f"{size}_mentors.csv", columns=CIVIL_SERVICE
        )
        assert reading.rejected == ()
        assert {(c.read, c.accepted) for c in reading.counts.values()} == {(people, people)}
        assert all("is yes, but" in w.wrong for w in reading.warnings)
        assert all(
            1 <= m.seniority <= 11 for m in (*reading.people.mentees, *reading.people.mentors) if m.seniority
        )
