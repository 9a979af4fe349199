"""The search for candidate pairs, beside what the haversine formula says."""

from __future__ import annotations

from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.people.geodesy import great_circle_km
from suite.data.people import drawn
from suite.registry import Facts, probe
from suite.timing import medians, peak_mib, timed

RUNS = 3


@probe("candidates")
def candidates(case: Facts) -> Facts:
    """Find the candidates a few times."""
    people = drawn(case["n"], "plenty", case["seed"], text=False, km=case["km"]).people.in_id_order()
    limits = {"online": False, "minimum_seniority_gap": case.get("gap")}
    policy = mm.Policy.model_validate({"limits": limits})
    before, taken = peak_mib(), []
    for _ in range(RUNS):
        found, seconds = timed(lambda: mm.find_candidates(people, policy))
        taken.append(seconds)
    after = peak_mib()
    check(people, found, np.random.default_rng(case["seed"]))
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
