"""200 schemes of 500 people in a batch: matched, and rematched with 5 changes each; backends compared.

Writes its table to ``benchmarks/results/batch.md``.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

from distributed import LocalCluster

import mentormatch as mm
from mentormatch.batch.child import Child
from mentormatch.batch.jobs import Batch, jobs_of
from mentormatch.batch.run import run_batch
from mentormatch.batch.work import work
from mentormatch.people.person import Person
from suite.data.schemes import draw_scheme

RESULTS = Path(__file__).parent / "results" / "batch.md"
POLICY = """[limits]
max_km = 15.0
online = false
minimum_seniority_gap = 1
independence_levels = 2
"""
HEAD = """# Batch

`make bench-batch`: {n} schemes of {people} people (6 in 10 of them mentees, capacity scarce and plenty in turn, texts and tags,
wishes, reporting lines), read from CSV files and written as `mentormatch match` writes them. Seconds of the clock, and of all
processors, with those of the processes of a batch. *Start* is until a process has imported what it needs; *overhead* is what a batch
with 2 processes takes more than one after another in one process, without the start. All backends wrote the same bytes. {where}

| what | figure | aimed at |
|---|---:|---:|
"""  # noqa: E501


def write_table(path: Path, people: list[Person]) -> None:
    """Write people as a form of theirs would be exported."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [row_of(one) for one in people]
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def row_of(one: Person) -> dict[str, object]:
    """Return somebody as a row."""
    at = one.location
    same = ("id", "name", "email", "max_km", "seniority", "professional_interests", "personal_interests")
    levels = {"wants": one.wants} if isinstance(one, mm.Mentee) else {"offers": one.offers}
    return {
        **{name: getattr(one, name) for name in same},
        "consent": "yes" if one.consent else "no",
        "online": "yes" if one.online else "no",
        "latitude": at and at.latitude,
        "longitude": at and at.longitude,
        **{name: ";".join(getattr(one, name)) for name in ("professional_tags", "personal_tags", "avoids")},
        "prefers": ";".join(one.prefers),
        "line_manager": next(iter(one.independent_of), ""),
        **{name: ";".join(f"{area}:{level}" for area, level in of.items()) for name, of in levels.items()},
        **({"demand": one.demand} if isinstance(one, mm.Mentee) else {"capacity": one.capacity}),
    }


def write_schemes(folder: Path, n: int, people: int) -> None:
    """Write so many schemes, the same each time."""
    for k in range(n):
        scheme, drawn = folder / f"s{k:03}", draw_scheme(people, k, ("plenty", "scarce")[k % 2]).people
        scheme.mkdir(parents=True)
        write_table(scheme / "mentees.csv", list(drawn.mentees))
        write_table(scheme / "mentors.csv", list(drawn.mentors))


def write_changes(folder: Path, results: Path, n: int = 5) -> None:
    """Write changes for every scheme: pairs that are dissolved, people who leave."""
    for scheme in sorted(folder.iterdir()):
        with (results / scheme.name / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
            pairs = Random(scheme.name).sample(list(csv.DictReader(file)), n)  # noqa: S311
        lines = [f"dissolve,{one['mentee_id']},{one['mentor_id']},," for one in pairs[: n - 2]]
        lines += [f"leave,,,{one['mentee_id']},mentee" for one in pairs[n - 2 :]]
        text = "\n".join(["change,mentee,mentor,person,role", *lines])
        (scheme / "changes.csv").write_text(text + "\n", encoding="utf-8")


def hashes(results: Path) -> dict[str, str]:
    """Return the hash of every file in the folders of results."""
    return {
        str(file.relative_to(results)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(results.glob("*/*"))
    }


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Return seconds of the clock and of all processors, those of processes that ended meanwhile included."""
    wall, before = time.monotonic(), os.times()
    what()
    after = os.times()
    used = sum(after[:4]) - sum(before[:4])
    return time.monotonic() - wall, used


def batch_seconds(
    run: Path, results: Path, expected: dict[str, str] | None, **how: object
) -> tuple[float, float]:
    """Run a batch from scratch, and return its seconds; its files have to be the expected ones."""
    shutil.rmtree(results, ignore_errors=True)
    seconds = timed(lambda: run_batch(run, **how))  # type: ignore[arg-type]
    found = hashes(results)
    assert found
    assert expected is None or found == expected, "the backends differ"
    return seconds


def start_seconds() -> tuple[float, float]:
    """Return how long a process takes until it can work: seconds of the clock, and of processors."""
    child, ready = Child(), 0.0

    def start() -> None:
        nonlocal ready
        child._started()  # noqa: SLF001  (as long as a first scheme would wait)
        ready = time.monotonic()
        child.close()  # the processor's time of a process counts once it has ended

    began = time.monotonic()
    _, used = timed(start)
    return ready - began, used


def measured(folder: Path, n: int, people: int) -> Iterator[tuple[str, str, str]]:
    """Yield rows of the table."""
    write_schemes(folder / "schemes", n, people)
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    entry = '[[schemes]]\nat = "schemes/*"\n'
    run, again = folder / "match.toml", folder / "rematch.toml"
    run.write_text(f'out = "results"\npolicy = "policy.toml"\n{entry}', encoding="utf-8")
    again.write_text(
        f'task = "rematch"\nbegun = true\nbefore = "results"\nout = "again"\n{entry}', encoding="utf-8"
    )
    results = folder / "results"
    jobs = list(jobs_of(Batch.from_toml(run)))
    work(jobs[0])  # compiles, and imports
    one = batch_seconds(run, results, None, backend="serial")
    expected = hashes(results)
    begun = start_seconds()
    two = batch_seconds(run, results, expected, backend="loky", workers=2)
    added = (two[1] - 2 * begun[1] - one[1]) / n
    yield "match, one after another: seconds (of processors)", f"{one[0]:.1f} ({one[1]:.1f})", ""
    yield "match, 2 processes: seconds (of processors)", f"{two[0]:.1f} ({two[1]:.1f})", ""
    yield "the first / the second", f"{one[0] / two[0]:.2f}", "1.7"
    yield "the same by time of processors, of which there are 2", f"{2 * one[1] / two[1]:.2f}", "1.7"
    yield "overhead of a scheme: ms of processors", f"{1000 * added:.0f}", "50"
    skipped, _ = timed(lambda: run_batch(run))
    yield "everything is done before: seconds", f"{skipped:.1f}", ""
    write_changes(folder / "schemes", results)
    wall, used = batch_seconds(again, folder / "again", None, backend="loky", workers=2)
    changed = hashes(folder / "again")
    yield "rematch, 5 changes each, 2 processes: seconds (of processors)", f"{wall:.1f} ({used:.1f})", ""
    after = f"{wall - begun[0]:.1f} ({used - 2 * begun[1]:.1f})"
    yield "the same after start; aimed at for 200 schemes", after, "10 (20)"
    with LocalCluster(2, threads_per_worker=1, dashboard_address=None, local_directory=folder) as cluster:
        at = cluster.scheduler_address
        wall, _ = batch_seconds(again, folder / "again", changed, backend="dask", scheduler=at)
        yield "rematch, Dask with 2 workers: seconds", f"{wall:.1f}", ""
    yield "start of a process: seconds (of processors)", f"{begun[0]:.1f} ({begun[1]:.1f})", ""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemes", type=int, default=200)
    parser.add_argument("--people", type=int, default=500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for row in measured(Path(folder), asked.schemes, asked.people):
            print(*row, sep=" | ")
            rows.append(row)
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}."
    table = "".join(f"| {what} | {figure} | {aim} |\n" for what, figure, aim in rows)
    RESULTS.write_text(
        HEAD.format(n=asked.schemes, people=asked.people, where=where) + table, encoding="utf-8"
    )


if __name__ == "__main__":
    main()
