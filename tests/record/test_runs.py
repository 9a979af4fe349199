"""Runs: written exactly once, whatever happens meanwhile, and certified before they count."""

from __future__ import annotations

import json

import numpy as np
import pytest

import mentormatch as mm
from helpers.record_people import E1, E2, E3, approved, small_people, states
from helpers.small_scheme import small_scheme
from mentormatch.record.record import Record


def test_a_run_is_written_once(record: Record) -> None:
    record.import_people(small_people())
    matching = record.match()
    run = record.propose(matching)
    head = record.head
    assert record.propose(matching) == run
    assert record.propose(record.match()) == run
    assert record.head == head
    record.approve(run, by="A")
    record.accept(E1)
    assert record.propose(matching) == run
    assert states(record)[E1] == "accepted"


def test_a_rematch_is_applied_once(record: Record) -> None:
    approved(record)
    for pair in (E1, E2, E3):
        record.accept(pair)
    changes = [mm.Dissolve(*E2), mm.Leave("e3")]
    again = record.rematch(changes)
    run = record.apply(again)
    head = record.head
    assert record.apply(again) == run
    assert record.apply(record.rematch(changes)) == run
    assert record.head == head
    assert states(record)[E2] == "dissolved"
    assert record.people().mentee_ids == ("e1", "e2")
    with pytest.raises(mm.ChangeError):
        record.rematch([mm.Dissolve(*E2), mm.Dissolve(*E1), mm.Leave("e3")])


def test_the_same_change_later_is_another_run(record: Record) -> None:
    approved(record)
    record.meeting(E1, minutes=60)
    first = record.apply(record.rematch([mm.Pause(*E1)]))
    assert states(record)[E1] == "paused"
    record.resume(E1)
    second = record.apply(record.rematch([mm.Pause(*E1)]))
    assert states(record)[E1] == "paused"
    assert first != second


def test_the_answer_is_that_of_the_library(record: Record) -> None:
    record.import_people(small_scheme())
    assert record.match().pair_ids == mm.match(small_scheme()).pair_ids


def test_a_matching_made_elsewhere_is_taken_over_with_its_people(record: Record) -> None:
    matching = mm.match(small_people())
    record.approve(record.propose(matching), by="A")
    again = mm.rematch(matching.begin(), [mm.Leave("e1"), mm.Join(mm.Mentee(id="e4", consent=True))])
    record.apply(again)
    assert record.people().mentee_ids == ("e2", "e3", "e4")
    assert states(record)[E2] == "active" or states(record)[E2] == "proposed"
    assert {pair for pair, state in states(record).items() if state in {"proposed", "active"}} == set(
        again.pair_ids
    )


def test_what_was_agreed_meanwhile_is_not_ended(record: Record) -> None:
    approved(record)
    found = record.rematch([mm.Avoid(*E1)])
    record.accept(E1)
    with pytest.raises(mm.StoreError, match="match again from the record"):
        record.apply(found)
    assert states(record)[E1] == "accepted"


def test_a_pair_that_ended_meanwhile_is_not_made_again(record: Record) -> None:
    approved(record)
    found = record.rematch([mm.Join(mm.Mentee(id="e4", consent=True, avoids=("r2",)))])
    record.dissolve(E2)
    record.apply(found)
    assert states(record)[E2] == "dissolved"
    assert states(record)["e4", "r1"] == "proposed"


def test_a_newer_matching_replaces_one_that_was_not_approved(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    record.reject(run, by="A")
    assert set(states(record).values()) == {"withdrawn"}
    assert record.propose(record.match()) != run
    with pytest.raises(mm.EventError, match="is rejected"):
        record.approve(run, by="A")


def test_offers_that_are_out_stay_and_proposals_may_change(record: Record) -> None:
    people = small_people(wants={"audit": 3})
    run = approved(record, people)
    better = mm.Mentor(id="r9", consent=True, capacity=3, offers={"audit": 5})
    joined = record.rematch([mm.Join(better)])
    assert set(joined.pair_ids) == {E1, E2, E3}
    assert joined.history.offered == {E1, E2, E3}
    record.apply(joined)
    assert set(states(record).values()) == {"proposed"}
    record.decline(E1)
    assert ("e1", "r9") in record.match().pair_ids
    assert run


def test_the_reviewer_takes_pairs_out(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    done = record.approve(run, by="A Coordinator", shown="ab" * 32, without=[E3])
    assert len(done.pairs) == 2
    assert states(record)[E3] == "withdrawn"
    row = record.rows("approval").iloc[0]
    assert row.shown == "ab" * 32
    assert len(json.loads(row.changed)["taken_out"]) == 1
    again = record.propose(record.rematch([]))
    assert again != run
    assert record.propose(record.rematch([])) == again


def test_waiting_is_counted(record: Record) -> None:
    people = small_people()
    few = tuple(one.replace(capacity=1) for one in people.mentors)
    approved(record, people.replace(mentors=few))
    first = record.matching().unfilled
    assert first in ({"e2": 1}, {"e3": 1})
    record.apply(record.rematch([mm.Join(mm.Mentee(id="e4", consent=True, avoids=("r1", "r2")))]))
    assert dict(record.matching().history.waited) == dict.fromkeys(first, 1)


def test_a_result_that_was_not_written_as_solved_is_refused(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.import_people(small_people())
    matching = record.match()
    head = record.head
    monkeypatch.setattr(
        "mentormatch.record.runs.find_pairs", lambda *_: np.zeros(matching.solution.n_matched, np.int64)
    )
    with pytest.raises(mm.CertificateError, match="nothing was changed"):
        record.propose(matching)
    assert record.head == head


def test_capacity_lowered_before_release_is_found(record: Record) -> None:
    record.import_people(small_people())
    run = record.propose(record.match())
    record.import_people(mm.People(mentors=(mm.Mentor(id="r2", consent=True, capacity=1),)))
    with pytest.raises(mm.StoreError, match="takes fewer mentees"):
        record.approve(run, by="A")


def test_a_pair_that_goes_on_ends_with_the_next_matching_once_consent_is_withdrawn(record: Record) -> None:
    approved(record)
    record.meeting(E2, minutes=60)
    record.consent("e2", given=False)
    record.apply(record.match())
    assert states(record)[E2] == "ended"


def test_a_pair_that_expired_once_and_was_withdrawn_later_is_withdrawn(record: Record) -> None:
    approved(record)
    record.expire(E2)
    record.propose(record.match())
    assert states(record)[E2] == "proposed"
    record.consent("e2", given=False)
    record.propose(record.match())
    assert states(record)[E2] == "withdrawn"
    assert record.verify().faults == ()


def test_only_pairs_of_the_run_are_taken_out(record: Record) -> None:
    approved(record)
    run = record.apply(record.rematch([mm.Join(mm.Mentee(id="e4", consent=True))]))
    with pytest.raises(mm.StoreError, match="none of this run"):
        record.approve(run, by="A", without=[E1])


def test_a_run_says_nothing_of_anybody(record: Record) -> None:
    record.import_people(small_people())
    record.propose(record.match(mm.Policy(rules=(mm.rules.Forbid(pair=("e3", "r1")),))))
    row = record.rows("run").iloc[0]
    assert json.loads(row.result)["policy"]["rules"] == ["Forbid"]
    assert json.loads(row.result)["status"] == "optimal"
