"""A record of many pairs, each of which lives by a plan; and its figures counted by loops over its rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import mentormatch as mm
from mentormatch.record import chain
from mentormatch.record.record import Record
from mentormatch.record.states import happen
from mentormatch.record.tables import metadata, pair

FIRST, LAST = date(2024, 9, 1), date(2025, 8, 31)
N_PAIRS = 48


@dataclass(frozen=True)
class Plan:
    """What becomes of a pair; days count from `FIRST`.

    Parameters
    ----------
    began : int or None
    meetings : tuple of (int, int, bool)
        Day, minutes, online.
    ended, how : int or None, str
        How is complete, dissolve or end.
    significant : str
        What was confirmed; empty for nothing.
    agreed : int
        Meetings of the agreement; 0 for none.
    trained : tuple of (str, int)
        Topics and days of the mentor.
    levels : tuple of (str, str, int, int)
        Feedback: kind, question, level, day.
    """

    began: int | None = 0
    meetings: tuple[tuple[int, int, bool], ...] = ()
    ended: int | None = None
    how: str = "complete"
    significant: str = ""
    agreed: int = 0
    trained: tuple[tuple[str, int], ...] = ()
    levels: tuple[tuple[str, str, int, int], ...] = ()


@contextmanager
def on(today: date) -> Iterator[None]:
    """Let what is not dated be written on a day."""
    with patch("mentormatch.record.record.day_text", lambda day: (day or today).isoformat()):
        yield


def begin(place: Path, *, joined: date = FIRST - timedelta(60), **policy: Any) -> None:
    """Create a record of people who joined on a day, matched and approved, none of whom met yet."""
    many = range(N_PAIRS)
    mentees = tuple(mm.Mentee(id=f"e{k}", consent=True, workplace=f"w{k % 3}") for k in many)
    mentors = tuple(mm.Mentor(id=f"r{k}", consent=True, workplace=f"w{k % 4}") for k in many)
    with Record.open(place) as record, on(joined):
        record.add("scheme", name="A scheme", aim="support", begins=FIRST, intake="rolling", meetings=4,
                   minutes=60, months=12, weeks_between=8)  # fmt: skip
        record.import_people(mm.People(mentees=mentees, mentors=mentors))
        record.approve(record.propose(record.match(mm.Policy(**policy))), by="A Coordinator")


def live(record: Record, plans: Sequence[Plan]) -> None:
    """Let each pair live by its plan, all in one write."""
    rows = record.rows("pair").to_dict("records")
    with record._store.writing() as db:
        for one, plan in zip(rows, plans, strict=False):
            _live(db, one, plan)


def _live(db: Any, one: dict[str, Any], plan: Plan) -> None:
    def day(number: int) -> str:
        return (FIRST + timedelta(number)).isoformat()

    def add(table: str, rows: Sequence[dict[str, Any]]) -> None:
        chain.append(db, metadata.tables[table], [{"pair": one["id"], **row} for row in rows])

    if plan.agreed:
        free = dict.fromkeys(("location", "contact", "arranging", "focus"), "-")
        yes = dict.fromkeys(("confidentiality", "limits", "boundaries", "no_fault"), 1)
        add("agreement", [{"meetings": plan.agreed, "minutes": 60, "weeks_between": 8, "months": 12, **free,
                           **yes, "day": day(0)}])  # fmt: skip
    if plan.began is not None:
        for what in ("accept", "begin"):
            happen(db, pair, [one["id"]], what, day(plan.began))
        if plan.ended is not None:
            happen(db, pair, [one["id"]], plan.how, day(plan.ended))
            if plan.how != "complete" and plan.significant:
                add(
                    "ending", [{"significant": plan.significant, "by": one["mentor"], "day": day(plan.ended)}]
                )
    add("meeting", [{"day": day(at), "minutes": m, "online": int(yes)} for at, m, yes in plan.meetings])
    rows = [{"person": one["mentor"], "topic": topic, "day": day(at)} for topic, at in plan.trained]
    chain.append(db, metadata.tables["training"], rows)
    for kind, question, level, at in plan.levels:
        said = {"by": one[kind[:6]], "ratings": json.dumps({question: level}), "day": day(at)}
        add("feedback", [{"kind": kind, **said}])


def by_hand(place: Path, first: date, last: date) -> dict[str, Any]:  # noqa: C901, PLR0912, PLR0915  (loops)
    """Return the figures of a period with nothing hidden, by loops over the rows of the file."""
    with sqlite3.connect(place) as db:
        db.row_factory = sqlite3.Row
        rows = {
            name: list(db.execute(f"SELECT * FROM {name} ORDER BY id"))  # noqa: S608  (our names)
            for name in ("pair", "event", "meeting", "agreement", "ending", "training", "feedback")
        }
    a, z = first.isoformat(), last.isoformat()
    found: dict[str, Any] = dict.fromkeys((
        "at_start", "began", "ended", "at_end", "completed", "ended early", "confirmed", "not confirmed yet",
        "no significant event", "what occurred was referred", "with an agreement", "without one on record",
        "all agreed meetings held", "fewer held", "agreed", "held", "meetings", "minutes", "online",
        "in person",
    ), 0)  # fmt: skip
    mentees, mentors, first_met = set(), set(), {}
    for one in rows["pair"]:
        days = {e["event"]: e["day"] for e in rows["event"] if e["pair"] == one["id"]}
        end = next((days[what] for what in ("complete", "dissolve", "end") if what in days), None)
        if "begin" not in days:
            continue
        start = days["begin"] if end is None or days["begin"] < end else end
        first_met[one["mentee"]] = min(start, first_met.get(one["mentee"], start))
        if start > z or (end is not None and end < a):
            continue
        mentees.add(one["mentee"])
        mentors.add(one["mentor"])
        found["at_start" if start < a else "began"] += 1
        if end is None or end > z:
            found["at_end"] += 1
            continue
        found["ended"] += 1
        agreed = [r["meetings"] for r in rows["agreement"] if r["pair"] == one["id"]]
        held = sum(r["pair"] == one["id"] and r["day"] <= z for r in rows["meeting"])
        found["with an agreement" if agreed else "without one on record"] += 1
        if agreed:
            found["all agreed meetings held" if held >= agreed[-1] else "fewer held"] += 1
            found["agreed"] += agreed[-1]
            found["held"] += held
        if "complete" in days:
            found["completed"] += 1
            continue
        found["ended early"] += 1
        said = [r["significant"] for r in rows["ending"] if r["pair"] == one["id"]]
        found["confirmed" if said else "not confirmed yet"] += 1
        if said:
            found["no significant event" if said[0] == "none" else "what occurred was referred"] += 1
    met = set()
    for r in rows["meeting"]:
        if a <= r["day"] <= z:
            met.add(r["pair"])
            found["meetings"] += 1
            found["minutes"] += r["minutes"]
            found["online" if r["online"] else "in person"] += 1
    for topic in ("concept", "skills", "model", "confidentiality"):
        found[topic] = len(
            {r["person"] for r in rows["training"] if r["topic"] == topic and r["day"] <= z} & mentors
        )
    found["refreshed"] = len({
        r["person"] for r in rows["training"] if r["topic"] == "refresher" and a <= r["day"] <= z
    } & mentors)  # fmt: skip
    levels: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for r in rows["feedback"]:
        for question, level in json.loads(r["ratings"]).items():
            if a <= r["day"] <= z:
                levels.setdefault((r["kind"], question), []).append((r["by"], level))
    found["feedback"] = {
        key: (len({who for who, _ in each}), sum(level for _, level in each) / len(each))
        for key, each in levels.items() if len({who for who, _ in each}) >= 3
    }  # fmt: skip
    joined = {e["person"]: e["day"] for e in rows["event"] if e["event"] == "join"}
    found["waits"] = sorted(
        (date.fromisoformat(day) - date.fromisoformat(joined[who])).days
        for who, day in first_met.items() if a <= day <= z and joined[who] <= day
    )  # fmt: skip
    return {**found, "mentees": len(mentees), "mentors": len(mentors), "met": len(met)}
