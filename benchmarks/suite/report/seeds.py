"""Several schemes of one kind and size, drawn from different seeds, as one: means and spread."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from suite.registry import Facts

DONE = ("done", "wrong")
"""What a method that has an answer is."""


@dataclass(frozen=True)
class Spread:
    """A figure over the seeds.

    Parameters
    ----------
    middle, low, high : float
        The mean, or the median of times; the lowest and the highest.
    """

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float], middle: Callable[[Sequence[float]], float] = fmean) -> Spread:
        """Return the spread of at least one figure."""
        return cls(middle(values), min(values), max(values))

    def written(self, write: Callable[[float], str]) -> str:
        """Write the lowest and the highest, once if they read the same."""
        ends = dict.fromkeys((write(self.low), write(self.high)))
        return "–".join(ends)


def grouped(facts: Iterable[Facts], key: Callable[[Facts], Hashable]) -> list[list[Facts]]:
    """Return facts in groups, in the order in which each group begins."""
    found: dict[Hashable, list[Facts]] = {}
    for one in facts:
        found.setdefault(key(one), []).append(one)
    return list(found.values())


def row_over_seeds(rows: Sequence[Facts]) -> Facts:
    """Return what a method came to on the seeds of a size.

    Where it has no answer for one of them, it has none, and the row says why; a broken rule is kept as well.
    """
    worst = next((row for row in rows if row["status"] not in DONE), None)
    if worst is not None:
        return worst
    wrong = next((row for row in rows if row["status"] == "wrong"), rows[0])
    same = [row["same"] for row in rows if row.get("same") is not None]
    return {
        **{name: wrong[name] for name in ("method", "data", "n", "status", "why")},
        "fault": wrong.get("fault", ""),
        "seconds": Spread.of([row["seconds"] for row in rows], median),
        "build": Spread.of([row["build"] for row in rows], median),
        "metrics": {name: _metric(rows, name) for name in rows[0].get("metrics", {})},
        "same": Spread.of(same) if same else None,
    }


def _metric(rows: Sequence[Facts], name: str) -> Spread | None:
    """Return a metric over the seeds for which it can be said."""
    values = [row["metrics"][name] for row in rows if row["metrics"][name] is not None]
    return Spread.of(values) if values else None


def months_over_seeds(ways: Sequence[Facts], figures: Callable[[Facts], Sequence[float]]) -> Facts:
    """Return what a way came to over the seeds: its figures, and its months on average.

    Parameters
    ----------
    ways : sequence of dict
        One way of one method, a dict a seed.
    figures : callable
        Takes one of them and returns the figures of its table row.
    """
    worst = next((one for one in ways if one["status"] not in DONE), None)
    if worst is not None:
        return worst
    own = [figures(one) for one in ways]
    first = ways[0]
    return {
        **{name: first[name] for name in ("method", "way", "n", "status", "why")},
        "figures": [Spread.of(values) for values in zip(*own, strict=True)],
        "months": [_mean_month(month) for month in zip(*(one["months"] for one in ways), strict=True)],
        "faults": sorted({month["fault"] for one in ways for month in one["months"] if month["fault"]}),
    }


def _mean_month(months: Sequence[Facts]) -> dict[str, Any]:
    numbers = [name for name, value in months[0].items() if not isinstance(value, str)]
    return {name: fmean(month[name] for month in months) for name in numbers}
