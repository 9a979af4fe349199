"""What is held about a person, and how it goes: at their wish, or when its time is over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, false, func, or_, select, update

from mentormatch.changes.apply import apply_changes
from mentormatch.changes.kinds.leave import Leave
from mentormatch.people.model import People, register_of
from mentormatch.people.person import REFERENCES, ROLES
from mentormatch.record.chain import remove
from mentormatch.record.members import TIES, Key, people_of, replace_rows, rows_of, stored
from mentormatch.record.states import happen
from mentormatch.record.tables import ERASED, LIVE, YEARS, event, export, metadata, pair, person, run

_REFERENCES = frozenset(name for names in REFERENCES.values() for name in names)
_TEXTS = ("motivation", "other", "professional_interests", "personal_interests", "declared")
_NAMES = ("id", "name", "email")


def rows_about(table: Table, number: int) -> ColumnElement[bool]:
    """Return the condition that rows are about a person: name them, or one of their pairs."""
    conditions: list[ColumnElement[bool]] = [table.c.id == number] if table is person else [false()]
    theirs = select(pair.c.id).where(or_(pair.c.mentee == number, pair.c.mentor == number))
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table is person:
                conditions.append(column == number)
            elif key.column.table is pair:
                conditions.append(column.in_(theirs))
    return or_(*conditions)


def held_about(db: Connection, number: int | None) -> dict[str, list[dict[str, Any]]]:
    """Return all that is held about a person, or about everybody, by table.

    Others have their numbers alone. What they said in confidence is theirs: of feedback and concerns a person
    gets only what they gave themselves.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if "salt" not in table.columns:
            continue
        query = select(*(one for one in table.columns if one.name != "salt")).order_by(table.c.id)
        if number is not None:
            own = table.name in {"feedback", "concern"}
            query = query.where(table.c.by == number if own else rows_about(table, number))
        found[table.name] = [dict(row) for row in db.execute(query).mappings()]
    return {name: rows for name, rows in found.items() if rows}


def erase(db: Connection, number: int, day: str) -> list[str]:
    """Remove a person's data, exports included.

    Returns
    -------
    list of str
        Exports that were altered since they were written, and have to be deleted by hand.
    """
    theirs = or_(pair.c.mentee == number, pair.c.mentor == number)
    for what, states in (("withdraw", ("proposed", "accepted")), ("end", ("active", "paused"))):
        happen(
            db, pair, list(db.scalars(select(pair.c.id).where(theirs, pair.c.state.in_(states)))), what, day
        )
    _forget(db, number, day)
    going = {metadata.tables[name]: rows_about(metadata.tables[name], number) for name in ERASED}
    going[export] = or_(going[export], export.c.person.is_(None))
    files = db.execute(select(export.c.path, export.c.sha256).where(going[export])).all()
    _remove(db, "erased", going)
    db.execute(update(run).values(asked=None))
    happen(db, person, [number], "erase", day)
    return [path for path, written in files if not _deleted(Path(path), written)]


def expire_rows(db: Connection, today: date) -> list[str]:
    """Remove what has been kept for as long as it may be; returns what `erase` does.

    Rows about a pair are kept so many years after the pair ended, people after they left.
    """
    left: list[str] = []
    going = {}
    for name, years in YEARS.items():
        table = metadata.tables[name]
        before = today.replace(year=today.year - years, day=min(today.day, 28)).isoformat()
        subject = table if "state" in table.columns else pair
        last = select(event.c[subject.name]).group_by(event.c[subject.name])
        over = select(subject.c.id).where(
            subject.c.id.in_(last.having(func.max(event.c.day) < before)),
            subject.c.state.not_in((*LIVE, "open", "in", "erased")),
        )
        if table is person:
            for number in db.scalars(over).all():
                left += erase(db, number, today.isoformat())
        else:
            going[table] = table.c.id.in_(over) if subject is table else table.c.pair.in_(over)
    _remove(db, "expired", going)
    return left


def _remove(db: Connection, kind: str, going: Mapping[Table, ColumnElement[bool]]) -> None:
    """Remove rows with those that belong to them, such as the signatures of an agreement."""
    going = dict(going)
    for table in metadata.sorted_tables:
        parents = [(column, key.column.table) for column in table.columns for key in column.foreign_keys]
        belong = [column.in_(select(one.c.id).where(going[one])) for column, one in parents if one in going]
        if belong:
            going[table] = or_(*belong, *([going[table]] if table in going else []))
    rows = [(table, list(db.scalars(select(table.c.id).where(which)))) for table, which in going.items()]
    places = {table: place for place, table in enumerate(metadata.sorted_tables)}
    remove(db, kind, sorted(rows, key=lambda row: -places[row[0]]))


def _deleted(path: Path, written: str) -> bool:
    """Delete a file that is still what was written; return whether there is none now."""
    with suppress(OSError):
        if sha256(path.read_bytes()).hexdigest() == written:
            path.unlink()
    return not path.exists()


def _forget(db: Connection, number: int, day: str) -> None:
    """Remove a person's records, and let all that others said of them name their pseudonym instead."""
    old = stored(db, (*ROLES, *TIES, "policy"))
    mine = {key: json.loads(row.data) for key, row in old.items() if row.person == number}
    ids = {key[1] if key[0] in ROLES else one[0] for key, one in mine.items()}
    if not ids:
        return
    words = {str(one.get(name) or "") for one in mine.values() if isinstance(one, dict) for name in _NAMES}
    words |= {word for one in mine.values() if isinstance(one, list) for word in one}
    people = people_of(db)
    there = ids & {*people.mentee_ids, *people.mentor_ids}
    # Who leaves still appraises and reports as before.
    people = apply_changes(people, (), [Leave(one) for one in sorted(there)]).people if there else people
    rows = rows_of(people) | {key: row.data for key, row in old.items() if key[0] == "policy"}
    names = _renaming(people, ids, f"P{number}")
    new = {again: data for key, row in rows.items() for again, data in _renamed(key, row, names, words, ids)}
    replace_rows(db, old, new, day)


def _renaming(people: People, ids: set[str], pseudonym: str) -> Callable[[str], tuple[str, ...]]:
    """Return what says what a reference becomes; one that may mean others, too, means each of them then."""
    register = register_of(people)

    def names(written: str) -> tuple[str, ...]:
        meant = (written,) if written in ids else register.meant(written).people
        others = tuple(one for one in meant if one not in ids)
        return (written,) if len(others) == len(meant) else (pseudonym, *others)

    return names


def _renamed(
    key: Key, data: str, names: Callable[[str], tuple[str, ...]], words: set[str], ids: set[str]
) -> Iterator[tuple[Key, str]]:
    """Yield a row as it is without the person; nothing if it is about them alone."""
    kind, row = key[0], json.loads(data)
    if kind in ROLES:
        for field in _REFERENCES & row.keys():
            row[field] = [one for written in row[field] for one in names(written)]
        texts = {field: _without(row[field], words) for field in _TEXTS if field in row}
        again = {**row, **texts}
        yield key, data if again == json.loads(data) else json.dumps(again, ensure_ascii=False)
    elif kind == "policy":
        yield key, json.dumps(_walked(row, lambda text: names(text)[0] if text in ids else text))
    elif kind in {"links", "dissolved", "avoided"}:
        for tie in product(names(row[0]), names(row[1])):
            text = json.dumps(tie)
            yield (kind, text), text
    elif not ids & {*row} and (kind != "meanings" or names(row[0]) == (row[0],)):
        yield key, data


def _without(value: Any, words: set[str]) -> Any:
    """Return texts without the name and address of somebody."""
    found = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) > 3)
    pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
    return _walked(value, lambda text: pattern.sub("…", text) if found else text)


def _walked(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value of JSON in which every text is changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_walked(one, change) for one in value]
    return {key: _walked(one, change) for key, one in value.items()} if isinstance(value, dict) else value
