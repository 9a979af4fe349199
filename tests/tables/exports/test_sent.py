"""A form sent twice: the newest row counts on request, every row is counted, doubt is an error."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from helpers.table_files import write_csv
from mentormatch.errors import RecordError
from mentormatch.tables.read_people import Reading, read_tables
from mentormatch.tables.rows.column_map import ColumnMap

MAP = ColumnMap(
    keep="latest", sent="Timestamp", mentees={"id": "E-mail", "workplace": "Where"}, mentors={"id": "E-mail"}
)
MENTORS = [{"E-mail": "r1@h.example", "Timestamp": "01/03/2026"}]
TIMES = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=12, unique=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sent")


def read(folder: Path, rows: list[tuple[str, str]], columns: ColumnMap = MAP) -> Reading:
    mentees = [
        {"E-mail": person, "Timestamp": time, "Where": f"w{at}"} for at, (person, time) in enumerate(rows)
    ]
    return read_tables(
        mentees=write_csv(folder / "mentees.csv", mentees),
        mentors=write_csv(folder / "mentors.csv", MENTORS),
        columns=columns,
    )


@given(times=TIMES, data=st.data(), form=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d %b %Y %I:%M:%S %p"]))
def test_the_newest_counts_and_no_row_is_lost(
    folder: Path, times: list[int], data: st.DataObject, form: str
) -> None:
    start = datetime(2026, 1, 1)
    people = [data.draw(st.sampled_from(["amy@h.example", "AMY@h.example", "bo@h.example"])) for _ in times]
    rows = [
        (who, (start + timedelta(seconds=at)).strftime(form)) for who, at in zip(people, times, strict=True)
    ]
    reading = read(folder, rows)
    newest = {
        max((at, n) for n, (other, at) in enumerate(zip(people, times, strict=True)) if other.lower() == who)[
            1
        ]
        for who in {who.lower() for who in people}
    }
    assert {mentee.workplace for mentee in reading.people.mentees} == {f"w{n}" for n in newest}
    count = reading.counts["mentees"]
    assert (count.read, count.accepted, count.rejected) == (len(rows), len(newest), 0)
    assert count.replaced == len(rows) - len(newest)
    said = [warning.row for warning in reading.warnings if "sent earlier" in warning.wrong]
    assert said == [n + 2 for n in range(len(rows)) if n not in newest]


@pytest.mark.parametrize("times", [
    ["2026-03-01", "2026-03-01"], ["2026-03-01", ""], ["soon", "2026-03-01"],
    ["05/04/2026", "01/05/2026"],  # 5 April before 1 May, or 4 May after 5 January
])  # fmt: skip
def test_without_a_certain_newest_row_all_are_refused(folder: Path, times: list[str]) -> None:
    reading = read(folder, [("amy@h.example", time) for time in times])
    assert (reading.counts["mentees"].accepted, reading.counts["mentees"].rejected) == (0, 2)
    wrong = [p for p in reading.rejected if "which row of this id is the newest" in p.wrong]
    assert [(p.row, p.column, p.value) for p in wrong] == [
        (2, "Timestamp", times[0]),
        (3, "Timestamp", times[1]),
    ]


def test_another_cell_settles_day_and_month(folder: Path) -> None:
    times = ["05/04/2026", "01/05/2026", "31/05/2026"]
    reading = read(folder, list(zip(["amy@h.example"] * 2 + ["bo@h.example"], times, strict=True)))
    assert [mentee.workplace for mentee in reading.people.mentees] == ["w1", "w2"]


def test_without_the_key_both_are_refused_and_the_key_is_offered(folder: Path) -> None:
    columns = MAP.replace(keep=None)
    reading = read(folder, [("amy@h.example", "2026-03-01"), ("amy@h.example", "2026-03-04")], columns)
    assert reading.counts["mentees"].rejected == 2
    assert all('keep = "latest"' in p.expected for p in reading.rejected)


def test_each_form_may_have_its_own_heading_for_the_time(folder: Path) -> None:
    mentees = {"id": "E-mail", "workplace": "Where", "sent": "Timestamp"}
    columns = ColumnMap(keep="latest", mentees=mentees, mentors={"id": "E-mail", "ignore": "Timestamp"})
    reading = read(folder, [("amy@h.example", "2026-01-02"), ("amy@h.example", "2026-01-01")], columns)
    assert [mentee.workplace for mentee in reading.people.mentees] == ["w0"]


def test_the_key_needs_the_heading_of_the_times(folder: Path) -> None:
    with pytest.raises(RecordError, match="needs sent"):
        ColumnMap(keep="latest")
    with pytest.raises(RecordError, match=r"Sent at: is in the column map but not among the headings"):
        read(folder, [("amy@h.example", "2026-03-01")], MAP.replace(sent="Sent at"))


@pytest.mark.parametrize("asked", ["Email address", "E-mail"])
@pytest.mark.parametrize(
    ("names", "accepted"),
    [(("Ann Lee", "Bo Fox"), 0), (("Ann Lee", "Dr Ann Lee"), 1), (("Ann Lee", "A. Lee"), 1), (("", "Bo"), 1)],
)
def test_people_who_share_an_address_are_never_taken_for_one(
    asked: str, names: tuple[str, str], accepted: int
) -> None:
    """Such as two whom one secretary signs up; with no column of ids, or with one that is the address."""
    own = {} if asked == "Email address" else {"id": asked}
    latest = ColumnMap(keep="latest", sent="sent", mentees=own)
    rows = pd.DataFrame({asked: ["office@h.example", "Office@h.example"], "name": names, "consent": "yes",
                         "sent": ["2026-03-01 09:00", "2026-03-02 09:00"]})  # fmt: skip
    mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"], "sent": ["2026-03-01 09:00"]})
    reading = read_tables(mentees=rows, mentors=mentors, columns=latest)
    count = reading.counts["mentees"]
    assert (count.accepted, count.rejected, count.replaced) == (accepted, 2 - 2 * accepted, accepted)
    if not accepted:
        assert any("under names that differ" in one.wrong for one in reading.rejected)


@pytest.mark.parametrize("column", ["appraiser", "line manager", "avoids", "independent of"])
@pytest.mark.parametrize("seed", range(5))
def test_what_an_earlier_form_forbids_holds(column: str, seed: int) -> None:
    draw = random.Random(seed)
    times = [f"2026-03-0{day} 09:00" for day in draw.sample(range(1, 10), 3)]
    named = ["r1", "", ""]
    draw.shuffle(named)
    rows = pd.DataFrame({"id": ["e1"] * 3, "consent": ["yes"] * 3, "sent": times, column: named})
    mentors = pd.DataFrame({"id": ["r1", "r2"], "consent": ["yes"] * 2})
    latest = ColumnMap(keep="latest", sent="sent")
    reading = read_tables(mentees=rows, mentors=mentors.assign(sent=times[0]), columns=latest)
    people = reading.people
    assert people.mentee_ids == ("e1",)
    assert mm.why_not(people, mm.Policy(), "e1", "r1")
    assert not mm.why_not(people, mm.Policy(), "e1", "r2")
