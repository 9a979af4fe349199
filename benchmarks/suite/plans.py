"""Which measurements make a run: sizes, limits, months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suite.methods import OURS
from suite.months import REMATCHES
from suite.registry import METHODS


@dataclass(frozen=True)
class Plan:
    """A run of the suite.

    Parameters
    ----------
    limit : float
        Seconds that a method has for an instance.
    seeds : int
        How many schemes are drawn of a kind and size, and how many are followed over months.
    once : int
        Schemes of more people are drawn from the first seed alone.
    sizes : mapping of str to tuple of int
        Data -> numbers of people.
    people, months : int
        Of the schemes that are followed over months.
    months_limit : float
        Seconds that a way of matching has for all months together.
    """

    limit: float
    seeds: int
    once: int
    sizes: Mapping[str, tuple[int, ...]]
    people: int
    months: int
    months_limit: float


PLANS = {
    "bench": Plan(
        limit=4.0,
        seeds=3,
        once=400,
        sizes={"plenty": (100, 400, 1_600, 6_400), "scarce": (200,), "coarse": (200,), "numeric": (50_000,)},
        people=120,
        months=24,
        months_limit=30.0,
    ),
    "bench-full": Plan(
        limit=30.0,
        seeds=3,
        once=1_000,
        sizes={
            "plenty": (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000),
            "scarce": (1_000, 10_000, 100_000),
            "coarse": (1_000, 10_000),
            "near": (100_000, 1_000_000),
            "numeric": (100_000, 300_000, 1_000_000),
        },
        people=400,
        months=24,
        months_limit=120.0,
    ),
}

WAYS: dict[str, tuple[str, ...]] = {
    name: (*REMATCHES, "anew") if name == OURS else ("keep", "anew") for name in METHODS.parts
}
"""Method -> what it does with the pairs there are."""
