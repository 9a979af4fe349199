"""Measure `find_candidates` on a made-up scheme that is spread over the United Kingdom as people are.

Run ``python benchmarks/candidates.py``, or ``python -m benchmarks.candidates``: it prints a table and writes
it to ``benchmarks/results/candidates.md``. Each case runs in a process of its own, which makes the people,
notes its peak memory, finds the candidates a few times (all of it: reading the fields off the people, the
search, the reasons) and notes the peak again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy

from mentormatch.candidates.search import Candidates, find_candidates
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.policy import Policy

RESULTS = Path(__file__).parent / "results" / "candidates.md"

# Latitude, longitude and inhabitants in thousands of built-up areas, rounded.
TOWNS = np.array([
    (51.51, -0.13, 9790), (53.48, -2.24, 2550), (52.48, -1.90, 2440), (53.80, -1.55, 1780),
    (55.86, -4.25, 1210), (53.41, -2.98, 864), (50.90, -1.40, 855), (54.97, -1.61, 775),
    (52.95, -1.15, 729), (53.38, -1.47, 685), (51.45, -2.59, 617), (54.60, -5.93, 595),
    (52.63, -1.13, 509), (55.95, -3.19, 482), (50.82, -0.14, 474), (50.72, -1.88, 466),
    (51.48, -3.18, 447), (54.57, -1.23, 376), (53.00, -2.18, 372), (52.41, -1.51, 359),
    (54.91, -1.38, 335), (53.74, -0.33, 314), (51.46, -0.97, 318), (53.76, -2.70, 313),
    (51.62, -3.94, 300), (51.54, 0.71, 295), (53.82, -3.05, 239), (50.38, -4.14, 260),
    (52.92, -1.48, 270), (51.88, -0.42, 258), (52.04, -0.76, 229), (57.15, -2.09, 207),
    (52.63, 1.30, 213), (52.24, -0.90, 215), (51.90, -2.08, 116), (51.75, -1.26, 171),
    (52.21, 0.12, 158), (52.06, 1.16, 178), (53.96, -1.08, 153), (56.46, -2.97, 157),
    (50.73, -3.53, 113), (51.86, -2.24, 150), (53.19, -2.89, 86), (54.05, -2.80, 52),
    (54.89, -2.94, 75), (57.48, -4.22, 47), (51.28, 1.08, 54), (50.26, -5.05, 23),
])  # fmt: skip
RURAL = 0.5
"""Share of people outside these areas, which hold 32 of 67 million."""


@dataclass(frozen=True)
class Case:
    """Size of a scheme, share of people who accept meeting online, and what else is asked."""

    n_mentees: int = 50_000
    n_mentors: int = 20_000
    online: float = 0.0
    own_limits: bool = False
    gap: int | None = None


CASES = {
    "1,000 x 500": Case(1_000, 500),
    "10,000 x 5,000": Case(10_000, 5_000),
    "50,000 x 20,000": Case(),
    "50,000 x 20,000, own limits of 5 to 40 km": Case(own_limits=True),
    "50,000 x 20,000, seniority gap of 2": Case(gap=2),
    "50,000 x 20,000, 10% accept online": Case(online=0.1),
}


def places(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw homes: towns by inhabitants and as wide as their root, the others anywhere between them."""
    weight = TOWNS[:, 2] / TOWNS[:, 2].sum()
    town = rng.choice(len(TOWNS), size=n, p=weight)
    spread_km = 0.22 * np.sqrt(TOWNS[town, 2])
    east, north = rng.normal(0, 1, (2, n)) * spread_km
    latitude = TOWNS[town, 0] + north / 111.2
    longitude = TOWNS[town, 1] + east / (111.2 * np.cos(np.radians(TOWNS[town, 0])))
    rural = rng.random(n) < RURAL
    latitude[rural] = rng.uniform(50.3, 57.5, rural.sum())
    longitude[rural] = rng.uniform(-4.5, 1.0, rural.sum())
    return np.column_stack([latitude, longitude])


def scheme(case: Case, seed: int) -> People:
    """Make people: 5% without consent, most with a superior in the scheme or outside, a few avoided."""
    rng = np.random.default_rng(seed)
    choice = [20.0] if not case.own_limits else [5.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0]

    def common(prefix: str, n: int) -> list[dict[str, object]]:
        where, above = places(n, rng), rng.integers(2 * case.n_mentors, size=(n, 2))
        fixed = rng.choice(choice, n)
        return [
            {
                "id": f"{prefix}{i}",
                "name": f"Name {prefix} {i}",
                "email": f"{prefix}{i}@example.org",
                "location": Location(latitude=float(where[i, 0]), longitude=float(where[i, 1])),
                "max_km": None if not case.own_limits else float(fixed[i]),
                "online": bool(rng.random() < case.online),
                "consent": bool(rng.random() > 0.05),
                "seniority": int(rng.integers(1, 9)),
                "independent_of": tuple(f"r{a}" for a in above[i]),
                "avoids": (f"r{above[i, 0]}",) if rng.random() < 0.02 else (),
            }
            for i in range(n)
        ]

    return People(
        mentees=tuple(Mentee.model_validate(d) for d in common("e", case.n_mentees)),
        mentors=tuple(Mentor.model_validate({**d, "trained": True}) for d in common("r", case.n_mentors)),
    )


def peak_mib() -> float:
    """Return the largest memory this process has held, in MiB (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(case: Case, seed: int, runs: int) -> dict[str, float]:
    """Run one case in this process."""
    people = scheme(case, seed)
    policy = Policy.model_validate({"limits": {"max_km": 20.0, "minimum_seniority_gap": case.gap}})
    before, seconds, cpu = peak_mib(), [], []
    for _ in range(runs):
        found = None
        started, used = time.perf_counter(), time.process_time()
        found = find_candidates(people, policy)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    after = peak_mib()
    assert found is not None
    assert len(found) + sum(found.excluded.values()) == case.n_mentees * case.n_mentors
    check_some(people, found, np.random.default_rng(seed))
    return {
        "pairs": len(found),
        "median": statistics.median(seconds),
        "slowest": max(seconds),
        "cpu": statistics.median(cpu),
        "people_mib": before,
        "peak_mib": after,
    }


def check_some(people: People, found: Candidates, rng: np.random.Generator) -> None:
    """Assert that kilometres agree with the haversine formula on some pairs."""
    some = rng.integers(len(found.mentee), size=1_000)
    here = [people.mentees[i].location for i in found.mentee[some]]
    there = [people.mentors[j].location for j in found.mentor[some]]
    km = great_circle_km(
        *([getattr(p, axis) for p in side] for side in (here, there) for axis in ("latitude", "longitude"))
    )
    assert np.allclose(km, found.km[some], rtol=1e-9, atol=1e-9)


def table(rows: dict[str, dict[str, float]], seed: int, runs: int, load: float) -> str:
    """Return the results as Markdown."""
    setting = (
        f"{dt.datetime.now(tz=dt.UTC).date()}; seed {seed}; median and slowest of {runs} "
        f"runs, and median of their time on the processor; "
        f"{os.cpu_count()} cores ({platform.machine()}), of which one is used; "
        f"load by others {load:.1f} at the start. "
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}. The limit "
        "is 20 km unless it says otherwise. Half of the people live in and around large towns, so that a "
        "mentee in London has thousands of mentors in reach. Time includes reading fields off the people; "
        "memory is the peak of the whole process, with the people in it."
    )
    lines = [
        "# Finding candidates",
        "",
        setting,
        "",
        "| mentees x mentors | pairs that may meet | median | slowest | on processor | people alone | peak |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {row['pairs']:,.0f} "
        f"| {row['median']:.2f} s | {row['slowest']:.2f} s | {row['cpu']:.2f} s "
        f"| {row['people_mib']:,.0f} MiB | {row['peak_mib']:,.0f} MiB |"
        for name, row in rows.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure all cases, or one in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, help="measure this case here and print it as JSON")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(measure(CASES[given.case], given.seed, given.runs)))
        return
    rows, load = {}, os.getloadavg()[0]
    for name in CASES:
        command = [
            sys.executable,
            __file__,
            "--case",
            name,
            "--runs",
            str(given.runs),
            "--seed",
            str(given.seed),
        ]
        rows[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(name, rows[name], flush=True)
    text = table(rows, given.seed, given.runs, load)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
