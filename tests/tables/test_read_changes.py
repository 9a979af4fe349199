"""Changes read from tables: every error at once, no reasons, nothing lost without a column."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import SPOTS, mentee, mentor
from helpers.table_files import write_csv, write_xlsx
from mentormatch.errors import RowProblem
from mentormatch.tables.read_changes import read_change_tables
from mentormatch.tables.read_people import ReadingWarning

HEADER = ("change", "mentee", "mentor", "person", "role")


def scheme() -> mm.Matching:
    people = mm.People(
        mentees=(
            mentee("e1", name="Ann", independent_of=["x1"], avoids=["r3"], location=SPOTS["here"]),
            mentee("e2", email="bo@a.example"),
            mentee("007"),
            mentee("b1"),
        ),
        mentors=(mentor("r1"), mentor("r2", capacity=2, minimum_load=1), mentor("r3"), mentor("b1")),
    )
    rules = [{"rule": "Require", "pair": ["e1", "r1"]}, {"rule": "Require", "pair": ["e2", "r2"]}]
    return mm.match(people, mm.Policy(rules=rules))


def table(*rows: str) -> pd.DataFrame:
    """Return a table of changes of rows of comma-separated cells."""
    return pd.DataFrame([row.split(",") for row in rows], columns=list(HEADER), dtype=str)


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {name: [cells] if isinstance(cells, str) else cells for name, cells in columns.items()}
    )


def refused(changes: object, **tables: object) -> tuple[RowProblem, ...]:
    with pytest.raises(mm.RecordError) as caught:
        mm.read_changes(changes, **{"matching": scheme(), **tables})
    return caught.value.problems


def test_every_kind() -> None:
    changes = mm.read_changes(
        table(
            "Dissolve,e1,r1,,", "AVOID,e2,r3,,", " extend ,e2, r2,,", "leave,,,r3,", "leave,,,b1,Mentee",
            "join,,,e9,", "update,,,r2,mentor",
        ),
        matching=scheme(),
        mentees=frame(id="e9", name="New", consent="yes"),
        mentors=frame(id="r2", capacity="3"),
    )  # fmt: skip
    assert changes[:5] == [
        mm.Dissolve("e1", "r1"), mm.Avoid("e2", "r3"), mm.Extend("e2", "r2"), mm.Leave("r3"),
        mm.Leave("b1", "mentee"),
    ]  # fmt: skip
    assert changes[5] == mm.Join(mm.Mentee(id="e9", name="New", consent=True))
    assert changes[6] == mm.Update(mentor("r2", capacity=3, minimum_load=1))


def test_csv_and_workbook_say_the_same(tmp_path: Path) -> None:
    rows = [
        dict(zip(HEADER, ("dissolve", "e1", "r1", "", ""), strict=True)),
        {"change": "leave", "person": "007"},
    ]
    sheet = [
        ["change", "mentee", "mentor", "person"],
        ["dissolve", "e1", "r1", None],
        ["leave", None, None, "007"],
    ]
    people = [["id", "consent"], ["r9", "yes"]]
    write_xlsx(tmp_path / "book.xlsx", {"changes": sheet, "mentors": people})
    from_csv = mm.read_changes(write_csv(tmp_path / "changes.csv", rows))
    assert from_csv == [mm.Dissolve("e1", "r1"), mm.Leave("007")]
    reading = read_change_tables(tmp_path / "book.xlsx", people=tmp_path / "book.xlsx")
    assert list(reading.changes) == from_csv
    assert str(reading.count).startswith("book.xlsx, sheet changes: 2 rows read = 2 accepted + 0 rejected")
    assert reading.kinds == {"dissolve": 1, "leave": 1}
    assert [w.wrong for w in reading.warnings] == ["is not named by any change, so the row was not used"]


def test_no_changes_are_no_changes() -> None:
    assert mm.read_changes(table()) == []


@pytest.mark.parametrize(
    ("row", "column", "wrong", "expected"),
    [
        ("disolve,e1,r1,,", "change", "is not a kind of change", "did you mean 'dissolve'"),
        (",e1,r1,,", "change", "is empty", "one of dissolve, leave"),
        ("dissolve,e1,,,", "mentor", "is empty", "the id of a mentor"),
        ("dissolve,e1,r1,e1,", "person", "is not used by dissolve", "dissolve uses mentee and mentor"),
        ("avoid,b1,b1,,", "", "pairs a person with themself", "two different ids"),
        ("leave,,,r1,coach", "role", "is not a role", "mentee or mentor"),
        ("dissolve,e11,r1,,", "mentee", "is not a mentee in the matching", "did you mean 'e1'"),
        ("avoid,e1,e2,,", "mentor", "is not a mentor in the matching", "the id of a mentor"),
        ("dissolve,e1,r2,,", "", "names two people who are not a pair", "'e1' has 'r1'"),
        ("leave,,,0077,", "person", "is not a mentee or mentor in the matching", "did you mean '007'"),
        ("leave,,,e1,mentor", "person", "is not a mentor in the matching", "the id of a mentor"),
        ("join,,,e9,", "person", "has no row in the tables of mentees or mentors", "a row there"),
        ("join,,,r1,mentor", "person", "is already a mentor in the matching", "update"),
        ("update,,,r9,", "person", "is not a mentor in the matching", "or `join` to add this person"),
        (
            "update,,,b1,",
            "role",
            "is empty, but the id is in both tables of people",
            "mentee or mentor",
        ),
    ],
)
def test_rows_that_cannot_be_used(row: str, column: str, wrong: str, expected: str) -> None:
    tables = {
        "mentees": frame(id="b1", consent="yes"),
        "mentors": frame(id=["b1", "r1", "r9"], consent=["yes"] * 3),
    }
    (problem,) = refused(table(row), **tables)
    assert (problem.file, problem.row, problem.column, problem.wrong) == ("changes", 2, column, wrong)
    assert expected in problem.expected


def test_everything_at_once(tmp_path: Path) -> None:
    changes = table(
        "disolve,e1,r1,,", "dissolve,e1,r3,,", "extend,e2,r2,,", "dissolve,e2,r2,,", "dissolve,e2,r2,,",
        "join,,,e9,", "join,,,e8,", "leave,,,zz,", "update,,,e1,",
    )  # fmt: skip
    mentees = frame(id=["e9", "e1"], max_km=["-1", "5"], appraiser=["R1", "R1"])
    found = refused(changes, mentees=mentees)
    assert [(p.file, p.row) for p in found] == [
        ("changes", 2), ("changes", 3), ("changes", 4), ("changes", 5), ("changes", 6), ("changes", 8),
        ("changes", 9), ("mentees", 2),
    ]  # fmt: skip
    assert found[-1].column == "max_km"


def test_files_that_cannot_be_read_do_not_hide_the_rest(tmp_path: Path) -> None:
    found = refused(table("disolve,e1,r1,,", "join,,,e9,"), mentees=tmp_path / "none.csv")
    assert {(p.file, p.row) for p in found} == {("none.csv", None), ("changes", 2)}


@pytest.mark.parametrize(
    ("column", "value", "wrong"),
    [
        ("id", "E1", "differs from another id only in case"),
        ("email", "BO@a.example", "is the e-mail address of more than one id"),
    ],
)
def test_who_joins_has_to_fit_those_who_are_there(column: str, value: str, wrong: str) -> None:
    cells = {"id": "e9", "consent": "yes", column: value}
    found = refused(table(f"join,,,{cells['id']},"), mentees=frame(**cells))
    assert wrong in " ".join(p.wrong for p in found if (p.file, p.row, p.column) == ("mentees", 2, column))


def test_an_update_keeps_what_the_table_does_not_say() -> None:
    after = mm.read_changes(table("update,,,e1,"), matching=scheme(), mentees=frame(id="e1", seniority="4"))
    before = next(m for m in scheme().people.mentees if m.id == "e1")
    assert after == [mm.Update(before.replace(seniority=4))]


def test_an_update_by_a_postcode() -> None:
    places = frame(postcode=["AB1", "AB2"], latitude=["52.2", "52.5"], longitude=["0.1", "0.5"])
    given = frame(id="e1", postcode="AB2")
    (there,) = mm.read_changes(table("update,,,e1,"), matching=scheme(), mentees=given, places=places)
    assert there.person.location.latitude == 52.5
    with pytest.warns(ReadingWarning, match="cannot be looked up without a postcode table"):
        (nowhere,) = mm.read_changes(table("update,,,e1,"), matching=scheme(), mentees=given)
    assert nowhere.person.location is None
    again = mm.rematch(scheme(), [there])
    with pytest.warns(ReadingWarning):
        (same,) = mm.read_changes(table("update,,,e1,"), matching=again, mentees=given)
    assert same.person.location == there.person.location


def supervised() -> mm.Matching:
    people = scheme().people
    mentors = tuple(m.replace(supervises=("e2",)) if m.id == "r1" else m for m in people.mentors)
    return mm.match(people.replace(mentors=mentors))


def test_an_update_allows_no_pair_by_leaving_it_out() -> None:
    def after(**cells: str) -> mm.Mentee:
        given = frame(id="e1", **cells)
        (change,) = mm.read_changes(table("update,,,e1,"), matching=scheme(), mentees=given)
        assert isinstance(change.person, mm.Mentee)
        return change.person

    four = dict.fromkeys(("educational supervisor", "Line_manager", "professional_adviser"), "")
    with pytest.warns(ReadingWarning, match="not in the scheme"):
        assert after(line_manager="r2").independent_of == ("x1", "r2")
    assert after(appraiser="r2", **four).independent_of == ("r2",)
    assert after(independent_of="r2").independent_of == ("r2",)
    assert after(avoids="r2").avoids == ("r3", "r2")
    with pytest.warns(ReadingWarning, match="not in the scheme"):
        assert after(independent_of="").independent_of == ("x1",)
    with pytest.warns(ReadingWarning, match="not in the scheme"):
        assert after(appraiser="", **four).independent_of == ("x1",)
    given = frame(id="r1", supervises="")
    (change,) = mm.read_changes(table("update,,,r1,"), matching=supervised(), mentors=given)
    assert change.person.supervises == ("e2",)


def test_an_update_that_does_not_fit_what_is_kept() -> None:
    (problem,) = refused(table("update,,,r2,"), mentors=frame(id="r2", capacity="0"))
    assert (problem.file, problem.row) == ("mentors", 2)
    assert "above the capacity of 0" in problem.wrong


def test_an_update_needs_the_matching() -> None:
    (problem,) = refused(table("update,,,e1,"), matching=None, mentees=frame(id="e1", seniority="4"))
    assert problem.expected == "read_changes(..., matching=matching)"


def test_changes_that_contradict_each_other_need_no_matching() -> None:
    found = refused(
        table("dissolve,e1,r1,,", "complete,e1,r1,,", "leave,,,r1,", "leave,,,r1,"), matching=None
    )
    assert [(p.row, p.wrong) for p in found] == [
        (3, "it is also dissolved"), (4, "is given 2 times"), (5, "is given 2 times"),
    ]  # fmt: skip


def test_rows_that_no_change_names_are_said_and_not_judged() -> None:
    given = frame(id=["e8", "e9", ""], seniority=["x", "3", "x"], consent=["yes"] * 3)
    reading = read_change_tables(table("join,,,e9,"), matching=scheme(), mentees=given)
    assert [c.person.id for c in reading.changes] == ["e9"]
    assert [(w.row, w.wrong) for w in reading.warnings] == [
        (2, "is not named by any change, so the row was not used"),
        (4, "is not a whole number"),
        (4, "is missing"),
    ]


@pytest.mark.parametrize(
    ("heading", "shown", "says"),
    [
        ("reason", "reason", "no reason can be stored"),
        ("Why", "why", "no reason can be stored"),
        ("Notes", "notes", "no reason can be stored"),
        ("reason for CANARY", "column 3", "no reason can be stored"),
        ("CANARY", "column 3", "an unknown heading"),
        ("mentors", "column 3", "an unknown heading"),
    ],
)
def test_reasons_are_refused(tmp_path: Path, heading: str, shown: str, says: str) -> None:
    file = tmp_path / "changes.csv"
    file.write_text(f"change,person,{heading}\nleave,e1,CANARY\n", encoding="utf-8")
    (problem,) = refused(file)
    assert (problem.row, problem.column) == (1, shown)
    assert says in problem.wrong
    assert "CANARY" not in repr(problem)


@pytest.mark.parametrize(
    "text",
    [
        "dissolve,e1,r1,CANARY\n",
        "change,person,\nleave,e1,CANARY\n",
        "change,person\nleave,e1,CANARY\n",
        "change,person,CANARY,CANARY\nleave,e1,,\n",
        'change,person,"CANARY\nCANARY"\nleave,e1,\n',
        "change,person\nleave because CANARY,e1\n",
        "change,person,role\nleave,e1,CANARY\n",
        'change,person,reason\nleave,e1,"CANARY\n',
        "change,person\nleave,e1\nleave,e2,\0CANARY\n",
        "change,person,reason\nleave,e1,CANARYÃ©\n",
        "change,mentee,mentor\ndissolve,e1,r1,CANARY,CANARY\n",
    ],
)
def test_no_message_quotes_a_reason(tmp_path: Path, text: str) -> None:
    file = tmp_path / "changes.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(mm.RecordError) as caught:
        mm.read_changes(file, matching=scheme())
    assert "CANARY" not in str(caught.value)
    assert "CANARY" not in caught.value.table.to_csv()


def test_no_warning_quotes_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_bytes("change,person,role\nleave,é1,\n".encode("cp1252"))
    reading = read_change_tables(file)
    assert [w.value for w in reading.warnings] == [""]
    assert "Windows-1252" in reading.warnings[0].wrong


def test_ids_that_pandas_has_made_fractions_of() -> None:
    (problem,) = refused(pd.DataFrame({"change": ["leave", "leave"], "person": [7.0, 8.0]}))
    assert "fractions" in problem.wrong


def test_people_and_pairs_are_all_that_is_asked_of_a_matching() -> None:
    known = SimpleNamespace(people=scheme().people, pair_ids=scheme().pair_ids, policy=mm.Policy())
    assert mm.read_changes(table("dissolve,e1,r1,,"), matching=known) == [mm.Dissolve("e1", "r1")]


@pytest.mark.parametrize("seed", range(20))
def test_all_who_are_new_join(seed: int) -> None:
    draw, matching = random.Random(seed), scheme()
    known = {"mentees": matching.people.mentee_ids, "mentors": matching.people.mentor_ids}
    new = {name: [f"{name[:-1]} {k}" for k in range(draw.randint(0, 3))] for name in known}
    forms = {}
    for name, ids in known.items():
        rows = [*draw.sample(ids, draw.randint(0, len(ids))), *new[name]]
        draw.shuffle(rows)
        forms[name] = pd.DataFrame({"id": rows, "consent": ["yes"] * len(rows), "name": rows}, dtype=str)
    reading = read_change_tables(None, matching=matching, all_new_join=True, **forms)
    joined = {(one.role, one.key) for one in reading.changes if isinstance(one, mm.Join)}
    assert joined == {(name[:-1], one) for name, ids in new.items() for one in ids}
    assert len(reading.changes) == reading.count.read == len(joined)
    assert not [warning for warning in reading.warnings if "not named" in warning.wrong]
    after = mm.rematch(matching, reading.changes)
    assert set(after.people.mentee_ids) == {*known["mentees"], *new["mentees"]}


def test_who_is_new_may_be_named_by_a_change_too_and_errors_of_new_rows_are_errors() -> None:
    people = {"mentees": frame(id=["e8", "e9"], consent=["yes", "yes"])}
    changes = mm.read_changes(
        table("join,,,e9,", "leave,,,r3,"), matching=scheme(), all_new_join=True, **people
    )
    assert [change.in_words() for change in changes] == ["Join(mentee e9)", "Leave(r3)", "Join(mentee e8)"]
    people = {"mentees": frame(id=["e1", "e9"], consent=["purple", "purple"])}
    (problem,) = refused(None, all_new_join=True, **people)
    assert (problem.row, problem.id) == (3, "e9")
