"""Methods side by side: quality, speed, known optima, and months of churn; five minutes, or an hour."""

from __future__ import annotations

from suite.methods.elsewhere import KWOK, LEMON
from suite.methods.ours import OURS
from suite.months import REMATCHES
from suite.plans.churn import Churn
from suite.plans.comparison import Comparison
from suite.plans.section import Plan

METHODS = (
    OURS, "random", "greedy", "OR-Tools flow", KWOK, LEMON, "scipy, dense", "scipy, sparse", "HiGHS",
    "CP-SAT", "networkx", "deferred acceptance", "Munkres rounds",
)  # fmt: skip
WAYS = {name: (*REMATCHES, "from scratch") if name == OURS else ("keep", "from scratch") for name in METHODS}
"""Method -> what it does with the pairs there are."""

TITLE = "Methods side by side"
READING = """\
Every method gets the same scored pairs and the same time, one process a method. Time is that of the method
from arrays to pairs, the median of up to five runs, with the building of whatever it takes; for this library
it includes the check of its proof, which no other has. The best in a column stands out; in that of times, the
fastest exact method. A method that ran out of time, cannot take an instance, failed or broke a rule is shown
so. Both sides like a pair as much as it scores, so that deferred acceptance comes to what greedy does, but
for ties.

Exact methods find equally good answers: what distinguishes them is time, and which of several equally good
answers they return. A matching with the highest total has blocking pairs, as it must: nobody's wish counts
more than everybody's sum. Schemes are made up; their scores are spread as this library's criteria spread
them."""


def _compared(sizes: dict[str, tuple[int, ...]], limit: float, once: int) -> Comparison:
    return Comparison(
        "methods", "Methods", "", sizes, METHODS, limit, seeds=3, once=once, unit="people", quality=True
    )


SHORT = Plan(
    TITLE,
    READING,
    "suite",
    (
        _compared(
            {"plenty": (100, 400, 1_600, 6_400), "scarce": (200,), "coarse": (200,), "numeric": (50_000,)},
            limit=4.0,
            once=400,
        ),
        Churn(people=120, months=24, seeds=3, ways=WAYS, limit=30.0),
    ),
)

FULL = Plan(
    TITLE,
    READING,
    "suite-full",
    (
        _compared(
            {
                "plenty": (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000),
                "scarce": (1_000, 10_000, 100_000),
                "coarse": (1_000, 10_000),
                "near": (100_000, 1_000_000),
                "numeric": (100_000, 300_000, 1_000_000),
            },
            limit=30.0,
            once=1_000,
        ),
        Churn(people=400, months=24, seeds=3, ways=WAYS, limit=120.0),
    ),
)
