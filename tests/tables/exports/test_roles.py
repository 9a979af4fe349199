"""One form for both roles: every row goes where its role says, and no row goes nowhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.table_files import write_csv, write_xlsx
from mentormatch.errors import ReadingWarning, RecordError
from mentormatch.tables.exports.roles import tables_of
from mentormatch.tables.read_people import Reading, read_people, read_tables
from mentormatch.tables.rows.column_map import ColumnMap

ROLE = "Would you like to be a mentor or a mentee?"
MAP = ColumnMap(
    role=ROLE,
    roles={"Buddy": "mentor", "New starter": "mentee"},
    mentees={"id": "Who", "wants": "Needs"},
    mentors={"id": "Who", "capacity": "How many?"},
)
WORDS = {
    "mentees": ["Mentee", "mentees", "I would like to be a mentee", "NEW STARTER", "A mentee only"],
    "mentors": ["Mentor", "MENTOR ", "To be a mentor.", "I'd like to become a mentor", "buddy"],
    "both": ["Both", "mentor and mentee", "Mentee; Mentor", "Mentor, Mentee", "Mentor/mentee", "both roles"],
    "": ["", " ", "Mentro", "mentor or mentee", "not a mentor", "either", "yes", "a", "find a mentor", "?",
        "I want a mentor", "I would like a mentor", "I'd like a mentee please", "want mentees"],
}  # fmt: skip
ROWS = st.lists(
    st.sampled_from([(role, words) for role, texts in WORDS.items() for words in texts]),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles")


def form(words: list[str]) -> list[dict[str, str]]:
    return [{"Who": f"p{n}x", ROLE: text, "Needs": "", "How many?": ""} for n, text in enumerate(words)]


@pytest.mark.parametrize(("role", "text"), [(role, text) for role, texts in WORDS.items() for text in texts])
def test_words(role: str, text: str) -> None:
    expected = {"": None, "both": {"mentees", "mentors"}}.get(role, {role})
    assert tables_of(text, MAP.roles) == expected


@pytest.mark.parametrize("heading", [
    "What are you looking for?", "Would you like a mentor or a mentee?", "I would like:",
    "Do you need a mentor or mentee?",
    "I am seeking a", "Would you like to be matched with a mentee or mentor?", "Would you like",
])  # fmt: skip
def test_an_answer_to_whom_people_look_for_is_no_role(folder: Path, heading: str) -> None:
    rows = [{"Who": "p1x", heading: "Mentor"}, {"Who": "p2x", heading: "mentee"}]
    path = write_csv(folder / "partner.csv", rows)
    who = {"mentees": {"id": "Who"}, "mentors": {"id": "Who"}}
    reading = read_tables(path, columns=ColumnMap(role=heading, **who))
    assert {problem.wrong for problem in reading.rejected} == {"is not a known role"}
    meant = ColumnMap(role=heading, roles={"mentor": "mentee", "mentee": "mentor"}, **who)
    people = read_tables(path, columns=meant).people
    assert (people.mentee_ids, people.mentor_ids) == (("p1x",), ("p2x",))


@given(rows=ROWS, how=st.sampled_from(["people", "twice"]))
def test_every_row_goes_where_its_role_says(folder: Path, rows: list[tuple[str, str]], how: str) -> None:
    path = write_csv(folder / "all.csv", form([words for _, words in rows]))
    reading = (
        read_tables(path, columns=MAP)
        if how == "people"
        else read_tables(mentees=path, mentors=path, columns=MAP)
    )
    for table, ids in (("mentees", reading.people.mentee_ids), ("mentors", reading.people.mentor_ids)):
        unknown = sum(not role for role, _ in rows)
        wanted = [f"p{n}x" for n, (role, _) in enumerate(rows) if role in {table, "both"}]
        assert list(ids) == wanted
        count = reading.counts[table]
        assert (count.read, count.accepted, count.rejected) == (len(wanted) + unknown, len(wanted), unknown)
    # In both tables, but told once.
    assert [p.row for p in reading.rejected] == [n + 2 for n, (role, _) in enumerate(rows) if not role]
    assert all(p.column == ROLE for p in reading.rejected)


def test_what_a_row_without_a_known_role_forbids_still_holds(folder: Path) -> None:
    rows = [
        {"Who": "e1", ROLE: "Mentee", "Supervises": ""}, {"Who": "r1", ROLE: "Mentor", "Supervises": "x1"},
        {"Who": "x1", ROLE: "Mentro", "Supervises": "e1"},
    ]  # fmt: skip
    columns = ColumnMap(role=ROLE, mentees={"id": "Who"}, mentors={"id": "Who", "supervises": "Supervises"})
    people = read_tables(write_csv(folder / "all.csv", rows), columns=columns).people
    assert {("x1", "r1"), ("e1", "x1")} <= set(people.links) | {
        (one, mentor.id) for mentor in people.mentors for one in mentor.supervises
    }


def test_headings_of_the_other_role_are_left_unread(folder: Path) -> None:
    rows = [{"Who": "e1", ROLE: "Both", "needs": "audit:2", "How many?": "3"}]
    people = read_people(write_csv(folder / "all.csv", rows), columns=MAP)
    assert (people.mentees[0].wants, people.mentors[0].capacity) == ({"audit": 2}, 3)


def test_without_a_role_one_sheet_for_both_tables_is_an_error(folder: Path) -> None:
    # A column that nobody reads may say who is what.
    path = write_csv(folder / "all.csv", [{"id": "e1", "I am": "a mentee"}])
    frame = pd.DataFrame({"id": ["e1"], "I am": ["a mentee"]})
    unread = ColumnMap(ignore=["I am"])
    for one, other in ((path, path), (str(path), path), (frame, frame)):
        with pytest.raises(RecordError, match=r"is given for the mentees and for the mentors.*role ="):
            read_people(mentees=one, mentors=other, columns=unread)


def test_a_sheet_of_people_who_are_all_both_is_said(folder: Path) -> None:
    path = write_csv(folder / "all.csv", [{"id": "e1"}])
    frame = pd.DataFrame({"id": ["e1"]})
    with pytest.warns(ReadingWarning, match="everybody in it would be both"):
        assert read_people(mentees=path, mentors=path).mentor_ids == ("e1",)
    assert read_people(mentees=frame, mentors=frame.copy()).mentor_ids == ("e1",)


def test_two_files_with_a_role_each_hold_their_own(folder: Path) -> None:
    mentees = write_csv(folder / "mentees.csv", form(["Mentee", "Mentor", "Both"]))
    mentors = write_csv(folder / "mentors.csv", form(["Mentor", "Both", ""]))
    reading = read_tables(mentees=mentees, mentors=mentors, columns=MAP)
    assert [(p.file, p.row) for p in reading.rejected] == [("mentees.csv", 3), ("mentors.csv", 4)]


def test_a_missing_column_of_roles(folder: Path) -> None:
    with pytest.raises(RecordError, match=r"mentee\?: is in the column map but not among"):
        read_people(write_csv(folder / "all.csv", [{"Who": "e1"}]), columns=MAP)
    with pytest.raises(RecordError, match="needs role"):
        ColumnMap(roles={"Buddy": "mentor"})


def read_book(folder: Path, sheets: dict[str, list[list[str]]], columns: ColumnMap, **more: str) -> Reading:
    return read_tables(write_xlsx(folder / "book.xlsx", sheets), columns=columns, **more)


FORM = [["Who", ROLE], ["e1", "mentee"], ["r1", "mentor"]]
ROLES = ColumnMap(role=ROLE, mentees={"id": "Who"}, mentors={"id": "Who"})
OLD = [["Who", ROLE], ["e7", "mentee"], ["r7", "mentor"]]


class TestSheets:
    def test_the_only_sheet_beside_links_is_the_form(self, folder: Path) -> None:
        links = [["person", "superior"], ["e1", "r1"]]
        people = read_book(folder, {"Form 1": FORM, "links": links}, ROLES).people
        assert (people.mentee_ids, people.mentor_ids, people.links) == (("e1",), ("r1",), (("e1", "r1"),))

    def test_the_sheet_that_is_asked_for(self, folder: Path) -> None:
        sheets = {"Old": OLD, "Form 1": FORM}
        assert read_book(folder, sheets, ROLES, sheet="form 1").people.mentor_ids == ("r1",)
        columns = ROLES.replace(
            mentees=ROLES.mentees.replace(sheet="Form 1"), mentors=ROLES.mentors.replace(sheet="Old")
        )
        reading = read_tables(write_xlsx(folder / "two.xlsx", {"Old": [["Who", ROLE], ["r7", "mentor"]],
            "Form 1": [["Who", ROLE], ["e1", "mentee"]]}), columns=columns)  # fmt: skip
        assert (reading.people.mentee_ids, reading.people.mentor_ids) == (("e1",), ("r7",))

    def test_for_one_table(self, folder: Path) -> None:
        book = write_xlsx(folder / "m.xlsx", {"Old": [["id"], ["e7"]], "Form 1": [["id"], ["e1"]]})
        mentors = pd.DataFrame({"id": ["r1"]})
        columns = ColumnMap(mentees={"sheet": "Form 1"})
        assert read_people(mentees=book, mentors=mentors, columns=columns).mentee_ids == ("e1",)

    def test_a_sheet_that_is_not_there(self, folder: Path) -> None:
        with pytest.raises(RecordError, match=r"no sheet 'Form 2'.*did you mean 'Form 1'"):
            read_book(folder, {"Old": OLD, "Form 1": FORM}, ROLES, sheet="Form 2")
        path = write_csv(folder / "all.csv", form(["mentee"]))
        with pytest.raises(RecordError, match="has no sheet 'Form 1'"):
            read_tables(mentees=path, mentors=path, columns=ROLES, sheet="Form 1")
