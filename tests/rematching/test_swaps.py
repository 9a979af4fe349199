"""Swaps, against all ways in which those who would move could exchange mentors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.changes.history import PairState
from mentormatch.errors import ChangeError, UnknownIdError
from mentormatch.rules import Forbid, KeepApart, Rule

Own = tuple[float, float]


def scheme(seed: int, *rules: Rule) -> mm.Matching:
    """Active pairs of people who have since come to wish for others."""
    rng = random.Random(seed)
    e, r = [f"e{k}" for k in range(5)], [f"r{k}" for k in range(4)]

    def people(*, wishing: bool) -> mm.People:
        level = random.Random(seed)
        return mm.People(
            mentees=[
                mentee(i, seniority=level.randint(1, 3),
                       prefers=rng.sample(r, rng.randint(0, 3)) if wishing else [])
                for i in e
            ],
            mentors=[
                mentor(j, seniority=level.randint(3, 6), capacity=level.choice([1, 1, 2, 2, 3]),
                       prefers=rng.sample(e, rng.choice([0, 0, 2])) if wishing else [])
                for j in r
            ],
        )  # fmt: skip

    before = mm.match(people(wishing=False), mm.Policy(rules=rules, seed=seed)).begin()
    after = people(wishing=True)
    return mm.rematch(before, [mm.Update(one) for one in (*after.mentees, *after.mentors)])


def liked(matching: mm.Matching, one: mm.Mentee | mm.Mentor, other: str, pair: tuple[str, str]) -> Own:
    """How well a person likes another: by wish, then by score; more is better."""
    wish = -one.prefers.index(other) if other in one.prefers else -100
    return wish, float(matching.scores.points[matching.index.pair(*pair)])


def no_worse(before: list[Own], after: list[Own], free: int, *, gives: bool) -> bool:
    """Whether a mentor has somebody as good for each one before; or who gives one up, nobody below them."""
    if gives:
        places = [*before, *[(-1000.0, 0.0)] * free]
        return any(
            all(own >= place for own, place in zip(after, some, strict=True))
            for some in permutations(places, len(after))
        )
    return any(
        all(own >= place for own, place in zip(some, before, strict=True))
        for some in permutations(after, len(before))
    )


def may_meet(matching: mm.Matching, one: str, other: str) -> bool:
    index = matching.index
    found = index.find(index.mentee(one), index.mentor(other))
    return found is not None and found not in matching.problem.forbidden


def ways(matching: mm.Matching, flagged: list[str]) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    """All that is allowed, each with what it is worth: mentees better off, and points."""
    people, now = matching.people, dict(matching.pair_ids)
    mentees = [one for one in people.mentees if one.id in flagged and one.id in now]
    for mentors in product(people.mentors, repeat=len(mentees)):
        new = now | {one.id: other.id for one, other in zip(mentees, mentors, strict=True)}
        pairs = [(one.id, new[one.id]) for one in mentees]
        if not all(may_meet(matching, *pair) for pair in pairs):
            continue
        worth = [
            (
                liked(matching, one, new[one.id], pair),
                liked(matching, one, now[one.id], (one.id, now[one.id])),
            )
            for one, pair in zip(mentees, pairs, strict=True)
        ]
        if any(after < before for after, before in worth):
            continue
        fine = True
        for other in people.mentors:
            was = [one for one in people.mentees if now.get(one.id) == other.id]
            has = [one for one in people.mentees if new.get(one.id) == other.id]
            own = [
                [liked(matching, other, one.id, (one.id, other.id)) for one in some] for some in (was, has)
            ]
            fine &= len(has) <= other.capacity and no_worse(
                *own, other.capacity - len(was), gives=other.id in flagged
            )
        if fine:
            gain = sum(after[1] - before[1] for after, before in worth)
            same = [one for one, (after, before) in zip(mentees, worth, strict=True) if after == before]
            gain -= sum(new[one.id] != now[one.id] for one in same)
            yield (sum(after > before for after, before in worth), int(gain)), new


@pytest.mark.parametrize("seed", range(36))
def test_the_best_of_all_ways(seed: int) -> None:
    rng = random.Random(seed)
    rules = [Forbid(pair=("e0", f"r{seed % 4}"))] if seed % 3 == 0 else []
    matching = scheme(seed, *rules)
    now = dict(matching.pair_ids)
    flagged = [
        *rng.sample(sorted(now), rng.randint(1, len(now))),
        *rng.sample(["r0", "r1", "r2", "r3"], seed % 3),
    ]
    found = mm.swaps(matching, flagged)
    after = now | dict(zip(found.table.mentee_id, found.table.mentor_after, strict=True))
    every = list(ways(matching, flagged))
    worth = {tuple(sorted(new.items())): value for value, new in every}
    assert worth[tuple(sorted(after.items()))] == max(worth.values())
    assert found.proved
    # Everybody else keeps their pairs, and what the table says is in the matching.
    assert set(after.items()) <= set(found.matching.pair_ids)
    assert dict(found.matching.pair_ids) == after or len(found.matching.pair_ids) > len(after)
    assert dict(zip(found.table.mentee_id, found.table.mentor_before, strict=True)).items() <= now.items()


def crossed(**fields: object) -> mm.Matching:
    """e1 has r1, e2 has r2 and e3 has r3; e1 wishes for r2 and e2 for r1."""
    people = mm.People(
        mentees=[mentee("e1", prefers=["r2"]), mentee("e2", prefers=["r1"]), mentee("e3")],
        mentors=[mentor("r1"), mentor("r2"), mentor("r3")],
    )
    rules = [mm.rules.Require(pair=(f"e{k}", f"r{k}")) for k in (1, 2, 3)]
    return mm.rematch(mm.match(people, mm.Policy(rules=rules)).begin(), [], mm.Policy(**fields))


def test_two_exchange() -> None:
    matching = crossed()
    found = mm.swaps(matching, ["e1", "e2", "e3"])
    columns = ["swap", "mentee_id", "mentor_before", "mentor_after", "wish_before", "wish_after"]
    assert found.table[columns].values.tolist() == [
        [1, "e1", "r1", "r2", None, 1],
        [1, "e2", "r2", "r1", None, 1],
    ]
    assert found.matching.pair_ids == (("e1", "r2"), ("e2", "r1"), ("e3", "r3"))
    assert found.matching.history.ended == (("e1", "r1", PairState.ENDED), ("e2", "r2", PairState.ENDED))
    assert matching.pair_ids[0] == ("e1", "r1")


def test_nobody_moves_who_would_not() -> None:
    found = mm.swaps(crossed(), ["e1", "e3"])
    assert found.table.empty
    assert found.matching.pair_ids == crossed().pair_ids


def test_saved_and_loaded(tmp_path: Path) -> None:
    found = mm.swaps(crossed(), ["e1", "e2"])
    found.matching.save(tmp_path / "m.mm")
    assert mm.Matching.load(tmp_path / "m.mm").pair_ids == found.matching.pair_ids


def test_a_free_place_is_taken_only_if_the_mentor_gives_up() -> None:
    people = mm.People(mentees=[mentee("e1", prefers=["r2"])], mentors=[mentor("r1"), mentor("r2")])
    rule = mm.rules.Require(pair=("e1", "r1"))
    matching = mm.rematch(mm.match(people, mm.Policy(rules=[rule])).begin(), [], mm.Policy())
    assert mm.swaps(matching, ["e1"]).table.empty
    assert mm.swaps(matching, ["e1", "r1"]).matching.pair_ids == (("e1", "r2"),)


def test_rules_hold() -> None:
    people = mm.People(
        mentees=[mentee("e1", prefers=["r2"]), mentee("e2", prefers=["r1"]), mentee("e3")],
        mentors=[mentor("r1"), mentor("r2", capacity=2)],
    )
    rules = [mm.rules.Require(pair=pair) for pair in (("e1", "r1"), ("e2", "r2"), ("e3", "r2"))]
    for apart, n in (((), 2), ((KeepApart(mentees=("e1", "e3")),), 0)):
        now = mm.match(people, mm.Policy(rules=rules)).begin()
        matching = mm.rematch(now, [], mm.Policy(rules=apart))
        assert len(mm.swaps(matching, ["e1", "e2"]).table) == n


def test_two_swaps_have_two_numbers() -> None:
    ids = [("e1", "r1", "r2"), ("e2", "r2", "r1"), ("e3", "r3", "r4"), ("e4", "r4", "r3")]
    people = mm.People(
        mentees=[mentee(i, prefers=[wish]) for i, _, wish in ids], mentors=[mentor(j) for _, j, _ in ids]
    )
    rules = [mm.rules.Require(pair=(i, j)) for i, j, _ in ids]
    matching = mm.rematch(mm.match(people, mm.Policy(rules=rules)).begin(), [], mm.Policy())
    assert mm.swaps(matching, ["e4", "e3", "e2", "e1"]).table.swap.tolist() == [1, 1, 2, 2]


def test_who_cannot_move() -> None:
    people = mm.People(mentees=[mentee("e1", demand=2), mentee("e2"), mentee("e3", consent=False)],
                       mentors=[mentor("r1", capacity=2), mentor("r2")])  # fmt: skip
    matching = mm.match(people)
    with pytest.raises(ChangeError) as caught:
        mm.swaps(matching, ["e1", "e3"])
    assert caught.value.problems == (
        "e1 has 2 mentors, and only who has one can move",
        "e3 has no mentors, and only who has one can move",
    )
    with pytest.raises(UnknownIdError, match="e9"):
        mm.swaps(matching, ["e9"])
    assert mm.swaps(matching, []).table.empty
