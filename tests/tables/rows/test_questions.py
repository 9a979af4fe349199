"""What people fill in on our application forms is read without a column map, whoever exported it."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import mentormatch as mm
from helpers.filled_forms import SERVICES, cells, drawn, export
from helpers.table_files import write_xlsx
from mentormatch.cli.columns import proposed
from mentormatch.report.forms.form import named_forms
from mentormatch.report.forms.printed import form_workbook
from mentormatch.report.rendering import Templates
from mentormatch.tables.rows.column_map import ColumnMap

FORMS = named_forms(Templates(), ["mentee-application", "mentor-application"])
MENTEE, MENTOR = FORMS.values()


def people_of(seed: int, n: int = 12) -> mm.People:
    draw = random.Random(seed)
    return mm.People(mentees=drawn(MENTEE, draw, n), mentors=drawn(MENTOR, draw, n))


def table_file(path: Path, rows: list[list[str]], table: str) -> Path:
    if path.suffix == ".xlsx":
        return write_xlsx(path, {table: rows}, formulas=False)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("seed", range(3))
def test_an_export_is_read_without_a_map(service: str, suffix: str, seed: int, tmp_path: Path) -> None:
    people = people_of(seed)
    files = {
        table: table_file(tmp_path / f"{table}{suffix}", export(form, getattr(people, table), service), table)
        for table, form in (("mentees", MENTEE), ("mentors", MENTOR))
    }
    reading = mm.read_tables(**files)
    assert not reading.rejected
    assert reading.people.mentees == people.mentees
    assert reading.people.mentors == people.mentors


def test_every_field_of_a_person_is_asked_for() -> None:
    """But for what forms of a scheme of its own ask for, or nobody knows of themselves."""
    for form, model in ((MENTEE, mm.Mentee), (MENTOR, mm.Mentor)):
        asked = {of or name for of, name in (one.about for one in form.questions)}
        others = {
            "id",
            "location",
            "groups",
            "declared",
            "professional_tags",
            "personal_tags",
            "minimum_load",
        }
        names = {"max_km": "max_miles", "role": "grade", "independent_of": "appraiser"}
        assert {names.get(one, one) for one in model.model_fields.keys() - others} <= asked


def test_our_workbook_filled_in_is_read(tmp_path: Path) -> None:
    people = people_of(7)
    for table, form in (("mentees", MENTEE), ("mentors", MENTOR)):
        book = openpyxl.load_workbook(io.BytesIO(form_workbook(form)))
        sheet = book[table]
        headings = [cell.value for cell in sheet[1]]
        for at, person in enumerate(getattr(people, table), 2):
            for column, heading in enumerate(headings, 1):
                cell = sheet.cell(at, column, cells(form, person)[heading] or None)
                cell.data_type = "s" if cell.value else "n"
        book.save(tmp_path / f"{table}.xlsx")
    found = mm.read_tables(mentees=tmp_path / "mentees.xlsx", mentors=tmp_path / "mentors.xlsx")
    assert not found.rejected
    assert (found.people.mentees, found.people.mentors) == (people.mentees, people.mentors)


@pytest.mark.parametrize("service", SERVICES)
def test_a_map_that_is_proposed_reads_the_same(service: str, tmp_path: Path) -> None:
    people = people_of(3)
    files = [
        table_file(tmp_path / f"{table}.csv", export(form, getattr(people, table), service), table)
        for table, form in (("mentees", MENTEE), ("mentors", MENTOR))
    ]
    _, rendered = proposed(*files)
    (tmp_path / "map.toml").write_text(rendered.text, encoding="utf-8")
    found = mm.read_tables(mentees=files[0], mentors=files[1], columns=tmp_path / "map.toml")
    assert not found.rejected
    for one, other in zip(found.people.mentees, people.mentees, strict=True):
        assert one.replace(seniority=other.seniority) == other


def test_ids_of_their_own_come_before_addresses() -> None:
    mentors = pd.DataFrame({"id": ["r1"], "email": ["r@h.example"]})
    mentees = pd.DataFrame({"Email address": ["e@h.example"], "name": ["Ann"]})
    people = mm.read_people(mentees=mentees, mentors=mentors)
    assert (people.mentees[0].id, people.mentors[0].id) == ("e@h.example", "r1")


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"name": ["Ann"], "role": ["ST5"]}, "id: is missing"),
        ({"Email address": [""], "name": ["Ann"]}, "Email address: is missing"),
        ({"Email address": ["a@h.example"] * 2, "name": ["Ann", "Bo"]}, "more than|twice|several|duplicate"),
        ({"Timestamp": ["x"], "id": ["e1"], "Tmestamp": ["x"]}, "Tmestamp: is not a known heading"),
        ({"Start time": ["9:00"], "id": ["e1"]}, "Start time: is not a known heading"),
    ],
)
def test_what_is_not_certain_is_refused(frame: dict[str, list[str]], words: str) -> None:
    mentors = pd.DataFrame({"id": ["r1"]})
    with pytest.raises(mm.RecordError, match=words):
        mm.read_people(mentees=pd.DataFrame(frame), mentors=mentors)


def test_the_columns_of_a_service_are_read_where_the_form_asks_nothing_else() -> None:
    mentees = pd.DataFrame({"ID": ["e7"], "Completion time": ["x"], "Email": ["e@h.example"], "Name": ["Ann"],
                            "Place of work": ["Fen"]})  # fmt: skip
    found = mm.read_people(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]})).mentees[0]
    assert (found.id, found.email, found.name, found.workplace) == ("e7", "e@h.example", "Ann", "Fen")


def test_addresses_are_no_ids_where_a_column_is_left_unread_that_may_have_them() -> None:
    """Or the appraiser named by a staff number would be nobody, and could be their mentor."""
    mentees = pd.DataFrame({"Staff number": ["7"], "Email address": ["e@h.example"], "appraiser": ["8"]})
    mentors = pd.DataFrame({"Staff number": ["8"], "Email address": ["r@h.example"]})
    unread = ColumnMap(other="ignore")
    with pytest.raises(mm.RecordError, match="id: is missing"):
        mm.read_people(mentees=mentees, mentors=mentors, columns=unread)
    asked = unread.replace(mentees={"id": "Email address"}, mentors={"id": "Email address"})
    assert mm.read_tables(mentees=mentees, mentors=mentors, columns=asked).people.mentor_ids == (
        "r@h.example",
    )
