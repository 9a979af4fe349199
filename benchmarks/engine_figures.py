"""Medians, ratios and exponents of the rows that `engine.py` measured, and how they are written."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

import numpy as np

from engine_runs import Row

OURS = "mentormatch"
GROUPED = "OR-Tools SimpleMinCostFlow, with groups"
RIVALS = ("OR-Tools SimpleMinCostFlow", "scipy full bipartite matching")


def those(rows: Sequence[Row], **like: object) -> list[Row]:
    """Return the rows whose fields are these."""
    return [row for row in rows if all(row[key] == value for key, value in like.items())]


def values(rows: Sequence[Row], key: str) -> list[object]:
    """Return the different values of a field, in the order in which they appear."""
    return list(dict.fromkeys(row[key] for row in rows))


def middle(rows: Sequence[Row], key: str = "counted") -> float | None:
    """Return the median of a field; None if no row has it."""
    numbers = [row[key] for row in rows if row.get(key) is not None]
    return statistics.median(numbers) if numbers else None


def ratios(rows: Sequence[Row], rivals: Sequence[str], by: str = "counted") -> list[float]:
    """Return the seconds of the fastest rival over ours, round by round; ``worked`` are a processor's.

    A rival that was measured once, because it is slow, stands with that one time in every round.
    """
    found = []
    for row in those(rows, solver=OURS):
        theirs = [_taken(rows, rival, row["repetition"], by) for rival in rivals]
        if row.get(by) is not None and min(theirs) < math.inf:
            found.append(min(theirs) / row[by])
    return found


def _taken(rows: Sequence[Row], solver: str, repetition: int, by: str) -> float:
    own = [row for row in those(rows, solver=solver) if row.get(by) is not None]
    same = those(own, repetition=repetition) or own
    return float(same[0][by]) if same else math.inf


def times(rows: Sequence[Row], rivals: Sequence[str], by: str = "counted") -> float | None:
    """Return how many times as fast as the fastest rival we are: the median over the rounds."""
    found = ratios(rows, rivals, by)
    return statistics.median(found) if found else None


def exponent(rows: Sequence[Row]) -> str:
    """Return b of the power law a * mentees ** b that fits best (least squares of the logarithms).

    Only sizes that were finished count; fewer than three of them say nothing.
    """
    finished = those(rows, status="proved")
    sizes = sorted({row["n"] for row in finished})
    if len(sizes) < 3:
        return ""
    seconds = [middle(those(finished, n=n)) for n in sizes]
    return f"{np.polyfit(np.log(sizes), np.log(np.array(seconds, np.float64)), 1)[0]:.2f}"


def apart(rows: Sequence[Row]) -> float:
    """Return the median time of the slowest regime over that of the fastest."""
    seconds = [middle(those(rows, regime=regime)) for regime in values(rows, "regime")]
    known = [s for s in seconds if s is not None]
    return max(known) / min(known) if known else math.inf


def time(seconds: float | None) -> str:
    """Return seconds to three digits; milliseconds below a tenth of a second."""
    if seconds is None:
        return "-"
    return f"{1e3 * seconds:.3g} ms" if seconds < 0.1 else f"{seconds:,.{2 if seconds < 10 else 1}f} s"


def cell(rows: Sequence[Row]) -> str:
    """Return the median time of some rows, or why there is none."""
    if not rows:
        return ""
    if rows[0]["status"] == "missing":
        return "not installed"
    if those(rows, status="failed"):
        return "failed"
    late = those(rows, status="late")
    if 2 * len(late) > len(rows):
        return f"> {late[0]['limit']:.0f} s"
    return time(middle(rows))


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """Return a Markdown table whose first column is words and whose others are numbers."""
    rule = "|---|" + "---:|" * (len(head) - 1)
    return ["| " + " | ".join(head) + " |", rule, *("| " + " | ".join(line) + " |" for line in lines), ""]


def spread(
    rows: Sequence[Row], across: str, of: Callable[[Sequence[Row]], str], down: str
) -> tuple[list[str], list[list[str]]]:
    """Return head and lines of a table with one field across and one down."""
    columns = values(rows, across)
    head = [_named(column) for column in columns]
    lines = [
        [_named(value), *(of(those(rows, **{down: value, across: column})) for column in columns)]
        for value in values(rows, down)
    ]
    return head, lines


def _named(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
