"""Whole forms: cells in words become the people they say, nothing else is read, nothing in silence."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.tables.forms.readers import Levels, reader
from mentormatch.tables.forms.said import NO_PERSON
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.cells import CellError
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.fields import TABLES, TARGETS, Kind, Table

MILE = 1.609344

MENTOR_CELLS: dict[str, list[tuple[str, object]]] = {
    "max miles": [
        ("10", 10 * MILE), ("10 miles", 10 * MILE), ("Up to 15 km", 15.0), ("anywhere", None), ("", None),
        ("Leeds only", 5 * MILE), ("Round here", 8.0),
    ],
    "online": [("Yes, Teams", True), ("Maybe", False), ("no", False), ("", False), ("Zoom", True)],
    "consent": [("I consent", True), ("yes", True), ("not sure", False), ("No thanks", False)],
    "trained": [("Yes - HEEoE 2023", True), ("Booked", False), ("completed", True)],
    "trained on": [("Spring 2022", date(2022, 3, 1)), ("2023-05-03", date(2023, 5, 3)),
        ("Mar-22", date(2022, 3, 1))],
    "capacity": [("two", 2), ("1-2", 2), ("One mentee only, please!", 1), ("3", 3), ("Loads", 7)],
    "answer: I plan": [("Strongly agree", {"I plan": 5}), ("n/a", {}), ("2", {"I plan": 2}),
        ("Mostly", {"I plan": 4})],
    "Grade": [("ST 5", 12), ("consultant Anaesthetist", 16), ("Band 8a", 8), ("Wizard", 99), ("GP", 16)],
    "supervises": [("n/a", ()), ("e1", ("e1",)), ("none; e1", ("e1",)), ("", ())],
    "professional tags": [
        ("Audit; Leadership (a; b)", ("Audit", "Leadership (a; b)")), ("Careers advice", ("Career advice",)),
        ("teams; rotas; Audit", ("Teams; rotas", "Audit")),
    ],
    "Topics [Audit]": [("4 - quite", {"Audit": 4}), ("Very", {"Audit": 4}), ("", {}), ("3", {"Audit": 3})],
    "Topics [Exams: MRCP]": [("Masses", {"Exams: MRCP": 5}), ("n/a", {}), ("1", {"Exams: MRCP": 1})],
}  # fmt: skip
FIELD = {"max miles": "max_km", "Grade": "seniority", "answer: I plan": "answers"}
MAP = ColumnMap.model_validate(
    {
        "grades": {"table": "nhs", "Wizard": 99},
        "values": {
            "max_km": {"round here": "8"},
            "max_miles": {"Leeds only": 5},
            "online": {"zoom": True},
            "answers": {"mostly": 4},
            "professional_tags": {"careers advice": "Career advice"},
        },
        "mentors": {
            "offers": "Topics [*]",
            "values": {"capacity": {"loads": 7}, "offers": {"masses": 5}},
            "options": {"professional_tags": ["Teams; rotas"]},
        },
    }
)
PLAIN = {"", "10", "no", "yes", "completed", "2023-05-03", "3", "2", "1", "e1"}
"""Cells of the table above that are as the documents ask for them, or stand in the map."""


@pytest.mark.parametrize("seed", range(60))
def test_cells_in_words_are_the_people_they_say(seed: int) -> None:
    draw = random.Random(seed)
    rows, right = [], []
    for n in range(draw.randint(1, 8)):
        cells = {heading: draw.choice(some) for heading, some in MENTOR_CELLS.items()}
        rows.append({"id": f"r{n}", **{heading: text for heading, (text, _) in cells.items()}})
        right.append({heading: value for heading, (_, value) in cells.items()})
    reading = mm.read_tables(mentees=pd.DataFrame({"id": ["e1"]}), mentors=pd.DataFrame(rows), columns=MAP)
    assert reading.rejected == ()
    for mentor, values in zip(reading.people.mentors, right, strict=True):
        for heading, value in values.items():
            if heading.startswith("Topics"):
                continue
            found = getattr(mentor, FIELD.get(heading, heading.replace(" ", "_")))
            assert found == (pytest.approx(value) if isinstance(value, float) else value), heading
        assert mentor.offers == {**values["Topics [Audit]"], **values["Topics [Exams: MRCP]"]}  # type: ignore[dict-item]
    said = {(w.column, w.wrong) for w in reading.warnings if "read as" in w.wrong}
    for heading in ("max miles", "online", "consent", "capacity", "trained on"):
        mapped = {"Leeds only", "Round here", "Zoom", "Loads"}
        in_words = [row[heading] for row in rows if row[heading] not in PLAIN | mapped]
        assert bool(in_words) == any(column == heading for column, _ in said), heading


@pytest.mark.parametrize(
    ("heading", "cell", "line"),
    [
        ("max km", "as far as Leeds", '[values.max_km] "as far as Leeds" = …'),
        ("max miles", "30 mins", '[values.max_miles] "30 mins" = …'),
        ("online", 'If "needed"', '[values.online] "If \\"needed\\"" = …'),
        ("capacity", "lots", '[values.capacity] "lots" = …'),
        ("answer: I plan", "rather", '[values.answers] "rather" = …'),
        ("trained on", "last year", '[values.trained_on] "last year" = …'),
        ("offers", "Audit", "[levels] offers = 3"),
        ("grade", "Wizard", '[grades] "Wizard" = …'),
    ],
)
def test_anything_else_is_an_error_that_offers_the_line_to_add(heading: str, cell: str, line: str) -> None:
    frame = pd.DataFrame({"id": ["r1"], heading: [cell]})
    columns = ColumnMap(grades={"ST1": 1}) if heading == "grade" else ColumnMap()
    reading = mm.read_tables(mentees=pd.DataFrame({"id": ["e1"]}), mentors=frame, columns=columns)
    (problem,) = reading.rejected
    assert cell not in f"{problem.wrong} {problem.expected}"
    assert line in mm.RecordError(reading.rejected).table["expected"][0]


def test_a_time_of_travel_asks_for_the_scheme_s_speed() -> None:
    frame = pd.DataFrame({"id": ["r1"], "max km": ["30 mins"]})
    mentees = pd.DataFrame({"id": ["e1"]})
    reading = mm.read_tables(mentees=mentees, mentors=frame)
    assert "km_per_minute" in reading.rejected[0].expected
    people = mm.read_people(mentees=mentees, mentors=frame[["id"]])
    assert people.mentors[0].max_km is None
    again = mm.read_tables(mentees=mentees, mentors=frame, columns=ColumnMap(km_per_minute=0.8))
    assert again.people.mentors[0].max_km == pytest.approx(24)


def test_dates_by_the_order_of_the_map() -> None:
    mentors = pd.DataFrame({"id": ["r1"], "trained": ["yes"], "trained on": ["03/04/2026"]})
    mentees = pd.DataFrame({"id": ["e1"]})
    assert "day_first = true" in mm.read_tables(mentees=mentees, mentors=mentors).rejected[0].expected
    for day_first, right in ((True, date(2026, 4, 3)), (False, date(2026, 3, 4))):
        columns = ColumnMap(day_first=day_first)
        people = mm.read_tables(mentees=mentees, mentors=mentors, columns=columns).people
        assert people.mentors[0].trained_on == right


def test_words_for_no_answer_in_text() -> None:
    mentees = pd.DataFrame({"id": ["e1", "e2"], "email": ["n/a", "a@h.example"], "workplace": ["N/A", "-"],
        "postcode": ["prefer not to say", "LE1 5WW"]})  # fmt: skip
    reading = mm.read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}))
    one, other = reading.people.mentees
    assert (one.email, one.workplace, one.postcode) == (None, "", None)
    assert (other.email, other.workplace, other.postcode) == ("a@h.example", "", "LE1 5WW")
    assert {w.column for w in reading.warnings if "no answer" in w.wrong} == {
        "email",
        "workplace",
        "postcode",
    }


def test_ticked_boxes_take_the_level_of_the_map() -> None:
    mentees = pd.DataFrame({"id": ["e1"], "wants": ["Career advice, Audit:5, Teaching: bedside,"]})
    columns = ColumnMap.model_validate({"levels": {"wants": 3}, "mentees": {"separators": {"wants": ","}}})
    reading = mm.read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}), columns=columns)
    assert reading.people.mentees[0].wants == {"Career advice": 3, "Audit": 5, "Teaching: bedside": 3}
    assert [w.column for w in reading.warnings if "without a level" in w.wrong] == ["wants"]


@pytest.mark.parametrize("seed", range(20))
def test_a_grid_of_answers_gives_its_statements(seed: int) -> None:
    draw = random.Random(seed)
    scale = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
    right = {f"I do {what}": draw.randint(1, 5) for what in draw.sample(["plan", "ask", "wait", "listen"], 3)}
    row = {"id": "e1"} | {f"Do you agree? [{what}]": scale[level - 1] for what, level in right.items()}
    columns = ColumnMap.model_validate({"mentees": {"answers": {"*": "Do you agree? [*]"}}})
    people = mm.read_people(
        mentees=pd.DataFrame([row]), mentors=pd.DataFrame({"id": ["r1"]}), columns=columns
    )
    assert people.mentees[0].answers == right


@pytest.mark.parametrize("one", ["n/a", "None", "nil", "No", "TBC", "Same"])
def test_an_id_that_looks_like_a_word_is_an_id(one: str) -> None:
    mentors = pd.DataFrame({"id": [one, "r2"], "consent": "yes"})
    mentees = pd.DataFrame({"id": ["e1"], "appraiser": [one], "consent": "yes"})
    people = mm.read_people(mentees=mentees, mentors=mentors)
    assert people.mentees[0].independent_of == (one,)
    assert mm.match(people).pair_ids == (("e1", "r2"),)


@pytest.mark.parametrize("word", sorted(NO_PERSON))
@pytest.mark.parametrize("field", ["appraiser", "avoids"])
def test_words_in_the_place_of_a_person_are_left_out_and_said(word: str, field: str) -> None:
    mentees = pd.DataFrame({"id": ["e1"], field: [f" {word.capitalize()}. "], "consent": "yes"})
    reading = mm.read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"], "consent": "yes"}))
    assert not [*reading.people.references]
    assert any(NO_PERSON[word] in warning.wrong for warning in reading.warnings)


def test_separators_of_tables_and_columns() -> None:
    columns = ColumnMap.model_validate(
        {"separator": "|", "mentees": {"separator": ","}, "mentors": {"separators": {"personal_tags": "/"}}}
    )
    mentees = pd.DataFrame({"id": ["e1"], "personal_tags": ["a, b|c"], "avoids": ["r1, r2"]})
    mentors = pd.DataFrame({"id": ["r1"], "personal_tags": ["a/b|c"], "professional_tags": ["a/b|c"]})
    people = mm.read_people(mentees=mentees, mentors=mentors, columns=columns)
    lists = mentors.assign(personal_tags=[["a", "b|c"]], professional_tags=[["a/b", "c"]])
    assert mm.read_people(mentees=mentees, mentors=lists, columns=columns).mentors == people.mentors
    assert people.mentees[0].personal_tags == ("a", "b|c")
    assert people.mentees[0].avoids == ("r1", "r2")
    assert people.mentors[0].personal_tags == ("a", "b|c")
    assert people.mentors[0].professional_tags == ("a/b", "c")


TICKS = ["Yes", "y", "TRUE", "1", "x", "X", "\u2713", "\u2611", "Ticked", "{option}"]
NO_TICKS = ["", "No", "FALSE", "0", "n", "\u2610", "\u2718"]
GRIDS = [
    ("Topics [{}]", "Topics [*]"),
    ("Topics: [{}]", "topics [*]"),
    ("Topics - {}", "Topics - *"),
    ("Q2: {}", "q2: *"),
]


class TestBoxes:
    """A column for each option, with whatever a program writes for a ticked box."""

    @pytest.mark.parametrize(("heading", "named"), GRIDS)
    @pytest.mark.parametrize("seed", range(6))
    def test_a_ticked_box_is_the_option_in_its_heading(self, heading: str, named: str, seed: int) -> None:
        draw = random.Random(seed)
        options = ["Audit", "Exams: MRCP", "Career advice (women)", "Leadership"]
        tick, empty = draw.choice(TICKS), draw.choice(NO_TICKS)
        ticked = {one: [draw.random() < 0.5 for _ in range(5)] for one in options}
        cells = {
            heading.format(one): [tick.format(option=one) if box else empty for box in boxes]
            for one, boxes in ticked.items()
        }
        mentees = pd.DataFrame({"id": [f"e{i}" for i in range(5)], **cells})
        mentors = pd.DataFrame({"id": ["r1"]})
        columns = ColumnMap.model_validate({"mentees": {"professional_tags": named}})
        people = mm.read_tables(mentees=mentees, mentors=mentors, columns=columns).people
        for i, mentee in enumerate(people.mentees):
            assert mentee.professional_tags == tuple(one for one in options if ticked[one][i])
        if tick != "1" and empty != "0":  # of a level, these are levels
            columns = ColumnMap.model_validate({"mentees": {"wants": named}, "levels": {"wants": 3}})
            people = mm.read_tables(mentees=mentees, mentors=mentors, columns=columns).people
            for i, mentee in enumerate(people.mentees):
                assert mentee.wants == {one: 3 for one in options if ticked[one][i]}

    @pytest.mark.parametrize("cell", ["Yes", "1", "0", "x", "\u2713", "false"])
    def test_a_box_without_its_option_is_an_error(self, cell: str) -> None:
        mentees = pd.DataFrame({"id": ["e1"], "Audit?": [cell]})
        columns = ColumnMap.model_validate({"mentees": {"professional_tags": "Audit?"}})
        (problem,) = mm.read_tables(
            mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}), columns=columns
        ).rejected
        assert "Topics [*]" in problem.expected

    def test_groups_may_be_numbers(self) -> None:
        frame = pd.DataFrame({"id": ["e1"], "groups": ["1"]})
        people = mm.read_people(mentees=frame, mentors=pd.DataFrame({"id": ["r1"]}))
        assert people.mentees[0].groups == ("1",)

    def test_a_grid_of_one_role_is_left_unread_in_the_other(self, tmp_path: Path) -> None:
        form = pd.DataFrame([["e1", "mentee", "", ""], ["r1", "mentor", "4", "2"]],
            columns=["id", "I am a", "Skills [Audit]", "Skills [Exams]"])  # fmt: skip
        form.to_csv(tmp_path / "form.csv", index=False)
        columns = ColumnMap.model_validate({"role": "I am a", "mentors": {"offers": "Skills [*]"}})
        people = mm.read_people(tmp_path / "form.csv", columns=columns)
        assert people.mentors[0].offers == {"Audit": 4, "Exams": 2}


class TestLevels:
    @pytest.mark.parametrize(
        ("text", "right"),
        [
            ("teaching: bedside:4; audit :2", {"teaching: bedside": 4, "audit": 2}),
            ("audit:4; audit:4", {"audit": 4}),
        ],
    )
    def test_the_last_colon_is_between_area_and_level(self, text: str, right: dict[str, int]) -> None:
        assert Levels(Wording("offers")).read(text) == right

    @pytest.mark.parametrize(
        "text", ["audit", "audit:", ":3", "audit:high", "audit:2.5", "audit:3 teaching:4x"]
    )
    def test_refused(self, text: str) -> None:
        with pytest.raises(CellError, match="not an area with a level"):
            Levels(Wording("offers")).read(text)

    @pytest.mark.parametrize("level", [None, 3])
    def test_two_levels_for_one_area(self, level: int | None) -> None:
        with pytest.raises(CellError, match="two levels"):
            Levels(Wording("offers", level=level)).read("audit:4; audit:5")


@pytest.mark.parametrize("table", TABLES)
def test_no_message_repeats_the_cell(table: Table) -> None:
    for name, target in TARGETS[table].items():
        if target.kind in {Kind.TEXT, Kind.LIST}:
            assert "private" in reader(target, Wording(name)).read("private")
            continue
        with pytest.raises(CellError) as caught:
            reader(target, Wording(name)).read("private")
        assert "private" not in str(caught.value)
        assert f"values.{name}" in str(caught.value)
