"""Regional schemes in numbers alone: towns on a plane, as many mentees as asked for, no people.

Every instance follows from its size, regime and seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from suite.data.instance import Instance, Ints
from suite.registry import DATA, Source, data

Floats = NDArray[np.float64]

CANDIDATES = 40
"""Most mentors that a mentee may meet: the nearest ones."""
THINNED = 0.05
"""Share of these pairs that may not meet after all."""
PEOPLE_PER_TOWN = 400
SPREAD = 0.25
"""Standard deviation of homes around the centre of a town, in units in which there is one town a square."""
CHUNK = 10_000
SCALE = 1_000_000


class Regime(NamedTuple):
    """How many mentors there are for each mentee, and the shares of them with capacity 1, 2, ..."""

    mentors: float
    capacity: tuple[float, ...]


_PLENTY, _SCARCE = Regime(0.7, (0.55, 0.3, 0.15)), Regime(0.45, (1.0,))
REGIMES = {
    "plenty": (_PLENTY,),
    "scarce": (_SCARCE,),
    "mixed": (_PLENTY, _SCARCE),
    "scarce, 1 to 3": (Regime(0.45, _PLENTY.capacity),),
}
"""The regimes of a scheme; two are those of the two halves of its towns."""


@dataclass(frozen=True, eq=False)
class Homes:
    """Where people live: a town each, shape (n,), and a point on the plane, shape (n, 2)."""

    town: Ints
    point: Floats

    @classmethod
    def of(cls, town: Ints, centre: Floats, rng: np.random.Generator) -> Homes:
        """Draw homes around the centres of towns."""
        return cls(town, centre[town] + rng.normal(0, SPREAD, (len(town), 2)))


def regional(n_mentees: int, regime: str, seed: int) -> Instance:
    """Make a scheme of towns on a plane; scores are 3 parts nearness and 7 parts chance, up to 1e6."""
    return with_homes(n_mentees, regime, seed)[0]


def with_homes(n_mentees: int, regime: str, seed: int) -> tuple[Instance, Homes]:
    """Make the same, and return where the mentees live."""
    rng = np.random.default_rng(seed)
    mentees, mentors, capacity = _people(n_mentees, REGIMES[regime], rng)
    return _paired(mentees, mentors, capacity, rng), mentees


def _people(
    n_mentees: int, regimes: tuple[Regime, ...], rng: np.random.Generator
) -> tuple[Homes, Homes, Ints]:
    """Return mentees, mentors and their capacities. Towns are as unequal as towns are (Pareto)."""
    n_towns = max(5, n_mentees // PEOPLE_PER_TOWN)
    centre = rng.random((n_towns, 2)) * np.sqrt(n_towns)
    weight = rng.pareto(1.5, n_towns) + 0.3
    town = rng.choice(n_towns, n_mentees, p=weight / weight.sum())
    # Dealt out by size as teams are in a playground, so that each half has about half of the people.
    part = np.empty(n_towns, np.int64)
    part[np.argsort(-weight)] = np.arange(1, n_towns + 1) // 2 % len(regimes)
    towns, capacity = [], []
    for number, regime in enumerate(regimes):
        count = round(regime.mentors * np.count_nonzero(part[town] == number))
        share = np.where(part == number, weight, 0.0)
        towns.append(rng.choice(n_towns, count, p=share / share.sum()))
        capacity.append(rng.choice(len(regime.capacity), count, p=regime.capacity) + 1)
    mentees = Homes.of(town, centre, rng)
    return mentees, Homes.of(np.concatenate(towns), centre, rng), np.concatenate(capacity)


def _paired(mentees: Homes, mentors: Homes, capacity: Ints, rng: np.random.Generator) -> Instance:
    """Return the scheme in which everybody may meet their nearest mentors, made a chunk at a time."""
    n, m = len(mentees.town), len(mentors.town)
    tree, found = cKDTree(mentors.point), []
    for first in range(0, n, CHUNK):
        nearest = tree.query(mentees.point[first : first + CHUNK], k=np.arange(1, min(CANDIDATES, m) + 1))
        distance, index = map(np.asarray, nearest)
        row, column = np.nonzero(rng.random(distance.shape) >= THINNED)
        score = SCALE * (0.3 * np.exp(-distance[row, column]) + 0.7 * rng.random(len(row)))
        found.append((first + row, index[row, column], score.astype(np.int64)))
    mentee, mentor, score = map(np.concatenate, zip(*found, strict=True))
    return Instance.plain((n, m), mentee, mentor, score, capacity, scale=SCALE)


@data("numeric")
def numeric(n_people: int, seed: int) -> Instance:
    """Make a scheme of so many people with plenty of capacity."""
    return regional(round(n_people / (1 + _PLENTY.mentors)), "plenty", seed)


def by_regime(family: str, make: Callable[[int, str, int], Instance], regimes: tuple[str, ...]) -> None:
    """Register what makes an instance from a size, a regime and a seed, once for each regime."""
    for regime in regimes:
        name = f"{family}, {regime}"
        DATA.add(name, Source(partial(_in_regime, make, regime), name))


def _in_regime(make: Callable[[int, str, int], Instance], regime: str, n: int, seed: int) -> Instance:
    return make(n, regime, seed)


by_regime("towns", regional, ("plenty", "scarce", "mixed"))
