"""Folders of schemes drawn at random, and files of a batch that names them."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import mentormatch as mm

TAGS = ("QI", "audit", "research", "leadership", "teaching", "ethics", "frailty", "rotas", "coding")
Row = Mapping[str, object]
N = 6


@dataclass(frozen=True)
class Served:
    """A folder with schemes and a batch of them, and what its results have to be."""

    folder: Path
    expected: dict[str, str]

    @property
    def run(self) -> Path:
        return self.folder / "run.toml"

    @property
    def results(self) -> Path:
        return self.folder / "results"


def write_schemes(folder: Path, n: int, *, people: int = 20, seed: int = 0) -> list[Path]:
    """Write so many schemes of so many people, each in a folder; every other one has a policy."""
    return [write_scheme(folder / f"s{k:03}", people, seed + k) for k in range(n)]


def write_scheme(folder: Path, people: int, seed: int) -> Path:
    """Write a scheme."""
    draw = random.Random(seed)
    folder.mkdir(parents=True)
    n_mentees = max(1, round(0.6 * people))
    mentors = [
        {**_person(draw, f"r{k}"), "seniority": draw.randint(4, 9), "capacity": draw.randint(1, 2)}
        for k in range(max(1, people - n_mentees))
    ]
    mentees = [
        {**_person(draw, f"e{k}"), "seniority": draw.randint(1, 5),
         "line_manager": draw.choice(["", "", f"r{k % len(mentors)}"])}
        for k in range(n_mentees)
    ]  # fmt: skip
    _write(folder / "mentees.csv", mentees)
    _write(folder / "mentors.csv", mentors)
    if seed % 2:
        (folder / "policy.toml").write_text(f"seed = {seed}\n[weights]\nseniority = 1.0\n", encoding="utf-8")
    return folder


def _person(draw: random.Random, person: str) -> Row:
    return {
        "id": person, "name": f"Person {person}", "email": f"{person}@a.example", "consent": "yes",
        "latitude": round(draw.uniform(51, 52), 4), "longitude": round(draw.uniform(-1, 0), 4),
        "professional_tags": ";".join(draw.sample(TAGS, 3)),
    }  # fmt: skip


def write_changes(folder: Path, before: Path, n: int = 2, seed: int = 0) -> None:
    """Write changes of a matching into a folder: pairs that are dissolved, somebody who leaves."""
    draw = random.Random(seed)
    pairs = mm.Matching.load(before).pair_ids
    dissolved = draw.sample(sorted(pairs), min(n, len(pairs)))
    rows: list[Row] = [
        {"change": "dissolve", "mentee": mentee, "mentor": mentor, "person": ""}
        for mentee, mentor in dissolved
    ]
    leaving = sorted({mentee for mentee, _ in pairs} - {mentee for mentee, _ in dissolved})
    rows += [{"change": "leave", "mentee": "", "mentor": "", "person": one} for one in leaving[:1]]
    _write(folder / "changes.csv", rows)


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def write_batch(path: Path, **settings: object) -> Path:
    """Write a batch: keys with values that JSON and TOML write alike, and a pattern for all schemes."""
    given = {"out": "results", "seconds": 120, **settings}
    schemes = given.pop("schemes", '[[schemes]]\nat = "schemes/*"\n')
    lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
    path.write_text("\n".join([*lines, "", str(schemes)]), encoding="utf-8")
    return path


def contents(results: Path) -> dict[str, str]:
    """Return the hash of every file in the folders of results, but for the summary."""
    return {
        str(file.relative_to(results)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(results.glob("*/*"))
    }
