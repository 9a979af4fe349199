"""Workshops for 500 people and 40 sessions: how long until they are proved, and how far travel stays open."""

from __future__ import annotations

import argparse
import time

import numpy as np

import mentormatch as mm

TOWNS, DAYS = 12, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def scheme(seed: int, people: int, free: float, near: float) -> tuple[mm.People, list[mm.Venue], mm.Policy]:
    """Return people around towns 100 km about, and venues in eight of the towns.

    Parameters
    ----------
    seed, people : int
    free : float
        The chance that somebody has time on a morning.
    near : float
        How far people travel, in kilometres.
    """
    draw = np.random.default_rng(seed)
    towns = np.array([52.0, 0.0]) + draw.random((TOWNS, 2)) * [0.9, 1.45]
    homes = towns[draw.integers(0, TOWNS, people)] + draw.normal(0, 0.04, (people, 2))
    mentors = [
        mm.Mentor(
            id=f"r{k:04}", consent=True, max_km=near,
            location=mm.Location(latitude=float(home[0]), longitude=float(home[1])),
            declared={"when": tuple(f"{day} 9:00-13:00" for day in DAYS if draw.random() < free)
                      or ("Sunday 9:00-13:00",)},
        )
        for k, home in enumerate(homes)
    ]  # fmt: skip
    venues = [
        mm.Venue(f"venue {k}", mm.Location(latitude=float(at[0]), longitude=float(at[1])), 20)
        for k, at in enumerate(towns[:8])
    ]
    return mm.People(mentors=mentors), venues, mm.Policy(criteria=[mm.criteria.When(name="when")])


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0, help="time limit in seconds")
    limit = parser.parse_args().limit
    slots = [mm.Slot(day, "10:00-12:00") for day in DAYS]
    for people, free, near in (
        (100, 0.5, 40.0),
        (200, 0.5, 40.0),
        (500, 0.3, 25.0),
        (500, 0.5, 40.0),
        (500, 1.0, 60.0),
    ):
        given, venues, policy = scheme(1, people, free, near)
        for name in ("workshops", "learning sets"):
            began = time.monotonic()
            if name == "workshops":
                plan = mm.plan_workshops(given, venues, slots, policy, time_limit=limit)
            else:
                plan = mm.plan_learning_sets(given, slots, venues, policy, time_limit=limit)
            most, fewest, travel = plan.solution.stages
            print(
                f"| {name} | {people} | {free:.0%} | {near:.0f} | {plan.problem.n_pairs} "
                f"| {most.value} of {most.bound} | {fewest.value} of {fewest.bound} "
                f"| {(travel.bound - travel.value) / -travel.value:.1%} | {time.monotonic() - began:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
