"""A form sent twice: the column of times, if every row has one."""

from __future__ import annotations

from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.columns import find_columns
from mentormatch.tables.propose.form import form_of
from mentormatch.tables.propose.sent import Sent, sent_again


def found(ids: list[str], **times: list[str]) -> Sent | None:
    columns = {"email": ids, **{name.replace("_", " "): cells for name, cells in times.items()}}
    rows = tuple(enumerate(zip(*columns.values(), strict=True), start=2))
    form = form_of(Sheet("f.csv", tuple(columns), rows))
    return sent_again(form, find_columns(form, "mentees"))


def test_the_time_of_the_answer_counts() -> None:
    times = ["2026-01-02 10:00", "2026-01-03 10:00", "2026-01-04 10:00"]
    ids = ["a@h.example", "b@h.example", "A@h.example"]
    assert found(ids, Start_time=times, Completion_time=times) == Sent("Completion time", 1)
    assert found(ids, Start_time=times, Completion_time=["soon", *times[1:]]) == Sent("Start time", 1)
    assert found(ids, Start_time=["", *times[1:]]) is None
    assert found(["a@h.example", "b@h.example", "c@h.example"], Timestamp=times) is None
