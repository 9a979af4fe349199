"""Sequences of random changes: each rematch is as good as solving from scratch, and keeps its promises."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.scoring import DEFAULT_SCORERS

Pair = tuple[str, str]
POLICIES = (
    mm.Policy(),
    mm.Policy(rematch={"first": "nobody", "keep": "all"}),
    mm.Policy(rematch={"first": "bonus", "keep": "none"}),
    mm.Policy(rematch={"budget": 1}, objective=["score"]),
    mm.Policy(rematch={"price": 0.2}),
)
SEEDS = st.integers(0, 2**32)


class Lines(RuleBasedStateMachine):
    """A matching that goes through changes; `kept` are the pairs that the last rematch had to keep."""

    @initialize(seed=st.integers(0, 50), policy=st.sampled_from(POLICIES))
    def begin(self, seed: int, policy: mm.Policy) -> None:
        self.matching: mm.Matching = mm.match(random_people(seed, 7, 5), policy)
        self.gone: set[Pair] = set()
        self.kept: set[Pair] = set()
        self.joined = 0

    def keepable(self, ended: set[Pair], people: set[str]) -> set[Pair]:
        """Return the pairs that the policy keeps at any cost, unless they have to end."""
        rules = self.matching.policy.rematch
        if rules.budget is not None or rules.price is not None or rules.keep == "none":
            return set()
        pairs = set(self.matching.pair_ids) if rules.keep == "all" else set(self.matching.history.active)
        return {pair for pair in pairs - ended if not people & set(pair)}

    def change(
        self, changes: list[object], ended: set[Pair] = frozenset(), people: set[str] = frozenset()
    ) -> None:
        """Rematch; pairs of `ended` and of `people` need not stay."""
        before, kept = self.matching, self.keepable(set(ended), set(people))
        again = mm.rematch(before, changes)
        self.gone |= {c.pair for c in changes if isinstance(c, mm.Dissolve)}
        assert kept <= set(again.pair_ids)
        budget = before.policy.rematch.budget
        assert budget is None or (again.disturbed.state == "active").sum() <= budget
        self.matching = again

    @rule(seed=SEEDS)
    def dissolve(self, seed: int) -> None:
        if self.matching.pair_ids:
            pair = random.Random(seed).choice(self.matching.pair_ids)
            self.change([mm.Dissolve(*pair)], {pair})

    @rule(seed=SEEDS)
    def complete_one_and_extend_another(self, seed: int) -> None:
        pairs = random.Random(seed).sample(self.matching.pair_ids, min(2, len(self.matching.pair_ids)))
        kinds = (mm.Complete, mm.Extend)
        self.change(
            [kind(*pair) for kind, pair in zip(kinds, pairs, strict=False)],
            set(pairs[:1]),
            {p[0] for p in pairs[:1]},
        )

    @rule(seed=SEEDS)
    def leave(self, seed: int) -> None:
        ids = sorted({*self.matching.people.mentee_ids, *self.matching.people.mentor_ids})
        if len(ids) > 4:
            person = random.Random(seed).choice(ids)
            self.change([mm.Leave(person)], set(), {person})

    @rule(seed=SEEDS)
    def join(self, seed: int) -> None:
        rng = random.Random(seed)
        self.joined += 1
        tags = rng.sample(["QI", "research", "teaching", "A&E"], 2)
        person = rng.choice([mentee, mentor])(
            f"new{self.joined}", professional_tags=tags, seniority=rng.randint(1, 6)
        )
        self.change([mm.Join(person)])

    @rule(seed=SEEDS)
    def update(self, seed: int) -> None:
        rng = random.Random(seed)
        person = rng.choice([*self.matching.people.mentees, *self.matching.people.mentors])
        limits = (
            {"demand": rng.randint(0, 2)}
            if isinstance(person, mm.Mentee)
            else {"capacity": rng.randint(0, 3)}
        )
        others = self.matching.people.mentor_ids + self.matching.people.mentee_ids
        new = person.replace(independent_of=(rng.choice(others),), **limits)
        # Reporting lines pass through others: any pair may have to end.
        self.change([mm.Update(new)], set(self.matching.pair_ids))

    @rule(seed=SEEDS)
    def avoid(self, seed: int) -> None:
        rng, people = random.Random(seed), self.matching.people
        pair = rng.choice(people.mentee_ids), rng.choice(people.mentor_ids)
        # A person who is both may be in the pair in the other role.
        self.change([mm.Avoid(*pair)], {pair}, set(pair))

    @rule()
    def all_begin(self) -> None:
        self.matching = self.matching.begin()

    @rule(seed=SEEDS)
    def undone(self, seed: int) -> None:
        if self.matching.pair_ids:
            before, now = self.matching.pair_ids, self.matching
            mm.rematch(now, [mm.Dissolve(*random.Random(seed).choice(before))])
            assert self.matching.pair_ids == before

    @invariant()
    def as_good_as_a_fresh_solve(self) -> None:
        matching = self.matching
        certificate = matching.solution.certificate
        assert certificate is not None
        assert certificate.violations == ()
        assert certificate.proved
        fresh = mm.solve(matching.problem, matching.policy.objective, method="cpsat")
        assert fresh.score == matching.solution.score
        assert fresh.n_matched == matching.solution.n_matched

    @invariant()
    def dissolved_pairs_stay_apart(self) -> None:
        assert not self.gone & set(self.matching.pair_ids)
        assert self.matching.history.active <= set(self.matching.pair_ids)

    @invariant()
    def candidates_are_those_of_a_fresh_search(self) -> None:
        matching = self.matching
        fresh = mm.find_candidates(matching.people, matching.policy)
        assert fresh.mentee.tolist() == matching.candidates.mentee.tolist()
        assert fresh.mentor.tolist() == matching.candidates.mentor.tolist()
        assert fresh.excluded == matching.candidates.excluded


TestLines = Lines.TestCase
TestLines.settings = settings(max_examples=settings().max_examples // 6, stateful_step_count=8, deadline=None)


def test_undo_restores_bytes(tmp_path: Path) -> None:
    matching = mm.match(random_people(3)).begin()
    matching.save(tmp_path / "before.mm")
    again = mm.rematch(matching, [mm.Dissolve(*matching.pair_ids[1]), mm.Leave(matching.pair_ids[0][1])])
    mm.rematch(again, [mm.Dissolve(*again.pair_ids[0])])
    matching.save(tmp_path / "after.mm")
    assert (tmp_path / "before.mm").read_bytes() == (tmp_path / "after.mm").read_bytes()


NAMES = ("Amy Ash", "Ash, Dr Amy", "A. Ash", "Bob Elm", "Bo Elm", "Cyd Oak", "Di Fir", "Ed Yew", "Fay Elm")


def named(rng: random.Random, people: mm.People) -> mm.People:
    """Give people names, some of them alike, and references by name besides those by id."""

    def called(person: Any) -> Any:
        others = rng.sample([*NAMES, "nobody", "Gus Box"], rng.randint(0, 2))
        return person.replace(
            name=rng.choice(["", *NAMES]), independent_of=(*person.independent_of, *others[:1]),
            prefers=(*person.prefers, *others[1:]),
            email=f"{person.id}@{rng.choice(('a', 'b'))}.example" if rng.random() < 0.5 else None,
        )  # fmt: skip

    return people.replace(mentees=map(called, people.mentees), mentors=map(called, people.mentors))


def batch(rng: random.Random, matching: mm.Matching, tag: str) -> list[Any]:
    """Draw a batch of changes of many kinds, none of which contradicts another one."""
    people = {one.id: one for one in (*matching.people.mentees, *matching.people.mentors)}
    both = set(matching.people.mentee_ids) & set(matching.people.mentor_ids)
    pairs, changes = rng.sample(matching.pair_ids, min(5, len(matching.pair_ids))), list[Any]()
    busy = {one for pair in pairs for one in pair}
    free = sorted(set(people) - busy - both)
    rng.shuffle(free)
    kinds = rng.sample([mm.Dissolve, mm.Complete, mm.Decline, mm.Extend, mm.Pause], len(pairs))
    active = matching.history.active
    for pair, kind in zip(pairs, kinds, strict=True):
        if kind is mm.Pause and pair not in active:
            continue
        if kind is mm.Decline and pair in active:
            continue
        changes.append(kind(*pair))
    new = named(rng, random_people(rng.randint(0, 999), 2, 1))
    changes += [
        mm.Join(one.replace(id=f"{tag}{one.id}", email=None))
        for one in (*new.mentees, *new.mentors)
        if not set(new.mentee_ids) & set(new.mentor_ids) & {one.id}
    ]
    changes += [mm.Leave(one) for one in free[:1]]
    changes += [
        mm.Update(people[one].replace(name=rng.choice(["", *NAMES]), seniority=rng.randint(1, 5)))
        for one in free[1:3]
    ]
    if len(matching.people.mentees) > 2:
        changes.append(
            mm.Avoid(rng.choice(matching.people.mentee_ids), rng.choice(matching.people.mentor_ids))
        )
    return changes


def seen(again: mm.Rematching) -> list[Any]:
    """Return all that people see of a rematch."""
    tables = (
        again.pairs, again.unmatched, again.moved, again.newly_matched, again.still_waiting, again.disturbed,
        again.freed, again.freed_places, again.states,
    )  # fmt: skip
    return [
        *(table.to_dict("list") for table in tables), again.history, again.status, again.points,
        dict(again.candidates.excluded), again.people.resolved(), again.standing, again.was.points,
        [fact for fact in again.facts if fact[0] != "Solver"],
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_changes_nothing_that_people_see(seed: int) -> None:
    rng = random.Random(seed)
    matching: mm.Matching = mm.match(named(rng, random_people(seed, 12, 9)), POLICIES[seed % len(POLICIES)])
    for step in range(4):
        if rng.random() < 0.5:
            matching = matching.begin()
        changes = batch(rng, matching, f"n{step}")
        # Another process knows the fields alone: it reads, resolves and compares everybody from scratch.
        bare = pickle.loads(pickle.dumps(matching))  # noqa: S301
        ways = [mm.rematch(one, changes) for one in (matching, bare, matching)]
        expected = seen(ways[1])
        for way in (ways[0], ways[2]):
            for mine, theirs in zip(seen(way), expected, strict=True):
                assert repr(mine) == repr(theirs)
        fresh = mm.find_candidates(mm.People(**ways[0].people.all_fields), matching.policy)
        for name in ("mentee", "mentor", "km", "online"):
            np.testing.assert_array_equal(getattr(ways[0].candidates, name), getattr(fresh, name))
        assert ways[0].candidates.excluded == fresh.excluded
        matching = ways[0]


class Counting:
    """A criterion that notes how many pairs it is asked to score."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def score(self, people: mm.People, candidates: mm.Candidates, scoring: object) -> Any:
        self.asked.append(len(candidates))
        return np.full(len(candidates), 0.5)


def test_only_what_changes_is_read_and_scored() -> None:
    counting, read = Counting(), list[str]()

    def note(person: Any) -> str:
        read.append(person.id)
        return str(person.id)

    people = mm.People(
        mentees=[mentee(f"e{k}") for k in range(30)], mentors=[mentor(f"r{k}") for k in range(30)]
    )
    matching = mm.match(people, scorers=[*DEFAULT_SCORERS, counting]).begin()
    assert counting.asked == [900]
    for side in (matching.people.mentee_side, matching.people.mentor_side):
        side.read(note)
    read.clear()
    first, second, *_ = matching.pair_ids
    ended = mm.rematch(matching, [mm.Dissolve(*first)])
    assert counting.asked[1:] == []
    assert len(ended.candidates) == 899
    joined = mm.rematch(ended, [mm.Join(mentee("e30")), mm.Dissolve(*second)])
    assert counting.asked[1:] == [30]
    moved = mm.rematch(joined, [mm.Update(joined.people.mentors[3].replace(seniority=6)), mm.Leave("e30")])
    assert counting.asked[2:] == [30]
    assert read == ["e30", joined.people.mentors[3].id]
    assert len(moved.candidates) == 898
