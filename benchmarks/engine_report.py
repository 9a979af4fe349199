"""The page of `engine.py`: targets beside what was measured, then a table or two for each section."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine_figures import (
    RIVALS,
    apart,
    cell,
    exponent,
    middle,
    spread,
    table,
    those,
    time,
    times,
    values,
)
from engine_plot import draw
from engine_runs import Row, faults
from engine_targets import TARGETS

Page = dict[str, Any]

INTRODUCTION = """\
# The engine beside its peers

Objective: most filled places first, then the highest score. One process a measurement, the solvers taking
turns; medians, and medians of the ratios within a round. Every process warms up on a tiny instance, so that
no time below includes compiling, which is reported on its own. The time of this engine includes the check of
its certificate; that of a peer is its solving alone, without the building of its arrays, and without any
check. A time that reached its limit counts as the limit. What reaches its limit, or takes longer than 30 s,
is measured once, not in every round. The machine is shared: load is what others used when a section began.

Schemes are regional: towns of unequal size on a plane, up to 40 candidates a mentee (the nearest mentors,
less one in twenty), scores up to 1,000,000. *Plenty* has 0.7 mentors a mentee with 1, 2 or 3 places (1.6 on
average), *scarce* 0.45 with one place each; in *mixed* half of the towns are like the one, half like the
other.
"""

MEMORY = """\
At the largest size, {:,} mentees: peak memory of the process, in brackets what it was with the instance in it
before the solver came in (interpreter and libraries take about 200 MiB), and the time to build the solver's
arrays, which is not in the times above."""

SIDE_RULES = """\
Side rules: 5% of the mentees in keep-apart pairs (neighbours); half of the mentors with 2 or more places take
nobody or at least 2; 1 to 5 hours a pair, 3 hours a place and 1 more for each mentor; three groups of a fifth
of the people, each with a quarter more pairs within it than the answer without side rules has. Here *scarce*
has 0.45 mentors a mentee with 1 to 3 places each. Every repetition has a seed of its own.
"""

NESTED = """\
Ten regions of a tenth of the mentees each may have 80% or 90% of the pairs that the answer without ceilings
gives them, and all together 97% of that: ten groups inside one. The flow of OR-Tools runs through the same
groups; the time of this engine includes the lottery and the certificate, whose prices prove the answer.
"""


def write(folder: Path) -> str:
    """Write page and picture from the sections in a folder, and return the page."""
    pages: dict[str, Page] = {
        name: json.loads((folder / "engine" / f"{name}.json").read_text(encoding="utf-8"))
        for name in SECTIONS
        if (folder / "engine" / f"{name}.json").exists()
    }
    lines = [INTRODUCTION, *_agreement(pages), "## Targets", ""]
    lines += table(
        ["target", "measured", "reached"],
        [line for name, page in pages.items() for line in TARGETS[name](page["rows"])],
    )
    curves = [row for name in ("growth", "peers") if name in pages for row in pages[name]["rows"]]
    if curves:
        draw(curves, folder / "engine.png")
        lines += ["![Seconds over mentees, both axes logarithmic](engine.png)", ""]
    for name, page in pages.items():
        title, tables = SECTIONS[name]
        lines += [f"## {title}", "", *_setting(page), "", *tables(page["rows"])]
    text = "\n".join(lines).rstrip() + "\n"
    (folder / "engine.md").write_text(text, encoding="utf-8")
    return text


def _agreement(pages: dict[str, Page]) -> list[str]:
    rows = [row for page in pages.values() for row in page["rows"]]
    found = faults(rows)
    if not found:
        n = sum(row["status"] == "proved" for row in rows)
        return [
            f"All {n:,} proved answers agree with those of other solvers and rounds to the same instance.",
            "",
        ]
    return ["**Faults:**", "", *(f"- {fault}" for fault in found), ""]


def _setting(page: Page) -> list[str]:
    return [f"`{page['command']}`", "", f"{page['date']}; {page['machine']}; load {page['load']:.1f}."]


def _growth(rows: Sequence[Row]) -> list[str]:
    head, lines = spread(rows, "regime", cell, "n")
    for line, n in zip(lines, values(rows, "n"), strict=True):
        line[1:1] = [f"{middle(those(rows, n=n), 'pairs') or 0:,.0f}"]
        line.append(f"{apart(those(rows, n=n)):.1f}")
    powers = [
        "**exponent**",
        "",
        *map(exponent, (those(rows, regime=r) for r in values(rows, "regime"))),
        "",
    ]
    return table(["mentees", "pairs", *head, "slowest / fastest"], [*lines, powers])


def _peers(rows: Sequence[Row]) -> list[str]:
    lines = []
    for regime in values(rows, "regime"):
        head, body = spread(those(rows, regime=regime), "n", cell, "solver")
        for line in body:
            line.append(exponent(those(rows, regime=regime, solver=line[0])))
        lines += table([f"{regime}: mentees", *head, "exponent"], body)
    lines += [
        "The faster of OR-Tools and scipy as a multiple of mentormatch; by processor time in brackets:",
        "",
    ]
    head, body = spread(rows, "n", _ratio, "regime")
    lines += table(["", *head], body)
    largest = max(row["n"] for row in rows)
    lines += [MEMORY.format(largest), ""]
    head, body = spread(those(rows, n=largest), "regime", _memory, "solver")
    return lines + table(["peak; build", *head], body)


def _ratio(rows: Sequence[Row]) -> str:
    found = [times(rows, RIVALS, by) for by in ("counted", "worked")]
    return "" if found[0] is None or found[1] is None else f"{found[0]:.1f} ({found[1]:.1f})"


def _memory(rows: Sequence[Row]) -> str:
    peak = middle(rows, "peak")
    before = middle(rows, "held") or 0.0
    return "" if peak is None else f"{peak:,.0f} MiB ({before:,.0f}); {time(middle(rows, 'build'))}"


def _million(rows: Sequence[Row]) -> list[str]:
    lines: list[str] = []
    for row in those(rows, status="done"):
        sizes = f"{row['n']:,} mentees, {row['mentors']:,} mentors, {row['pairs']:,} pairs"
        lines += [f"{sizes}; {row['matched']:,} places filled; proved: {row['proved']}.", ""]
        steps = ("make the instance", "build the `Problem`", "solve, with certificate", "certify once more")
        taken = [row[key] for key in ("made", "build", "solve", "certify")]
        lines += table(
            ["step", "time", "peak so far", "bytes a pair"],
            [
                [step, time(seconds), f"{peak / 1024:.2f} GiB", f"{peak * 2**20 / row['pairs']:,.0f}"]
                for step, seconds, peak in zip(steps, taken, row["peaks"], strict=True)
            ],
        )
    return lines


def _rules(rows: Sequence[Row]) -> list[str]:
    return [SIDE_RULES, *_proofs(rows)]


def _proofs(rows: Sequence[Row]) -> list[str]:
    body: list[list[str]] = []
    for n in values(rows, "n"):
        for regime in values(rows, "regime"):
            for solver in values(rows, "solver"):
                for limit in values(rows, "limit"):
                    own = those(rows, n=n, regime=regime, solver=solver, limit=limit)
                    if own:
                        body.append([f"{n:,}, {regime}", str(solver), f"{limit:.0f} s", *_proof(own)])
    head = ["mentees", "solver", "limit", "median to proof", "slowest", "proved", "largest gap"]
    return table(head, body)


def _proof(rows: Sequence[Row]) -> list[str]:
    proved, slowest = those(rows, status="proved"), max(rows, key=lambda row: row["counted"] or row["limit"])
    gaps = [row.get("gap") for row in rows]
    known = [gap for gap in gaps if gap is not None]
    gap = f"{100 * max(known):.4f}%" if len(known) == len(gaps) else "unknown"
    return [cell(rows), cell([slowest]), f"{len(proved)} of {len(rows)}", gap]


def _nested(rows: Sequence[Row]) -> list[str]:
    lines = [NESTED]
    for regime in values(rows, "regime"):
        head, body = spread(those(rows, regime=regime), "n", cell, "solver")
        lines += table([f"{regime}: mentees", *head], body)
    return lines


def _overhead(rows: Sequence[Row]) -> list[str]:
    def both(own: Sequence[Row]) -> str:
        return f"{time(middle(own, 'seconds'))}; {time(middle(own, 'slow'))}"

    head, body = spread(rows, "regime", both, "n")
    return [
        "Median and 95th percentile of 200 solutions in one process.",
        "",
        *table(["mentees", *head], body),
    ]


def _compiling(rows: Sequence[Row]) -> list[str]:
    body = [
        [
            str(regime),
            *(time(middle(those(rows, regime=regime), key)) for key in ("first", "worked", "again")),
        ]
        for regime in values(rows, "regime")
    ]
    return table(["", "first solutions in a process", "of that on the processor", "the next ones"], body)


Tables = Callable[[Sequence[Row]], list[str]]

SECTIONS: dict[str, tuple[str, Tables]] = {
    "peers": ("Peers", _peers),
    "growth": ("Growth", _growth),
    "million": ("A million mentees", _million),
    "rules": ("Side rules", _rules),
    "nested": ("Nested ceilings", _nested),
    "stable": ("Largest stable matchings: residents and hospitals with ties", _proofs),
    "hours": ("Hours: generalised assignment, type C", _proofs),
    "overhead": ("Small problems", _overhead),
    "compiling": ("Compiling, once", _compiling),
}
