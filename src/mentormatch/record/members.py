"""People as rows: records and ties of `People`, each under the number of the person whom it is about."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, true

from mentormatch.changes.base import OfPair
from mentormatch.changes.listed import KINDS
from mentormatch.errors import StoreError
from mentormatch.people.model import People
from mentormatch.people.person import Mentee
from mentormatch.record.chain import append, remove
from mentormatch.record.states import begin, happen
from mentormatch.record.tables import consent, pair, person, personal

ROLES = ("mentee", "mentor")
TIES = ("links", "dissolved", "avoided", "meanings", "placed", "known_as")
"""Fields of `People` besides the two tables of people."""
_FEW = 500
Key = tuple[str, str]
"""Kind, and an id or a tie as JSON."""


@dataclass(frozen=True)
class Stored:
    """A row of personal data.

    Parameters
    ----------
    data : str
        JSON.
    """

    id: int
    person: int | None
    data: str


def rows_of(people: People) -> dict[Key, str]:
    """Return people as rows."""
    rows = {
        (role, one.id): one.model_dump_json(exclude_defaults=True)
        for role, table in zip(ROLES, (people.mentees, people.mentors), strict=True)
        for one in table
    }
    ties = ((kind, json.dumps(tie)) for kind in TIES for tie in getattr(people, kind))
    return rows | {(kind, tie): tie for kind, tie in ties}


def stored(
    db: Connection, kinds: Iterable[str] = (*ROLES, *TIES), ids: Collection[str] | None = None
) -> dict[Key, Stored]:
    """Return the rows of personal data of some kinds, in the order in which they were written.

    Of records of people, those with some ids; all if these are many, or left out.
    """
    query = select(personal).where(personal.c.kind.in_(kinds)).order_by(personal.c.id)
    if ids is not None and len(ids) <= _FEW:
        query = query.where(or_(personal.c.kind.not_in(ROLES), personal.c.key.in_(ids)))
    return {(one.kind, one.key): Stored(one.id, one.person, one.data) for one in db.execute(query)}


def people_of(db: Connection) -> People:
    """Return everybody in the record; who was dissolved from whom, or declined, is not matched again."""
    rows = stored(db)
    ids = {one: who for who, one in numbers(rows).items()}
    found: dict[str, list[str]] = {kind: [] for kind in (*ROLES, *TIES)}
    for (kind, _), row in rows.items():
        found[kind].append(row.data)
    over = {"dissolved": "dissolved", "declined": "avoided"}
    for one in db.execute(select(pair).where(pair.c.state.in_(over)).order_by(pair.c.id)):
        if one.mentee in ids and one.mentor in ids:
            found[over[one.state]].append(json.dumps([ids[one.mentee], ids[one.mentor]]))
    fields = {"mentees": found.pop("mentee"), "mentors": found.pop("mentor"), **found}
    listed = ", ".join(f'"{name}": [{", ".join(dict.fromkeys(each))}]' for name, each in fields.items())
    return People.model_validate_json(f"{{{listed}}}").in_id_order()


def numbers(rows: Mapping[Key, Stored]) -> dict[str, int]:
    """Return the number of everybody whose id is known: those who take part, and those who left."""
    known = {
        json.loads(key)[0] if kind == "known_as" else key: row.person
        for (kind, key), row in rows.items()
        if kind in {"known_as", *ROLES}
    }
    return {who: number for who, number in known.items() if number is not None}


def named(db: Connection, who: str, day: str, *, officer: bool = False) -> int:
    """Return the number of a person by their id or pseudonym; of one who has an office, by any name.

    Raises
    ------
    StoreError
        If there is nobody of that id.
    """
    kinds = (*ROLES, "officer")
    query = select(personal.c.person).where(personal.c.kind.in_(kinds), personal.c.key == who)
    number = db.scalar(query.limit(1))
    if number is None and who[:1] == "P" and who[1:].isdecimal():
        number = db.scalar(select(person.c.id).where(person.c.id == int(who[1:])))
    if number is None and officer:
        (number,) = begin(db, person, [{"since": day}], "join", day)
        row = {"person": number, "kind": "officer", "key": who, "data": json.dumps(who)}
        append(db, personal, [row])
    if number is None:
        raise StoreError("there is nobody with that id in the record: check it in the list of people")
    return int(number)


def replace_rows(db: Connection, old: Mapping[Key, Stored], new: Mapping[Key, str], day: str) -> None:
    """Write rows of personal data in the place of others; people join and leave by them.

    Parameters
    ----------
    old : mapping of Key to Stored
        Rows that there are; those that are not in `new` are removed.
    """
    differing = {key: data for key, data in new.items() if key not in old or old[key].data != data}
    concerned = {who for kind, who in {*differing, *old.keys() - new.keys()} if kind in ROLES}
    known = numbers(stored(db, (*ROLES, "known_as"), concerned))
    unknown = sorted({who for kind, who in differing if kind in ROLES and who not in known})
    secrets.SystemRandom().shuffle(unknown)  # numbers say nothing of the order of ids
    joined = begin(db, person, [{"since": day}] * len(unknown), "join", day)
    known |= dict(zip(unknown, joined, strict=True))
    gone = [row for key, row in old.items() if key in differing or key not in new]
    remove(db, "replaced", [(personal, [row.id for row in gone])])
    rows = [_row(key, data, known) for key, data in differing.items()]
    append(db, personal, rows)
    _note_consent(db, {key: data for key, data in differing.items() if key[0] in ROLES}, known, day)
    _come_and_go(db, {row.person for row in gone} | {row["person"] for row in rows}, day)


def _come_and_go(db: Connection, whom: Collection[int | None], day: str) -> None:
    """Note who of some people has records for the first time again, and who has none any more."""
    kept = personal.c.kind.in_((*ROLES, "officer"))
    there = set(db.scalars(select(personal.c.person).where(kept, _among(personal.c.person, whom))))
    taking_part = set(
        db.scalars(select(person.c.id).where(person.c.state == "in", _among(person.c.id, whom)))
    )
    happen(db, person, sorted(taking_part - there), "leave", day)
    happen(db, person, sorted(there - taking_part), "join", day)


def _among(column: ColumnElement[Any], few: Collection[int | None]) -> ColumnElement[bool]:
    return column.in_([one for one in few if one is not None]) if len(few) <= _FEW else true()


def _note_consent(db: Connection, rows: Mapping[Key, str], known: Mapping[str, int], day: str) -> None:
    """Note who has given consent, or withdrawn it: in both roles, or not at all."""
    numbers_of = {known[who] for _, who in rows}
    last = (
        select(func.max(consent.c.id)).where(_among(consent.c.person, numbers_of)).group_by(consent.c.person)
    )
    query = select(consent.c.person, consent.c.given).where(consent.c.id.in_(last))
    given = {number: bool(yes) for number, yes in db.execute(query)}
    said: dict[int, bool] = {}
    for (_, who), data in rows.items():
        yes = bool(json.loads(data).get("consent", False))
        said[known[who]] = said.get(known[who], True) and yes
    changed = [(number, yes) for number, yes in said.items() if given.get(number) is not yes]
    append(db, consent, [{"person": one, "given": int(yes), "day": day} for one, yes in changed])


def _row(key: Key, data: str, known: Mapping[str, int]) -> dict[str, Any]:
    kind, name = key
    who = json.loads(name)[0] if kind == "known_as" else name if kind in ROLES else None
    return {"person": None if who is None else known.get(who), "kind": kind, "key": name, "data": data}


def take_effect(db: Connection, number: int, what: str, day: str) -> None:
    """Change what the mentee of a pair wants, where what happened to the pair says so."""
    kind = KINDS.get(what)
    if kind is None or not issubclass(kind, OfPair) or not kind.demand:
        return
    query = select(personal.c.key, personal.c.data).join(pair, pair.c.mentee == personal.c.person)
    row = db.execute(query.where(pair.c.id == number, personal.c.kind == "mentee")).first()
    if row is not None:
        mentees = {row.key: Mentee.model_validate_json(row.data)}
        kind(mentee=row.key, mentor="-").take_effect(mentees, {})
        text = mentees[row.key].model_dump_json(exclude_defaults=True)
        replace_rows(db, stored(db, ["mentee"], [row.key]), {("mentee", row.key): text}, day)
