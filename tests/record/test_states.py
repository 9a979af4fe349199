"""A year of anything that may happen, against a model in memory, on both databases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import mentormatch as mm
from helpers.record_people import all_bytes, states
from mentormatch.record.record import Record

NEXT = {
    ("proposed", "accept"): "accepted", ("proposed", "decline"): "declined",
    ("proposed", "expire"): "expired",
    ("accepted", "decline"): "declined", ("accepted", "begin"): "active", ("active", "pause"): "paused",
    ("paused", "resume"): "active", ("active", "complete"): "completed", ("paused", "complete"): "completed",
    **{(state, "dissolve"): "dissolved" for state in ("proposed", "accepted", "active", "paused")},
}  # fmt: skip
"""What the states of pairs are to be, written down a second time."""
LIVE, BEGUN = {"proposed", "accepted", "active", "paused"}, {"accepted", "active", "paused"}
EVENTS = sorted({what for _, what in NEXT})
NUMBERS = st.integers(0, 4)


def canary(person_id: str) -> str:
    return f"Name-of-{person_id}-Canary"


class Year(RuleBasedStateMachine):
    """A record, and what it should be."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.record = url, Record.open(url)
        self.roles: dict[str, str] = {}
        self.consents: dict[str, bool] = {}
        self.demand: dict[str, int] = {}
        self.pairs: dict[tuple[str, str], str] = {}
        self.never: set[tuple[str, str]] = set()
        self.approved: set[tuple[str, str]] = set()
        self.erased: set[str] = set()
        self.last: tuple[mm.Matching, str] | None = None
        self.open_run: str = ""

    @initialize()
    def some_people(self) -> None:
        for number in range(3):
            self.joins("mentee", number, capacity=1)
        self.joins("mentor", 0, capacity=2)

    @rule(role=st.sampled_from(["mentee", "mentor"]), number=NUMBERS, capacity=st.integers(1, 2))
    def joins(self, role: str, number: int, capacity: int) -> None:
        person = f"{role}{number}"
        if person in self.roles or person in self.erased:
            return
        kind = {"mentee": mm.Mentee, "mentor": mm.Mentor}[role]
        more = {"capacity": capacity} if role == "mentor" else {}
        given = kind(id=person, name=canary(person), consent=True, **more)
        self.record.import_people(mm.People(**{f"{role}s": (given,)}))
        self.roles[person], self.consents[person] = role, True
        self.demand.setdefault(person, 1)
        self.demand[person] = 1

    @rule(leaves=st.none() | NUMBERS, role=st.sampled_from(["mentee", "mentor"]))
    def matches(self, leaves: int | None, role: str) -> None:
        person = f"{role}{leaves}"
        changes = [mm.Leave(person)] if person in self.roles else []
        found = self.record.rematch(changes) if changes else self.record.match()
        before = dict(self.pairs)
        run = self.record.propose(found)
        assert self.record.propose(found) == run
        if changes:
            del self.roles[person]
        for pair, state in before.items():
            if state in LIVE and pair not in found.pair_ids:
                gone = [one for one in pair if not self.consents[one] or one not in self.roles]
                assert gone or state == "proposed"
                self.pairs[pair] = "ended" if state in {"active", "paused"} else "withdrawn"
        for pair in found.pair_ids:
            assert pair not in self.never
            if before.get(pair) not in LIVE:
                self.pairs[pair] = "proposed"
                self.approved.discard(pair)
        self.last, self.open_run = (found, run), run

    @precondition(lambda self: self.open_run)
    @rule()
    def approves(self) -> None:
        theirs = [pair for pair, state in self.pairs.items() if state == "proposed"]
        done = self.record.approve(self.open_run, by="A Coordinator")
        blocked = [pair for pair in theirs if not all(self.consents[one] for one in pair)]
        mine = [pair for pair in theirs if pair not in self.approved]
        assert len(done.blocked) == len([pair for pair in blocked if pair in mine])
        for pair in mine:
            self.pairs[pair] = "withdrawn" if pair in blocked else "proposed"
        self.approved |= {pair for pair in mine if pair not in blocked}
        self.open_run = ""

    @precondition(lambda self: self.last)
    @rule()
    def applies_again(self) -> None:
        head = self.record.head
        assert self.last is not None
        assert self.record.propose(self.last[0]) == self.last[1]
        assert self.record.head == head

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), what=st.sampled_from(EVENTS))
    def happens(self, data: st.DataObject, what: str) -> None:
        pair = data.draw(st.sampled_from(sorted(self.pairs)))
        if self.erased & {*pair} or not {*pair} <= self.roles.keys():
            return
        state = self.pairs[pair]
        after = NEXT.get((state, what))
        if after is None or (what == "accept" and pair not in self.approved):
            with pytest.raises(mm.EventError):
                getattr(self.record, what)(pair)
            return
        getattr(self.record, what)(pair)
        self.pairs[pair] = after
        if what == "complete":
            self.demand[pair[0]] -= 1
        if after in {"dissolved", "declined"}:
            self.never.add(pair)

    @precondition(lambda self: self.pairs)
    @rule(data=st.data())
    def meets(self, data: st.DataObject) -> None:
        pair = data.draw(st.sampled_from(sorted(self.pairs)))
        if {*pair} <= self.roles.keys():
            self.record.meeting(pair, minutes=60)
            if self.pairs[pair] in {"proposed", "accepted"}:
                self.pairs[pair] = "active"

    @precondition(lambda self: self.roles)
    @rule(data=st.data(), given=st.booleans())
    def consents_or_not(self, data: st.DataObject, given: bool) -> None:
        person = data.draw(st.sampled_from(sorted(self.roles)))
        self.record.consent(person, given)
        self.consents[person] = given

    @precondition(lambda self: self.roles)
    @rule(data=st.data())
    def is_erased(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(sorted(self.roles)))
        self.record.erase(person)
        del self.roles[person]
        self.erased.add(person)
        self.never = {pair for pair in self.never if person not in pair}
        self.pairs = {pair: state for pair, state in self.pairs.items() if person not in pair}

    @rule()
    def is_opened_again(self) -> None:
        self.record.close()
        self.record = Record.open(self.url)

    @invariant()
    def is_what_it_should_be(self) -> None:
        people = self.record.people()
        assert {*people.mentee_ids, *people.mentor_ids} == self.roles.keys()
        assert {one.id: one.consent for one in (*people.mentees, *people.mentors)} == {
            one: self.consents[one] for one in self.roles
        }
        assert {one.id: one.demand for one in people.mentees} == {
            one: self.demand[one] for one, role in self.roles.items() if role == "mentee"
        }
        found = {pair: state for pair, state in states(self.record).items() if {*pair} <= self.roles.keys()}
        assert found == {pair: state for pair, state in self.pairs.items() if {*pair} <= self.roles.keys()}
        live = Counter(mentee for (mentee, _), state in found.items() if state in LIVE)
        assert all(n <= 1 for n in live.values())

    def teardown(self) -> None:
        assert self.record.verify().faults == ()
        held = json.dumps(self.record.held_about()).encode()
        if self.record._store.file:
            held += all_bytes(Path(self.record._store.file).parent)
        assert not [one for one in self.erased if canary(one).encode() in held]
        self.record.close()


def test_a_year(new_url: Callable[[], str]) -> None:
    few = settings(max_examples=6, stateful_step_count=12, phases=[Phase.generate])
    run_state_machine_as_test(lambda: Year(new_url()), settings=few)
