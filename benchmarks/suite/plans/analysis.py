"""Explaining, foreseeing and comparing matchings, and being fair: seconds beside what is aimed at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from suite.plans.measurement import Measurement, broken
from suite.plans.section import Plan
from suite.process import Facts
from suite.report.table import seconds

READING = """\
Made-up people, three mentees to two mentors, nobody going farther than 3 km unless a case says so, without
free text. Seconds are the processor's unless a column says otherwise: all of this uses one core."""
REGIMES = {"plenty": {"regime": "plenty"}, "scarce": {"regime": "scarce"}}


def _n(key: str) -> Callable[[Facts], str]:
    return lambda row: f"{row[key]:,.0f}"


def _s(key: str) -> Callable[[Facts], str]:
    return lambda row: seconds(row[key])


NOBODY = Measurement(
    "nobody",
    "Why somebody has nobody",
    "The table of all who have nobody, mentees and mentors, with a code and a sentence each; then the longer "
    "sentence of each mentee, which says by how much others are ahead.",
    "nobody",
    {"pairs that may meet": _n("pairs"), "mentees without": _n("asked"), "table": _s("worked"),
     "sentences": _s("sentences")},
    (10_000,),
    REGIMES,
)  # fmt: skip
RELAXING = Measurement(
    "relaxing",
    "The least that would match somebody",
    "Mentees who have nobody, drawn; each relaxation is verified by solving.",
    "relaxing",
    {"pairs that may meet": _n("pairs"), "mentees": _n("asked"), "relaxations": _n("found"),
     "all": _s("worked"), "one": _s("mean"), "the longest": _s("most")},
    (10_000,),
    {name: one | {"asked": 100} for name, one in REGIMES.items()},
)  # fmt: skip
COSTS = Measurement(
    "costs",
    "What another pair would cost",
    "Candidate pairs, drawn, with who would move. The state is kept once for all of them.",
    "costs",
    {"pairs that may meet": _n("pairs"), "asked": _n("asked"), "keeping the state": _s("keeping"),
     "one": _s("mean"), "the longest": _s("most")},
    (10_000,),
    {name: one | {"asked": 1_000} for name, one in REGIMES.items()},
)  # fmt: skip
READINESS = Measurement(
    "readiness",
    "What can be foreseen before matching",
    "With 50 matchings drawn.",
    "readiness",
    {"pairs that may meet": _n("pairs"), "time": _s("worked"), "by the clock": _s("seconds")},
    (10_000,),
    {
        "scarce, at most 3 km": {"regime": "scarce", "km": 3.0},
        "scarce, at most 15 km": {"regime": "scarce", "km": 15.0},
    },
)
COMPARING = Measurement(
    "comparing",
    "Two matchings compared, with causes",
    "Between the two, some mentors have left; in the second case people have free text, as many mentees "
    "give three other answers, and the weight of a criterion is another one. One cause after another is "
    "undone and the matching made again. Sizes are mentees; two mentors come on top for every three.",
    "comparing",
    {"pairs that may meet": _n("pairs"), "pairs that differ": _n("differing"), "explained": _n("explained"),
     "time": _s("worked"), "by the clock": _s("seconds"), "peak": lambda row: f"{row['peak_mib']:,.0f} MiB"},
    (12_000,),
    {
        "5 mentors left": {"regime": "scarce", "left": 5, "text": False},
        "answers and a weight too, with free text": {"regime": "scarce", "left": 5, "text": True},
    },
)  # fmt: skip
ORDERS = Measurement(
    "orders",
    "Being fair to those who are worst off",
    "Numeric schemes of towns on a plane, up to 40 candidates per mentee; a twentieth of the pairs are "
    "wishes of 5 ranks. Proof included. The first levels are the lowest totals, or how many got each wish.",
    "orders",
    {"pairs that may meet": _n("pairs"), "time": _s("worked"), "proof": lambda row: row["proof"],
     "score": _n("score"), "first levels": lambda row: ", ".join(f"{one:,}" for one in row["levels"])},
    (2_000,),
    {regime: {"regime": regime, "limit": 60.0} for regime in ("plenty", "scarce", "mixed")},
)  # fmt: skip
PAPERS = Measurement(
    "papers",
    "Papers and reviewers",
    "Each paper has 3 reviewers. Drawn: 118 papers, 177 reviewers with at most 4 papers, the shape of "
    "MIDL's instance, whose own data is a file that could not be had. Public: 54 papers, 31 reviewers with "
    "at most 6. FairIR is the linear programme with rounding of Kobren, Saha and McCallum (KDD 2019), "
    "written from the paper.",
    "papers",
    {"total": lambda row: f"{row['total']:.4f}", "worst paper": lambda row: f"{row['worst']:.4f}",
     "": lambda row: row["status"], "time": _s("worked")},
    (0,),
    {f"drawn {k}" if k else "public": {"drawn": k, "limit": 120.0} for k in (1, 2, 3, 0)},
    limit=600.0,
)  # fmt: skip
TARGETS: Mapping[str, tuple[str, float, str]] = {
    "nobody": ("sentences", 5.0, "why nobody, all mentees without a mentor"),
    "relaxing": ("worked", 30.0, "the least relaxation of 100 mentees"),
    "costs": ("mean", 0.005, "what one pair would cost"),
    "readiness": ("worked", 10.0, "readiness"),
    "comparing": ("worked", 20.0, "two matchings compared with causes"),
    "orders": ("worked", 30.0, "leximin to depth 10"),
}
"""Section -> the figure that has a target, the target in seconds, and what it is."""


def in_short(sections: Mapping[str, Facts]) -> list[str]:
    """Return each figure that has a target beside it."""
    return [line for name, facts in sections.items() if name in TARGETS
            for line in _beside(name, [row for row in facts["rows"] if not broken(row)])]  # fmt: skip


def _beside(name: str, rows: Sequence[Facts]) -> Iterator[str]:
    key, target, what = TARGETS[name]
    for row in (one for one in rows if name != "orders" or "leximin" in one["case"]):
        within = "within" if row[key] <= target else "NOT within"
        measured = f"{seconds(row[key])}, {within} {seconds(target)}"
        yield f"{row['n']:,} mentees, {what} ({row['case']}): {measured}."


PLAN = Plan(
    "Explained, foreseen, compared, fair", READING, "analysis",
    (NOBODY, RELAXING, COSTS, READINESS, COMPARING, ORDERS, PAPERS), in_short,
)  # fmt: skip
