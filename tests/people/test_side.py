"""What is read of people, and kept when nearly all of them stay."""

from __future__ import annotations

import gc
import random
from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from mentormatch.people.model import Mentee, People, with_sides_of
from mentormatch.people.side import CAPACITY, CONSENT, DEMAND, Side

PREFERS, NAME = attrgetter("prefers"), attrgetter("name")


def in_numbers(people: Sequence[Mentee]) -> np.ndarray:
    return np.array([(one.demand, len(one.prefers)) for one in people], np.float64).reshape(-1, 2)


def drawn(draw: random.Random, number: int) -> Mentee:
    return Mentee(
        id=draw.choice(["e{}", "E{}", "ä {}"]).format(number), demand=draw.randint(0, 3),
        consent=draw.random() < 0.7, prefers=[f"r{draw.randint(0, 5)}" for _ in range(draw.randint(0, 3))],
    )  # fmt: skip


def everything(side: Side) -> list[object]:
    rows, hashes = side.flat(PREFERS)
    wishes = side.entries(PREFERS, np.arange(len(rows)))
    assert hashes.tolist() == list(map(hash, wishes))
    written = [*side.ids, *(f"E{k}" for k in range(40)), "Ä  7", "nobody"]
    return [
        side.ids, dict(side.at), side.places(DEMAND).tolist(), side.table(in_numbers).tolist(),
        rows.tolist(), wishes,
        [side.position_like(one) for one in written], side.positions_of([*side.ids[::2], "x"]).tolist(),
    ]  # fmt: skip


def test_a_side_after_changes_is_one_that_is_read_from_scratch() -> None:
    draw = random.Random(2)
    people = [drawn(draw, k) for k in range(12)]
    side = Side(tuple(people))
    for number in range(12, 36):
        everything(side)
        gone = draw.sample(range(len(people)), number % 2)
        people = [one for k, one in enumerate(people) if k not in gone] + [drawn(draw, number)]
        people[draw.randrange(len(people))] = drawn(draw, draw.randrange(number))
        people = list({one.id: one for one in people}.values())
        draw.shuffle(people)
        known, side = side, Side(tuple(people), side)
        assert everything(side) == everything(Side(tuple(people)))
        expected = [next((k for k, was in enumerate(known.people) if was is one), -1) for one in people]
        assert side.positions_in(known).tolist() == expected


def test_ids_that_differ_in_case_alone_mean_nobody_in_particular() -> None:
    side = Side((Mentee(id="e1"), Mentee(id="E1"), Mentee(id="e2")))
    assert [side.position_like(one) for one in ("e1", "E1", "E2")] == [-1, -1, 2]
    after = Side(side.people[1:], side)
    assert [after.position_like(one) for one in ("e1", "E1", "E2")] == [0, 0, 1]


def test_only_new_people_are_read_and_a_side_before_can_go() -> None:
    read: list[str] = []

    def note(person: Mentee) -> str:
        read.append(person.id)
        return person.id

    people = People(mentees=[Mentee(id=f"e{k}", consent=True) for k in range(4)])
    people.mentee_side.read(note)
    after = with_sides_of(people, people.replace(mentees=(*people.mentees[1:], Mentee(id="f"))))
    assert after.mentee_side.read(note).tolist() == ["e1", "e2", "e3", "f"]
    assert read == ["e0", "e1", "e2", "e3", "f"]
    assert not after.mentee_side.read(CONSENT, np.bool_)[-1]
    assert after.mentor_side.places(CAPACITY).tolist() == []
    held = after.mentee_side._positions
    assert len(held) == 1
    del people
    gc.collect()
    assert len(held) == 0
