"""The sections of `engine.py`: which measurements each one makes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine_runs import Job, Row, interleaved, run, tell

REGIMES = ("plenty", "scarce", "mixed")
SIDED = tuple(
    places + hours for places in ("plenty", "scarce, 1 to 3 places") for hours in ("", ", without hours")
)
HOSPITALS = ("5 grades", "10 grades, residents' ties", "5 grades, popular hospitals")

OURS = "mentormatch"
GROUPED = "OR-Tools SimpleMinCostFlow, with groups"
FAST = (OURS, "mentormatch, kernel alone", "OR-Tools SimpleMinCostFlow", "scipy full bipartite matching")
LARGEST = {
    "HiGHS, dual simplex": 5_000,
    "HiGHS, interior point": 5_000,
    "networkx network simplex": 1_000,
    "CP-SAT, default": 5_000,
    "CP-SAT, level 2": 5_000,
}
"""Most mentees on which a slow solver is tried."""
FAST_LIMIT = 300.0
COMPARED, PROVED, HUGE = 1_000, 5_000, 20_000
"""Sizes with side rules: compared with CP-SAT, to be proved in 10 s, to be proved at all."""
EARLY = 30.0
"""The gap is read off after so many seconds."""


@dataclass(frozen=True)
class Given:
    """What is asked for: sizes in mentees, repetitions, the first seed, and seconds a slow solver has."""

    sizes: tuple[int, ...]
    repeats: int
    seed: int = 0
    limit: float = 60.0


def growth(given: Given) -> list[Row]:
    """Measure this engine over sizes and regimes."""
    jobs = [
        Job("compare", "regional", n, regime, given.seed, limit=FAST_LIMIT)
        for n in given.sizes
        for regime in REGIMES
    ]
    return interleaved(jobs, given.repeats)


def peers(given: Given) -> list[Row]:
    """Measure every solver, the slow ones on small sizes."""
    jobs = [
        Job("compare", "regional", n, regime, given.seed, solver, limit)
        for n in given.sizes
        for regime in REGIMES
        for solver, limit in [(s, FAST_LIMIT) for s in FAST] + [(s, given.limit) for s in LARGEST]
        if n <= LARGEST.get(solver, n)
    ]
    return interleaved(jobs, given.repeats)


def million(given: Given) -> list[Row]:
    """Measure the steps of one large problem."""
    jobs = [Job("stages", "full", n, "plenty", given.seed, limit=36_000) for n in given.sizes]
    return interleaved(jobs, given.repeats)


def rules(given: Given) -> list[Row]:
    """Measure side rules; every repetition has another seed."""
    rows: list[Row] = []
    for n in given.sizes:
        limit = 3 * given.limit if n >= HUGE else given.limit
        ours = [Job("compare", "sided", n, regime, given.seed, limit=limit) for regime in SIDED]
        jobs = [
            replace(job, solver=solver)
            for job in ours
            for solver in (OURS, *(("CP-SAT, default", "CP-SAT, level 2") if n <= COMPARED else ()))
        ]
        rows += interleaved(jobs, given.repeats, new_seeds=True)
        if n >= HUGE:
            rows += interleaved([replace(job, limit=EARLY) for job in ours], given.repeats, new_seeds=True)
    return rows


def nested(given: Given) -> list[Row]:
    """Measure nested ceilings, beside CP-SAT on small sizes and a flow through the same groups."""
    jobs = [
        Job("compare", "nested", n, regime, given.seed, solver, limit)
        for n in given.sizes
        for regime in REGIMES[:2]
        for solver, limit in (
            (OURS, FAST_LIMIT),
            (GROUPED, FAST_LIMIT),
            *(((s, given.limit) for s in ("CP-SAT, default", "CP-SAT, level 2")) if n <= COMPARED else ()),
        )
    ]
    return interleaved(jobs, given.repeats)


def stable(given: Given) -> list[Row]:
    """Measure largest stable matchings; every repetition has another seed."""
    jobs = [
        Job("compare", "residents", n, regime, given.seed, limit=given.limit)
        for n in given.sizes
        for regime in HOSPITALS
    ]
    return interleaved(jobs, given.repeats, new_seeds=True)


def hours(given: Given) -> list[Row]:
    """Measure generalised assignment; every repetition has another seed."""
    jobs = [
        Job("compare", "assignment", n, "type C", given.seed, solver, given.limit)
        for n in given.sizes
        for solver in (OURS, "CP-SAT, default")
    ]
    return interleaved(jobs, given.repeats, new_seeds=True)


def overhead(given: Given) -> list[Row]:
    """Measure small problems, many times in one process."""
    jobs = [Job("overhead", "regional", n, regime, given.seed) for n in given.sizes for regime in REGIMES[:2]]
    return interleaved(jobs, given.repeats)


def compiling(given: Given) -> list[Row]:
    """Measure the first solution with an empty cache, and with the cache that this leaves behind."""
    rows = []
    for repetition in range(given.repeats):
        with tempfile.TemporaryDirectory() as folder:
            for regime in ("empty cache", "cache on disk"):
                job = Job("compiling", "regional", 60, regime, given.seed)
                row = run(job, {"NUMBA_CACHE_DIR": os.fspath(folder)}) | {"repetition": repetition}
                tell(row)
                rows.append(row)
    return rows


class Section(NamedTuple):
    """A section, and what it does unless something else is asked for."""

    measure: Callable[[Given], list[Row]]
    default: Given


SECTIONS = {
    "compiling": Section(compiling, Given((60,), 3)),
    "overhead": Section(overhead, Given((10, 50, 100, 199), 3)),
    "growth": Section(growth, Given((1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000), 3)),
    "peers": Section(peers, Given((1_000, 5_000, 20_000, 100_000), 3)),
    "million": Section(million, Given((1_000_000,), 1)),
    "rules": Section(rules, Given((COMPARED, PROVED, HUGE), 3)),
    "nested": Section(nested, Given((1_000, 5_000, 20_000, 100_000), 3)),
    "stable": Section(stable, Given((750,), 5)),
    "hours": Section(hours, Given((200,), 5)),
}
