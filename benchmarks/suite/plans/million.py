"""A million candidate pairs: the sections of `scoring` on speed."""

from __future__ import annotations

from collections.abc import Callable

from suite.plans.measurement import Measurement
from suite.process import Facts
from suite.report.table import NONE, mib, seconds

SPEED = Measurement(
    "speed",
    "Scoring a million candidate pairs",
    "50 candidates for each of 20,000 mentees. *First*: with everything that has to be imported. *Again*: "
    "the median of five more. The five declared criteria are values as tags, areas with levels, a number, "
    "the same organisation, and times of the week; nothing else is scored.",
    "million",
    {
        "pairs": lambda row: f"{row['pairs']:,.0f}",
        "first": lambda row: seconds(row["worked"]),
        "first, by the clock": lambda row: seconds(row["seconds"]),
        "again": lambda row: seconds(row["again"]["worked"]),
        "peak": lambda row: mib(row["peak"]),
    },
    (20_000,),
    {
        "built-in criteria, without free text": {"text": False},
        "built-in criteria, with free text": {"text": True},
        "five declared criteria": {"declared": True},
    },
)


def _seconds(key: str) -> Callable[[Facts], str]:
    return lambda row: seconds(row[key]) if key in row else NONE


KINDS = Measurement(
    "kinds",
    "Declared criteria beside built-in ones",
    "Each criterion alone on a million pairs of people who answered nothing else, reading people included; "
    "built-in criteria find the same answers in fields of their own. Medians of five runs in turn, in one "
    "process; answers are asserted equal. The vocabulary for health is off for both. Both use the same code "
    "for pairs; what differs is reading people: a declared answer is looked up by its name. Kinds without a "
    "built-in counterpart have no ratio; nothing that is declared compares travel, wishes, or answers to "
    "statements. *Must*: the criterion as a condition for meeting: reading what people gave, then the mask "
    "over all pairs.",
    "kinds",
    {
        "built in": _seconds("built in"),
        "declared": _seconds("declared"),
        "declared / built in": lambda row: (
            f"{row['declared'] / row['built in']:.2f}" if "built in" in row else NONE
        ),
        "must: read": _seconds("read"),
        "must: mask": _seconds("mask"),
        "pairs excluded": lambda row: f"{row['excluded']:,}" if "excluded" in row else NONE,
    },
    (20_000,),
    {"": {}},
)
