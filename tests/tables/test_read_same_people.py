"""Questions about whom references mean go out as a table, and answers come back in the same table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.table_files import write_csv
from mentormatch.errors import RecordError
from mentormatch.files import csv_bytes
from mentormatch.matching.match import match
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.tables.read_same_people import read_same_people, resolved_table

MENTORS = (
    Mentor(id="r1", name="Ann Other", email="ann@x.example", consent=True),
    Mentor(id="r2", name="Anna Other", email="anna@x.example", consent=True),
)
WAYS = ["Dr Ann Other", "A. Other", "Other", "ann@y.example", "r1 and Bob", "Ann Othr", "R 1", "Nobody Here"]


def people(*written: str, said: tuple[tuple[str, str, bool], ...] = ()) -> People:
    mentee = Mentee(id="e1", independent_of=written, consent=True)
    return People(mentees=(mentee,), mentors=MENTORS, meanings=said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WAYS), unique=True), st.data())
def test_answers_decide_who_may_be_matched(tmp_path: Path, written: list[str], data: st.DataObject) -> None:
    scheme = people(*written)
    table = pd.DataFrame(resolved_table(scheme.resolved()))
    assert set(table["written"]) <= set(written)
    answers = data.draw(
        st.lists(st.sampled_from(["yes", "no", ""]), min_size=len(table), max_size=len(table))
    )
    table["is"] = answers
    (tmp_path / "s.csv").write_bytes(csv_bytes(table))
    said = read_same_people(tmp_path / "s.csv")
    rows = list(zip(table["written"], table["id"], answers, strict=True))
    assert list(said) == [(one, person, answer == "yes") for one, person, answer in rows if answer]

    # What was answered stays in the table that the next run writes, in the place of the one it was given.
    again = people(*written, said=said)
    next_table = pd.DataFrame(resolved_table(again.resolved(), said))
    (tmp_path / "s.csv").write_bytes(csv_bytes(next_table))
    assert set(said) <= set(read_same_people(tmp_path / "s.csv"))
    assert next_table["is"].ne("").is_monotonic_increasing  # open questions come first

    # Whoever is meant, or may be meant after these answers, is not matched; nobody else is held back.
    settled = {one for one, _, answer in rows if answer == "yes"}
    meant = {person for one, person, answer in rows if answer == "yes" or (not answer and one not in settled)}
    matched = {mentor for _, mentor in match(people(*written, said=said)).pair_ids}
    assert bool(matched) == bool({"r1", "r2"} - meant)
    assert not matched & meant


def test_no_question_is_left_once_all_are_answered() -> None:
    scheme = people(*WAYS)
    said = tuple((one.written, person, False) for one in scheme.resolved() for person in one.means)
    assert people(*WAYS, said=said).resolved() == ()


def test_every_bad_row_is_reported_at_once(tmp_path: Path) -> None:
    rows = [
        {"written": "Bo", "is": "perhaps", "id": "r1"},
        {"written": "", "is": "yes", "id": "r1"},
        {"written": "Cy", "is": "no", "id": ""},
        {"written": "Di", "is": "", "id": "r1"},
    ]
    with pytest.raises(RecordError) as caught:
        read_same_people(write_csv(tmp_path / "s.csv", rows))
    assert [(p.row, p.column) for p in caught.value.problems] == [(2, "is"), (3, "written"), (4, "id")]


def test_a_missing_heading_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="id"):
        read_same_people(write_csv(tmp_path / "s.csv", [{"written": "Bo", "is": "yes"}]))


def test_ids_come_back_as_they_were(tmp_path: Path) -> None:
    ids = ["=r", "'=r", "+1"]
    mentors = tuple(Mentor(id=one, name="Ann Other", consent=True) for one in ids)
    mentee = Mentee(id="e1", independent_of=("=Ann Other",), consent=True)
    table = pd.DataFrame(resolved_table(People(mentees=(mentee,), mentors=mentors).resolved()))
    table["is"] = "no"
    (tmp_path / "s.csv").write_bytes(csv_bytes(table))
    answers = read_same_people(tmp_path / "s.csv")
    # The rows about two of them ask whether these are one person.
    assert sorted(a for a in answers if a[0] not in ids) == sorted(("=Ann Other", i, False) for i in ids)
    assert len([a for a in answers if a[0] in ids]) == 3
    assert read_same_people(table) == read_same_people(tmp_path / "s.csv")
