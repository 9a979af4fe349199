"""Residents and hospitals with ties, to be matched stably."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

import mentormatch as mm
from suite.data.instance import Instance
from suite.data.towns import by_regime

CAPACITY = 15
"""Mean capacity of a hospital."""


class Hospitals(NamedTuple):
    """How hospitals and residents rank each other.

    Parameters
    ----------
    grades : int
        Hospitals distinguish so many grades of residents.
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


def residents(n_residents: int, regime: str, seed: int) -> Instance:
    """Make residents with 3 to 7 choices, hospitals with capacity 15 on average, and ask for stability."""
    kind, rng = HOSPITALS[regime], np.random.default_rng(seed)
    n_hospitals = n_residents // CAPACITY
    weight = np.exp(kind.uneven * rng.normal(size=n_hospitals))
    weight /= weight.sum()
    choices = [
        rng.choice(n_hospitals, min(int(rng.integers(3, 8)), n_hospitals), replace=False, p=weight)
        for _ in range(n_residents)
    ]
    rank = np.concatenate([1 + np.cumsum(rng.random(len(own)) >= kind.ties) for own in choices])
    hospital = np.concatenate(choices)
    rule = mm.rules.Stable(mentee_rank=rank, mentor_rank=rng.integers(1, kind.grades + 1, len(hospital)))
    resident = np.repeat(np.arange(n_residents), [len(own) for own in choices])
    capacity = rng.multinomial(n_residents - n_hospitals, weight) + 1
    shape, alike = (n_residents, n_hospitals), np.zeros(len(hospital), np.int64)
    plain = Instance.plain(shape, resident, hospital, alike, capacity)
    return replace(plain, rules=(rule,), objective=("matched",))


by_regime("stable", residents, tuple(HOSPITALS))
