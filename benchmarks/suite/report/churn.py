"""The report of months: a table, and pictures of pairs broken, people waiting and scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from suite.months import LONG
from suite.registry import Facts
from suite.report.blocks import Block, Heading, Picture
from suite.report.pictures import figure_of, legend, style, svg_of
from suite.report.seeds import DONE, Spread, grouped, months_over_seeds
from suite.report.table import NONE, Table, best_of, ends, failure

MODES = {"keep": "keeping the pairs there are", "from scratch": "from scratch every month"}
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


def blocks(page: Facts) -> list[Block]:
    """Return heading, picture and table."""
    return [Heading("Churn"), Picture(picture(page)), table(page)]


def ways(page: Facts) -> list[Facts]:
    """Return every way of matching over the months, over the seeds."""
    groups = grouped(page["months"], lambda one: (one["method"], one["way"]))
    return [months_over_seeds(group, _over_months) for group in groups]


def table(page: Facts) -> Table:
    """Return what every way came to over the months."""
    found = ways(page)
    figures: list[list[Spread]] = [one.get("figures", []) for one in found]
    rows = [
        [
            _churn_label(one),
            *(_with_ends(value, form) for value, (_, form, _) in zip(own, CHURN, strict=True)),
        ]
        if own
        else [way(one), failure(one), *[NONE] * (len(CHURN) - 1)]
        for one, own in zip(found, figures, strict=True)
    ]
    best = frozenset(
        (number, 1 + column)
        for column, (_, form, sense) in enumerate(CHURN)
        for number in best_of([own[column].middle if own else None for own in figures], sense, form)
    )
    months = max((len(one["months"]) for one in found), default=1) - 1
    people = found[0]["n"] if found else 0
    return Table(
        f"{months} months of a scheme that begins with {people:,} people",
        ["way", *(head for head, _, _ in CHURN)],
        rows,
        "Broken pairs could have gone on; ended ones could not (somebody left, moved away, or the two "
        "dissolved it). Everybody meets the same months. Waiting: mentee demand not filled, mean over "
        "months; the long waits are of mentees who may meet somebody. Means over "
        f"{len(page['seeds'])} schemes from different seeds, and the lowest and highest of them.",
        best,
    )


def _with_ends(value: Spread, form: str) -> str:
    both, middle = ends(value, form), format(value.middle, form)
    return middle if both == middle else f"{middle} ({both})"


def _over_months(one: Facts) -> list[float]:
    """Return the figures of a way on one seed, in the order of `CHURN`."""
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
    return way(one) + (f" (breaks rules: {one['faults'][0]})" if one["faults"] else "")


def way(one: Facts) -> str:
    """Return what a row of the months is called."""
    return f"{one['method']}, {MODES.get(one['way'], one['way'])}"


def picture(page: Facts) -> str:
    """Draw pairs broken so far, demand not filled and the mean score over the months, means over the seeds.

    Chance alone, whose lines would press the others together, is left to the table.
    """
    figure, panels = figure_of(3, 5.2)
    drawn = [one for one in ways(page) if one["status"] in DONE and one["method"] != "random"]
    seen: list[tuple[Any, ...]] = []
    for one in drawn:
        lines = _lines(one["months"])
        if lines in seen:  # exact methods without memory come to the same
            continue
        seen.append(lines)
        look = style(one["method"]) | {"linestyle": _dash(one["way"]), "markersize": 3.5}
        for panel, values in zip(panels, lines, strict=True):
            panel.plot(range(len(values)), values, label=way(one), **look)
    titles = ("pairs broken so far", "mentee demand not filled", "mean score of the pairs")
    for panel, title in zip(panels, titles, strict=True):
        panel.set(title=title, xlabel="month")
        panel.grid(alpha=0.3)
    legend(figure, panels, 3)
    return svg_of(figure, "Churn over time")


def _dash(name: str) -> str:
    return {"from scratch": ":", "keep": "--", "rematch": "-"}.get(name, "-.")


def _lines(months: Sequence[Facts]) -> tuple[tuple[float, ...], ...]:
    broken = [month["broken"] for month in months]
    return (
        tuple(sum(broken[: k + 1]) for k in range(len(broken))),
        tuple(month["waiting"] for month in months),
        tuple(month["total"] / max(1, month["pairs"]) for month in months),
    )
