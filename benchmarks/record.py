"""A record of 100,000 people and 1,000,000 meetings: how long import, status and due take."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

import mentormatch as mm
from mentormatch.record import chain
from mentormatch.record.record import Record
from mentormatch.record.states import begin, happen
from mentormatch.record.tables import metadata, pair, run

TODAY = datetime.now(UTC).date()
TERMS = {"meetings": 40, "minutes": 60, "weeks_between": 8, "months": 48}
WORDS = dict.fromkeys(("location", "contact", "arranging", "focus"), "")
AGREED = {**TERMS, **WORDS, **dict.fromkeys(("confidentiality", "limits", "boundaries", "no_fault"), 1)}


def ago(days: int) -> str:
    """Return a day before today."""
    return (TODAY - timedelta(days)).isoformat()


def fill(db: Connection, each: int, live: float, draw: random.Random) -> None:
    """Let everybody be in a pair, of which some go on after three years; some meetings are late."""
    tables = metadata.tables
    numbers = {one.key: one.person for one in db.execute(tables["personal"].select())}
    half = len(numbers) // 2
    texts = dict.fromkeys(("inputs", "policy", "versions", "result"), "")
    (number,) = begin(
        db, run, [{"key": "0" * 64, "seed": 0, "waiting": "[{}, {}]", **texts}], "propose", ago(1100)
    )
    happen(db, run, [number], "approve", ago(1100))
    rows = [
        {"run": number, "mentee": numbers[f"e{n}"], "mentor": numbers[f"r{n}"], "unit": 1, "points": 1}
        for n in range(half)
    ]
    pairs = begin(db, pair, rows, "propose", ago(1100))
    happen(db, pair, pairs, "accept", ago(1095))
    happen(db, pair, pairs, "begin", ago(1090))
    happen(db, pair, pairs[round(live * half) :], "complete", ago(200))
    agreed = chain.append(
        db, tables["agreement"], [{"pair": one, "day": ago(1080), **AGREED} for one in pairs]
    )
    both = list(zip(agreed, pairs, rows, strict=True))
    chain.append(db, tables["signature"], [
        {"agreement": at, "pair": one, "person": row[role], "day": ago(1075)}
        for at, one, row in both for role in ("mentee", "mentor")
    ])  # fmt: skip
    chain.append(db, tables["training"], [
        {"person": row["mentor"], "topic": topic, "day": ago(1100), "due": ago(-200)}
        for _, _, row in both for topic in ("concept", "skills", "model", "confidentiality")
    ])  # fmt: skip
    kinds = {"mentee_on_mentor": "mentee", "mentor_reflection": "mentor"}
    chain.append(db, tables["feedback"], [
        {"kind": kind, "pair": one, "by": row[role], "ratings": '{"q": 4}', "day": ago(draw.randrange(185))}
        for _, one, row in both for kind, role in kinds.items()
    ])  # fmt: skip
    chain.append(db, tables["meeting"], [
        {"pair": one, "day": ago(50 * at + draw.randrange(1, 71)), "minutes": 60, "online": at % 2}
        for at in reversed(range(each)) for one in pairs
    ])  # fmt: skip


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do it, and print how long it took."""
    since, used = time.perf_counter(), time.process_time()
    found = work()
    print(f"{what:<32}{time.perf_counter() - since:8.2f} s{time.process_time() - used:8.2f} s of processor")
    return found


def measure(url: str, people: int, meetings: int, live: float) -> None:
    """Fill a record, and time what is asked of it."""
    mentees = [mm.Mentee(id=f"e{n}", consent=True, name=f"Name {n}") for n in range(people // 2)]
    mentors = [mm.Mentor(id=f"r{n}", consent=True, name=f"Other {n}") for n in range(people // 2)]
    everybody = mm.People(mentees=mentees, mentors=mentors)
    with Record.open(url) as record:
        timed(f"import of {people} people", lambda: record.import_people(everybody))
        with record._store.writing() as db:  # noqa: SLF001  (no call writes a million rows)
            draw = random.Random(0)  # noqa: S311
            timed(f"{meetings} meetings and others", lambda: fill(db, 2 * meetings // people, live, draw))
    with Record.open(url) as record:
        for n in ("first", "again"):
            timed(f"status, {n}", record.status)
            found = timed(f"due, {n}", record.due)
        timed("names of the first 50", lambda: record.with_names(found.head(50)))
        print(found.what.value_counts().to_string())
        print(timed("verify", record.verify).faults or "the chain verifies")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--meetings", type=int, default=1_000_000)
    options.add_argument("--live", type=float, default=0.4, help="share of pairs that go on")
    options.add_argument("--url", help="an empty database; an SQLite file if left out")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.url or str(Path(folder) / "scheme.db"), given.people, given.meetings, given.live)
