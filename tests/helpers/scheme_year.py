"""The record of a scheme that has run for a year: the example scheme, with all that can happen in one."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import mentormatch as mm
from mentormatch.example import example_path
from mentormatch.record.record import Record

BEGAN = date(2025, 9, 1)
LEAD = "Oonagh Lead"
WEEK = timedelta(weeks=1)


def year(place: Path, seed: int = 1) -> None:
    """Create the record: matched, approved, met, trained, ended, answered, rematched; one run is proposed."""
    draw = random.Random(seed)
    people = mm.read_people(
        mentees=example_path("mentees.csv"), mentors=example_path("mentors.csv"),
        places=example_path("places.csv"),
    )  # fmt: skip
    with Record.open(place) as record:
        record.add(
            "scheme", name="Drovemoor mentoring", aim="Support at a time of transition", begins=BEGAN,
            intake="cohort", meetings=6, minutes=90, months=12, weeks_between=8, day=BEGAN,
        )  # fmt: skip
        for role, name in (("lead", LEAD), ("administrator", "Ade Admin"), ("supervision", "Sol Senior")):
            record.add("officer", role=role, person=name, day=BEGAN)
        record.add("resource", kind="referral", name="Occupational health", how="0300 555 0100", day=BEGAN)
        record.add("resource", kind="resource", name="Resilience guide", how="intranet", day=BEGAN)
        record.add("answer", list="foundations", item="need", answer="survey of trainees", day=BEGAN)
        record.import_people(people)
        run = record.propose(record.match(mm.Policy.from_toml(example_path("policy.toml"))))
        pairs = list(record.approve(run, by=LEAD).pairs)
        _live_through(record, pairs, draw)
        record.propose(record.rematch([]))


def _live_through(record: Record, pairs: list[int], draw: random.Random) -> None:
    """Let a year pass for each pair: some decline, some end early, most meet and complete."""
    rows = record.rows("pair").set_index("id")
    for at, number in enumerate(pairs):
        mentee, mentor = (f"P{rows.loc[number, role]}" for role in ("mentee", "mentor"))
        if at % 11 == 10:
            record.decline(number, day=BEGAN + WEEK)
            continue
        record.accept(number, day=BEGAN + WEEK)
        _agree(record, number, mentee, mentor)
        meetings = draw.randint(1, 7)
        for k in range(meetings):
            day = BEGAN + WEEK * (4 + 7 * k)
            record.meeting(number, minutes=60 + 15 * draw.randint(0, 3), online=draw.random() < 0.4, day=day)
        last = BEGAN + WEEK * (6 + 7 * meetings)
        if at % 9 == 8:
            record.dissolve(number, day=last)
            if at % 2:
                record.add("ending", pair=number, significant="none", by=LEAD, day=last)
        elif at % 4 != 3:
            record.complete(number, day=last)
            _answer(record, number, mentee, mentor, draw, last)


def _agree(record: Record, number: int, mentee: str, mentor: str) -> None:
    agreed = record.add(
        "agreement", pair=number, meetings=6, minutes=90, weeks_between=8, months=12,
        location="where the mentee works", contact="e-mail", arranging="a week before",
        focus="a new post", confidentiality=True, limits=True, boundaries=True, no_fault=True,
        day=BEGAN + WEEK * 2,
    )  # fmt: skip
    for who in (mentee, mentor):
        record.add("signature", agreement=agreed, pair=number, person=who, day=BEGAN + WEEK * 3)
    for topic in ("concept", "skills", "model", "confidentiality")[: 4 if number % 5 else 2]:
        record.add("training", person=mentor, topic=topic, day=BEGAN - WEEK)


def _answer(record: Record, number: int, mentee: str, mentor: str, draw: random.Random, day: date) -> None:
    levels = {"helpful": draw.randint(3, 5), "listened": draw.randint(2, 5)}
    record.feedback(number, "mentee_on_mentor", mentee, levels, day=day)
    record.feedback(number, "mentee_on_scheme", mentee, {"information": draw.randint(2, 5)}, day=day)
    record.feedback(number, "mentor_on_scheme", mentor, {"support": draw.randint(2, 5)}, day=day)
