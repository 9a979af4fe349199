"""The tables of the report, made from a page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from suite.elsewhere import PEERS
from suite.methods import OURS
from suite.months import LONG
from suite.process import Facts
from suite.registry import METHODS, METRICS
from suite.schemes import KINDS

Page = dict[str, Any]

NONE = "–"
MODES = {"keep": "keeping what stands", "anew": "anew every month"}


@dataclass(frozen=True)
class Table:
    """A table.

    Parameters
    ----------
    title, note : str
    head : sequence of str
    rows : sequence of sequences of str
    best : set of (int, int)
        Row and column of the cells that are best in their column.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    best: frozenset[tuple[int, int]] = frozenset()


def seconds(value: float | None) -> str:
    """Write seconds with three figures."""
    if value is None:
        return NONE
    if value < 0.9995:
        return f"{1000 * value:.3g} ms"
    return f"{value:.3g} s"


def of_instance(page: Page, data: str, n: int) -> list[Facts]:
    """Return the rows of an instance, in the order in which methods are registered."""
    rows = [row for row in page["rows"] if (row["data"], row["n"]) == (data, n)]
    order = list(METHODS.parts)
    return sorted(rows, key=lambda row: order.index(row["method"]))


def made(page: Page) -> list[Facts]:
    """Return the instances that were made here."""
    return [one for one in page["instances"] if one["data"] in KINDS]


def public(page: Page) -> list[Facts]:
    """Return the instances from the folder."""
    return [one for one in page["instances"] if one["data"] not in KINDS]


def quality(page: Page, one: Facts) -> Table:
    """Return what every method came to on an instance."""
    names = list(METRICS.parts)
    rows = of_instance(page, one["data"], one["n"])
    best = [
        (number, 2 + column)
        for column, name in enumerate(names)
        for number in _best([_metric(row, name) for row in rows], METRICS[name].better, METRICS[name].form)
    ]
    exact = [row.get("seconds") if METHODS[row["method"]].exact else None for row in rows]
    best += [(number, 1) for number in _best(exact, "low", ".3g")]
    return Table(
        f"{one['data'].capitalize()}, {one['n']:,} people",
        ["method", "time", *names, "same when shuffled"],
        [_quality_row(row, names) for row in rows],
        f"{one['mentees']:,} mentees who want {one['wanted']:,} mentors, {one['mentors']:,} mentors with "
        f"{one['places']:,} places, {one['pairs']:,} pairs that may meet.",
        frozenset(best),
    )


def _metric(row: Facts, name: str) -> float | None:
    value: float | None = row["metrics"][name] if row["status"] in ("done", "wrong") else None
    return value


def _quality_row(row: Facts, names: Sequence[str]) -> list[str]:
    if row["status"] not in ("done", "wrong"):
        return [row["method"], _failure(row), *[NONE] * (len(names) + 1)]
    same = row.get("same")
    name = row["method"] + (f" (breaks rules: {row['fault']})" if row["status"] == "wrong" else "")
    cells = (_cell(row["metrics"][name], METRICS[name].form) for name in names)
    return [name, seconds(row["seconds"]), *cells, NONE if same is None else f"{same:.1%}"]


def _failure(row: Facts) -> str:
    if row["status"] == "late":
        return str(row["why"]).replace("more than", ">")
    return f"{'cannot' if row['status'] == 'unfit' else 'failed'}: {row['why']}"


def _cell(value: float | None, form: str) -> str:
    return NONE if value is None else format(value, form)


def _best(values: Sequence[float | None], better: str, form: str) -> list[int]:
    """Return the positions of the best values: all that are written as the best one is."""
    known = [value for value in values if value is not None]
    if better == "neither" or len(known) < 2:
        return []
    top = max(known) if better == "high" else min(known)
    return [
        number
        for number, value in enumerate(values)
        if value is not None and format(value, form) == format(top, form)
    ]


def growth(page: Page) -> list[Table]:
    """Return seconds over sizes, a table for each kind of data."""
    found = []
    for data in KINDS:
        sizes = [one["n"] for one in made(page) if one["data"] == data]
        if not sizes:
            continue
        cells = {
            (row["method"], row["n"]): seconds(row["seconds"])
            if row["status"] in ("done", "wrong")
            else {"late": f"> {page['limit']:g} s", "unfit": "cannot"}.get(row["status"], "failed")
            for row in page["rows"]
            if row["data"] == data
        }
        rows = [[name, *(cells.get((name, n), NONE) for n in sizes)] for name in METHODS.parts]
        found.append(Table(f"Time, {data}", ["method", *(f"{n:,} people" for n in sizes)], rows))
    return found


CHURN = (
    ("broken a month", ".1f", "low"),
    ("broken, worst month", ",.0f", "low"),
    ("ended a month", ".1f", "neither"),
    ("waiting", ".1f", "low"),
    (f"waiting {LONG} months or more", ".1f", "low"),
    ("mean score", ".4f", "high"),
    ("pairs at the end", ",.0f", "high"),
)
"""Columns of the churn table: head, form, what is better."""


def churn(page: Page) -> Table:
    """Return what every way came to over the months."""
    figures = [_over_months(one) for one in page["months"]]
    rows = [
        [_churn_label(one), *(format(value, form) for value, (_, form, _) in zip(own, CHURN, strict=True))]
        if own
        else [way(one), _failure(one), *[NONE] * (len(CHURN) - 1)]
        for one, own in zip(page["months"], figures, strict=True)
    ]
    best = frozenset(
        (number, 1 + column)
        for column, (_, form, sense) in enumerate(CHURN)
        for number in _best([own[column] if own else None for own in figures], sense, form)
    )
    months = max((len(one["months"]) for one in page["months"]), default=1) - 1
    people = page["months"][0]["n"] if page["months"] else 0
    return Table(
        f"{months} months of a scheme that begins with {people:,} people",
        ["way", *(head for head, _, _ in CHURN)],
        rows,
        "Broken pairs could have gone on; ended ones could not (somebody left, moved away, or the two "
        "parted). Everybody meets the same months. Waiting: mentee places not filled, mean over months; the "
        "long waits are of mentees who may meet somebody.",
        best,
    )


def _over_months(one: Facts) -> list[float]:
    """Return the figures of a way, in the order of `CHURN`; none if it did not come to its end."""
    if one["status"] not in ("done", "wrong"):
        return []
    months, after = one["months"], one["months"][1:]
    return [
        sum(month["broken"] for month in after) / len(after),
        max(month["broken"] for month in after),
        sum(month["ended"] for month in after) / len(after),
        sum(month["waiting"] for month in months) / len(months),
        sum(month["long"] for month in months) / len(months),
        sum(month["total"] for month in months) / sum(month["pairs"] for month in months),
        months[-1]["pairs"],
    ]


def _churn_label(one: Facts) -> str:
    faults = sorted({month["fault"] for month in one["months"] if month["fault"]})
    return way(one) + (f" (breaks rules: {faults[0]})" if faults else "")


def way(one: Facts) -> str:
    """Return what a row of the months is called."""
    return f"{one['method']}, {MODES.get(one['way'], one['way'])}"


def optima(page: Page) -> Table | None:
    """Return which methods reach the known optima of the public instances, and in what time."""
    instances = public(page)
    if not instances:
        return None
    cells = {(row["method"], row["data"]): _reached(row) for row in page["rows"] if row["data"] not in KINDS}
    rows = [[name, *(cells.get((name, one["data"]), NONE) for one in instances)] for name in METHODS.parts]
    head = ["method", *(f"{one['data']} ({one['pairs']:,} pairs)" for one in instances)]
    cases = page.get("cases", {})
    right = f"{cases.get('right')} of {cases.get('cases')}"
    note = f"Cases with side rules (openreview_matcher_cases), by {OURS}: {right} as known."
    return Table("Public instances: is the known optimum reached?", head, rows, note)


def _reached(row: Facts) -> str:
    if row["status"] not in ("done", "wrong"):
        return _failure(row)
    return ("yes, " if row["reached"] else "no, ") + seconds(row["seconds"])


def methods() -> Table:
    """Return what the methods are."""
    rows = [
        [name, one.says, "yes" if one.exact else "no", "yes" if name in PEERS else "no"]
        for name, one in METHODS.parts.items()
    ]
    return Table("Methods", ["method", "what it is", "exact", "in an environment of its own"], rows)


def metrics() -> Table:
    """Return what the metrics are."""
    words = {"high": "higher", "low": "lower", "neither": NONE}
    rows = [[name, one.says, words[one.better]] for name, one in METRICS.parts.items()]
    rows.append(["same when shuffled", "Share of the pairs made again when all rows are shuffled.", "higher"])
    return Table("Metrics", ["metric", "what it is", "better"], rows)
