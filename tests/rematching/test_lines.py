"""Reporting lines outlive people: rows that are rejected, people who leave, withdraw, or never took part.

A small world is drawn: who reports to whom and who avoids whom, in truth. It is written into tables as people
write them, some rows damaged, and goes through changes, saving and loading. The model below knows the truth
alone, and none of the pairs that it forbids may ever be a candidate pair.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm

GIVEN = ("Amy", "Bob", "Siân", "José", "Priya", "Olusegun", "Wei", "Zoë", "Cyd", "Dora", "Fay", "Gus")
FAMILY = ("Ashworth", "Birchall", "Corcoran", "Dogwood", "Elmslie", "Fairfax", "Grimshaw", "Hathaway")
COLUMNS = ("id", "name", "email", "consent", "line_manager", "appraiser", "avoids", "max_km")
SOFT = ("far", "twice")
DAMAGE = (
    *SOFT,
    "extra",
    "comma in name",
    "short",
    "id lost",
    "nul",
    "unseen id",
    "unseen reference",
    "no id",
)


@dataclass
class World:
    """People of the scheme (`p`) and outside (`x`), and the truth about them."""

    draw: random.Random
    levels: int
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above: dict[str, set[str]] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def drawn(cls, seed: int) -> World:
        draw = random.Random(seed)
        world = cls(draw, draw.choice([1, 2, 2, 3, 4]))
        people = [*(f"p{k}" for k in range(8)), *(f"x{k}" for k in range(3))]
        names = draw.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], len(people) + 10)
        world.names = dict(zip([*people, *(f"new{k}" for k in range(10))], names, strict=True))
        for one in people:
            if one.startswith("p"):
                world.roles[one] = draw.choice([("mentee",), ("mentor",), ("mentee", "mentor")])
            world.above[one] = set(draw.sample([p for p in people if p != one], draw.choice([0, 1, 1])))
        return world

    def spelt(self, one: str) -> str:
        """Return a person as somebody may write them; an outsider has no id that could be known."""
        given, family = self.names[one].split()
        ways = [self.names[one], f"Dr {given} {family}", f"{family}, {given}", f"{given} {family} (boss)"]
        if not one.startswith("x"):
            ways += [one, one, one.upper(), f"{one}@h.example", f"{given} {family} <{one}@h.example>"]
        return self.draw.choice(ways)

    def forbidden(self) -> set[tuple[str, str]]:
        """Return the pairs of whom one is above the other, or avoids them; the mentor may be either."""
        found = set(self.apart)
        for one in self.above:
            step = {one}
            for _ in range(self.levels):
                step = {above for below in step for above in self.above.get(below, ())}
                found |= {(one, above) for above in step}
        return found | {pair[::-1] for pair in found} | {(one, one) for one in self.names}


def tables(world: World) -> dict[str, list[list[str]]]:
    """Return the rows of both tables; every line is written in one of the places where it may be."""
    draw = world.draw
    written: dict[tuple[str, str], dict[str, str]] = {
        (one, role): {"id": one, "name": world.names[one], "email": f"{one}@h.example", "consent": "yes"}
        for one, roles in world.roles.items()
        for role in roles
    }
    for one, superiors in world.above.items():
        for superior in superiors:
            own = [(one, role) for role in world.roles.get(one, ())]
            heads = [(superior, "mentor")] if "mentor" in world.roles.get(superior, ()) else []
            where = draw.choice([*own, *heads, None])
            if where is None:
                world.links.append((world.spelt(one), world.spelt(superior)))
                continue
            column = "supervises" if where in heads else draw.choice(["line_manager", "appraiser"])
            entries = [written[where].get(column, ""), world.spelt(one if where in heads else superior)]
            written[where][column] = "; ".join(filter(None, entries))
    for row in written.values():
        if draw.random() < 0.2:
            other = draw.choice([one for one in world.roles if one != row["id"]])
            row["avoids"] = world.spelt(other)
            world.apart.add((row["id"], other))
    rows: dict[str, list[list[str]]] = {"mentee": [], "mentor": []}
    for (_, role), row in written.items():
        columns = COLUMNS if role == "mentee" else (*COLUMNS, "supervises")
        rows[role].append([row.get(column, "") for column in columns])
    return rows


def damaged(world: World, row: list[str], kind: str, width: int) -> list[list[str]]:
    """Return a row as somebody has damaged it."""
    id_, name, manager = row[0], row[1], row[4]
    cell: dict[str, tuple[int, str]] = {
        "far": (7, "1_000"),
        "nul": (1, name + "\0"),
        "unseen id": (0, f"{id_[:1]}\u200b{id_[1:]}"),
        "unseen reference": (4, f"{manager[:1]}\ufe0f{manager[1:]}"),
        "no id": (0, ""),
    }
    row = list(row)
    if kind in cell:
        at, text = cell[kind]
        if len(row) == width:  # else the cells have moved, and another would be overwritten
            row[at] = text
    elif kind == "extra":
        row.insert(world.draw.choice([0, 2, 4, len(row)]), "")
    elif kind == "comma in name":
        row[1:2] = name.split()[::-1]
    elif kind in {"short", "id lost"}:
        del row[0 if kind == "id lost" else world.draw.choice([2, 3, len(row) - 1])]
    return [row, row] if kind == "twice" else [row]


def read(world: World, folder: Path, damage: tuple[str, ...]) -> mm.People:
    rows = tables(world)
    for kind in damage:
        role = world.draw.choice([role for role in rows if rows[role]])
        at = world.draw.randrange(len(rows[role]))
        rows[role][at : at + 1] = damaged(world, rows[role][at], kind, 8 if role == "mentee" else 9)
    for role, some in rows.items():
        header = COLUMNS if role == "mentee" else (*COLUMNS, "supervises")
        text = io.StringIO()
        csv.writer(text).writerows([header, *some])
        (folder / f"{role}s.csv").write_text(text.getvalue(), encoding="utf-8")
    links = pd.DataFrame(world.links, columns=["person", "superior"], dtype=str)
    return mm.read_tables(
        mentees=folder / "mentees.csv", mentors=folder / "mentors.csv", links=links if len(links) else None
    ).people


def allowed(people: mm.People, candidates: mm.Candidates) -> set[tuple[str, str]]:
    mentees, mentors = people.mentee_ids, people.mentor_ids
    pairs = zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True)
    return {(mentees[i], mentors[j]) for i, j in pairs}


def policy(world: World) -> mm.Policy:
    return mm.Policy(limits={"independence_levels": world.levels})


@pytest.mark.parametrize("seed", range(150))
def test_rejected_rows_allow_no_pair(seed: int, tmp_path: Path) -> None:
    world = World.drawn(seed)
    damage = tuple(world.draw.choices(DAMAGE, k=world.draw.choice([1, 1, 2])))
    people = read(world, tmp_path, damage)
    found = allowed(people, mm.find_candidates(people, policy(world)))
    assert not found & world.forbidden(), damage
    # Rows that can be read, or are not there, forbid nothing else.
    if set(damage) <= set(SOFT):
        both = {(mentee, mentor) for mentee in people.mentee_ids for mentor in people.mentor_ids}
        assert found == both - world.forbidden()


def leave(world: World, matching: mm.Matching) -> list[mm.Change]:
    one = world.draw.choice([*matching.people.mentee_ids, *matching.people.mentor_ids])
    role = world.draw.choice([None, *(r for r in world.roles[one])])
    world.roles[one] = tuple(r for r in world.roles[one] if role is not None and r != role)
    return [mm.Leave(one, role)]


def update(world: World, matching: mm.Matching) -> list[mm.Change]:
    """Update somebody by a table that leaves cells empty, withdraws consent or says something new."""
    one = world.draw.choice([*matching.people.mentee_ids, *matching.people.mentor_ids])
    role = world.draw.choice(world.roles[one])
    columns = [*COLUMNS, *(["supervises"] if role == "mentor" else [])]
    row = dict.fromkeys(world.draw.sample(columns[1:], world.draw.randint(1, len(columns) - 1)), "")
    row["id"] = one
    row["consent"] = world.draw.choice(["yes", "yes", "no"])
    if "line_manager" in row and world.draw.random() < 0.5:
        other = world.draw.choice([p for p in world.above if p != one])
        row["line_manager"] = world.spelt(other)
        world.above[one].add(other)
    table = pd.DataFrame([row], dtype=str)
    changes = pd.DataFrame([{"change": "update", "person": one, "role": role}], dtype=str)
    return mm.read_changes(changes, matching=matching, **{f"{role}s": table})


def join(world: World, matching: mm.Matching) -> list[mm.Change]:
    one = next(name for name in world.names if name.startswith("new") and name not in world.roles)
    kind, role = world.draw.choice([(mm.Mentee, "mentee"), (mm.Mentor, "mentor")])
    superior = world.draw.choice(list(world.above))
    world.roles[one], world.above[one] = (role,), {superior}
    return [mm.Join(kind(id=one, name=world.names[one], email=f"{one}@h.example", consent=True,
                         independent_of=[world.spelt(superior)]))]  # fmt: skip


@pytest.mark.filterwarnings("ignore::mentormatch.errors.ReadingWarning")
@pytest.mark.parametrize("seed", range(36))
def test_lines_hold_through_changes_saving_and_loading(seed: int, tmp_path: Path) -> None:
    world = World.drawn(seed)
    damage = tuple(world.draw.choices(SOFT, k=world.draw.choice([0, 1])))
    matching = mm.match(read(world, tmp_path, damage), policy(world))
    for one, roles in world.roles.items():
        ids = {"mentee": matching.people.mentee_ids, "mentor": matching.people.mentor_ids}
        world.roles[one] = tuple(role for role in roles if one in ids[role])
    for _ in range(6):
        people = matching.people
        if not people.mentees or not people.mentors:
            break
        changes = world.draw.choice([leave, leave, update, update, join])(world, matching)
        matching = mm.rematch(matching, changes)
        found = allowed(matching.people, matching.candidates)
        assert not found & world.forbidden(), changes
        consenting = (
            {m.id for m in matching.people.mentees if m.consent},
            {m.id for m in matching.people.mentors if m.consent},
        )
        both = {(mentee, mentor) for mentee in consenting[0] for mentor in consenting[1]}
        assert found == both - world.forbidden(), changes
        matching.save(tmp_path / "m.mm")
        matching = mm.Matching.load(tmp_path / "m.mm")
