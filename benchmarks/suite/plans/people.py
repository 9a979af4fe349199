"""The way from people to pairs: candidates, scoring, updating both after changes, and a match end to end."""

from __future__ import annotations

from suite.plans.measurement import Measurement
from suite.plans.section import Plan
from suite.process import Facts
from suite.report.table import mib, seconds

READING = """\
Made-up people, three mentees to two mentors, nobody going farther than 3 km unless a case says so; medians
of several processes where there are several. Seconds are the processor's unless a column says otherwise: all
of this uses one core, and on a shared machine the clock runs on while others work. Memory is the peak of the
whole process, people and libraries in it."""


def _phases(phases: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds(taken)}" for name, taken in phases.items())


def _share(row: Facts) -> str:
    return f"{row['part'] / row['whole']:.1%}"


CANDIDATES = Measurement(
    "candidates",
    "Finding candidates",
    "Everybody has the same limit of kilometres. Time includes reading fields off the people.",
    "candidates",
    {
        "pairs that may meet": lambda row: f"{row['pairs']:,.0f}",
        "time": lambda row: seconds(row["worked"]),
        "by the clock": lambda row: seconds(row["seconds"]),
        "people alone": lambda row: mib(row["people_mib"]),
        "peak": lambda row: mib(row["peak_mib"]),
    },
    (1_000, 10_000),
    {
        "at most 3 km": {"km": 3.0},
        "at most 20 km": {"km": 20.0},
        "at most 20 km, seniority gap of 2": {"km": 20.0, "gap": 2},
    },
)
SCORING = Measurement(
    "scoring",
    "Scoring",
    "50 candidates per mentee. *All* includes importing libraries, the single criteria do not.",
    "scoring",
    {
        "all, from a cold start": lambda row: seconds(row["worked"]),
        "by the clock": lambda row: seconds(row["seconds"]),
        "MiB before": lambda row: mib(row["before"]),
        "MiB added": lambda row: mib(row["added"]),
        "criteria": lambda row: _phases(row["each"]),
    },
    (20_000,),
    {"without free text": {"text": False}, "with free text": {"text": True}},
    rounds=2,
)
UPDATING = Measurement(
    "updating",
    "Updating candidates and scores after a change",
    "Three months in which 7 of 100 people join, leave or move; the candidates are those that a fresh search "
    "finds.",
    "updating",
    {
        "pairs": lambda row: f"{row['pairs']:,.0f}",
        "find and score all": lambda row: seconds(row["whole"]),
        "update": lambda row: seconds(row["part"]),
        "share": _share,
    },
    (10_000,),
    {"with free text": {}},
)
MATCHING = Measurement(
    "matching",
    "A match end to end",
    "From people to a proved matching, with the time of each step.",
    "matching",
    {
        "pairs that may meet": lambda row: f"{row['pairs']:,.0f}",
        "matched": lambda row: f"{row['matched']:,.0f}",
        "time": lambda row: seconds(row["worked"]),
        "by the clock": lambda row: seconds(row["seconds"]),
        "steps": lambda row: _phases(row["steps"]),
        "peak": lambda row: mib(row["peak_mib"]),
    },
    (1_000, 10_000),
    {"plenty, with free text": {"regime": "plenty"}, "scarce, with free text": {"regime": "scarce"}},
)
PLAN = Plan("From people to pairs", READING, "people", (CANDIDATES, SCORING, UPDATING, MATCHING))
