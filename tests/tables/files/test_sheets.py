"""Files as they come: encodings, quotes, workbooks with traps, frames; read right or refused."""

from __future__ import annotations

import csv
import io
import re
import struct
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from helpers.table_files import rewrite, write_xlsx
from mentormatch.errors import RecordError, RowProblem
from mentormatch.tables.files import sources, workbooks, zipped
from mentormatch.tables.files.delimited import read_delimited
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.frames import read_frame
from mentormatch.tables.files.sheets import MAX_CELL, OLE_MAGIC, Sheet, is_mojibake
from mentormatch.tables.files.sources import read_table, read_workbook
from mentormatch.tables.files.worksheets import position, walk

# openpyxl writes the empty element with lxml, where that is installed, and without it.
WITHOUT_VALUE = rb'<c r="%s"><f>1\+1</f><v ?(?:/>|></v>)</c>'
CELL = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\u2028\u2029\x85"))


def delimited(text: str, encoding: str = "utf-8") -> Sheet:
    return read_delimited(text.encode(encoding), "m.csv")


def refused(data: bytes) -> RowProblem:
    with pytest.raises(RecordError) as caught:
        read_delimited(data, "m.csv")
    (problem,) = caught.value.problems
    assert problem.file == "m.csv"
    return problem


def cells(sheet: Sheet) -> list[list[str]]:
    return [list(row) for _, row in sheet.rows]


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_utf8_with_and_without_byte_order_mark(self, encoding: str) -> None:
        sheet = delimited("id,name\ne1,Zoë\n", encoding)
        assert (sheet.header, cells(sheet), sheet.warnings) == (("id", "name"), [["e1", "Zoë"]], ())

    def test_cp1252_is_read_and_said(self) -> None:
        sheet = delimited("id,name\ne1,Ann\ne2,Zoë – “Z”\n", "cp1252")
        assert cells(sheet)[1] == ["e2", "Zoë – “Z”"]
        (warning,) = sheet.warnings
        assert "Windows-1252 (cp1252)" in warning.wrong
        assert (warning.row, warning.value) == (3, "Zoë – “Z”")

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
    def test_utf16_without_its_mark_is_refused_with_what_to_do(self, encoding: str) -> None:
        problem = refused("id,name\ne1,Ann\n".encode(encoding))
        assert "UTF-16" in problem.wrong
        assert "CSV UTF-8" in problem.expected

    @pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("start", ["", "sep={}\r\n"])
    def test_utf16_with_its_mark_is_read(
        self, encoding: str, mark: bytes, delimiter: str, start: str
    ) -> None:
        text = start.format(delimiter) + f"id{delimiter}name\r\ne1{delimiter}Zo\u00eb \U0001f600\r\n"
        sheet = read_delimited(mark + text.encode(encoding), "m.csv")
        assert (sheet.header, cells(sheet)) == (("id", "name"), [["e1", "Zo\u00eb \U0001f600"]])

    def test_half_a_file_in_utf16_is_refused(self) -> None:
        assert "throughout" in refused("id,name\ne1,Ann\n".encode("utf-16") + b"x").wrong

    def test_what_is_no_known_encoding(self) -> None:
        assert "neither in UTF-8 nor in Windows-1252" in refused(b"id,name\ne1,\x81\x8d\xff").wrong

    def test_a_program_is_not_text(self) -> None:
        assert "not text" in refused(bytes(200) + b"\x7fELF").wrong

    @pytest.mark.parametrize("name", ["ZoÃ« Ã‰mile", "Oâ€™Neil", "Â£5", "FranÃ§ois", "caf\ufffd"])
    def test_mojibake_warns(self, name: str) -> None:
        sheet = delimited(f"id,name\ne1,Ann\ne2,{name}\n")
        assert cells(sheet)[1] == ["e2", name]
        (warning,) = sheet.warnings
        assert (warning.row, warning.column, warning.value) == (3, "name", name)
        assert name not in warning.wrong + warning.expected

    @pytest.mark.parametrize(
        "name", ["Zoë", "Ângela", "Ã", "QUALITÉ» ", "O’Neil", "£5", "São João", "Łódź", "žluťoučký"]
    )
    def test_accents_alone_are_no_mojibake(self, name: str) -> None:
        assert not is_mojibake(name)

    @given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x17F), min_size=1, max_size=5))
    def test_every_damaged_letter_is_noticed(self, name: str) -> None:
        try:
            damaged = name.encode("utf-8").decode("cp1252")
        except UnicodeDecodeError:
            return  # such bytes would not have been read as Windows-1252 at all
        assert is_mojibake(damaged)


class TestCutting:
    def test_quotes_and_line_breaks_in_cells(self) -> None:
        sheet = delimited('id,name\r\ne1,"Other, Ann ""Annie""\r\nJunior"\r\ne2, "b"\r\n')
        assert cells(sheet) == [["e1", 'Other, Ann "Annie"\r\nJunior'], ["e2", "b"]]
        assert [row for row, _ in sheet.rows] == [2, 3]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, end: str) -> None:
        assert cells(delimited(end.join(["id,name", "e1,a", "e2,b"]))) == [["e1", "a"], ["e2", "b"]]

    def test_blank_rows_are_no_rows_but_are_counted_as_a_spreadsheet_does(self) -> None:
        sheet = delimited("id,name\n\ne1,a\n,\n   ,\u00a0\n,,,\ne2,b\n\n")
        assert [row for row, _ in sheet.rows] == [3, 7]
        assert sheet.broken == ()

    @pytest.mark.parametrize(
        ("text", "row"),
        [
            ('id,name\ne1,a\ne2,"never closed\ne3,c\ne4,d\n', 3),
            ('id,name\ne1,a\ne2,"never closed\ne3,"c"\n', 3),
            ('id,name\ne1,a\ne2,"closed" and more\n', 3),
            ('id,"name\ne1,a\n', 1),
        ],
    )
    def test_an_unclosed_quote_is_reported_where_it_opened(self, text: str, row: int) -> None:
        problem = refused(text.encode())
        assert problem.row == row
        assert "cannot be parsed as CSV" in problem.wrong

    def test_a_nul_is_a_row_error(self) -> None:
        sheet = delimited("id,name\ne1,a\0b\ne2,b\n")
        assert [(p.row, p.wrong) for p in sheet.broken] == [(2, "contains a NUL character")]
        assert [row for row, _ in sheet.rows] == [3]

    @pytest.mark.parametrize("line", ["e1", "e1,Other, Ann,yes", "e1,a,yes,", "e1,a,yes,,,"])
    def test_a_ragged_row_is_a_row_error(self, line: str) -> None:
        sheet = delimited(f"id,name,consent\n{line}\ne2,b,yes\n")
        ((row, wrong),) = [(p.row, p.wrong) for p in sheet.broken]
        assert (row, wrong) == (2, f"has {line.count(',') + 1} cells")
        assert cells(sheet) == [["e2", "b", "yes"]]

    def test_a_cell_too_long_is_a_row_error(self) -> None:
        long = "x" * (MAX_CELL + 1)
        sheet = delimited(f"id,name\ne1,{long}\ne2,b\n")
        assert [(p.row, p.wrong) for p in sheet.broken] == [(2, "has a cell that is too long")]

    def test_a_cell_of_200_000_characters_is_a_file_error(self) -> None:
        limit = csv.field_size_limit()
        assert refused(b"id,name\ne1,a\ne2," + b"x" * 200_000).row == 3
        assert csv.field_size_limit() == limit

    @pytest.mark.parametrize(("delimiter", "said"), [(";", "semicolons"), ("\t", "tabs")])
    def test_other_delimiters_are_read_and_said(self, delimiter: str, said: str) -> None:
        sheet = delimited(f'id{delimiter}name\ne1{delimiter}"a, b"\n')
        assert cells(sheet) == [["e1", "a, b"]]
        assert said in sheet.warnings[0].wrong

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("other", [",", ";", "\t", "|"])
    def test_other_signs_in_headings_and_cells_do_not_split_them(self, delimiter: str, other: str) -> None:
        rows = [["id", f"If yes{other} when?", f"Topics ({other} several)"]]
        rows += [[f"e{n}", f"{n}{other} or so", other.join("abcd"[:n])] for n in range(1, 5)]
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=delimiter).writerows([rows[0], rows[1], [], *rows[2:]])
        sheet = delimited(buffer.getvalue())
        assert cells(sheet) == rows[1:]

    def test_one_column_needs_no_delimiter(self) -> None:
        assert cells(delimited("id\ne1\ne2;3\n")) == [["e1"], ["e2;3"]]

    @given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5))
    def test_returns_what_was_written(self, rows: list[list[str]]) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["id", "name"], *rows])
        sheet = delimited(buffer.getvalue())
        assert cells(sheet) == [row for row in rows if "".join(row).strip()]


class TestHeader:
    @pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
    def test_an_empty_file(self, data: bytes) -> None:
        assert "is empty" in refused(data).wrong

    @pytest.mark.parametrize("data", [b"\nid,name\ne1,a\n", b",,\ne1,a,b\n"])
    def test_row_1_without_headings(self, data: bytes) -> None:
        assert "has no headings" in refused(data).wrong

    def test_no_rows_below(self) -> None:
        assert delimited("id,name\n").rows == ()

    @pytest.mark.parametrize("second", ["name", "NAME", "Na_me".replace("_", ""), " name "])
    def test_duplicates_are_refused_once(self, second: str) -> None:
        problem = refused(f"id,name,{second}\n".encode())
        assert (problem.column, problem.wrong) == ("name", "is a duplicate heading: it is in 2 columns")
        assert "`ignore`" in problem.expected

    def test_equal_but_for_blanks_underscores_and_hyphens(self) -> None:
        assert len({heading_key(h) for h in ("Max km", "max_km", "MAX-KM", " max  km")}) == 1
        with pytest.raises(RecordError, match="duplicate heading"):
            delimited("id,max km,max_km\n")

    @pytest.mark.parametrize("heading", ["na\u200bme", "na\u202eme", "na\x07me"])
    def test_hidden_characters(self, heading: str) -> None:
        with pytest.raises(RecordError, match="row 1, column 2: heading contains"):
            delimited(f"id,{heading}\n")

    def test_empty_columns_need_no_heading(self) -> None:
        assert cells(delimited("id,name,,\ne1,a,,\n")) == [["e1", "a", "", ""]]

    def test_values_need_one(self) -> None:
        problem = refused(b"id,name,\ne1,a,\ne2,b,c\n")
        assert (problem.row, problem.column) == (3, "column 3")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "people.xlsx"


def refused_book(path: Path) -> str:
    with pytest.raises(RecordError) as caught:
        read_table(path, "mentees")
    (problem,) = caught.value.problems
    assert problem.file.startswith(path.name)
    return f"{problem.wrong}; {problem.expected}"


def save(path: Path, *rows: list[Any], formats: dict[str, str] | None = None) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    made.save(path)
    return path


class TestWorkbookCells:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("007", "007"), ("1E+05", "1E+05"), ("NA", "NA"), ("#N/A?", "#N/A?"), (7, "7"),
            (100000, "100000"),
            (2.5, "2.5"), (0.1 + 0.2, "0.3"), (-0.1024, "-0.1024"), (True, "TRUE"), (False, "FALSE"),
            (date(2026, 3, 31), "2026-03-31"), (datetime(2026, 3, 31), "2026-03-31"),
            (datetime(2026, 3, 31, 9, 30), "2026-03-31 09:30:00"), (time(9, 30), "09:30:00"), (None, ""),
            (" Ann\u00a0", " Ann\u00a0"), ("a\nb", "a\nb"), ("<b>&amp;", "<b>&amp;"),
        ],
    )  # fmt: skip
    def test_are_read_as_typed(self, book: Path, value: object, text: str) -> None:
        assert cells(read_table(save(book, ["id", "x"], ["e1", value]), "mentees")) == [["e1", text]]

    @pytest.mark.parametrize(
        ("digits", "text"), [("000", "007"), ("00000", "00007"), ("0", "7"), ("0.00", "7")]
    )
    def test_leading_zeros_that_the_format_shows(self, book: Path, digits: str, text: str) -> None:
        sheet = read_table(save(book, ["id"], [7], formats={"A2": digits}), "mentees")
        assert cells(sheet) == [[text]]

    @pytest.mark.parametrize("value", [10**15, 12345678901234567890, -(10**16)])
    def test_numbers_that_excel_rounds_are_row_errors(self, book: Path, value: int) -> None:
        sheet = read_table(save(book, ["id"], [value]), "mentees")
        assert "more than 15 digits" in sheet.bad_cells[2, 0].wrong

    @pytest.mark.parametrize("formula", ["=1+1", '="e"&1', "=A1"])
    def test_a_formula_without_value_is_a_row_error(self, book: Path, formula: str) -> None:
        sheet = read_table(save(book, ["id", "name"], ["e1", "a"], ["e2", formula]), "mentees")
        ((where, problem),) = sheet.bad_cells.items()
        assert where == (3, 1)
        assert (problem.row, problem.column) == (3, "name")
        assert "formula without a calculated value" in problem.wrong

    def test_a_row_of_such_formulas_alone_is_not_lost(self, book: Path) -> None:
        sheet = read_table(save(book, ["id", "name"], ["e1", "a"], ["=1+1", "=A2"]), "mentees")
        assert [row for row, _ in sheet.rows] == [2, 3]
        assert set(sheet.bad_cells) == {(3, 0), (3, 1)}

    @pytest.mark.parametrize(
        ("xml", "text"),
        [
            (b'<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
            (b'<c r="A2" t="str"><f>"a"</f><v>a</v></c>', "a"),
            (b'<c r="A2" t="str"><f>""</f><v></v></c>', ""),
            (b"<c><f>1+1</f><v>2</v></c>", "2"),
        ],
    )
    def test_a_formula_with_its_value_is_the_value(self, book: Path, xml: bytes, text: str) -> None:
        save(book, ["id", "name"], ["=1+1", "x"])
        old = WITHOUT_VALUE % b"A2"
        rewrite(book, lambda name, part: re.sub(old, lambda _: xml, part) if "sheet1" in name else part)
        sheet = read_table(book, "mentees")
        assert cells(sheet) == [[text, "x"]]
        assert not sheet.bad_cells

    @pytest.mark.parametrize("kind", [b"", b' t="str"', b' t="n"', b' t="b"'])
    @pytest.mark.parametrize("value", [b"", b"<v/>", b"<v></v>", b"<v> </v>"])
    def test_a_formula_after_a_value_has_to_have_its_own(self, book: Path, kind: bytes, value: bytes) -> None:
        save(book, ["id", "name"], ["e1", "=1+1"], ["e2", "b"])
        old, new = WITHOUT_VALUE % b"B2", b'<c r="B2"%s><f>1+1</f>%s</c>' % (kind, value)
        rewrite(book, lambda name, part: re.sub(old, new, part) if "sheet1" in name else part)
        if (kind, value) == (b' t="n"', b"<v> </v>"):
            assert "is a damaged workbook" in refused_book(book)  # a number that is none
            return
        is_empty_text = kind == b' t="str"' and value != b""
        assert set(read_table(book, "mentees").bad_cells) == (set() if is_empty_text else {(2, 1)})

    @pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
    def test_an_error_value_is_a_row_error(self, book: Path, error: str) -> None:
        sheet = read_table(save(book, ["id", "appraiser"], ["e1", error]), "mentees")
        assert "is an error value" in sheet.bad_cells[2, 1].wrong

    def test_merged_cells_are_row_errors_but_for_the_first(self, book: Path) -> None:
        made = openpyxl.Workbook()
        for row in (["id", "line manager"], ["e1", "r1"], ["e2", None], ["e3", None]):
            made.active.append(row)
        made.active.merge_cells("B2:B4")
        made.save(book)
        sheet = read_table(book, "mentees")
        assert set(sheet.bad_cells) == {(3, 1), (4, 1)}
        assert "merged" in sheet.bad_cells[3, 1].wrong

    def test_a_table_that_starts_lower_has_no_headings(self, book: Path) -> None:
        assert "has no headings" in refused_book(save(book, [], [], ["id"], ["e1"]))

    def test_rows_are_numbered_as_excel_does(self, book: Path) -> None:
        sheet = read_table(save(book, ["id", "name"], ["e1"], [], ["e3"]), "mentees")
        assert [row for row, _ in sheet.rows] == [2, 4]


class TestWorkbookTraps:
    def test_hidden_sheets_with_rows_are_refused(self, book: Path) -> None:
        for state in ("hidden", "veryHidden"):
            made = openpyxl.Workbook()
            made.active.append(["id"])
            hidden = made.create_sheet("old list")
            hidden["C5"] = "x"
            hidden.sheet_state = state
            made.save(book)
            assert "is hidden and contains rows" in refused_book(book)

    def test_hidden_sheets_without_rows_do_not_matter(self, book: Path) -> None:
        made = openpyxl.Workbook()
        made.active.append(["id"])
        made.create_sheet("empty").sheet_state = "hidden"
        made.save(book)
        assert read_table(book, "mentees").header == ("id",)

    @given(st.data())
    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_struck_out_rows_and_cells_are_read_and_said(self, book: Path, data: st.DataObject) -> None:
        rows = [[f"e{n}", "Amy", "" if n % 3 else "x"] for n in range(data.draw(st.integers(1, 6)))]
        struck = data.draw(st.sets(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, 2))))
        workbook = openpyxl.load_workbook(write_xlsx(book, {"mentees": [["id", "name", "other"], *rows]}))
        for row, column in struck:
            workbook["mentees"].cell(row + 2, column + 1).font = Font(strike=True)
        workbook.save(book)
        sheet = read_table(book, "mentees")
        assert cells(sheet) == rows
        filled = {row: {c for c in range(3) if rows[row][c]} for row in range(len(rows))}
        crossed = {row: filled[row] & {c for r, c in struck if r == row} for row in filled}
        whole = [row for row in filled if crossed[row] == filled[row]]
        partly = [row for row in filled if crossed[row] and row not in whole]
        said = [warning.wrong for warning in sheet.warnings]
        assert said == [
            f"has {text}, which were read too: {where}row {', '.join(str(row + 2) for row in found)}"
            for text, where, found in (
                (f"{len(whole)} row(s) that are struck out", "", whole),
                ("cells that are struck out", "in ", partly),
            )
            if found
        ]

    @pytest.mark.parametrize("struck", [True, False])
    def test_words_that_are_struck_out_within_a_cell(self, book: Path, struck: bool) -> None:
        workbook = openpyxl.load_workbook(write_xlsx(book, {"mentees": [["id", "name"], ["e1", "Amy"]]}))
        text = CellRichText("Amy ", TextBlock(InlineFont(strike=struck), "Ash"))
        workbook["mentees"]["B2"] = text
        workbook.save(book)
        sheet = read_table(book, "mentees")
        assert cells(sheet) == [["e1", "Amy Ash"]]
        assert ["words that are struck out" in warning.wrong for warning in sheet.warnings] == [True] * struck

    def test_hidden_rows_and_columns_are_read_and_said(self, book: Path) -> None:
        made = openpyxl.Workbook()
        for row in (["id", "name"], ["e1", "a"], ["e2", "b"]):
            made.active.append(row)
        made.active.row_dimensions[3].hidden = True
        made.active.column_dimensions["B"].hidden = True
        made.save(book)
        sheet = read_table(book, "mentees")
        assert len(sheet.rows) == 2
        assert [w.wrong.partition(",")[0] for w in sheet.warnings] == [
            "has 1 hidden or filtered-out row(s)", "has hidden columns",
        ]  # fmt: skip

    @pytest.mark.parametrize("name", ["p.xls", "p.xlsm", "p.xlsb", "p.ods", "P.XLS"])
    def test_other_formats_by_name(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_bytes(b"whatever")
        assert "saved as .xlsx" in refused_book(path)

    def test_macros_by_content(self, book: Path) -> None:
        save(book, ["id"])
        with zipfile.ZipFile(book, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        assert "macros" in refused_book(book)

    def test_macros_by_declaration(self, book: Path) -> None:
        save(book, ["id"])
        swap = (b"spreadsheetml.sheet.main+xml", b"x.macroEnabled.main+xml")
        rewrite(book, lambda name, part: part.replace(*swap) if name == "[Content_Types].xml" else part)
        assert "macros" in refused_book(book)

    def test_an_old_workbook_renamed(self, book: Path) -> None:
        book.write_bytes(OLE_MAGIC + bytes(600))
        assert "old Excel format" in refused_book(book)

    def test_an_encrypted_workbook(self, book: Path) -> None:
        book.write_bytes(OLE_MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
        assert "password" in refused_book(book)

    def test_an_encrypted_archive(self, book: Path) -> None:
        data = bytearray(save(book, ["id"]).read_bytes())
        data[data.index(b"PK\x01\x02") + 8] |= 1
        book.write_bytes(data)
        assert "encrypted" in refused_book(book)

    def test_text_named_as_a_workbook_and_the_other_way_round(self, book: Path, tmp_path: Path) -> None:
        book.write_text("id\ne1\n")
        assert "is not a workbook" in refused_book(book)
        csv_path = tmp_path / "m.csv"
        csv_path.write_bytes(save(book, ["id"]).read_bytes())
        assert "is a workbook by its contents" in refused_book(csv_path)

    def test_a_zip_of_something_else(self, book: Path) -> None:
        with zipfile.ZipFile(book, "w") as archive:
            archive.writestr("content.xml", "<x/>")
        assert "is not an Excel workbook" in refused_book(book)

    @pytest.mark.parametrize("keep", [4, 100, -30])
    def test_cut_short(self, book: Path, keep: int) -> None:
        data = save(book, ["id"]).read_bytes()
        book.write_bytes(data[:keep])
        assert "damaged" in refused_book(book)

    @pytest.mark.parametrize(
        "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
    )
    @pytest.mark.parametrize("content", [None, b"<not xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
    def test_damaged_parts(self, book: Path, part: str, content: bytes | None) -> None:
        rewrite(save(book, ["id"]), lambda name, old: content if name == part else old)
        assert "workbook" in refused_book(book)

    def test_a_flipped_byte(self, book: Path) -> None:
        data = bytearray(save(book, ["id"], *[[f"e{i}"] for i in range(300)]).read_bytes())
        data[data.index(b"xl/worksheets/sheet1.xml") + 200] ^= 0xFF
        book.write_bytes(data)
        assert "damaged" in refused_book(book)

    def test_a_part_twice(self, book: Path) -> None:
        save(book, ["id"])
        with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/workbook.xml", b"<x/>")
        assert "two parts with one name" in refused_book(book)


class TestBombs:
    """Archives and sheets that would fill the memory."""

    def test_declared(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(zipped, "MAX_INFLATED", 200_000)
        save(book, ["id"])
        rewrite(book, lambda name, old: old + b" " * 300_000 if name.endswith("sheet1.xml") else old)
        assert book.stat().st_size < 20_000
        assert "inflates to too much data" in refused_book(book)

    def test_lying_about_its_size(self, book: Path) -> None:
        save(book, ["id"])
        rewrite(book, lambda name, old: old + b" " * 30_000_000 if name.endswith("sheet1.xml") else old)
        data = bytearray(book.read_bytes())
        start = data.rindex(b"xl/worksheets/sheet1.xml") - 46
        assert data[start : start + 4] == b"PK\x01\x02"
        struct.pack_into("<I", data, start + 24, 1000)
        book.write_bytes(data)
        tracemalloc.start()
        assert "is not what it declares" in refused_book(book)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
        tracemalloc.stop()

    def test_lying_within_the_limit_is_damage(self, book: Path) -> None:
        data = bytearray(save(book, ["id"]).read_bytes())
        start = data.rindex(b"xl/worksheets/sheet1.xml") - 46
        struct.pack_into("<I", data, start + 24, 100)
        book.write_bytes(data)
        assert "is not what it declares" in refused_book(book)

    def test_an_unusual_compression(self, book: Path) -> None:
        with zipfile.ZipFile(book, "w", zipfile.ZIP_BZIP2) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
        assert "damaged" in refused_book(book)

    def test_many_members(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(zipped, "MAX_MEMBERS", 3)
        assert "inflates to too much data" in refused_book(save(book, ["id"]))

    @pytest.mark.parametrize("cell", ["XFD1048576", "A1048576"])
    def test_a_stray_cell_far_away(self, book: Path, cell: str) -> None:
        made = openpyxl.Workbook()
        made.active.append(["id"] + [None] * 29 + ["x"])
        made.active[cell] = "x"
        made.save(book)
        assert "has a used area of 1,048,576 rows" in refused_book(book)

    def test_a_stray_cell_that_is_not_so_far(self, book: Path) -> None:
        made = openpyxl.Workbook()
        made.active.append(["id", "name", "x"])
        made.active["C700000"] = "x"
        made.save(book)
        assert "delete the empty rows below it" in refused_book(book)

    def test_formats_far_away_are_no_cells(self, book: Path) -> None:
        made = openpyxl.Workbook()
        made.active.append(["id", "name"])
        made.active["XFD1048576"].number_format = "000"
        made.save(book)
        assert read_table(book, "mentees").rows == ()

    def test_a_large_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sources, "MAX_BYTES", 10)
        path = tmp_path / "m.csv"
        path.write_text("id,name\ne1,a\n")
        assert "too large" in refused_book(path)


class TestWhichSheet:
    def test_the_only_one(self, book: Path) -> None:
        assert read_table(write_xlsx(book, {"Sheet 9": [["id"]]}), "mentees").file == "people.xlsx"

    def test_the_one_with_the_name(self, book: Path) -> None:
        write_xlsx(book, {"notes": [["x"]], " Mentees": [["id"]]})
        sheet = read_table(book, "mentees")
        assert (sheet.file, sheet.header) == ("people.xlsx, sheet  Mentees", ("id",))

    def test_none_with_the_name(self, book: Path) -> None:
        write_xlsx(book, {"notes": [["x"]], "Mentes": [["id"]]})
        assert "has no sheet 'mentees'; its sheets are: notes, Mentes" in refused_book(book)
        assert "did you mean 'Mentes'" in refused_book(book)

    def test_charts_are_no_sheets(self, book: Path) -> None:
        made = openpyxl.Workbook()
        made.active.append(["id"])
        made.create_chartsheet("chart")
        made.save(book)
        assert read_workbook(book).names == ("Sheet",)

    def test_a_csv_file_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "m.csv"
        path.write_text("id\n")
        with pytest.raises(RecordError, match="is not a workbook"):
            read_workbook(path)


class TestPaths:
    @pytest.mark.parametrize("name", ["missing.csv", "missing.xlsx", "."])
    def test_what_is_not_a_file(self, tmp_path: Path, name: str) -> None:
        assert "is not a file" in refused_path(tmp_path / name)

    def test_a_name_too_long(self, tmp_path: Path) -> None:
        assert refused_path(tmp_path / ("x" * 5000))

    def test_neither_path_nor_frame(self) -> None:
        with pytest.raises(TypeError, match="mentees is a list"):
            read_table([["id"]], "mentees")  # type: ignore[arg-type]


def refused_path(path: Path) -> str:
    with pytest.raises(RecordError) as caught:
        read_table(path, "mentees")
    return caught.value.problems[0].wrong


class TestXml:
    @pytest.mark.parametrize(
        ("reference", "where"), [("A1", (0, 0)), ("B7", (6, 1)), ("AA10", (9, 26)), ("XFD2", (1, 16383))]
    )
    def test_position(self, reference: str, where: tuple[int, int]) -> None:
        assert position(reference) == where

    @pytest.mark.parametrize("reference", ["", "1A", "A", "a1", "AAAA1", "A1:B2"])
    def test_no_position(self, reference: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011  (of `int` as well)
            position(reference)

    def test_prefixes_do_not_count(self) -> None:
        seen: list[str] = []
        walk(b'<x:a xmlns:x="u"><x:b/></x:a>', lambda name, _: seen.append(name))
        assert seen == ["a", "b"]


class TestFrames:
    def test_values_as_text(self) -> None:
        frame = pd.DataFrame({
            "id": ["007", "1E+05", "NA", "e4"],
            "whole": [1, 2, 3, 4],
            "gaps": [1.0, np.nan, 2.5, 3.0],
            "yes": [True, False, True, True],
            "day": pd.to_datetime(["2026-03-31", None, "2024-02-29", "2026-03-31 09:30"], format="mixed"),
            "mixed": [None, pd.NA, np.int64(7), date(2026, 3, 31)],
            "list": [["a", "b"], (), "c; d", np.array([1, 2])],
            "levels": [{"audit": 3, "R": 2}, {}, None, "audit:4"],
        })  # fmt: skip
        before = frame.copy(deep=True)
        sheet = read_frame(frame, "mentees", ";")
        assert cells(sheet) == [
            ["007", "1", "1", "TRUE", "2026-03-31", "", "a; b", "audit:3; R:2"],
            ["1E+05", "2", "", "FALSE", "", "", "", ""],
            ["NA", "3", "2.5", "TRUE", "2024-02-29", "7", "c; d", ""],
            ["e4", "4", "3", "TRUE", "2026-03-31 09:30:00", "2026-03-31", "1; 2", "audit:4"],
        ]
        assert [row for row, _ in sheet.rows] == [2, 3, 4, 5]
        assert sheet.float_columns == {2}
        pd.testing.assert_frame_equal(frame, before)

    @pytest.mark.parametrize(
        "column",
        [pd.array([1, None], dtype="Int64"), pd.array([True, None], dtype="boolean"),
        pd.Categorical(["a", None]),
         pd.array(["a", None], dtype="string"), [np.float64("nan"), np.bool_(True)]],
    )  # fmt: skip
    def test_missing_values_of_every_dtype(self, column: Any) -> None:
        texts = {row[1] for row in cells(read_frame(pd.DataFrame({"id": ["a", "b"], "x": column}), "m", ";"))}
        assert "" in texts
        assert texts <= {"", "1", "TRUE", "a"}

    def test_floats_in_a_column_of_objects_are_noticed(self) -> None:
        assert read_frame(pd.DataFrame({"id": ["a", 7.0]}, dtype=object), "m", ";").float_columns == {0}
        assert (
            read_frame(pd.DataFrame({"id": ["a", np.nan]}, dtype=object), "m", ";").float_columns
            == frozenset()
        )

    @pytest.mark.parametrize(
        ("value", "wrong"),
        [(b"x", "of the type bytes"), ({1, 2}, "of the type set"), (1j, "of the type complex"),
         (["a;b"], "separator"), ({"a;b": 3}, "separator"), ([object()], "of the type object")],
    )  # fmt: skip
    def test_what_no_cell_can_hold_is_a_row_error(self, value: object, wrong: str) -> None:
        sheet = read_frame(pd.DataFrame({"id": ["e1", "e2"], "values": ["x", value]}), "mentees", ";")
        ((where, problem),) = sheet.bad_cells.items()
        assert where == (3, 1)
        assert wrong in problem.wrong

    def test_headings(self) -> None:
        with pytest.raises(RecordError, match="several levels"):
            read_frame(pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "m", ";")
        with pytest.raises(RecordError, match="duplicate heading"):
            read_frame(pd.DataFrame([[1, 2]], columns=["id", "ID"]), "m", ";")
        with pytest.raises(RecordError, match="no headings"):
            read_frame(pd.DataFrame(), "m", ";")

    def test_no_rows(self) -> None:
        assert read_frame(pd.DataFrame({"id": []}), "m", ";").rows == ()

    def test_the_index_does_not_count(self) -> None:
        frame = pd.DataFrame({"id": ["a", "b"]}, index=[5, 5])
        assert cells(read_frame(frame, "m", ";")) == [["a"], ["b"]]


def test_the_cap_on_cells_leaves_room_for_large_schemes() -> None:
    assert workbooks.MAX_CELLS >= 100_000 * 40
