"""A small scheme to keep a record of."""

from __future__ import annotations

from pathlib import Path

import mentormatch as mm
from mentormatch.record.record import Record

E1, E2, E3 = ("e1", "r1"), ("e2", "r2"), ("e3", "r2")
"""The pairs of the small scheme."""


def small_people(**of_first: object) -> mm.People:
    """Return three mentees and two mentors, of whom the first mentee may only have the first mentor."""
    first = {"independent_of": ("r2",), "name": "Ada Birch", "email": "ada.birch@h.example", **of_first}
    mentees = [
        mm.Mentee(id="e1", consent=True, **first),
        mm.Mentee(id="e2", consent=True, avoids=("r1",), name="Ben Cedar"),
        mm.Mentee(id="e3", consent=True, avoids=("r1",), motivation="as Ben Cedar told me"),
    ]
    mentors = [
        mm.Mentor(id="r1", consent=True, capacity=2, name="Cy Dogwood", email="cy.dogwood@h.example"),
        mm.Mentor(id="r2", consent=True, capacity=2, name="Di Elm"),
    ]
    return mm.People(mentees=tuple(mentees), mentors=tuple(mentors))


def approved(record: Record, people: mm.People | None = None) -> str:
    """Import people, match them and approve the run; return its id."""
    record.import_people(small_people() if people is None else people)
    run = record.propose(record.match())
    record.approve(run, by="A Coordinator")
    return run


def states(record: Record) -> dict[tuple[str, str], str]:
    """Return the state of every pair, by ids; of pairs made twice that of the later one."""
    ids = {record.pseudonym(one): one for p in [record.people()] for one in (*p.mentee_ids, *p.mentor_ids)}
    rows = record.rows("pair").to_dict("records")
    both = [[f"P{row[role]}" for role in ("mentee", "mentor")] for row in rows]
    named = [tuple(ids.get(one, one) for one in pair) for pair in both]
    return {(one, other): row["state"] for (one, other), row in zip(named, rows, strict=True)}


def all_bytes(folder: Path) -> bytes:
    """Return what is in all files of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
