"""Filled-in forms are in the record as they were filled in, once, or every error is reported."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import mentormatch as mm
from helpers.lived import Plan, begin, live
from helpers.record_people import small_people
from helpers.table_files import write_csv
from mentormatch.files import csv_bytes
from mentormatch.record.record import Record
from mentormatch.report.forms.answers import read_form, skills_needed
from mentormatch.report.forms.form import Form, named_forms
from mentormatch.report.forms.printed import form_table, form_workbook
from mentormatch.report.rendering import Templates

FORMS = named_forms(Templates())
AUDIT, AGENCIES, PHASES = FORMS["mentor-audit"], FORMS["cross-agency"], FORMS["setting-up"]
EXPERT, OFTEN = "How expert are you? [{}]", "How frequently? [{}]"
ASPECTS = [" ".join(row[0]) for part in AUDIT.parts for row in part.rows]
DAY = date(2026, 3, 31)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "scheme.db") as found:
        people = small_people()
        more = [mm.Mentor(id=f"r{at}", email=f"r{at}@h.example", consent=True) for at in (3, 4, 5)]
        found.import_people(people.replace(mentors=(*people.mentors, *more)))
        yield found


def skills(record: Record) -> dict[tuple[str, str], tuple[int, int]]:
    rows = record.rows("skill").to_dict("records")
    return {(f"P{one['person']}", one["aspect"]): (one["expert"], one["how_often"]) for one in rows}


def audit(who: str, levels: dict[str, tuple[object, object]]) -> dict[str, str]:
    given = {EXPERT.format(one): str(pair[0]) for one, pair in levels.items()}
    often = {OFTEN.format(one): str(pair[1]) for one, pair in levels.items()}
    return {"Email address": who, **given, **often}


@pytest.mark.parametrize("seed", range(4))
def test_an_audit_is_read_as_it_was_filled_in_once(record: Record, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    given = {
        who: {
            one: (draw.randint(1, 5), draw.randint(1, 5)) for one in draw.sample(ASPECTS, draw.randint(1, 9))
        }
        for who in ("CY.DOGWOOD@h.example", "r2", "r3@h.example")
    }
    service = {"Timestamp": "02/03/2026 09:12:40"} if seed % 2 else {}
    file = write_csv(tmp_path / "a.csv", [{**service, **audit(who, levels)} for who, levels in given.items()])
    expected = {
        (record.pseudonym(person), aspect): pair
        for person, levels in zip(("r1", "r2", "r3"), given.values(), strict=True)
        for aspect, pair in levels.items()
    }
    assert read_form(file, FORMS, record, DAY) == len(expected)
    assert skills(record) == expected
    assert set(record.rows("skill").day) == {"2026-03-31"}
    assert read_form(file, FORMS, record) == 0
    (who, aspect), (expert, often) = next(iter(expected.items()))
    ids = zip(given, ("r1", "r2", "r3"), strict=True)
    named = next(one for one, person in ids if record.pseudonym(person) == who)
    again = pd.DataFrame([audit(named, {**given[named], aspect: (6 - expert if expert != 3 else 1, often)})])
    assert read_form(again, FORMS, record) == 1  # the one that differs
    assert record.verify()


def test_a_workbook_filled_in_is_read(record: Record, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(AGENCIES)))
    sheet = book["answers"]
    answers = {}
    for at, (_, question, cell) in enumerate(sheet.iter_rows(min_row=2)):
        if at % 3 != 1:
            cell.value = f"We will, {at}"
            answers[question.value] = cell.value
    book.save(tmp_path / "a.xlsx")
    by = answers.pop("Your name")
    assert read_form(tmp_path / "a.xlsx", FORMS, record) == len(answers)
    rows = record.rows("answer")
    assert dict(zip(rows.item, rows.answer, strict=True)) == answers
    assert set(rows.list) == {"cross_agency"}
    assert record.with_names(pd.DataFrame({"person": [f"P{rows.by[0]}"]})).person[0] == by
    assert read_form(tmp_path / "a.xlsx", FORMS, record) == 0


@pytest.mark.parametrize("typed", ["=1+1", "{{7*7}}", "<b>", "x" * 3000, "مرحبا", "'=1", "a\nb", "-", "n/a"])
def test_answers_are_as_typed(record: Record, tmp_path: Path, typed: str) -> None:
    table = form_table(PHASES)
    table.loc[1, "Answer"] = typed
    (tmp_path / "a.csv").write_bytes(csv_bytes(table))
    assert read_form(tmp_path / "a.csv", FORMS, record) == 1
    (row,) = record.rows("answer").itertuples()
    item = "Understanding and clarifying the need for mentoring"
    assert (row.list, row.item, row.answer) == ("foundations", item, typed)
    saved = pd.DataFrame([table.Answer.tolist()], columns=table.Question.tolist())  # as the page saves it
    (tmp_path / "b.csv").write_bytes(csv_bytes(saved))
    assert [read_form(tmp_path / one, FORMS, record) for one in ("a.csv", "b.csv")] == [0, 0]


def test_the_last_of_several_answers_counts(record: Record) -> None:
    item = PHASES.questions[1].heading
    frame = pd.DataFrame({item: ["first", "last", ""]})
    assert read_form(frame, FORMS, record) == 1
    assert record.rows("answer").answer.tolist() == ["last"]
    assert read_form(frame, FORMS, record) == 0
    assert read_form(pd.DataFrame({item: ["first"]}), FORMS, record) == 1  # it differs from what counts now


def test_every_error_is_reported_and_nothing_is_written(record: Record, tmp_path: Path) -> None:
    one, two = ASPECTS[:2]
    rows = [
        audit("r1", {one: (4, 5), two: ("6", "often?")}),
        audit("nobody@h.example", {one: (1, 1)}),
        {**audit("", {one: (1, 1)})},
        {**audit("r2", {one: ("Always", "")}), "Agility": "x"},
        audit("e1", {one: (2, 2)}),
        {"Email address": "r2", one: ""},
    ]
    file = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(mm.RecordError) as error:
        read_form(file, FORMS, record)
    found = [(one.row, one.column, one.wrong) for one in error.value.problems]
    assert found == [
        (1, "Agility", "is no question of the form 'Mentor skills audit'"),
        (1, one, "is no question of the form 'Mentor skills audit'"),
        (2, EXPERT.format(two), "is no level"),
        (2, OFTEN.format(two), "is no level"),
        (3, "Email address", "is no mentor in the record"),
        (4, "Email address", "is no mentor in the record"),
        (5, EXPERT.format(one), "has an answer, but the other question about it has none"),
        (6, "Email address", "is no mentor in the record"),
    ]  # fmt: skip
    assert "did you mean" in str(error.value)
    assert "nobody@" not in str(error.value)
    assert skills(record) == {}


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"What?": ["x"]}, "has no question of a form; expected a form: cross-agency, mentee-application"),
        ({"Your name": ["x"], "Place of work": ["x"]}, "whose answers are people; expected .*scheme import"),
        (
            {"Question": ["Recruitment", "Recruitement"], "Answer": ["a", "b"]},
            "row 3.*no question.*did you mean",
        ),
        ({"Question": ["Recruitment"], "Answer": ["a\u202eb"]}, r"row 2, Recruitment: contains U\+202E"),
        (
            {"Question": ["Your name", "Recruitment"], "Answer": ["A\u202eB", "a"]},
            r"row 2, Your name: contains U\+202E",
        ),
    ],
)
def test_what_is_no_form_is_refused(record: Record, frame: dict[str, Sequence[str]], words: str) -> None:
    with pytest.raises(mm.RecordError, match=words):
        read_form(pd.DataFrame(frame), FORMS, record)
    assert record.rows("answer").empty


def test_an_empty_form_writes_nothing(record: Record, tmp_path: Path) -> None:
    for name, form in FORMS.items():
        if form.questions and not form.people:
            (tmp_path / f"{name}.xlsx").write_bytes(form_workbook(form))
            assert read_form(tmp_path / f"{name}.xlsx", FORMS, record) == 0


def test_skills_are_shown_from_three_people_up_by_what_each_said_last(record: Record) -> None:
    one, two, three = ASPECTS[:3]
    rows = [audit(f"r{at}", {one: (at, 5), two: (5, 5)}) for at in (1, 2, 3)]
    rows += [audit("r3", {one: (1, 2)}), audit("r4", {three: (1, 1)}), audit("r5", {three: (1, 1)})]
    for row in rows:
        read_form(pd.DataFrame([row]), FORMS, record)
    assert skills_needed(record).to_dict("records") == [
        {"aspect": one, "people": 3, "expert": pytest.approx(4 / 3), "how_often": 4.0},
        {"aspect": two, "people": 3, "expert": 5.0, "how_often": 5.0},
    ]
    record.erase("r2")
    assert skills_needed(record).empty


def test_no_skills_are_needed_where_none_are_known(record: Record) -> None:
    assert list(skills_needed(record).columns) == ["aspect", "people", "expert", "how_often"]
    assert skills_needed(record).empty


MENTEES, MENTORS = FORMS["mentee-feedback"], FORMS["mentor-feedback"]
AGREE = "How far do you agree? [{}]"


def asked(form: Form, kind: str) -> list[str]:
    return [" ".join(row[0]) for part in form.parts if part.feedback == kind for row in part.rows]


def given(who: str, levels: dict[str, object]) -> dict[str, str]:
    return {"Email address": who, **{AGREE.format(one): str(level) for one, level in levels.items()}}


@pytest.fixture
def met(tmp_path: Path) -> Iterator[Record]:
    place = tmp_path / "lived.db"
    begin(place)
    with Record.open(place) as record:
        live(record, [Plan(agreed=2)] * 4)
        yield record


@pytest.mark.parametrize(("side", "form"), [("mentees", MENTEES), ("mentors", MENTORS)])
def test_feedback_is_read_as_it_was_given_once(met: Record, tmp_path: Path, side: str, form: Form) -> None:
    kinds = {part.feedback for part in form.parts if part.feedback}
    going = met.rows("pair").loc[lambda f: f.state == "active"]
    people = {met.pseudonym(one.id): one.id for one in getattr(met.people(), side)}
    before = len(met.rows("feedback"))
    expected, rows = [], []
    for at, (number, pairs) in enumerate(going.groupby(side[:-1]).id):
        questions = {kind: dict.fromkeys(asked(form, kind)[: at + 1], 1 + at % 5) for kind in kinds}
        rows.append(given(people[f"P{number}"], {q: n for of in questions.values() for q, n in of.items()}))
        expected += [(kind, max(pairs), number, of) for kind, of in questions.items()]
    file = write_csv(tmp_path / "filled.csv", rows)
    assert read_form(file, FORMS, met, DAY) == len(expected)
    written = met.rows("feedback")[before:]
    found = [(f.kind, f.pair, f.by, json.loads(f.ratings)) for f in written.itertuples()]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert set(written.day) == {DAY.isoformat()}
    assert read_form(file, FORMS, met) == 0  # an export that grows is read again and again


def test_feedback_that_cannot_be_used_is_reported_and_nothing_is_written(met: Record, record: Record) -> None:
    question = asked(MENTEES, "mentee_on_mentor")[0]
    who = met.people().mentees[0].id
    rows = [given(who, {question: "7"}), given("nobody@h.example", {question: 1}), given("", {question: 2})]
    before = len(met.rows("feedback"))
    with pytest.raises(mm.RecordError) as error:
        read_form(pd.DataFrame(rows), FORMS, met)
    found = [(one.row, one.column, one.wrong) for one in error.value.problems]
    assert found[0] == (2, AGREE.format(question), "is no level")
    assert {one for *_, one in found[1:]} == {"is no mentee in the record"}
    assert len(met.rows("feedback")) == before
    with pytest.raises(mm.RecordError, match="has no pair that has begun"):
        read_form(pd.DataFrame([given(record.people().mentees[0].id, {question: 3})]), FORMS, record)


@pytest.mark.parametrize(
    ("side", "ended", "expected"),
    [
        ("mentees", (), "has several mentors"), ("mentees", (0,), 1), ("mentees", (1,), 0),
        ("mentees", (0, 1), 1),
        ("mentors", (), 1), ("mentors", (1,), 0), ("mentors", (0, 1), 1),
    ],
)  # fmt: skip
def test_feedback_is_on_the_pair_that_goes_on(
    tmp_path: Path, side: str, ended: tuple[int, ...], expected: int | str
) -> None:
    """Of several mentors nobody guesses which is meant."""
    one, form = side.removesuffix("s"), FORMS[f"{side.removesuffix('s')}-feedback"]
    other = {"mentees": "mentors", "mentors": "mentees"}[side]
    person = {"id": "a", "consent": True, "demand" if one == "mentee" else "capacity": 2}
    people = mm.People(**{side: [person], other: [{"id": f"b{k}", "consent": True} for k in (0, 1)]})
    with Record.open(tmp_path / "two.db") as record:
        record.import_people(people)
        record.approve(record.propose(record.match()), by="A Coordinator")
        numbers = record.rows("pair").id.tolist()
        for number in numbers:
            record.happened(number, "accept")
            record.happened(number, "begin")
        for at in ended:
            record.happened(numbers[at], "dissolve")
        filled = pd.DataFrame([given("a", dict.fromkeys(asked(form, f"{one}_on_scheme"), 4))])
        if isinstance(expected, str):
            with pytest.raises(mm.RecordError, match=expected):
                read_form(filled, FORMS, record)
        else:
            assert read_form(filled, FORMS, record) == 1
            assert record.rows("feedback").pair.tolist() == [numbers[expected]]
