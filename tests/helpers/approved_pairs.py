"""A record with an approved run of given pairs: nothing is solved, so that any pairs can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import mentormatch as mm
from mentormatch.changes.history import Pair
from mentormatch.record.record import Record
from mentormatch.record.states import begin, happen
from mentormatch.record.tables import metadata, pair, run

DAY = date(2026, 9, 1)
ASK = "ask@scheme.example"
SCHEME = "Drovemoor mentoring"


def write_pairs(
    record: Record, people: mm.People, pairs: Sequence[Pair], key: str = "a", state: str = "approve"
) -> str:
    """Import people, and write a run of pairs that is approved; return its id."""
    if not len(record.rows("scheme")):
        record.add(
            "scheme", name=SCHEME, aim="", begins=date(2025, 9, 1), intake="cohort", meetings=6, minutes=60,
            months=12, weeks_between=8,
        )  # fmt: skip
    record.import_people(people)
    key = 64 * key
    with record._store.writing() as db:
        rows = db.execute(metadata.tables["personal"].select())
        numbers = {one.key: one.person for one in rows if one.kind in {"mentee", "mentor"}}
        texts = dict.fromkeys(("inputs", "policy", "versions", "result"), "")
        row = {"key": key, "seed": 0, "waiting": "[{}, {}]", **texts}
        (number,) = begin(db, run, [row], "propose", DAY.isoformat())
        begin(db, pair, [
            {"run": number, "mentee": numbers[mentee], "mentor": numbers[mentor], "unit": 1 + at, "points": 1}
            for at, (mentee, mentor) in enumerate(pairs)
        ], "propose", DAY.isoformat())  # fmt: skip
        if state == "approve":
            happen(db, run, [number], state, DAY.isoformat())
    return key
