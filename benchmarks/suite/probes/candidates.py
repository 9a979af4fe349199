"""The search for candidate pairs, on people spread over the United Kingdom as its people are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import mentormatch as mm
from mentormatch.people.geodesy import great_circle_km
from suite.registry import Facts, probe
from suite.timing import medians, peak_mib, timed

MENTORS = 0.4
"""Mentors per mentee."""
RUNS = 3

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

    n_mentees: int
    n_mentors: int
    online: float = 0.0
    own_limits: bool = False
    gap: int | None = None


def homes(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
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


def scheme(case: Case, seed: int) -> mm.People:
    """Make people: 5% without consent, most with a superior in the scheme or outside, a few avoided."""
    rng = np.random.default_rng(seed)
    choice = [20.0] if not case.own_limits else [5.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0]

    def common(prefix: str, n: int) -> list[dict[str, object]]:
        where, above = homes(n, rng), rng.integers(2 * case.n_mentors, size=(n, 2))
        fixed = rng.choice(choice, n)
        return [
            {
                "id": f"{prefix}{i}",
                "name": f"Name {prefix} {i}",
                "email": f"{prefix}{i}@example.org",
                "location": mm.Location(latitude=float(where[i, 0]), longitude=float(where[i, 1])),
                "max_km": None if not case.own_limits else float(fixed[i]),
                "online": bool(rng.random() < case.online),
                "consent": bool(rng.random() > 0.05),
                "seniority": int(rng.integers(1, 9)),
                "independent_of": tuple(f"r{a}" for a in above[i]),
                "avoids": (f"r{above[i, 0]}",) if rng.random() < 0.02 else (),
            }
            for i in range(n)
        ]

    return mm.People(
        mentees=tuple(mm.Mentee.model_validate(d) for d in common("e", case.n_mentees)),
        mentors=tuple(mm.Mentor.model_validate({**d, "trained": True}) for d in common("r", case.n_mentors)),
    )


@probe("candidates")
def candidates(given: Facts) -> Facts:
    """Find the candidates a few times."""
    wanted = {name: given[name] for name in ("online", "own_limits", "gap") if name in given}
    case = Case(given["n"], round(MENTORS * given["n"]), **wanted)
    people = scheme(case, given["seed"])
    policy = mm.Policy.model_validate({"limits": {"max_km": 20.0, "minimum_seniority_gap": case.gap}})
    before, taken = peak_mib(), []
    for _ in range(RUNS):
        found, seconds = timed(lambda: mm.find_candidates(people, policy))
        taken.append(seconds)
    after = peak_mib()
    check(people, found, np.random.default_rng(given["seed"]))
    return {"pairs": len(found), **medians(taken), "people_mib": before, "peak_mib": after}


def check(people: mm.People, found: mm.Candidates, rng: np.random.Generator) -> None:
    """Refuse candidates that leave a pair out of the account, or whose kilometres are not the haversine's."""
    if len(found) + sum(found.excluded.values()) != len(people.mentees) * len(people.mentors):
        raise RuntimeError("pairs are neither candidates nor excluded")
    some = rng.integers(len(found.mentee), size=1_000)
    here = [people.mentees[i].location for i in found.mentee[some]]
    there = [people.mentors[j].location for j in found.mentor[some]]
    sides: Any = (
        [getattr(p, axis) for p in side] for side in (here, there) for axis in ("latitude", "longitude")
    )
    if not np.allclose(great_circle_km(*sides), found.km[some], rtol=1e-9, atol=1e-9):
        raise RuntimeError("kilometres differ from the haversine formula")
