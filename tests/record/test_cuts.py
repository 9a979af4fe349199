"""Connections to the server that are cut at any moment leave the record whole; the same again finishes."""

from __future__ import annotations

import os
import random
import time
from itertools import count
from threading import Thread

import psycopg

import mentormatch as mm
from helpers.record_people import E2, approved, states
from mentormatch.record.record import Record

CUTS = int(os.environ.get("MENTORMATCH_KILLS", "3"))
"""How many; `make soak-record` has more."""


def work(url: str) -> None:
    """Import, apply, dissolve, meet and erase, as far as that was not done before."""
    with Record.open(url) as record:
        record.import_people(mm.People(mentees=[mm.Mentee(id=f"n{k}", consent=True) for k in range(50)]))
        if states(record)[E2] == "proposed":
            record.apply(record.rematch([mm.Dissolve(*E2)]))
        if record.rows("meeting").empty:
            record.meeting(("e1", "r1"), minutes=60)
        if "e3" in record.people().mentee_ids:
            record.erase("e3")


def begun(server: str, numbers: count[int]) -> str:
    """Return the URL of a new record with an approved run."""
    name = f"cut{next(numbers)}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE SCHEMA {name}")
    url = f"{server}?options=-csearch_path%3D{name}"
    with Record.open(url) as record:
        approved(record)
    return url


def test_connections_cut_at_random_moments(postgres: str) -> None:
    draw, numbers, failed = random.Random(0), count(), 0
    for _ in range(2):  # the second time everything is warm
        whole = begun(postgres, numbers)
        since = time.monotonic()
        work(whole)
        seconds = time.monotonic() - since
    for _ in range(CUTS):
        url = begun(postgres, numbers)
        said = _cut(url, postgres, draw.uniform(0, seconds))
        assert not said or "do the same again" in said, said
        failed += bool(said)
        with Record.open(url) as record:
            assert record.verify().faults == ()
            assert len(record.people().mentees) in {3, 53, 52}
            assert (states(record).get(E2) == "dissolved") == (len(record.rows("run")) == 2)
        work(url)
        with Record.open(whole) as expected, Record.open(url) as record:
            assert record.people().mentees == expected.people().mentees
            assert sorted(states(record).values()) == sorted(states(expected).values())
            for table in ("event", "meeting", "run", "pair", "consent", "person"):
                assert len(record.rows(table)) == len(expected.rows(table)), table
            assert record.verify().faults == ()
    assert failed or CUTS < 10


def _cut(url: str, server: str, after: float) -> str:
    """Do the work while all connections are cut after so many seconds; return the error, if it failed."""

    def all_cut() -> None:
        time.sleep(after)
        with psycopg.connect(server, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )

    cutter = Thread(target=all_cut)
    cutter.start()
    try:
        work(url)
    except mm.StoreError as error:
        return str(error)
    finally:
        cutter.join()
    return ""
