"""What tests of e-mails share: an empty record that is quick to have, and a small scheme of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.approved_pairs import write_pairs
from mentormatch.record.record import Record

PAIRS = [("e1", "r1"), ("e2", "r1"), ("e2", "r2"), ("r1", "r2")]


def some_people(**of_first: object) -> mm.People:
    """Return two mentees, one of two mentors who is a mentee too, and one who waits."""

    def person(kind: type, one: str, **more: object) -> object:
        details = {"name": f"Name {one}.", "email": f"{one}@h.example", "role": f"Role-{one}."}
        return kind(id=one, consent=True, **{**details, **more})

    mentees = [
        person(mm.Mentee, "e1", **of_first), person(mm.Mentee, "e2", demand=2), person(mm.Mentee, "r1"),
        person(mm.Mentee, "e3", independent_of=("r1", "r2")),
    ]  # fmt: skip
    mentors = [person(mm.Mentor, one, capacity=3) for one in ("r1", "r2")]
    return mm.People(mentees=tuple(mentees), mentors=tuple(mentors))


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("empty") / "scheme.db"
    Record.open(place).close()
    return place.read_bytes()


@pytest.fixture(scope="session")
def new_record(_empty: bytes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return what returns the place of a new empty record, in a folder of its own."""

    def new() -> Path:
        place = tmp_path_factory.mktemp("record") / "scheme.db"
        place.write_bytes(_empty)
        return place

    return new


@pytest.fixture
def record(new_record: Callable[[], Path]) -> Iterator[Record]:
    """A record of a small scheme with an approved run."""
    with Record.open(new_record()) as found:
        write_pairs(found, some_people(), PAIRS)
        yield found
