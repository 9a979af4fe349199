"""The page of `rematch.py`: targets beside what was measured, then a table or two for each section."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine_figures import OURS, exponent, middle, spread, table, those, time, times, values
from engine_runs import Row
from rematch_plot import draw
from rematch_runs import faults
from rematch_sections import ANEW, KERNEL, ONE, RIVAL
from rematch_targets import TARGETS

Page = dict[str, Any]

INTRODUCTION = """\
# Rematch: what changes cost

Objective: most filled places first, then the highest score. One process a measurement, the solvers taking
turns; medians, and medians of the ratios within a round. The machine is shared, with more to do than it has
cores: times are what the processor worked, those by the clock stand beside them in brackets, and load is the
range of what it was before each measurement. Every process warms up on a tiny instance, so that
no time below includes compiling. Other solvers solve the changed problem; their time is solving alone,
without the building of their arrays. Every repaired answer is checked, and proved by its prices; that check
looks at all pairs, is made when it is asked for, and has a column of its own.

Numeric schemes are those of the [engine's benchmark](engine.md): towns on a plane, up to 40 candidates a
mentee; *plenty* has 0.7 mentors a mentee with 1, 2 or 3 places, *scarce* 0.45 with one place each, and in
*mixed* half of the towns are like the one, half like the other.
"""

NUMERIC = """\
Times of a repair include making the changes' records. Single dissolutions are made in a row, by `repair` and
by `repair_network` in turn; the others each go on from the first answer. A joiner has the candidates of
another mentee, with other scores.
"""

GROWTH = """\
As above; an exponent is fitted to all sizes of its line. There are at least 5 mentees a change.
"""

MEMORY = """\
Resident memory. *Read* is what a snapshot takes once its `problem` and `solution` were asked for, which it
then keeps.
"""

ENDURANCE = """\
One repair a change: dissolutions, joiners, leavers, mentors with other places and scores, completed and
avoided pairs in turn. Only the last state is kept. The end equals a fresh solve.
"""

PEOPLE = """\
200 changes are 60 dissolutions, 40 joiners, 40 movers, 20 leavers, 20 avoids and 20 completes; of 100 joiners
two thirds are mentees. All pairs have begun. The first rematch in a process is on its own; the median is over
three, of other changes to the same matching. Candidates are compared with those found anew.
"""

FRONTIER = """\
After 120 departures: 90 dissolutions, and 30 mentors who leave. All pairs had begun.
"""


def write(folder: Path) -> str:
    """Write page and picture from the sections in a folder, and return the page."""
    pages: dict[str, Page] = {
        name: json.loads((folder / "rematch" / f"{name}.json").read_text(encoding="utf-8"))
        for name in SECTIONS
        if (folder / "rematch" / f"{name}.json").exists()
    }
    lines = [INTRODUCTION, *_agreement(pages), "## Targets", ""]
    lines += table(
        ["target", "measured", "reached"],
        [line for name, page in pages.items() for line in TARGETS[name](_measured(page))],
    )
    for name, page in pages.items():
        title, words, tables = SECTIONS[name]
        lines += [f"## {title}", "", *_setting(page), "", words, *tables(_measured(page))]
    if "growth" in pages:
        draw(_measured(pages["growth"]), folder / "rematch.png")
        lines += ["![Seconds over mentees, both axes logarithmic](rematch.png)"]
    text = "\n".join(lines).rstrip() + "\n"
    (folder / "rematch.md").write_text(text, encoding="utf-8")
    return text


def _measured(page: Page) -> list[Row]:
    return [row for row in page["rows"] if row["status"] != "failed"]


def _agreement(pages: dict[str, Page]) -> list[str]:
    rows = [row for page in pages.values() for row in page["rows"]]
    found = faults(rows)
    if not found:
        words = "answers are proved and agree with those of other solvers and rounds to the same instance."
        return [f"All {len(rows):,} {words}", ""]
    return ["**Faults:**", "", *(f"- {fault}" for fault in found), ""]


def _setting(page: Page) -> list[str]:
    loads = [row["load"] for row in page["rows"]]
    source = f"source {page['source'] or 'unknown'}"
    load = f"load {min(loads):.1f} to {max(loads):.1f}"
    when = f"{page['date']}; {source}; {page['machine']}; {load}."
    return [f"`{page['command']}`", "", when]


def _times(rows: Sequence[Row]) -> str:
    return f"{time(middle(rows))} ({time(middle(rows, 'seconds'))})" if rows else ""


def _numeric(rows: Sequence[Row]) -> list[str]:
    lines = _singles(those(rows, changes=ONE))
    many = those(rows, task="many")
    for n in values(many, "n"):
        for changes in values(many, "changes"):
            own = those(many, n=n, changes=changes)
            head, body = spread(own, "regime", _times, "solver")
            for rival in (RIVAL, ANEW, KERNEL):
                cells = [_ratio(those(own, regime=regime), rival) for regime in values(own, "regime")]
                body.append([f"*{rival} / repair*", *cells])
            lines += table([f"{n:,} mentees, {changes}", *head], body)
    ours = those(many, solver=OURS)
    body = [
        [*_label(row), *(time(row[key]) for key in ("first", "worked", "slowest", "check"))] for row in ours
    ]
    return [*lines, *table([*_LABEL, "first", "median of 5", "slowest", "check of the first"], body)]


_LABEL = ("scheme", "pairs", "changes")


def _label(row: Row) -> list[str]:
    return [f"{row['n']:,} {row['regime']}", f"{row['pairs']:,}", row["changes"]]


def _singles(rows: Sequence[Row]) -> list[str]:
    keys = ("worked", "seconds", "slow", "numeric_worked", "numeric", "check")
    body = [[*_label(row), *(time(row[key]) for key in keys)] for row in rows]
    head = ["`repair`", "by the clock", "95th percentile", "`repair_network`", "by the clock", "check"]
    return table([*_LABEL, *head], body)


def _ratio(rows: Sequence[Row], rival: str) -> str:
    found = times(rows, (rival,))
    return "" if found is None else f"{found:,.0f} times"


def _growth(rows: Sequence[Row]) -> list[str]:
    lines = []
    for regime in values(rows, "regime"):
        own = those(rows, regime=regime)
        head, body = spread(own, "n", _times, "changes")
        for line in body:
            line.append(exponent(those(own, changes=line[0])))
        lines += table([f"{regime}: mentees", *head, "exponent"], body)
    return lines


def _memory(rows: Sequence[Row]) -> list[str]:
    body = [
        [
            *_label(row)[:2],
            *(f"{row[key]:,.1f} MiB" for key in ("first", "further", "thousand")),
            f"{1024 * row['single']:,.1f} KiB",
            f"{row['read']:,.1f} MiB",
        ]
        for row in rows
    ]
    head = ["first", "further, 1,000 dissolutions on", "the same by its arrays", "1 dissolution on", "read"]
    return table([*_LABEL[:2], *head], body)


def _endurance(rows: Sequence[Row]) -> list[str]:
    body = [
        [
            *_label(row)[:2],
            *(f"{mib:,.0f} MiB" for mib in row["memory"]),
            *(time(row[key]) for key in ("worked", "slowest", "total")),
            f"{row['compacted']}, {row['anew']}",
        ]
        for row in rows
    ]
    counts = ("solved", "1,000", "2,000", "5,000", "10,000")
    return table([*_LABEL[:2], *counts, "median", "slowest", "all", "compacted, anew"], body)


def _people(rows: Sequence[Row]) -> list[str]:
    body = []
    for row in rows:
        label = [f"{row['n']:,} {row['regime']}", f"{row['candidates']:,}"]
        whole = f"{time(row['match'])} ({time(row['match_seconds'])})"
        body.append([*label, "`match`", whole, "", "", _steps(row["whole"])])
        for name, own in (("200 changes", row), ("100 joiners", row["joiners"])):
            both = f"{time(own['worked'])} ({time(own['seconds'])})"
            share = f"{100 * own['worked'] / row['match']:.1f}%"
            body.append(["", "", name, both, time(own["first"]), share, _steps(own["steps"])])
    return table(["scheme", "candidates", "", "time", "the first", "of `match`", "steps"], body)


def _steps(steps: dict[str, float]) -> str:
    return ", ".join(f"{step.lower()} {time(seconds)}" for step, seconds in steps.items())


def _frontier(rows: Sequence[Row]) -> list[str]:
    body = [
        [
            f"{row['n']:,} {row['regime']}", str(row["points"]), _times([row]), str(row["disturbed"]),
            f"{row['more_matched']:+}", f"{row['more_score']:+.2f}", f"{row['proved']}",
        ]
        for row in rows
    ]  # fmt: skip
    head = ["scheme", "points", "time", "disturbed at the last", "matched", "score", "all proved"]
    return table(head, body)


Tables = Callable[[Sequence[Row]], list[str]]

SECTIONS: dict[str, tuple[str, str, Tables]] = {
    "numeric": ("Repairs of a large scheme", NUMERIC, _numeric),
    "growth": ("Growth at fixed changes", GROWTH, _growth),
    "memory": ("Memory of snapshots", MEMORY, _memory),
    "endurance": ("Ten thousand changes in a row", ENDURANCE, _endurance),
    "people": ("From people to a rematch", PEOPLE, _people),
    "frontier": ("Frontiers up to 20 disturbed pairs", FRONTIER, _frontier),
}
