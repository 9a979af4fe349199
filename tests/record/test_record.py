"""A record from import to completion, on both databases."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column

import mentormatch as mm
from helpers.record_people import E1, E2, E3, approved, small_people, states
from mentormatch.record.documents import DOCUMENTS
from mentormatch.record.record import Record
from mentormatch.record.tables import metadata

TODAY = datetime.now(UTC).date()


def test_people_come_back_as_they_were(record: Record) -> None:
    people = small_people(declared={"tools": 3.0}, wants={"audit": 2}).replace(
        links=(("e1", "boss"),), meanings=(("The Boss", "r1", False),), known_as=(("r9", "", "Old Name"),)
    )
    record.import_people(people)
    assert record.people() == people.in_id_order()
    before = record.head
    record.import_people(people)
    assert record.head == before


def test_an_import_adds_and_corrects_and_nobody_leaves_by_it(record: Record) -> None:
    record.import_people(small_people())
    pseudonym = record.pseudonym("r1")
    changed = mm.Mentor(id="r1", consent=True, capacity=5)
    record.import_people(mm.People(mentors=(changed, mm.Mentor(id="r3", consent=True))))
    mentors = {one.id: one for one in record.people().mentors}
    assert mentors["r1"].capacity == 5
    assert set(mentors) == {"r1", "r2", "r3"}
    assert record.pseudonym("r1") == pseudonym


def test_a_pair_from_offer_to_completion(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    with pytest.raises(mm.EventError, match="approve its run first"):
        record.accept(E1)
    record.approve(run[:12], by="A Coordinator")
    record.accept(E1)
    record.meeting(E1, minutes=90, online=True)
    record.pause(E1, until=TODAY + timedelta(days=30))
    record.resume(E1)
    record.complete(E1)
    record.decline(E2)
    record.meeting(E3, minutes=60)
    assert states(record) == {E1: "completed", E2: "declined", E3: "active"}
    assert {one.id: one.demand for one in record.people().mentees} == {"e1": 0, "e2": 1, "e3": 1}
    assert record.people().avoided == (E2,)
    with pytest.raises(mm.EventError, match=r"pair \d+ is completed: no pause can follow"):
        record.pause(E1)
    assert record.verify().faults == ()


def test_a_pair_dissolved_is_never_made_again(record: Record) -> None:
    approved(record)
    record.dissolve(E2)
    found = record.match()
    assert E2 not in found.pair_ids
    assert set(found.pair_ids) == {E1, E3}
    assert found.history.ended == (("e2", "r2", "dissolved"),)


def test_the_record_as_of_a_day(record: Record) -> None:
    approved(record)
    record.accept(E1)
    assert len(record.as_of(TODAY)) == 3
    assert record.as_of(TODAY - timedelta(days=1)).empty
    assert sorted(record.as_of(TODAY).state) == ["accepted", "proposed", "proposed"]


def test_documents(record: Record) -> None:
    approved(record)
    yes = dict.fromkeys(("confidentiality", "limits", "boundaries", "no_fault"), True)
    number = record.add(
        "agreement", pair=E1, meetings=6, minutes=90, weeks_between=8, months=12, location="library",
        contact="by mail", arranging="the mentee", focus="audit", **yes,
    )  # fmt: skip
    for who in E1:
        record.add("signature", agreement=number, pair=E1, person=who)
    record.add("training", person="r1", topic="skills", due=date(2040, 1, 1))
    record.add("officer", role="lead", person="Lea Lead")
    concern = record.add("concern", by="e1", raised_with="Lea Lead")
    record.move("concern", concern, "close", by="Lea Lead")
    record.dissolve(E1)
    record.add("ending", pair=E1, significant="none", by="Lea Lead")
    assert list(record.rows("concern").state) == ["closed"]
    assert record.verify().faults == ()


def test_a_challenge_gets_the_reasons_without_anybodys_name(record: Record) -> None:
    run = approved(record)
    number = record.challenge("e2", run, "Why not r1?")
    answer = record.rows("challenge").answer[0]
    assert record.pseudonym("r2") in answer
    assert not {"e2", "r1", "r2"} & set(answer.replace(".", " ").split())
    record.move("challenge", number, "answer", by="A Coordinator")
    with pytest.raises(mm.EventError, match="is answered"):
        record.move("challenge", number, "uphold", by="A Coordinator")


@pytest.mark.parametrize(
    ("table", "values", "words"),
    [
        ("meetings", {}, "did you mean 'meeting'"),
        ("training", {"person": "e1"}, "it needs topic"),
        ("training", {"person": "e1", "topic": "skills", "reason": "x"}, "it has no reason"),
        ("training", {"person": "nobody", "topic": "skills"}, "nobody in the record"),
        ("training", {"person": "e1", "topic": "juggling"}, "topic of training is concept or skills"),
        (
            "meeting",
            {"pair": ("e1", "r2"), "minutes": 5, "online": False},
            "no such pair.*scheme pairs lists",
        ),
        ("meeting", {"pair": 999, "minutes": 5, "online": False}, "no such pair.*scheme pairs lists"),
        ("meeting", {"pair": E1, "minutes": 5, "online": False, "day": TODAY + timedelta(2)}, "the future"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    record: Record, table: str, values: dict[str, object], words: str
) -> None:
    approved(record)
    before = record.head
    with pytest.raises(mm.StoreError, match=words):
        record.add(table, **values)
    assert record.head == before


def test_a_value_that_a_column_does_not_take_is_refused_by_what_it_takes(record: Record) -> None:
    run = approved(record)
    for table in sorted(DOCUMENTS):
        columns = [
            one for one in metadata.tables[table].columns if one.name not in {"id", "salt", "state", "day"}
        ]
        fitting = {one.name: _fitting(one, run) for one in columns}
        for column in columns:
            words = column.info["words"]
            if words in {"", "a day", "yes or no"}:
                continue
            for wrong in ("no such word", -1, 10**6):
                with pytest.raises(mm.StoreError, match=f"^{column.name} of {table} is {words}$"):
                    record.add(table, **{**fitting, column.name: wrong})
            with pytest.raises(mm.StoreError, match=rf"it needs.*{column.name} \({words}\)"):
                record.add(table)


def _fitting(column: Column[Any], run: str) -> object:
    """Return a value that a column takes."""
    of = next((key.column.table.name for key in column.foreign_keys), "")
    number = re.search(r"from (\d+)", column.info["words"])
    if column.info["words"] == "a day":
        return TODAY
    known = {"person": "e1", "pair": E1, "run": run, "agreement": 1}
    return int(number[1]) if number else known.get(of) or column.info["words"].split(" or ")[0]


def test_what_follows_an_end_or_happens_to_nothing_is_refused(record: Record) -> None:
    approved(record)
    record.dissolve(E1)
    with pytest.raises(mm.EventError, match="is dissolved: no pause can follow"):
        record.happened(E1, "pause")
    with pytest.raises(mm.StoreError, match="there is no challenge 3: mentormatch scheme due"):
        record.move("challenge", 3, "answer", by="A Coordinator")


def test_feedback_is_shown_from_three_people_up(record: Record) -> None:
    approved(record)
    for at, (pair, level) in enumerate([(E1, 5), (E2, 4), (E3, 3)]):
        assert record.feedback_results("mentee_on_scheme").empty
        record.feedback(pair, "mentee_on_scheme", pair[0], {"worth it": level})
        record.feedback(pair, "mentee_on_mentor", pair[0], {f"q{at}": level})
    assert record.feedback_results("mentee_on_scheme").to_numpy().tolist() == [["worth it", 3, 4.0]]
    assert record.feedback_results("mentee_on_mentor", "r2").empty
    with pytest.raises(mm.StoreError, match="from 1 to 5"):
        record.feedback(E1, "mentee_on_scheme", "e1", {"worth it": 6})


def test_consent_withdrawn_between_solving_and_release_blocks_the_pair(record: Record) -> None:
    record.import_people(small_people())
    matching = record.match()
    record.consent("e2", given=False)
    run = record.propose(matching)
    done = record.approve(run, by="A Coordinator")
    assert (len(done.pairs), len(done.blocked)) == (2, 1)
    assert states(record) == {E1: "proposed", E2: "withdrawn", E3: "proposed"}
    assert not next(one for one in record.people().mentees if one.id == "e2").consent
    assert record.approve(run, by="Somebody else") == done
