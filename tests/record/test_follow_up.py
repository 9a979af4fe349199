"""What is due: each kind caused and cleared, one at a time, on both databases."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from helpers.record_people import E1, E2, approved, small_people
from mentormatch.record.follow_up import COLUMNS, _months_later
from mentormatch.record.record import Record

TODAY = datetime.now(UTC).date()
AGREED = {
    "meetings": 6, "minutes": 90, "weeks_between": 8, "months": 12, "location": "library", "contact": "mail",
    "arranging": "mentee", "focus": "audit", "confidentiality": True, "limits": True, "boundaries": True,
    "no_fault": True,
}  # fmt: skip
REGISTERED = {"name": "n", "aim": "a", "intake": "cohort", "begins": TODAY, "meetings": 3, "minutes": 60,
              "months": 2, "weeks_between": 4}  # fmt: skip


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def due(record: Record, what: str, ahead: int = 0, **thresholds: object) -> list[str]:
    """Return the pairs, or else the mentors, of which something is due; ids, or nothing for the scheme."""
    found = record.due(TODAY + timedelta(ahead), mm.Policy(follow_up=thresholds) if thresholds else None)
    rows = record.with_names(found[found.what == what])
    return sorted(f"{row['mentee']} {row['mentor']}".strip() for row in rows.to_dict("records"))


def pairs(record: Record, what: str, ahead: int = 0, **thresholds: object) -> list[str]:
    """The same, by the beginnings of names."""
    names = {
        "Ada Birch (e1) Cy Dogwood (r1)": "E1",
        "Ben Cedar (e2) Di Elm (r2)": "E2",
        "e3 Di Elm (r2)": "E3",
    }
    return sorted(names.get(one, one) for one in due(record, what, ahead, **thresholds))


def test_an_empty_record_has_nothing_due(record: Record) -> None:
    found = record.due()
    assert list(found.columns) == list(COLUMNS)
    assert found.empty
    record.import_people(small_people())
    assert record.due(TODAY + timedelta(1000)).empty


@pytest.mark.parametrize("then", [Record.approve, Record.reject])
def test_a_run_is_not_approved(record: Record, then: Callable[..., object]) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    (command,) = record.due().command
    assert command == f"mentormatch scheme approve {run[:12]} --by NAME"
    then(record, run, by="A Coordinator")
    assert due(record, "matching is not approved") == []


@pytest.mark.parametrize("then", ["accept", "decline", "expire", "dissolve"])
def test_an_offer_is_not_answered(record: Record, then: str) -> None:
    approved(record)
    assert pairs(record, "offer is not answered", 13) == []
    assert pairs(record, "offer is not answered", 14) == ["E1", "E2", "E3"]
    assert pairs(record, "offer is not answered", offer_days=0) == ["E1", "E2", "E3"]
    record.happened(E1, then)
    assert pairs(record, "offer is not answered", 14) == ["E2", "E3"]


def test_a_meeting_is_late(record: Record) -> None:
    approved(record)
    record.accept(E1, day=ago(70))
    record.accept(E2, day=ago(69))
    assert pairs(record, "meeting is late") == ["E1"]
    record.meeting(E1, minutes=60, day=ago(40))
    record.meeting(E1, minutes=60, day=ago(60))  # written later
    assert pairs(record, "meeting is late") == []
    assert pairs(record, "meeting is late", 29) == ["E2"]
    assert pairs(record, "meeting is late", 30) == ["E1", "E2"]
    assert pairs(record, "meeting is late", meeting_weeks=4, grace_weeks=0) == ["E1", "E2"]
    record.add("scheme", **REGISTERED)
    assert pairs(record, "meeting is late", 1) == ["E2"]
    assert pairs(record, "meeting is late", 2) == ["E1", "E2"]
    record.add("agreement", pair=E1, **AGREED)
    assert pairs(record, "meeting is late", 29) == ["E2"]
    record.pause(E1)
    record.dissolve(E2)
    assert pairs(record, "meeting is late", 500) == []


def test_a_pause_is_over(record: Record) -> None:
    approved(record)
    for pair in (E1, E2):
        record.accept(pair)
        record.begin(pair)
    record.pause(E1, until=TODAY + timedelta(30))
    record.pause(E2)
    assert pairs(record, "pause is over", 29) == []
    assert pairs(record, "pause is over", 30) == ["E1"]
    assert pairs(record, "pause is over", 91) == ["E1", "E2"]
    record.resume(E1)
    record.pause(E1, until=TODAY + timedelta(7))  # shorter than the one before
    assert pairs(record, "pause is over", 7) == ["E1"]
    record.resume(E1)
    assert pairs(record, "pause is over", 91) == ["E2"]


def test_an_agreement_is_missing_and_then_signed_by_one_and_by_both(record: Record) -> None:
    approved(record)
    record.accept(E1, day=ago(28))
    missing, unsigned = "agreement is missing", "agreement is not signed by both"
    assert (pairs(record, missing), pairs(record, unsigned)) == (["E1"], [])
    for _ in range(2):  # a change is signed again
        number = record.add("agreement", pair=E1, **AGREED)
        assert (pairs(record, missing), pairs(record, unsigned, 27)) == ([], [])
        assert pairs(record, unsigned, 28) == ["E1"]
        for who in ("e1", "e1"):
            record.add("signature", agreement=number, pair=E1, person=who)
        assert pairs(record, unsigned, 28) == ["E1"]
        record.add("signature", agreement=number, pair=E1, person="r1")
        assert pairs(record, unsigned, 28) == []


def test_the_agreed_length_is_reached_in_months_or_meetings(record: Record) -> None:
    approved(record)
    record.accept(E1)
    record.begin(E1, day=date(2025, 8, 31))
    what = "agreed length is reached"
    assert record.due(date(2027, 2, 27)).what.eq(what).sum() == 0
    assert record.due(date(2027, 2, 28)).what.eq(what).sum() == 1  # 18 months, in a shorter one
    record.add("scheme", **REGISTERED)
    for n in range(3):
        assert record.due(date(2025, 10, 30)).what.eq(what).sum() == 0
        record.meeting(E1, minutes=60, day=date(2025, 9, 1 + n))
    assert record.due(date(2025, 10, 30)).what.eq(what).sum() == 1
    record.add("agreement", pair=E1, **AGREED)
    assert record.due(date(2026, 8, 30)).what.eq(what).sum() == 0
    assert record.due(date(2026, 8, 31)).what.eq(what).sum() == 1
    record.complete(E1)
    assert pairs(record, what, 1000) == []


def test_feedback_is_due_now_and_then_and_at_the_end(record: Record) -> None:
    approved(record)
    record.accept(E1)
    record.begin(E1, day=ago(182))
    mentee, mentor = "feedback of the mentee", "feedback of the mentor"
    assert (pairs(record, mentee), pairs(record, mentor)) == (["E1"], ["E1"])
    record.feedback(E1, "mentee_on_scheme", "e1", {"q": 3}, day=ago(1))
    assert (pairs(record, mentee), pairs(record, mentor)) == ([], ["E1"])
    record.feedback(E1, "mentor_reflection", "r1", {"q": 3})
    assert (pairs(record, mentee), pairs(record, mentor)) == ([], [])
    record.complete(E1)
    assert (pairs(record, mentee), pairs(record, mentor)) == (["E1"], [])
    assert pairs(record, mentee, 183) == []  # nobody is asked for ever
    record.feedback(E1, "mentee_on_mentor", "e1", {"q": 3})
    assert pairs(record, mentee) == []


def test_an_early_ending_is_confirmed(record: Record) -> None:
    approved(record)
    record.accept(E1)
    record.begin(E1)
    record.dissolve(E1)
    record.dissolve(E2)  # before they had met
    assert pairs(record, "early ending is not confirmed") == ["E1"]
    record.add("ending", pair=E1, significant="none", by="A Coordinator")
    assert pairs(record, "early ending is not confirmed", 999) == []


@pytest.mark.parametrize("role", ["supervision", "escalation"])
def test_mentors_without_a_support_contact(record: Record, role: str) -> None:
    approved(record)
    record.add("officer", role="lead", person="A Coordinator")
    what = "mentors have no support contact"
    assert due(record, what) == []
    record.accept(E1)
    assert due(record, what) == [""]
    record.add("officer", role=role, person="Sue Visor")
    assert due(record, what) == []
    record.erase("Sue Visor")
    assert due(record, what) == [""]


def test_training_and_its_refreshers(record: Record) -> None:
    approved(record)
    what, again = "training is not recorded", "refresher is due"
    assert due(record, what) == ["Cy Dogwood (r1)", "Di Elm (r2)"]
    for topic in ("concept", "model", "skills"):
        record.add("training", person="r1", topic=topic, day=date(2024, 2, 29))
    (command,) = record.due().command[lambda c: c.str.contains("confidentiality") & ~c.str.contains("model")]
    assert command.endswith("confidentiality")
    assert due(record, what, training=["concept", "skills"]) == ["Di Elm (r2)"]
    record.add("training", person="r1", topic="confidentiality", day=date(2024, 2, 29))
    assert due(record, what) == ["Di Elm (r2)"]
    assert record.due(date(2026, 2, 27)).what.eq(again).sum() == 0
    assert record.due(date(2026, 2, 28)).what.eq(again).sum() == 1
    record.add("training", person="r1", topic="skills", due=TODAY + timedelta(9))
    assert due(record, again, 8) == []
    assert due(record, again, 9) == ["Cy Dogwood (r1)"]
    record.add("training", person="r1", topic="refresher")
    assert due(record, again, 700) == []
    assert due(record, again, 740) == ["Cy Dogwood (r1)"]
    record.erase("r1")
    assert due(record, again, 999) == []


@pytest.mark.parametrize(
    ("table", "values", "then"),
    [
        ("concern", {"by": "e1", "raised_with": "A Coordinator"}, ["close"]),
        ("concern", {"by": "e1", "raised_with": "A Coordinator"}, ["refer"]),
        ("challenge", {"person": "e1", "said": "too far", "answer": "5 km"}, ["uphold"]),
        ("challenge", {"person": "e1", "said": "too far", "answer": "5 km"}, ["answer"]),
    ],
)
def test_what_is_open_until_somebody_decides(
    record: Record, table: str, values: dict[str, str], then: list[str]
) -> None:
    run = approved(record)
    number = record.add(table, **(values | ({"run": run} if table == "challenge" else {})))
    found = record.due()
    (row,) = found[found.what == f"{table} is open"].to_dict("records")
    assert (row["mentee"], row["mentor"], row["pair"]) == ("", "", "")  # restricted
    for what in then:
        record.move(table, number, what, by="A Coordinator")
    assert due(record, f"{table} is open") == []


def test_checklists_of_the_phases(record: Record) -> None:
    record.add("scheme", **{**REGISTERED, "ends": TODAY + timedelta(100)})

    def lists(ahead: int) -> list[str]:
        return [one.split()[0] for one in record.due(TODAY + timedelta(ahead)).what]

    assert lists(99) == ["foundations", "managing"]
    assert lists(100) == ["foundations", "managing", "review"]
    record.add("answer", list="managing", item="monitoring", answer="yes")
    assert lists(100) == ["foundations", "review"]


def test_the_most_urgent_comes_first_under_an_identity_that_stays(record: Record) -> None:
    approved(record)
    record.accept(E1, day=ago(100))
    record.dissolve(E2)
    before, after = record.due(), record.due(TODAY + timedelta(300))
    assert set(before.uid) <= set(after.uid)
    assert after.uid.is_unique
    order = after[["urgency", "due"]].apply(tuple, axis=1)
    assert list(order) == sorted(order)
    assert (after.due <= (TODAY + timedelta(300)).isoformat()).all()
    assert after.command.str.startswith("mentormatch scheme ").all()
    assert not after.to_csv().count("Dogwood")


def test_how_the_scheme_stands(record: Record) -> None:
    approved(record)
    record.accept(E1)
    record.meeting(E1, minutes=60)
    record.decline(E2)
    found = dict(record.status().itertuples(index=False))
    assert found == {
        "mentees": 3, "mentors": 2, "mentees without a mentor": 1, "pairs active": 1, "pairs declined": 1,
        "pairs proposed": 1, "runs approved": 1, "meetings": 1, "answers to feedback": 0,
    }  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_so_many_months_later(day: date, months: int) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    expected = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    found = _months_later(pd.Series(pd.to_datetime([day.isoformat(), None])), pd.Series([months, months]))
    assert found[0].date() == expected
    assert pd.isna(found[1])
