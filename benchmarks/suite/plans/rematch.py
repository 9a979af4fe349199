"""What changes cost: repairs beside solving from scratch, rematches of people, frontiers, endurance."""

from __future__ import annotations

from suite.methods.elsewhere import KWOK, LEMON, WARM
from suite.methods.ours import CHECKED, OURS, REPAIR
from suite.methods.solvers import FLOW, SPARSE
from suite.plans.comparison import Comparison
from suite.plans.measurement import Measurement
from suite.plans.section import Plan
from suite.plans.target import of_case, percent
from suite.process import Facts
from suite.report.table import mib, seconds

READING = """\
Objective: most filled demand first, then the highest score. Repairs start from a solved scheme, and so does
the warm network simplex of LEMON, whose costs are changed and whose basis is kept; the others solve the
changed scheme from scratch. Times are of the changes and solving alone, medians of up to five runs in one
process; solving what was before is in the building. In brackets: how many times as long as a repair on the
same instance in the same run. All answers are asserted equal, and checked.

Numeric schemes are those of the engine's page: towns on a plane, up to 40 candidates per mentee. People
are those of the benchmark's own schemes, nobody going farther than 3 km."""

NUMERIC = Comparison(
    "numeric",
    "Changes in numbers",
    "Pairs of the best answer dissolved, never to be made again; or mentees who join, with their scores.",
    {
        f"{change}, {regime}": (20_000,)
        for change in ("1 dissolved", "100 dissolved", "1,000 dissolved", "100 joined")
        for regime in ("plenty", "scarce", "mixed")
    },
    (REPAIR, CHECKED, OURS, WARM, LEMON, KWOK, FLOW, SPARSE),
    limit=10.0,
    ours=REPAIR,
    needs=False,
)


def _of_match(row: Facts) -> str:
    return f"{row['worked'] / row['match']:.1%}"


def _steps(row: Facts) -> str:
    slowest = sorted(row["steps"].items(), key=lambda step: -step[1])[:3]
    return ", ".join(f"{name} {seconds(taken)}" for name, taken in slowest)


PEOPLE = Measurement(
    "people",
    "Rematch of people beside a match",
    "Seconds of the processor: a match of everybody; a rematch after 200 mixed changes (30% dissolutions, "
    "20% joiners, 20% movers, 10% each of leaving, avoiding and completing), the median of three; one after "
    "100 joiners; and each of three in a row, from one matching to the next.",
    "rematch of people",
    {
        "match": lambda row: seconds(row["match"]),
        "rematch, mixed": lambda row: seconds(row["worked"]),
        "of a match": _of_match,
        "slowest steps": _steps,
        "rematch, joiners": lambda row: seconds(row["joiners"]["worked"]),
        "again and again": lambda row: seconds(row["chain"]["worked"]),
    },
    (20_000,),
    {
        "plenty, with free text": {"regime": "plenty", "text": True},
        "plenty, without": {"regime": "plenty", "text": False},
        "scarce, without": {"regime": "scarce", "text": False},
    },
)
FRONTIER = Measurement(
    "frontier",
    "Frontier",
    "After 120 departures (three dissolutions for every mentor who leaves), up to 20 disturbed pairs.",
    "frontier",
    {
        "time": lambda row: seconds(row["seconds"]),
        "points": lambda row: f"{row['points']}",
        "disturbed": lambda row: f"{row['disturbed']}",
        "more matched": lambda row: f"{row['more_matched']}",
        "more score": lambda row: f"{row['more_score']:,.2f}",
    },
    (1_000,),
    {
        f"{regime}, first: {first}": {"regime": regime, "first": first}
        for regime in ("plenty", "scarce")
        for first in ("stage", "nobody")
    },
)
ENDURANCE = Measurement(
    "endurance",
    "Endurance",
    "A fifth as many changes as there are mentees, of six kinds in a row, one repair each; the last answer "
    "is checked, and equals that of a solve from scratch.",
    "endurance",
    {
        "median repair": lambda row: seconds(row["seconds"]),
        "slowest": lambda row: seconds(row["slowest"]),
        "solved from scratch": lambda row: f"{row['scratch']:,}",
        "memory before": lambda row: mib(row["memory"][0]),
        "half-way": lambda row: mib(row["memory"][1]),
        "at the end": lambda row: mib(row["memory"][2]),
    },
    (10_000,),
    {regime: {"regime": regime} for regime in ("plenty", "scarce")},
)
TARGETS = {
    "people": [
        of_case(f"{case}: {what}", case, aim, value, write)
        for case in PEOPLE.cases
        for what, aim, value, write in (
            ("200 mixed changes, of a match", 0.05, lambda row: row["worked"] / row["match"], percent),
            ("100 joiners", 0.1, lambda row: row["joiners"]["worked"], seconds),
        )
    ]
}
PLAN = Plan(
    "Rematch: what changes cost", READING, "rematch", (NUMERIC, PEOPLE, FRONTIER, ENDURANCE), targets=TARGETS
)
