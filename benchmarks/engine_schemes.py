"""The made-up instances of `engine.py`: regional schemes, side rules, hospitals, generalised assignment.

Every instance follows from its kind, size, regime and seed, so that each process can make it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mentormatch.engine.network.solve import solve_network
from mentormatch.problem.problem import Problem
from mentormatch.rules import Hours, KeepApart, MinimumLoadIfUsed, PairCount, Rule, Stable

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CANDIDATES = 40
"""Most mentors that a mentee may meet: the nearest ones."""
THINNED = 0.05
"""Share of these pairs that may not meet after all."""
PEOPLE_A_TOWN = 400
_SPREAD = 0.25  # of a town, in units in which there is one town a square
_CHUNK = 10_000

APART = 0.05
"""Share of the mentees who are in a pair that is kept apart: neighbours, who may meet the same mentors."""
GROUP = 0.2
"""Share of the people in each of three groups; the others are in none."""
REGIONS, CAPPED, TOGETHER = 10, (0.9, 0.8), 0.97
"""How many regions have a ceiling; as multiples of what they have without; all together, of their sum."""
RAISED = 1.25
"""A group's floor, as a multiple of what the answer without side rules gives it."""


class Regime(NamedTuple):
    """How many mentors there are for each mentee, and the shares of them with 1, 2, ... places."""

    mentors: float
    places: tuple[float, ...]


_PLENTY, _SCARCE = Regime(0.7, (0.55, 0.3, 0.15)), Regime(0.45, (1.0,))
REGIMES = {
    "plenty": (_PLENTY,),
    "scarce": (_SCARCE,),
    "mixed": (_PLENTY, _SCARCE),
    "scarce, 1 to 3 places": (Regime(0.45, _PLENTY.places),),
}
"""The regimes of a scheme; two are those of the two halves of its towns."""


@dataclass(frozen=True, eq=False)
class Scheme:
    """An instance as any solver may take it: arrays, and side rules as data.

    Parameters
    ----------
    n_mentees, n_mentors : int
    mentee, mentor : int32 arrays, shape (n_pairs,)
    score : int64 array, shape (n_pairs,)
    capacity : int64 array, shape (n_mentors,)
    rules : tuple of rules
    objective : tuple of str
    """

    n_mentees: int
    n_mentors: int
    mentee: NDArray[np.int32]
    mentor: NDArray[np.int32]
    score: Ints
    capacity: Ints
    rules: tuple[Rule, ...] = ()
    objective: tuple[str, ...] = ("matched", "score")

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return len(self.score)

    @property
    def demand(self) -> Ints:
        """Every mentee wants one mentor."""
        return np.ones(self.n_mentees, np.int64)

    @property
    def most(self) -> int:
        """No answer has more pairs."""
        return min(self.n_mentees, int(self.capacity.sum()))

    @property
    def bonus(self) -> int:
        """What a filled place is worth so that no score outweighs it."""
        low, high = int(self.score.min()), int(self.score.max())
        return (self.most + 1) * (high - low) + max(0, -low) + 1

    def problem(self) -> Problem:
        """Return it as this project's engine takes it."""
        return Problem(
            self.n_mentees, self.n_mentors, self.mentee, self.mentor, self.score, self.capacity,
            rules=self.rules,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Homes:
    """Where people live: a town each, and a point on the plane."""

    town: Ints
    point: Floats

    @classmethod
    def of(cls, town: Ints, centre: Floats, rng: np.random.Generator) -> _Homes:
        return cls(town, centre[town] + rng.normal(0, _SPREAD, (len(town), 2)))


WITHOUT_HOURS = ", without hours"


def regional(n_mentees: int, regime: str, seed: int, thinned: float = THINNED) -> Scheme:
    """Make a scheme of towns on a plane; scores are 3 parts nearness and 7 parts chance, up to 1e6."""
    return _with_homes(n_mentees, regime, seed, thinned)[0]


def full(n_mentees: int, regime: str, seed: int) -> Scheme:
    """Make a regional scheme in which every mentee has all 40 candidates."""
    return regional(n_mentees, regime, seed, thinned=0.0)


def _with_homes(n_mentees: int, regime: str, seed: int, thinned: float) -> tuple[Scheme, _Homes]:
    rng = np.random.default_rng(seed)
    mentees, mentors, capacity = _people(n_mentees, REGIMES[regime], rng)
    return _paired(mentees, mentors, capacity, thinned, rng), mentees


def _people(
    n_mentees: int, regimes: tuple[Regime, ...], rng: np.random.Generator
) -> tuple[_Homes, _Homes, Ints]:
    """Return mentees, mentors and their places. Towns are as unequal as towns are (Pareto)."""
    n_towns = max(5, n_mentees // PEOPLE_A_TOWN)
    centre = rng.random((n_towns, 2)) * np.sqrt(n_towns)
    weight = rng.pareto(1.5, n_towns) + 0.3
    town = rng.choice(n_towns, n_mentees, p=weight / weight.sum())
    # Dealt out by size as teams are in a playground, so that each half has about half of the people.
    part = np.empty(n_towns, np.int64)
    part[np.argsort(-weight)] = np.arange(1, n_towns + 1) // 2 % len(regimes)
    towns, places = [], []
    for number, regime in enumerate(regimes):
        count = round(regime.mentors * np.count_nonzero(part[town] == number))
        share = np.where(part == number, weight, 0.0)
        towns.append(rng.choice(n_towns, count, p=share / share.sum()))
        places.append(rng.choice(len(regime.places), count, p=regime.places) + 1)
    mentees = _Homes.of(town, centre, rng)
    return mentees, _Homes.of(np.concatenate(towns), centre, rng), np.concatenate(places)


def _paired(
    mentees: _Homes, mentors: _Homes, capacity: Ints, thinned: float, rng: np.random.Generator
) -> Scheme:
    """Return the scheme in which everybody may meet their nearest mentors, made a chunk at a time."""
    n, m = len(mentees.town), len(mentors.town)
    each = min(CANDIDATES, m)
    mentee, mentor = np.empty(n * each, np.int32), np.empty(n * each, np.int32)
    score, filled, tree = np.empty(n * each, np.int64), 0, cKDTree(mentors.point)
    for first in range(0, n, _CHUNK):
        nearest = tree.query(mentees.point[first : first + _CHUNK], k=np.arange(1, each + 1))
        distance, index = map(np.asarray, nearest)
        row, column = np.nonzero(rng.random(distance.shape) >= thinned)
        block = slice(filled, filled + len(row))
        mentee[block], mentor[block] = first + row, index[row, column]
        score[block] = 1e6 * (0.3 * np.exp(-distance[row, column]) + 0.7 * rng.random(len(row)))
        filled += len(row)
    return Scheme(n, m, mentee[:filled], mentor[:filled], score[:filled], capacity)


def sided(n_mentees: int, regime: str, seed: int) -> Scheme:
    """Make a regional scheme with side rules of four kinds (see the functions below), or of three."""
    places = regime.removesuffix(WITHOUT_HOURS)
    scheme, homes = _with_homes(n_mentees, places, seed, THINNED)
    rng = np.random.default_rng([seed, 1])
    rules = (*_apart(homes, rng), *_all_or_two(scheme, rng), _hours(scheme, rng), *_floors(scheme, rng))
    if places != regime:
        rules = tuple(rule for rule in rules if not isinstance(rule, Hours))
    return replace(scheme, rules=rules)


def _apart(homes: _Homes, rng: np.random.Generator) -> list[Rule]:
    """Keep neighbours apart, each mentee in at most one pair."""
    n = len(homes.town)
    neighbour = np.asarray(cKDTree(homes.point).query(homes.point, k=2)[1])[:, 1]
    single, rules = np.ones(n, np.bool_), list[Rule]()
    for i in rng.permutation(n).tolist():
        j = int(neighbour[i])
        if len(rules) < round(APART * n / 2) and single[i] and single[j]:
            single[[i, j]] = False
            rules.append(KeepApart(mentees=(i, j)))
    return rules


def _all_or_two(scheme: Scheme, rng: np.random.Generator) -> list[Rule]:
    """Let half of the mentors with 2 or more places take nobody or at least 2."""
    large = rng.permutation(np.flatnonzero(scheme.capacity >= 2)).tolist()
    return [MinimumLoadIfUsed(mentor=j, load=2) for j in large[: len(large) // 2]]


def _hours(scheme: Scheme, rng: np.random.Generator) -> Rule:
    """Give every pair 1 to 5 hours, and every mentor the mean of that for each place, and 1 more."""
    return Hours(hours=rng.integers(1, 6, scheme.n_pairs), budget=3 * scheme.capacity + 1)


def _floors(scheme: Scheme, rng: np.random.Generator) -> list[Rule]:
    """Ask three times for a quarter more pairs within a group than the answer without rules has."""
    of_mentee = rng.integers(0, round(1 / GROUP), scheme.n_mentees)[scheme.mentee]
    of_mentor = rng.integers(0, round(1 / GROUP), scheme.n_mentors)[scheme.mentor]
    inside = np.where(of_mentee == of_mentor, of_mentee, -1)
    free = inside[solve_network(scheme.problem(), matched_first=True).chosen]
    wanted = [int(np.ceil(RAISED * np.count_nonzero(free == group))) for group in range(3)]
    return [
        PairCount(pairs=np.flatnonzero(inside == group), at_least=least) for group, least in enumerate(wanted)
    ]


def nested(n_mentees: int, regime: str, seed: int) -> Scheme:
    """Make a regional scheme with ceilings: ten regions of mentees, and all of them together.

    The regions are strips of the plane with a tenth of the mentees each. They may have nine tenths, or
    eight, of the pairs that the answer without ceilings gives them; all together a little less than that.
    """
    scheme, homes = _with_homes(n_mentees, regime, seed, THINNED)
    east = homes.point[:, 0]
    region = np.searchsorted(np.quantile(east, np.arange(1, REGIONS) / REGIONS), east)[scheme.mentee]
    free = np.bincount(region[solve_network(scheme.problem(), matched_first=True).chosen], minlength=REGIONS)
    most = np.floor(free * np.where(np.arange(REGIONS) % 2, *CAPPED)).astype(np.int64)
    rules = [PairCount(pairs=np.flatnonzero(region == own), at_most=int(most[own])) for own in range(REGIONS)]
    rules.append(PairCount(pairs=np.arange(scheme.n_pairs), at_most=int(TOGETHER * most.sum())))
    return replace(scheme, rules=tuple(rules))


class Hospitals(NamedTuple):
    """How hospitals and residents rank each other.

    Parameters
    ----------
    grades : int
        Hospitals tell residents apart by so many grades.
    ties : float
        Chance that a resident likes a choice as much as the one before.
    uneven : float
        Standard deviation of the logarithm of the hospitals' popularity and size.
    """

    grades: int
    ties: float
    uneven: float


HOSPITALS = {
    "5 grades": Hospitals(5, 0.0, 0.0),
    "10 grades, residents' ties": Hospitals(10, 0.3, 0.0),
    "5 grades, popular hospitals": Hospitals(5, 0.0, 0.7),
}


def residents(n_residents: int, regime: str, seed: int) -> Scheme:
    """Make residents with 3 to 7 choices, hospitals of 15 places on average, and ask for stability."""
    kind, rng = HOSPITALS[regime], np.random.default_rng(seed)
    n_hospitals = n_residents // 15
    weight = np.exp(kind.uneven * rng.normal(size=n_hospitals))
    weight /= weight.sum()
    choices = [
        rng.choice(n_hospitals, min(int(rng.integers(3, 8)), n_hospitals), replace=False, p=weight)
        for _ in range(n_residents)
    ]
    rank = [1 + np.cumsum(rng.random(len(own)) >= kind.ties) for own in choices]
    hospital = np.concatenate(choices).astype(np.int32)
    rule = Stable(
        mentee_rank=np.concatenate(rank), mentor_rank=rng.integers(1, kind.grades + 1, len(hospital))
    )
    return Scheme(
        n_residents,
        n_hospitals,
        np.repeat(np.arange(n_residents, dtype=np.int32), [len(own) for own in choices]),
        hospital,
        np.zeros(len(hospital), np.int64),
        rng.multinomial(n_residents - n_hospitals, weight) + 1,
        (rule,),
        ("matched",),
    )


def assignment(n_jobs: int, regime: str, seed: int) -> Scheme:  # noqa: ARG001  (there is one type)
    """Make a generalised assignment of type C with ten jobs an agent (Beasley's OR-Library)."""
    rng = np.random.default_rng(seed)
    n_agents = n_jobs // 10
    cost, hours = rng.integers(10, 51, (n_jobs, n_agents)), rng.integers(5, 26, (n_jobs, n_agents))
    rule = Hours(hours=hours.ravel(), budget=(8 * hours.sum(axis=0)) // (10 * n_agents))
    return Scheme(
        n_jobs,
        n_agents,
        np.repeat(np.arange(n_jobs, dtype=np.int32), n_agents),
        np.tile(np.arange(n_agents, dtype=np.int32), n_jobs),
        -cost.ravel(),
        np.full(n_agents, n_jobs),
        (rule,),
    )


MAKERS: dict[str, Callable[[int, str, int], Scheme]] = {
    "regional": regional,
    "full": full,
    "sided": sided,
    "nested": nested,
    "residents": residents,
    "assignment": assignment,
}
