"""Which measurements make a run: sizes, limits, months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suite.methods import OURS
from suite.months import REMATCHES


@dataclass(frozen=True)
class Plan:
    """A run of the suite.

    Parameters
    ----------
    limit : float
        Seconds that a method has for an instance.
    sizes : mapping of str to tuple of int
        Data -> numbers of people.
    people, months : int
        Of the scheme that is followed over months.
    months_limit : float
        Seconds that a way of matching has for all months together.
    """

    limit: float
    sizes: Mapping[str, tuple[int, ...]]
    people: int
    months: int
    months_limit: float


PLANS = {
    "bench": Plan(
        10.0,
        {"plenty": (100, 400, 1_600, 6_400), "scarce": (400,), "coarse": (400,), "numeric": (100_000,)},
        150,
        24,
        60.0,
    ),
    "bench-full": Plan(
        300.0,
        {
            "plenty": (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000),
            "scarce": (100, 1_000, 10_000, 100_000),
            "coarse": (100, 1_000, 10_000),
            "numeric": (100_000, 300_000, 1_000_000),
        },
        1_000,
        24,
        900.0,
    ),
}

_BOTH = ("keep", "anew")
WAYS: dict[str, tuple[str, ...]] = {
    OURS: (*REMATCHES, "anew"),
    **dict.fromkeys(("random", "greedy", "deferred acceptance", "Munkres rounds", "OR-Tools flow"), _BOTH),
    **dict.fromkeys(("scipy, dense", "scipy, sparse", "HiGHS", "CP-SAT", "networkx"), ("anew",)),
}
"""Method -> what it does with the pairs there are; the exact ones come to the same in ``keep``."""
