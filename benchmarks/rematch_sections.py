"""The sections of `rematch.py`: which measurements each one makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from engine_runs import Row
from rematch_runs import Job, interleaved

REGIMES = ("plenty", "scarce", "mixed")
RIVAL = "OR-Tools SimpleMinCostFlow"
ANEW = "mentormatch, solved anew"
KERNEL = "mentormatch, kernel alone"
SOLVERS = ("mentormatch", ANEW, KERNEL, RIVAL)
THOUSAND, HUNDRED, JOINERS, ONE = "1,000 dissolutions", "100 dissolutions", "100 joiners", "1 dissolution"
ROW = "10,000 changes"
DEPARTURES = "120 departures"
PEOPLE = ("plenty, with free text", "plenty, without", "scarce, without")
FRONTIERS = tuple(
    f"{regime}, first: {first}" for regime in ("plenty", "scarce") for first in ("stage", "nobody")
)
FEW = 5
"""A scheme has at least so many times as many mentees as there are changes."""


@dataclass(frozen=True)
class Given:
    """What is asked for: sizes in mentees, repetitions, and the seed."""

    sizes: tuple[int, ...]
    repeats: int
    seed: int = 0


def _fitting(n: int, *changes: str) -> list[str]:
    """Return the changes for which a scheme is large enough."""
    return [own for own in changes if n >= FEW * int(own.split()[0].replace(",", ""))]


def numeric(given: Given) -> list[Row]:
    """Measure repairs of large schemes beside solving the changed problem."""
    jobs = []
    for n in given.sizes:
        for regime in REGIMES:
            jobs.append(Job("single", n, regime, given.seed, ONE))
            jobs += [
                Job("many", n, regime, given.seed, changes, solver)
                for changes in _fitting(n, THOUSAND, JOINERS)
                for solver in SOLVERS
            ]
    return interleaved(jobs, given.repeats)


def growth(given: Given) -> list[Row]:
    """Measure repairs over sizes and regimes, as many changes everywhere."""
    jobs = []
    for n in given.sizes:
        for regime in REGIMES:
            jobs.append(Job("single", n, regime, given.seed, ONE))
            jobs += [
                Job("many", n, regime, given.seed, changes) for changes in _fitting(n, HUNDRED, THOUSAND)
            ]
    return interleaved(jobs, given.repeats)


def memory(given: Given) -> list[Row]:
    """Measure the memory of snapshots."""
    jobs = [Job("snapshots", n, regime, given.seed) for n in given.sizes for regime in REGIMES[:2]]
    return interleaved(jobs, given.repeats)


def endurance(given: Given) -> list[Row]:
    """Measure memory over thousands of changes, one repair each."""
    jobs = [Job("endurance", n, regime, given.seed, ROW) for n in given.sizes for regime in REGIMES[:2]]
    return interleaved(jobs, given.repeats)


def people(given: Given) -> list[Row]:
    """Measure `rematch` beside `match`, and people who join."""
    jobs = [Job("rematch", n, regime, given.seed) for n in given.sizes for regime in PEOPLE]
    return interleaved(jobs, given.repeats)


def frontier(given: Given) -> list[Row]:
    """Measure frontiers up to 20 disturbed pairs."""
    jobs = [Job("frontier", n, regime, given.seed, DEPARTURES) for n in given.sizes for regime in FRONTIERS]
    return interleaved(jobs, given.repeats)


class Section(NamedTuple):
    """A section, and what it does unless something else is asked for."""

    measure: Callable[[Given], list[Row]]
    default: Given


SECTIONS = {
    "numeric": Section(numeric, Given((100_000,), 3)),
    "growth": Section(growth, Given((1_000, 5_000, 20_000, 100_000, 200_000), 3)),
    "memory": Section(memory, Given((100_000,), 1)),
    "endurance": Section(endurance, Given((20_000,), 1)),
    "people": Section(people, Given((20_000,), 2)),
    "frontier": Section(frontier, Given((2_000,), 3)),
}
