"""Long lines of changes with undo, saving and loading, against a model of our own of what is forbidden.

The model is written from the documentation, in dictionaries, and shares nothing with the library. Every
change is of something that has happened, so none is ever refused.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.changes.base import OfPair, OfRecord, OfRole
from mentormatch.rules import (
    Forbid,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    PairCount,
    Require,
)

Pair = tuple[str, str]
SOAK = os.environ.get("MENTORMATCH_EXAMPLES") == "soak"
LINES, STEPS = (800, 25) if SOAK else (24, 25)
OUTSIDERS = ["boss1", "boss2"]
KINDS = [OfRecord, OfRole, OfPair]
"""In the order in which the changes of a batch take effect."""


@dataclass
class Model:
    """What is forbidden, and which pairs there are."""

    mentees: dict[str, mm.Mentee] = field(default_factory=dict)
    mentors: dict[str, mm.Mentor] = field(default_factory=dict)
    left: set[Pair] = field(default_factory=set)
    never: set[Pair] = field(default_factory=set)
    completed: set[Pair] = field(default_factory=set)

    def people(self) -> mm.People:
        return mm.People(mentees=tuple(self.mentees.values()), mentors=tuple(self.mentors.values()))

    def lines(self) -> set[Pair]:
        """Return (person, superior) for everybody who is, or was, in the scheme."""
        found = set(self.left)
        for person in (*self.mentees.values(), *self.mentors.values()):
            found |= {(person.id, above) for above in person.independent_of}
        for one in self.mentors.values():
            found |= {(below, one.id) for below in one.supervises}
        return found

    def above(self, person: str) -> set[str]:
        step, found = {person}, set()
        for _ in range(2):
            step = {above for below, above in self.lines() if below in step}
            found |= step
        return found

    def forbids(self, pair: Pair) -> str:
        """Return why a pair is forbidden; empty if it is not."""
        one, other = self.mentees[pair[0]], self.mentors[pair[1]]
        reasons = {
            "never again": pair in self.never,
            "completed": pair in self.completed,
            "consent": not (one.consent and other.consent),
            "self": one.id == other.id,
            "avoided": other.id in one.avoids or one.id in other.avoids,
            "a reporting line": other.id in self.above(one.id) or one.id in self.above(other.id),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def take(self, change: mm.Change) -> None:
        match change:
            case mm.Dissolve() | mm.Avoid() | mm.Decline():
                self.never.add((change.mentee, change.mentor))
            case mm.Complete(mentee=i, mentor=j):
                self.completed.add((i, j))
                if i in self.mentees:
                    one = self.mentees[i]
                    self.mentees[i] = one.replace(demand=max(one.demand - 1, 0))
            case mm.Leave(person=person, role=role):
                before = self.lines()
                if role != "mentor":
                    self.mentees.pop(person, None)
                if role != "mentee":
                    self.mentors.pop(person, None)
                self.left |= before - self.lines()
            case mm.Join(person=person) | mm.Update(person=person):
                table = self.mentees if isinstance(person, mm.Mentee) else self.mentors
                table[person.id] = person


def drawn_rules(rng: random.Random, model: Model) -> list[object]:
    """Return rules that name people and pairs, some of whom will leave."""
    ids, others = sorted(model.mentees), sorted(model.mentors)
    pairs = [(i, j) for i in ids for j in others if not model.forbids((i, j))]
    if len(pairs) < 6:
        return []
    rng.shuffle(pairs)
    kinds = [
        Forbid(pair=pairs[0]),
        KeepApart(mentees=tuple(rng.sample(ids, 3))),
        KeepApart(mentors=tuple(rng.sample(others, 2))),
        MinimumLoad(mentor=rng.choice(others), load=1),
        MinimumLoadIfUsed(mentor=rng.choice(others), load=2),
        Require(pair=pairs[1]),
        KeepTogether(mentees=tuple(rng.sample(ids, 2))),
        PairCount(pairs=tuple(pairs[2:6]), at_least=1, at_most=2),
        Hours(hours=1, budget={rng.choice(others): 1}),
    ]
    return rng.sample(kinds, rng.randint(0, 3))


def holds(rule: object, pairs: set[Pair]) -> bool:
    """Return whether what a rule forbids is kept, whoever has left."""
    match rule:
        case Forbid(pair=pair):
            return pair not in pairs
        case KeepApart(mentees=group) if group:
            mentors = Counter(j for i, j in pairs if i in group)
            return all(n < 2 for n in mentors.values())
        case KeepApart(mentors=group):
            mentees = Counter(i for i, j in pairs if j in group)
            return all(n < 2 for n in mentees.values())
        case PairCount(pairs=named, at_most=most):
            return len(pairs & set(named)) <= most
        case Hours(budget=budget):
            return all(sum(j == mentor for _, j in pairs) <= most for mentor, most in budget.items())
    return True


def record(rng: random.Random, role: str, one: str, people: list[str]) -> mm.Mentee | mm.Mentor:
    """Return a person with lines to others, to outsiders too."""
    lines = tuple(rng.sample([other for other in people if other != one], rng.randint(0, 2)))
    common = {
        "independent_of": lines, "avoids": tuple(rng.sample(people, rng.randint(0, 1))),
        "professional_tags": rng.sample(["QI", "research", "teaching"], 1), "consent": rng.random() < 0.9,
    }  # fmt: skip
    if role == "mentee":
        return mentee(one, **common, demand=rng.choice([1, 1, 2]))
    below = tuple(rng.sample([other for other in people if other != one], rng.randint(0, 1)))
    capacity = rng.randint(0, 2)
    return mentor(
        one, **common, supervises=below, capacity=capacity, minimum_load=min(capacity, rng.choice([0, 0, 1]))
    )


class Draw:
    """Draws changes that can all have happened, in any order."""

    def __init__(self, rng: random.Random, matching: mm.Matching, model: Model, new: str) -> None:
        self.rng, self.matching, self.model, self.new = rng, matching, model, new
        self.people = sorted({*model.mentees, *model.mentors, *OUTSIDERS})
        self.settled: set[Pair] = set()
        self.gone: set[str] = set()
        self.renewed: set[tuple[str, str]] = set()

    def changes(self) -> list[mm.Change]:
        kinds = (self.pair, self.pair, self.pair, self.avoid, self.leave, self.join, self.update, self.update)
        drawn = [self.rng.choice(kinds)() for _ in range(self.rng.randint(1, 4))]
        found = [change for change in drawn if change is not None]
        self.rng.shuffle(found)
        return found

    def _free(self, pair: Pair) -> bool:
        free = pair not in self.settled and not self.gone & set(pair)
        if free:
            self.settled.add(pair)
        return free

    def pair(self) -> mm.Change | None:
        if not self.matching.pair_ids or not self._free(pair := self.rng.choice(self.matching.pair_ids)):
            return None
        kinds = (mm.Dissolve, mm.Complete, mm.Extend, mm.Decline, mm.Expire, mm.Pause, mm.Resume)
        return self.rng.choice(kinds)(*pair)

    def avoid(self) -> mm.Change | None:
        mentees, mentors = sorted(self.model.mentees), sorted(self.model.mentors)
        if not mentees or not mentors:
            return None
        pair = self.rng.choice(mentees), self.rng.choice(mentors)
        return mm.Avoid(*pair) if self._free(pair) else None

    def leave(self) -> mm.Change | None:
        person = self.rng.choice(self.people)
        busy = self.gone | {one for pair in self.settled for one in pair} | {one for _, one in self.renewed}
        tables = {"mentee": self.model.mentees, "mentor": self.model.mentors}
        roles = [role for role, ids in tables.items() if person in ids]
        if person in busy or not roles or len(self.people) < 8:
            return None
        self.gone.add(person)
        return mm.Leave(person, self.rng.choice([None, *roles]))

    def join(self) -> mm.Change | None:
        return self._renew(self.rng.choice(["mentee", "mentor"]), [self.new], mm.Join)

    def update(self) -> mm.Change | None:
        role = self.rng.choice(["mentee", "mentor"])
        ids = self.model.mentees if role == "mentee" else self.model.mentors
        return self._renew(role, sorted(ids.keys() - self.gone), mm.Update)

    def _renew(self, role: str, ids: list[str], kind: type[mm.Join | mm.Update]) -> mm.Change | None:
        if not ids or (role, one := self.rng.choice(ids)) in self.renewed:
            return None
        self.renewed.add((role, one))
        return kind(record(self.rng, role, one, self.people))


def check(again: mm.Matching, model: Model) -> None:
    """Hold the matching against the model."""
    pairs, policy = again.pair_ids, again.policy
    assert {pair: why for pair in pairs if (why := model.forbids(pair))} == {}
    assert len(set(pairs)) == len(pairs)
    wanted, taken = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
    assert all(n <= model.mentees[i].demand for i, n in wanted.items())
    assert all(n <= model.mentors[j].capacity for j, n in taken.items())
    assert [rule.rule for rule in policy.rules if not holds(rule, set(pairs))] == []
    states = again.states
    assert not states.duplicated(["mentee_id", "mentor_id"]).any()
    certificate = again.solution.certificate
    assert certificate is not None
    assert certificate.violations == ()
    # What is not suspended holds.
    left = {one.rule for one in again.suspended}
    for rule in set(policy.rules) - left:
        match rule:
            case Require(pair=pair):
                assert pair in pairs
            case MinimumLoad(mentor=j, load=load):
                assert taken[j] >= load


def begun(rng: random.Random, seed: int) -> tuple[mm.Matching, Model]:
    """Return a first matching of twelve people, two of them in both roles."""
    model, ids = Model(), [f"p{k}" for k in range(12)]
    for role, some in (("mentee", ids[:8]), ("mentor", ids[6:])):
        for one in some:
            model.take(mm.Join(record(rng, role, one, ids + OUTSIDERS)))
    rules, keep = drawn_rules(rng, model), rng.choice(["active", "all", "none"])
    policy = mm.Policy(rematch={"keep": keep}, rules=rules, seed=seed % 1000)
    try:
        return mm.match(model.people(), policy), model
    except (mm.InfeasibleError, mm.PolicyError):
        # A first matching may be refused; then it goes without rules.
        model.mentors = {j: one.replace(minimum_load=0) for j, one in model.mentors.items()}
        return mm.match(model.people(), policy.replace(rules=())), model


def line(seed: int, folder: Path) -> Counter[str]:
    """Take a matching through one line of changes; return how often what happened."""
    rng, seen = random.Random(seed), Counter[str]()
    matching, model = begun(rng, seed)
    past: list[tuple[mm.Matching, Model]] = []
    for step in range(STEPS):
        changes = Draw(rng, matching, model, f"new{step}").changes()
        past.append((matching, deepcopy(model)))
        again = mm.rematch(matching, changes)
        for change in sorted(changes, key=lambda change: KINDS.index(type(change).__base__)):
            model.take(change)
        check(again, model)
        seen["suspended"] += bool(again.suspended)
        if rng.random() < 0.2:
            assert mm.rematch(matching, changes[::-1]).pair_ids == again.pair_ids
            seen["another order"] += 1
        matching = again.begin() if rng.random() < 0.3 else again
        if rng.random() < 0.1:
            matching = loaded(matching, folder / "line.mm")
            seen["saved and loaded"] += 1
        if rng.random() < 0.15:
            matching, model = rng.choice(past)
            model, past = deepcopy(model), []
            seen["undone"] += 1
    return seen


def loaded(matching: mm.Matching, file: Path) -> mm.Matching:
    matching.save(file)
    again = mm.Matching.load(file)
    assert (again.pair_ids, again.suspended) == (matching.pair_ids, matching.suspended)
    return again


@pytest.mark.parametrize("part", range(4))
def test_what_was_forbidden_stays_so(part: int, tmp_path: Path) -> None:
    first = random.SystemRandom().randrange(2**31) if SOAK else 0
    seen: Counter[str] = Counter()
    for seed in range(part, LINES, 4):
        try:
            seen += line(first + seed, tmp_path)
        except Exception as error:
            error.add_note(f"seed {first + seed}")
            raise
    assert (
        min(seen[what] for what in ("suspended", "another order", "saved and loaded", "undone")) > LINES / 12
    )
