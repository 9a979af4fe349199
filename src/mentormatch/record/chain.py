"""The audit chain: every row is an entry that commits to it, and every entry to the one before.

An entry holds no data: its commitment is a hash of the row and a random salt that is kept beside the row, so
that with the row everything is gone by which its content could be guessed, and the chain still verifies.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from mentormatch.record.tables import MOVES, chain, committed, event, metadata, removal

Row = Mapping[str, Any]
_START = "0" * 64
_AT_ONCE = 20_000


@dataclass(frozen=True)
class Verified:
    """What was found when a chain was verified.

    Parameters
    ----------
    entries : int
        How many entries the chain has.
    head : str
        Hash of the last entry, which stands for all of them.
    faults : tuple of str
        What does not agree, in words; empty if all does.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> with mm.Record.open("scheme.db") as record:
    ...     done = record.import_people(people)
    ...     verified = record.verify()
    >>> verified.entries, verified.faults
    (8, ())
    """

    entries: int
    head: str
    faults: tuple[str, ...]


def now() -> str:
    """Return the time, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def head(db: Connection) -> tuple[int, str, str]:
    """Return number, time and hash of the last entry."""
    last = select(chain.c.seq, chain.c.at, chain.c.hash).order_by(chain.c.seq.desc()).limit(1)
    found = db.execute(last).first()
    return (0, "", _START) if found is None else (found.seq, found.at, found.hash)


def append(db: Connection, table: Table, rows: Sequence[Row]) -> range:
    """Write rows, each with its entry, and return their numbers."""
    seq, last_at, last = head(db)
    at = max(now(), last_at)  # a clock that was put back changes no order
    numbers = range(seq + 1, seq + 1 + len(rows))
    entries, whole = [], []
    for number, row in zip(numbers, rows, strict=True):
        salt = secrets.token_hex(16)
        full = {**dict.fromkeys(one.name for one in table.columns), **row, "id": number, "salt": salt}
        commitment = _commitment(table, full)
        last = _hash(last, f"{number} {at} {table.name} {commitment}")
        entries.append({"seq": number, "at": at, "kind": table.name, "commitment": commitment, "hash": last})
        whole.append(full)
    for into, what in ((chain, entries), (table, whole)):
        for begin in range(0, len(what), _AT_ONCE):
            db.execute(insert(into), what[begin : begin + _AT_ONCE])
    return numbers


def remove(db: Connection, kind: str, rows: Iterable[tuple[Table, Sequence[int]]]) -> None:
    """Delete rows, and note which are gone."""
    gone: list[int] = []
    for table, numbers in rows:
        for begin in range(0, len(numbers), 500):
            db.execute(delete(table).where(table.c.id.in_(numbers[begin : begin + 500])))
        gone += numbers
    if gone:
        entries = json.dumps(sorted(gone))
        append(db, removal, [{"kind": kind, "entries": entries, "cleaned": int(kind == "replaced")}])


def lines(db: Connection) -> Iterator[str]:
    """Yield the entries as lines of text: number, time, kind, commitment and hash."""
    for one in db.execution_options(yield_per=_AT_ONCE).execute(select(chain).order_by(chain.c.seq)):
        yield f"{one.seq} {one.at} {one.kind} {one.commitment} {one.hash}\n"


def check_lines(found: Iterable[str]) -> Verified:
    """Return whether lines of text are a chain in which no byte was altered.

    Examples
    --------
    >>> check_lines(["1 2026-03-31T12:00:00Z person 00 11"]).faults
    ('entry 1 was altered, or one before it is missing',)
    """
    last, number, faults = _START, 0, []
    for number, line in enumerate(found, 1):
        content, _, stated = line.removesuffix("\n").rpartition(" ")
        if f"{stated}\n" != line[len(content) + 1 :] or stated != _hash(last, content):
            faults.append(f"entry {number} was altered, or one before it is missing")
        elif not content.startswith(f"{number} "):
            faults.append(f"entry {number} has another number")
        last = stated
    return Verified(number, last, tuple(faults[:10]))


def verify(db: Connection) -> Verified:
    """Return whether the chain is whole, and the rows are what it commits to."""
    found = check_lines(lines(db))
    faults = [*found.faults, *_altered(db), *_missing(db, found.entries), *_states(db)]
    return Verified(found.entries, found.head, tuple(faults[:10]))


def _altered(db: Connection) -> Iterator[str]:
    """Yield the rows that are not what their entries commit to."""
    for table in metadata.sorted_tables:
        if table is chain:
            continue
        names = [*committed(table), "salt"]
        query = select(chain.c.kind, chain.c.commitment, *(table.c[name] for name in names))
        query = query.outerjoin_from(table, chain, table.c.id == chain.c.seq).order_by(table.c.id)
        for kind, commitment, *values in db.execution_options(yield_per=_AT_ONCE).execute(query):
            row = dict(zip(names, values, strict=True))
            if kind != table.name or commitment != _commitment(table, row):
                yield f"row {row['id']} of {table.name} is not what was written"


def _missing(db: Connection, entries: int) -> Iterator[str]:
    """Yield that there are more, or fewer, entries than rows that are there or noted as removed."""
    there = sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
    noted = [json.loads(one) for one in db.scalars(select(removal.c.entries))]
    gone = {number for numbers in noted for number in numbers}
    if there - entries + len(gone) != entries:
        yield f"{there - entries} rows are there and {len(gone)} were removed, of {entries} that were written"


def _states(db: Connection) -> Iterator[str]:
    """Yield the states that do not follow from what happened."""
    state: dict[tuple[str, int], str] = {}
    for one in db.execute(select(event).order_by(event.c.id)).mappings():
        key = next((name, one[name]) for name in MOVES if one[name] is not None)
        after = MOVES[key[0]].get((state.get(key, ""), one["event"]))
        if after is None:
            yield f"event {one['id']} cannot have happened"
        else:
            state[key] = after
    for name in MOVES:
        table = metadata.tables[name]
        for number, now_in in db.execute(select(table.c.id, table.c.state)):
            if state.get((name, number), "") != now_in:
                yield f"row {number} of {name} is in a state that does not follow from its events"


def _commitment(table: Table, row: Row) -> str:
    content = json.dumps([row[name] for name in committed(table)], ensure_ascii=False, separators=(",", ":"))
    return sha256(f"{row['salt']} {table.name} {content}".encode()).hexdigest()


def _hash(last: str, content: str) -> str:
    return sha256(f"{last} {content}".encode()).hexdigest()
