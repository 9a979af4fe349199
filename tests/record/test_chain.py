"""The chain: whatever is altered afterwards is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

import mentormatch as mm
from helpers.record_people import E1, approved
from mentormatch.record.chain import append, check_lines, head
from mentormatch.record.record import Record
from mentormatch.record.tables import metadata


def test_every_flipped_byte_of_an_export_is_found(record: Record, tmp_path: Path) -> None:
    for name in "abc":
        record.add("resource", kind="resource", name=name, how="by mail")
    stated = record.export_chain(tmp_path / "chain.txt")
    whole = (tmp_path / "chain.txt").read_bytes()
    found = check_lines(whole.decode().splitlines(keepends=True))
    assert (found.faults, found.head) == ((), stated)
    assert found.entries == whole.count(b"\n")
    for at in range(len(whole)):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << at % 8
        lines = flipped.decode("latin-1").splitlines(keepends=True)
        again = check_lines(lines)
        assert again.faults or (again.head, again.entries) != (stated, found.entries), at


def test_the_chain_holds_nobodys_data(record: Record, tmp_path: Path) -> None:
    approved(record)
    record.export_chain(tmp_path / "chain.txt")
    words = {word for line in (tmp_path / "chain.txt").read_text().splitlines() for word in line.split()[2:3]}
    assert words <= set(metadata.tables)


_TAMPERINGS = {
    "a row": "UPDATE meeting SET minutes = 91",
    "a salt": "UPDATE meeting SET salt = 'x'",
    "personal data": "UPDATE personal SET data = '{}' WHERE kind = 'mentor'",
    "a state": "UPDATE pair SET state = 'completed'",
    "a row that went": "DELETE FROM meeting",
    "an event that went": "DELETE FROM event WHERE pair IS NOT NULL",
    "an event": "UPDATE event SET event = 'decline' WHERE event = 'accept'",
    "an entry": "UPDATE chain SET at = '2020-01-01T00:00:00Z' WHERE seq = 5",
    "a removal": "UPDATE removal SET entries = '[]'",
}


@pytest.mark.parametrize("what", _TAMPERINGS)
def test_what_was_altered_by_hand_is_found(record: Record, what: str) -> None:
    approved(record)
    record.accept(E1)
    record.meeting(E1, minutes=90)
    record.import_people(mm.People(mentors=(mm.Mentor(id="r2", consent=True, capacity=3),)))
    assert record.verify().faults == ()
    with record._store.writing() as db:
        db.execute(text(_TAMPERINGS[what]))
    assert record.verify().faults


def test_entries_that_were_cut_off_change_the_head(record: Record, tmp_path: Path) -> None:
    approved(record)
    record.export_chain(tmp_path / "chain.txt")
    fewer = (tmp_path / "chain.txt").read_text().splitlines(keepends=True)[:-1]
    assert check_lines(fewer).faults == ()
    assert check_lines(fewer).head != record.head


def test_a_clock_put_back_changes_no_order(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(record)
    before = record.head
    monkeypatch.setattr("mentormatch.record.chain.now", lambda: "2001-01-01T00:00:00Z")
    record.accept(E1)
    with record._store.reading() as db:
        assert head(db)[1] > "2020"
    assert record.head != before
    assert record.verify().faults == ()


def test_salts_hide_what_is_the_same(record: Record) -> None:
    row = {"kind": "resource", "name": "a", "how": "b", "day": "2026-01-01"}
    with record._store.writing() as db:
        append(db, metadata.tables["resource"], [row, row])
    with record._store.reading() as db:
        found = list(db.scalars(text("SELECT commitment FROM chain WHERE kind = 'resource'")))
    assert len(set(found)) == 2
