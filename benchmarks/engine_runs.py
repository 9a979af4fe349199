"""Running the measurements of `engine.py`, each in a process of its own, and holding answers together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""One measurement: the job's fields, what the process reported, ``status`` and ``counted`` seconds."""

SCRIPT = Path(__file__).with_name("engine.py")
ONCE = 30.0
"""What took longer than so many seconds is measured once."""


@dataclass(frozen=True)
class Job:
    """One measurement: what to do, by which solver, on which instance, in how many seconds."""

    task: str
    kind: str
    n: int
    regime: str
    seed: int
    solver: str = "mentormatch"
    limit: float = 60.0


def run(job: Job, environment: Mapping[str, str] | None = None) -> Row:
    """Measure in a new process; the clock of the limit starts at its first line."""
    command = [sys.executable, str(SCRIPT), "--job", json.dumps(asdict(job))]
    with tempfile.TemporaryFile() as complaints:
        # Unbuffered: what is read by line is not missing from what is read to the end.
        with subprocess.Popen(
            command,
            bufsize=0,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, **(environment or {})},
        ) as process:
            assert process.stdout is not None
            lines = process.stdout.readline()
            try:
                # Solvers that keep the limit themselves overrun it a little.
                lines += process.communicate(timeout=1.1 * job.limit + 5)[0]
                ended = True
            except subprocess.TimeoutExpired:
                process.kill()
                ended = False
        facts: Row = {}
        for line in lines.splitlines():
            facts |= json.loads(line)
        if ended and process.returncode != 0:
            complaints.seek(0)
            said = complaints.read().decode().strip().splitlines()
            print(*said, sep="\n", file=sys.stderr, flush=True)
            facts["error"] = said[-1] if said else f"ended with code {process.returncode}"
    return asdict(job) | facts | _status(job, facts)


def _status(job: Job, facts: Row) -> Row:
    if "error" in facts:
        return {"status": "failed", "counted": None}
    if "missing" in facts:
        return {"status": "missing", "counted": None}
    if job.task != "compare":
        return {"status": "done", "counted": None}
    if facts.get("proved") and facts["seconds"] <= 1.1 * job.limit:
        return {"status": "proved", "counted": facts["seconds"]}
    return {"status": "late", "counted": job.limit}


def interleaved(jobs: Sequence[Job], repeats: int, *, new_seeds: bool = False) -> list[Row]:
    """Measure all jobs, and all again; with a seed of its own in each round if that is asked for.

    What failed or is not installed is not measured again; without new seeds, neither is what reached its
    limit or took longer than `ONCE`.
    """
    rows: list[Row] = []
    enough: set[Job] = set()
    for repetition in range(repeats):
        for job in jobs:
            if job in enough:
                continue
            now = replace(job, seed=job.seed + repetition) if new_seeds else job
            row = run(now) | {"repetition": repetition}
            rows.append(row)
            tell(row)
            hopeless = row["status"] in ("missing", "failed")
            slow = row["status"] == "late" or (row["counted"] or 0) > ONCE
            if hopeless or (slow and not new_seeds):
                enough.add(job)
    return rows


def tell(row: Row) -> None:
    """Say on standard error what was measured."""
    counted = "" if row["counted"] is None else f" {row['counted']:.4g} s"
    print(f"{row['repetition']} {_label(row)}: {row['status']}{counted}", file=sys.stderr, flush=True)


def _label(row: Row) -> str:
    return f"{row['solver']}, {row['kind']} {row['regime']}, {row['n']:,}, seed {row['seed']}"


def faults(rows: Sequence[Row]) -> list[str]:
    """Return which measurements failed, and where answers to one instance contradict each other.

    They do if two that are proved differ, or if one that is not proved is better than one that is.
    """
    proved: dict[tuple[Any, ...], Row] = {}
    found = [f"{_label(row)}: {row['error']}" for row in rows if row["status"] == "failed"]
    for row in sorted(rows, key=lambda row: row["status"] != "proved"):
        if row["task"] != "compare" or "matched" not in row:
            continue
        instance = tuple(row[key] for key in ("kind", "n", "regime", "seed"))
        best = proved.setdefault(instance, row) if row["status"] == "proved" else proved.get(instance)
        if best is None:
            continue
        answer, wanted = ((r["matched"], r["score"]) for r in (row, best))
        if answer > wanted or (row["status"] == "proved" and answer != wanted):
            found.append(f"{instance}: {row['solver']} {answer}, {best['solver']} {wanted}")
    return found
