"""Regional schemes with side rules: four kinds, each alone and all together, and nested ceilings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

import mentormatch as mm
from suite.data.instance import Instance, Ints
from suite.data.towns import Homes, by_regime, with_homes

APART = 0.05
"""Share of the mentees who are in a pair that is kept apart: neighbours, who may meet the same mentors."""
GROUP = 0.2
"""Share of the people in each of three groups; the others are in none."""
RAISED = 1.25
"""A group's floor, as a multiple of what the answer without side rules gives it."""
REGIONS, CAPPED, TOGETHER = 10, (0.9, 0.8), 0.97
"""How many regions have a ceiling; as multiples of what they have without; all together, of their sum."""
SCARCE = "scarce, 1 to 3"

Rules = Iterable[Any]


def keep_apart(scheme: Instance, homes: Homes, rng: np.random.Generator) -> Rules:  # noqa: ARG001
    """Keep neighbours apart, each mentee in at most one pair."""
    n = len(homes.town)
    neighbour = np.asarray(cKDTree(homes.point).query(homes.point, k=2)[1])[:, 1]
    single, found = np.ones(n, np.bool_), list[Any]()
    for i in rng.permutation(n).tolist():
        j = int(neighbour[i])
        if len(found) < round(APART * n / 2) and single[i] and single[j]:
            single[[i, j]] = False
            found.append(mm.rules.KeepApart(mentees=(i, j)))
    return found


def all_or_two(scheme: Instance, homes: Homes, rng: np.random.Generator) -> Rules:  # noqa: ARG001
    """Let half of the mentors with capacity 2 or more take nobody or at least 2."""
    large = rng.permutation(np.flatnonzero(scheme.capacity >= 2)).tolist()
    return [mm.rules.MinimumLoadIfUsed(mentor=j, load=2) for j in large[: len(large) // 2]]


def hours(scheme: Instance, homes: Homes, rng: np.random.Generator) -> Rules:  # noqa: ARG001
    """Give every pair 1 to 5 hours, and every mentor 3 for each mentee they may take, and 1 more."""
    return [mm.rules.Hours(hours=rng.integers(1, 6, scheme.n_pairs), budget=3 * scheme.capacity + 1)]


def pair_counts(scheme: Instance, homes: Homes, rng: np.random.Generator) -> Rules:  # noqa: ARG001
    """Ask three times for a quarter more pairs within a group than the answer without rules has."""
    of_mentee = rng.integers(0, round(1 / GROUP), scheme.n_mentees)[scheme.mentee]
    of_mentor = rng.integers(0, round(1 / GROUP), scheme.n_mentors)[scheme.mentor]
    inside = np.where(of_mentee == of_mentor, of_mentee, -1)
    free = np.bincount(1 + inside[best(scheme)], minlength=4)[1:4]
    return [
        mm.rules.PairCount(pairs=np.flatnonzero(inside == group), at_least=int(np.ceil(RAISED * least)))
        for group, least in enumerate(free.tolist())
    ]


def best(scheme: Instance) -> Ints:
    """Return the pairs of the answer without side rules."""
    return mm.solve(scheme.problem()).chosen


KINDS: dict[str, Callable[[Instance, Homes, np.random.Generator], Rules]] = {
    "keep-apart": keep_apart,
    "minimum loads": all_or_two,
    "hours": hours,
    "pair counts": pair_counts,
}


def ruled(kinds: tuple[str, ...], n_mentees: int, regime: str, seed: int) -> Instance:
    """Make a regional scheme with side rules of some kinds; each kind is drawn by itself."""
    scheme, homes = with_homes(n_mentees, regime, seed)
    chance = {kind: np.random.default_rng([seed, 1, number]) for number, kind in enumerate(KINDS)}
    rules = [rule for kind in kinds for rule in KINDS[kind](scheme, homes, chance[kind])]
    return replace(scheme, rules=tuple(rules))


def nested(n_mentees: int, regime: str, seed: int) -> Instance:
    """Make a regional scheme with ceilings: ten regions of mentees, and all of them together.

    The regions are strips of the plane with a tenth of the mentees each. They may have nine tenths, or
    eight, of the pairs that the answer without ceilings gives them; all together a little less than that.
    """
    scheme, homes = with_homes(n_mentees, regime, seed)
    east = homes.point[:, 0]
    region = np.searchsorted(np.quantile(east, np.arange(1, REGIONS) / REGIONS), east)[scheme.mentee]
    free = np.bincount(region[best(scheme)], minlength=REGIONS)
    most = np.floor(free * np.where(np.arange(REGIONS) % 2, *CAPPED)).astype(np.int64)
    count = mm.rules.PairCount
    rules = [count(pairs=np.flatnonzero(region == own), at_most=int(most[own])) for own in range(REGIONS)]
    rules.append(count(pairs=np.arange(scheme.n_pairs), at_most=int(TOGETHER * most.sum())))
    return replace(scheme, rules=tuple(rules))


for _kind in KINDS:
    by_regime(_kind, partial(ruled, (_kind,)), ("plenty",))
by_regime("all four", partial(ruled, tuple(KINDS)), ("plenty", SCARCE))
by_regime("nested ceilings", nested, ("plenty", "scarce"))
