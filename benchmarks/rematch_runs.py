"""Running the measurements of `rematch.py`, each in a process of its own, and holding answers together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine_runs import Row

SCRIPT = Path(__file__).with_name("rematch.py")
PATIENCE = 1_800.0
"""Seconds after which a measurement is given up."""


@dataclass(frozen=True)
class Job:
    """One measurement: what to do, by which solver, on which instance, after which changes."""

    task: str
    n: int
    regime: str
    seed: int
    changes: str = ""
    solver: str = "mentormatch"


def run(job: Job) -> Row:
    """Measure in a new process; ``counted`` are processor seconds, ``load`` is the machine's before."""
    load = os.getloadavg()[0]
    command = [sys.executable, str(SCRIPT), "--job", json.dumps(asdict(job))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        faulty, said = done.returncode != 0, done.stderr.strip()
    except subprocess.TimeoutExpired:
        faulty, said = True, f"did not end in {PATIENCE:.0f} s"
    row: Row = asdict(job) | {"load": load, "status": "failed", "counted": None}
    if faulty:
        print(said, file=sys.stderr, flush=True)
        return row | {"error": said.splitlines()[-1] if said else "said nothing"}
    facts: Row = {}
    for line in done.stdout.splitlines():
        facts |= json.loads(line)
    status = "proved" if facts.get("proved") else "unproved"
    return row | facts | {"status": status, "counted": facts.get("worked")}


def interleaved(jobs: Sequence[Job], repeats: int) -> list[Row]:
    """Measure all jobs, and all again; what failed is not measured again."""
    rows: list[Row] = []
    failed: set[Job] = set()
    for repetition in range(repeats):
        for job in jobs:
            if job in failed:
                continue
            row = run(job) | {"repetition": repetition}
            rows.append(row)
            if row["status"] == "failed":
                failed.add(job)
            counted = "" if row["counted"] is None else f" {row['counted']:.4g} s"
            label = f"{repetition} {_label(row)}"
            print(f"{label}: {row['status']}{counted}, load {row['load']:.1f}", file=sys.stderr, flush=True)
    return rows


def _label(row: Row) -> str:
    parts = (row["task"], row["solver"], f"{row['n']:,} {row['regime']}", row["changes"])
    return ", ".join(filter(None, parts))


def faults(rows: Sequence[Row]) -> list[str]:
    """Return which measurements failed or are not proved, and which answers to one instance differ."""
    found = [f"{_label(row)}: {row.get('error', row['status'])}" for row in rows if row["status"] != "proved"]
    first: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if "matched" not in row:
            continue
        instance = tuple(row[key] for key in ("task", "n", "regime", "seed", "changes"))
        other = first.setdefault(instance, row)
        answers = [(one["matched"], one["score"]) for one in (row, other)]
        if answers[0] != answers[1]:
            found.append(f"{_label(row)} {answers[0]}, {_label(other)} {answers[1]}")
    return found
