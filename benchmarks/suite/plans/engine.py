"""The engine beside its peers: growth over sizes and regimes, side rules, ceilings, stability, memory."""

from __future__ import annotations

from suite.methods.constraints import CPSAT, LEVEL_2
from suite.methods.elsewhere import KWOK, LEMON
from suite.methods.ours import OURS
from suite.methods.solvers import FLOW, GROUPED, SPARSE
from suite.plans.comparison import Comparison
from suite.plans.measurement import Measurement
from suite.plans.section import Plan
from suite.report.table import mib, seconds

READING = """\
Objective: most filled demand first, then the highest score. Times are of solving alone, medians of up to five
runs in one process; building what a solver takes is beside them. The time of this engine includes the
check of its certificate; peers have no check. In brackets: how many times as long as this engine a peer takes
on the same instance in the same run, the median where there are several seeds. All proved answers are
asserted equal. Every process warms up on small instances, so that no time includes compiling, which has a
table of its own.

Schemes are regional: towns of unequal size on a plane, up to 40 candidates per mentee (the nearest mentors,
less one in twenty), scores up to 1,000,000. *Plenty* has 0.7 mentors per mentee with capacity 1, 2 or 3 (1.6
on average), *scarce* 0.45 with capacity 1 each; in *mixed* half of the towns are like the one, half like the
other."""

GROWTH = Comparison(
    "growth",
    "Growth",
    "",
    {f"towns, {regime}": (1_000, 5_000, 20_000, 50_000) for regime in ("plenty", "scarce", "mixed")},
    (OURS, KWOK, LEMON, FLOW, SPARSE),
    limit=10.0,
)
RULES = Comparison(
    "rules",
    "Side rules",
    "5% of the mentees in keep-apart pairs (neighbours); half of the mentors with capacity 2 or more take "
    "nobody or at least 2; 1 to 5 hours per pair, 3 hours for each mentee a mentor may take and 1 more; "
    "three groups of a fifth of the people, each with a quarter more pairs within it than without rules. "
    "Each kind alone, and all four; there *scarce* has 0.45 mentors per mentee with capacity 1 to 3. CP-SAT "
    "runs on the whole model.",
    {
        **{f"{kind}, plenty": (1_000,) for kind in ("keep-apart", "minimum loads", "hours", "pair counts")},
        **{f"all four, {regime}": (1_000,) for regime in ("plenty", "scarce, 1 to 3")},
    },
    (OURS, CPSAT, LEVEL_2),
    limit=15.0,
    needs=False,
)
NESTED = Comparison(
    "nested",
    "Nested ceilings",
    "Ten regions of a tenth of the mentees each may have 80% or 90% of the pairs that the answer without "
    "ceilings gives them, and all together 97% of that. The flow of OR-Tools runs through the same groups.",
    {f"nested ceilings, {regime}": (1_000, 20_000) for regime in ("plenty", "scarce")},
    (OURS, GROUPED, CPSAT),
    limit=10.0,
    needs=False,
)
STABLE = Comparison(
    "stable",
    "Largest stable matchings: residents and hospitals with ties",
    "Residents with 3 to 7 choices, hospitals with capacity 15 on average.",
    {
        f"stable, {kind}": (300,)
        for kind in ("5 grades", "10 grades, residents' ties", "5 grades, popular hospitals")
    },
    (OURS, CPSAT),
    limit=12.0,
    unit="residents",
    needs=False,
)
COMPILING = Measurement(
    "compiling",
    "Compiling",
    "Solving a small scheme of each regime in a new process, with an empty cache of compiled functions and "
    "with one on disk.",
    "compiling",
    {
        "first solutions": lambda row: seconds(row["first"]),
        "of that on the processor": lambda row: seconds(row["worked"]),
        "the next ones": lambda row: seconds(row["again"]),
    },
    (0,),
    {"empty cache": {"cache": False, "n": 60}, "cache on disk": {"cache": True, "n": 60}},
)
MEMORY = Measurement(
    "memory",
    "Memory of one large instance",
    "Steps in one process, and its peak after each; interpreter and libraries are in it.",
    "memory",
    {
        "pairs": lambda row: f"{row['pairs']:,}",
        "make": lambda row: seconds(row["made"]),
        "build": lambda row: seconds(row["build"]),
        "solve, with certificate": lambda row: seconds(row["solve"]),
        "certify once more": lambda row: seconds(row["certify"]),
        "peak with the instance": lambda row: mib(row["peaks"][0]),
        "peak": lambda row: mib(row["peaks"][-1]),
        "bytes per pair": lambda row: f"{row['peaks'][-1] * 2**20 / row['pairs']:,.0f}",
    },
    (200_000,),
    {"plenty": {"regime": "plenty"}},
)
PLAN = Plan(
    "The engine beside its peers",
    READING,
    "engine",
    (GROWTH, RULES, NESTED, STABLE, COMPILING, MEMORY),
)
