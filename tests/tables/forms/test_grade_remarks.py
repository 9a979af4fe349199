"""A grade among other words: read where it is the only one and certain, otherwise a row error."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from mentormatch.tables.forms.grade_remarks import GradeRemarks
from mentormatch.tables.forms.grades import TABLES

NHS = TABLES["nhs"]
READ = GradeRemarks(NHS)

CODES = st.sampled_from(
    ["ST5", "st 3", "Band 7", "AfC Band 8a", "F2", "FY1", "CT2", "IMT 3", "GPST2", "Band 6"]
)
TITLES = st.sampled_from(["Consultant", "GP partner", "Salaried GP", "Specialty Doctor", "SAS doctor"])
SPECIALTIES = st.sampled_from(
    [
        "Anaesthetics",
        "Palliative Medicine",
        "General Surgery",
        "Emergency Medicine",
        "Paediatrics",
        "O&G",
        "Cardiology",
    ]
)
SHAPES = st.sampled_from(["{} {}", "{}, {}", "{} ({})", "{} in {}", "{} - {}", "{}: {}", "{} / {}"])
PEOPLE = st.sampled_from(
    ["nurse", "physiotherapist", "sister", "acting", "LTFT", "80%", "0.6 WTE", "educator", "sonographer"]
)
DOUBTS = st.sampled_from(
    [
        "or above",
        "until August",
        "applying",
        "not yet",
        "formerly",
        "equivalent or higher than",
        "(retired)",
        "?",
        "plus",
    ]
)


def same(text: str, grade: str) -> bool:
    said = READ(text)
    return said is not None and said.value == NHS[grade.casefold()]


@given(CODES, SPECIALTIES, SHAPES)
def test_a_grade_with_a_number_beside_a_specialty(code: str, specialty: str, shape: str) -> None:
    assert same(shape.format(code, specialty), code)
    assert same(f"{specialty} {code}", code)


@given(CODES, PEOPLE)
def test_a_grade_with_a_number_beside_a_job(code: str, job: str) -> None:
    assert same(f"{code} {job}", code)
    assert same(f"{job} ({code})", code)


@given(TITLES, SPECIALTIES, SHAPES)
def test_a_title_comes_first(title: str, specialty: str, shape: str) -> None:
    assert same(shape.format(title, specialty), title)
    assert same(f"{specialty}, {title}", title)
    assert READ(f"{specialty} {title}") is None


@given(st.one_of(CODES, TITLES), DOUBTS)
def test_a_word_that_may_turn_it_around(grade: str, doubt: str) -> None:
    assert READ(f"{grade} {doubt}") is None
    assert READ(f"{doubt} {grade}") is None


@given(
    st.one_of(CODES, TITLES),
    st.one_of(CODES, TITLES),
    st.sampled_from(["{} / {}", "{} or {}", "{} ({})", "{} and {}"]),
)
def test_two_grades_are_read_only_if_they_are_one_level(one: str, other: str, shape: str) -> None:
    levels = {NHS[one.casefold()], NHS[other.casefold()]}
    said = READ(shape.format(one, other))
    if "gp" in {one.casefold()[-2:], other.casefold()[-2:]}:
        return  # what the training is in
    assert (said is None) == (len(levels) > 1)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("SpR / ST6", "st6"), ("Registrar (ST5)", "st5"), ("ST3 GP", "st3"), ("GP trainee, ST2", "st2"),
        ("Consultant Nurse Band 8b", "band 8b"),
        ("Specialist nurse, Band 7", "band 7"), ("Ward manager Band 7", "band 7"),
        ("Consultant (Band 9)", "consultant"), ("Consultant Anaesthetist & Intensivist", "consultant"),
        ("Consultant, Clinical Director", "consultant"),
        ("GP Partner and trainer", "gp"), ("Consultant in Liver Medicine", "gp"),
        ("Associate Specialist in ENT", "associate specialist"),
        ("ST5 (LTFT 60%)", "st5"), ("Clinical fellow, ST3 equivalent", "st3"),
    ],
)  # fmt: skip
def test_cells_of_real_forms(text: str, grade: str) -> None:
    assert same(text, grade)


@pytest.mark.parametrize("text", [
    "Consultant nurse", "Nurse consultant",
    "Consultant Clinical Psychologist", "Consultant midwife", "Consultant's PA",
    "Management consultant", "GP receptionist", "GP practice manager",
    "GP registrar", "GP trainee", "PA to Consultant",
    "Acting consultant", "Retired consultant", "Consultant in Pharmacy",
    "CT radiographer", "CT scanning", "Physician associate",
    "ST3-5", "ST3/4", "ST4+", "Band 8a/b",
    "Band 8a-c", "Band 8 a", "Band 5-6", "Manager of Band 5 nurses", "Mentor for ST5",
    "ST5 until August, then ST6", "ST5s",
    "ST5 year 2", "ST9 surgery", "Band 1 porter", "Specialist in wound care",
    "ST6 acting up as consultant", "7", "5 years as ST5", "Anaesthetics", "pre-ST3", "ex-consultant",
])  # fmt: skip
def test_cells_that_need_a_person(text: str) -> None:
    assert READ(text) is None


def test_grades_of_the_map_count_and_are_never_read_out_of_other_words() -> None:
    read = GradeRemarks({**NHS, "fellow": 9, "grade 7": 20, "manager": 30})
    said = [
        read(text)
        for text in ("Grade 7 (acting)", "ST2 fellow", "ST5 fellow", "Assistant manager", "Fellow in ICU")
    ]
    assert [one and one.value for one in said] == [20, 9, None, None, None]


def test_each_is_said_and_anything_else_offers_its_line() -> None:
    columns = mm.ColumnMap.model_validate({"grades": {"table": "nhs"}, "mentees": {"seniority": "Grade"}})
    cells = ["ST5 Anaesthetics", "Band 7 (acting)", "ST5 or ST6"]
    mentees = pd.DataFrame({"id": ["e1", "e2", "e3"], "Grade": cells})
    reading = mm.read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}), columns=columns)
    assert [m.seniority for m in reading.people.mentees] == [12, 7]
    assert [w.wrong for w in reading.warnings if "with a remark" in w.wrong]
    (problem,) = reading.rejected
    assert '[grades] "ST5 or ST6" = …' in mm.RecordError(reading.rejected).table["expected"][0]
    assert problem.row == 4
