"""The schema: the migrations lead to it, and it has no room for a reason."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, inspect, text

import mentormatch as mm
from helpers.record_people import E1, approved
from mentormatch.record.documents import DOCUMENTS
from mentormatch.record.record import Record
from mentormatch.record.tables import MOVES, SCHEMA, metadata, pair, path, removal

_REASONS = ("reason", "cause", "why", "fault_of", "note", "comment", "remark", "because", "grounds")


def test_the_migrations_lead_to_the_schema(record: Record) -> None:
    with record._store.reading() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_lead_to_the_checks_too(record: Record) -> None:
    def checks(db: Connection) -> dict[str, set[str | None]]:
        found = inspect(db)
        return {name: {one["name"] for one in found.get_check_constraints(name)} for name in metadata.tables}

    other = create_engine("sqlite://")
    metadata.create_all(other)
    with record._store.reading() as db, other.connect() as fresh:
        assert checks(db) == checks(fresh)
        if record._store.sqlite:
            made = db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
            loose = {name for name, sql in made if not sql.rstrip().endswith("STRICT")}
            assert loose == {"alembic_version"}


def test_a_table_is_a_document_or_the_record_writes_it_by_itself() -> None:
    by_itself = {
        "person", "personal", "consent", "run", "approval", "pair", "email", "delivery", "export", "removal",
        "event",
    }  # fmt: skip
    assert sorted((*DOCUMENTS, *by_itself)) == sorted(SCHEMA)


def test_no_column_could_hold_a_reason() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert not [name for name in columns if any(word in name for word in _REASONS)]


def test_states_are_those_of_the_machine() -> None:
    for table, moves in MOVES.items():
        reached = set(moves.values())
        words = next(one for one in SCHEMA[table].split() if one.startswith("~state=")).partition("=")[2]
        assert set(words.split("|")) == reached


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ("proposed", "active", ("accept", "begin")),
        ("paused", "completed", ("complete",)),
        ("active", "active", ()),
        ("dissolved", "active", None),
    ],
)
def test_the_shortest_way(before: str, after: str, events: tuple[str, ...] | None) -> None:
    assert path("pair", before, after) == events


@pytest.mark.parametrize("other", ["r1", "r2"])
def test_one_live_pair_for_each_unit_of_demand(record: Record, other: str) -> None:
    approved(record)
    numbers = {one: int(record.pseudonym(one)[1:]) for one in ("e1", other)}
    row = {"id": 1, "salt": "", "run": int(record.rows("run").id[0]), "mentee": numbers["e1"], "points": 0}
    row |= {"mentor": numbers[other], "unit": 1 if other == "r2" else 2, "state": "accepted"}
    with pytest.raises(mm.StoreError, match="does not allow this"), record._store.writing() as db:
        db.execute(insert(pair), [row])
    record.dissolve(E1)
    with record._store.writing() as db:
        db.execute(insert(pair), [row])


def test_rows_refer_to_rows_that_there_are(record: Record) -> None:
    with pytest.raises(mm.StoreError), record._store.writing() as db:
        db.execute(insert(removal), [{"id": 99, "salt": "", "kind": "erased", "entries": "", "cleaned": 1}])
