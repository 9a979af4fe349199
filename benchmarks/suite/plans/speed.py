"""How fast it is, beside what is aimed at and beside the fastest peers: all in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suite.methods.constraints import CPSAT, LEVEL_2
from suite.methods.elsewhere import KWOK, LEMON, WARM
from suite.methods.ours import CHECKED, OURS, REPAIR
from suite.methods.solvers import FLOW, SPARSE
from suite.plans.comparison import Comparison
from suite.plans.measurement import Measurement
from suite.plans.section import Plan
from suite.plans.target import Target, ahead, beside, close, near, of_case, percent, within
from suite.report.table import seconds

READING = """\
Every ratio is of two times in one run, on the same instance; times are medians. The time of this engine
includes the check of its proof, which peers do not have; answers are asserted equal. Objective: most filled
demand first, then the highest score. Every process warms up on small instances, unless its first run is what
is measured.

Schemes in numbers are those of the engine's page: towns on a plane, up to 40 candidates per mentee; *plenty*
has 0.7 mentors per mentee with capacity 1 to 3, *scarce* 0.45 with capacity 1, *mixed* half the towns of
each."""

KERNEL = Comparison(
    "kernel",
    "Solving from scratch",
    "",
    {f"towns, {regime}": (20_000, 100_000) for regime in ("plenty", "scarce", "mixed")},
    (OURS, KWOK, LEMON, FLOW, SPARSE),
    limit=30.0,
    again=6.0,
)
ARRAYS = Comparison(
    "arrays",
    "A small scheme from arrays",
    "From arrays to the answer: what a solver takes is built first, which is most of the time of some. The "
    "target is on both together; solving alone comes after. Peers in environments of their own repeat what "
    "takes less than a fifth of a second, too.",
    {"numeric": (200,)},
    (OURS, KWOK, LEMON, FLOW, SPARSE),
    limit=10.0,
    unit="people",
    whole=True,
    runs=20,
)
START = Measurement(
    "start",
    "A small scheme from files: the whole command",
    "`mentormatch match` of the packaged example, with everything that it imports and writes: the first run "
    "with an empty cache of compiled functions, and the median of five more.",
    "command line",
    {
        "people": lambda row: f"{row['people']:,}",
        "first run": lambda row: seconds(row["first"]),
        "again": lambda row: seconds(row["seconds"]),
        "of that on the processor": lambda row: seconds(row["worked"]),
    },
    (0,),
    {"example": {}},
)
REPAIRS = Comparison(
    "repairs",
    "Changes in numbers",
    "Pairs of the best answer dissolved, never to be made again. In brackets: how many times as long as a "
    "repair on the same instance in the same run. LEMON keeps its basis; what was before is solved "
    "beforehand by both.",
    {f"{n} dissolved, {regime}": (100_000,) for n in ("1", "1,000") for regime in ("plenty", "scarce")},
    (REPAIR, CHECKED, WARM),
    limit=60.0,
    ours=REPAIR,
    needs=False,
    again=12.0,
)
RECORDS = Measurement(
    "records",
    "Rematch of people beside a match",
    "Seconds of the processor: a match of everybody; a rematch after 200 mixed changes (30% dissolutions, "
    "20% joiners, 20% movers, 10% each of leaving, avoiding and completing), the median of three; one after "
    "100 joiners.",
    "rematch of people",
    {
        "match": lambda row: seconds(row["match"]),
        "rematch, mixed": lambda row: seconds(row["worked"]),
        "of a match": lambda row: percent(row["worked"] / row["match"]),
        "rematch, joiners": lambda row: seconds(row["joiners"]["worked"]),
    },
    (20_000,),
    {"plenty": {"regime": "plenty", "text": False}},
)
_RULES = (
    "5% of the mentees in keep-apart pairs; half of the mentors with capacity 2 or more take nobody or at "
    "least 2; 1 to 5 hours per pair within 3 for each mentee a mentor may take and 1 more; three groups of a "
    "fifth of the people, each with a quarter more pairs within it than without rules. *Scarce* has 0.45 "
    "mentors per mentee with capacity 1 to 3."
)
_PLENTY, _SCARCE = "all four, plenty", "all four, scarce, 1 to 3"
RULES = Comparison(
    "rules",
    "Side rules",
    f"{_RULES} CP-SAT runs on the whole model.",
    {_PLENTY: (1_000,), _SCARCE: (1_000,)},
    (OURS, CPSAT, LEVEL_2),
    limit=20.0,
    needs=False,
)
LARGE_RULES = Comparison(
    "rules-5000", "Side rules, 5,000 mentees", "", {_PLENTY: (5_000,)}, (OURS,), limit=60.0, needs=False
)
HUGE_RULES = Comparison(
    "rules-20000", "Side rules, 20,000 mentees", "", {_PLENTY: (20_000,)}, (OURS,), limit=60.0, needs=False
)
PROOF = Comparison(
    "proof", "Side rules, 20,000 mentees, proved", "", {_PLENTY: (20_000,)}, (OURS,), limit=300.0, needs=False
)
TARGETS: Mapping[str, Sequence[Target]] = {
    "kernel": (
        ahead("towns, plenty", 4), ahead("towns, scarce", 6), ahead("towns, mixed", 4),
        beside("towns, mixed", "towns, plenty", 2), beside("towns, mixed", "towns, scarce", 2),
    ),
    "arrays": (close("numeric", 1.5, "from arrays, ours by best peer"),),
    "start": (
        of_case("first run", "example", 3.0, lambda row: row["first"]),
        of_case("any other run", "example", 1.0, lambda row: row["seconds"]),
    ),
    "repairs": (
        within("1 dissolved, plenty", 0.0003), within("1,000 dissolved, plenty", 0.050),
        *(ahead(f"{n} dissolved, {regime}", 30) for n in ("1", "1,000") for regime in ("plenty", "scarce")),
    ),
    "records": (
        of_case(
            "200 mixed changes by a match", "plenty", 0.05, lambda row: row["worked"] / row["match"], percent
        ),
        of_case("100 joiners", "plenty", 0.1, lambda row: row["joiners"]["worked"]),
    ),
    "rules": (within(_PLENTY, 1.5), within(_SCARCE, 2.0)),
    "rules-5000": (within(_PLENTY, 8.0),),
    "rules-20000": (near(_PLENTY, 0.0001),),
    "proof": (within(_PLENTY, 300.0),),
}  # fmt: skip
PLAN = Plan(
    "Speed, beside what is aimed at",
    READING,
    "speed",
    (KERNEL, ARRAYS, START, REPAIRS, RECORDS, RULES, LARGE_RULES, HUGE_RULES),
    targets=TARGETS,
    long=(PROOF,),
)
