"""The report of methods on instances of which only speed is measured: times, ratios, growth, memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from suite.registry import Facts
from suite.report import pictures
from suite.report.blocks import Block, Heading, Picture
from suite.report.seeds import DONE, grouped
from suite.report.selection import made
from suite.report.table import NONE, Table, failure, seconds

if TYPE_CHECKING:
    from suite.plans.comparison import Comparison

Column = tuple[str, int]
"""Data and size."""
ACROSS = 9
"""Most columns of one table."""
SOLVING, WHOLE = "solving", "building and solving"


def blocks(section: Comparison, page: Facts) -> list[Block]:
    """Return heading, picture, tables of times, and one of what the largest instances need."""
    picture = pictures.growth(page)
    return [
        Heading(section.title, section.note),
        *([Picture(picture)] if picture else []),
        *(table for columns in tables_of(page) for table in tables(page, columns)),
        *([needs(page)] if section.needs else []),
    ]


def tables_of(page: Facts) -> list[list[Column]]:
    """Return the columns of each table: all regimes of one kind of data, or each by itself if it has many."""
    columns = [(group[0]["data"], group[0]["n"]) for group in made(page)]
    found = []
    for group in grouped([{"column": one} for one in columns], lambda one: one["column"][0].split(", ")[0]):
        own = [one["column"] for one in group]
        by_data = grouped([{"column": one} for one in own], lambda one: one["column"][0])
        found += [own] if len(own) <= ACROSS else [[one["column"] for one in some] for some in by_data]
    return found


def tables(page: Facts, columns: Sequence[Column]) -> list[Table]:
    """Return the table of times; where they are of building and solving, one of solving alone as well."""
    if not page.get("whole"):
        return [times(page, columns)]
    alone = [row | {"seconds": row["solving"]} if "solving" in row else row for row in page["rows"]]
    return [times(page, columns, WHOLE), times(page | {"rows": alone}, columns)]


def times(page: Facts, columns: Sequence[Column], what: str = SOLVING) -> Table:
    """Return seconds of every method, and as multiples of ours."""
    rows = [[name, *(cell(page, name, column) for column in columns)] for name in page["methods"]]
    rows = [row for row in rows if any(not one.startswith("cannot") for one in row[1:])]
    if len({data for data, _ in columns}) > 1:
        title = columns[0][0].split(", ")[0]
        return Table(title, [what, *map(_head, columns)], rows, about(page, columns))
    rows = [[*row, exponent(page, row[0], columns)] for row in rows]
    head = [what, *(f"{n:,}" for _, n in columns), "exponent"]
    return Table(columns[0][0], head, rows, about(page, columns))


def _head(column: Column) -> str:
    data, n = column
    return f"{data.partition(', ')[2]}, {n:,}" if ", " in data else f"{n:,}"


def about(page: Facts, columns: Sequence[Column]) -> str:
    """Return how many pairs the instances have."""
    sizes = (
        f"{_head(column)} {page['unit']}: {median(one['pairs'] for one in _instances(page, column)):,.0f}"
        for column in columns
    )
    return f"Pairs that may meet. {'; '.join(sizes)}."


def _instances(page: Facts, column: Column) -> list[Facts]:
    return [one for one in page["instances"] if (one["data"], one["n"]) == column]


def rows_of(page: Facts, method: str, column: Column) -> list[Facts]:
    """Return what a method came to on the instances of a column, one row per seed."""
    return [row for row in page["rows"] if (row["method"], row["data"], row["n"]) == (method, *column)]


def cell(page: Facts, method: str, column: Column) -> str:
    """Return the median time, in brackets how many times ours it is; or why there is none."""
    rows = rows_of(page, method, column)
    done = [row for row in rows if row["status"] in DONE]
    if not done or 2 * len(done) < len(rows):
        return failure(next(row for row in rows if row["status"] not in DONE)) if rows else NONE
    time = seconds(median(row["seconds"] for row in done))
    some = f" ({len(done)} of {len(rows)} in time)" if len(done) < len(rows) else ""
    ratio = times_ours(page, method, column)
    return time + some + ("" if method == page["ours"] or ratio is None else f" ({_times(ratio)} x)")


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.2g}"


def times_ours(page: Facts, method: str, column: Column) -> float | None:
    """Return the median over the seeds of a method's time over ours on the same instance."""
    ours = {
        row["seed"]: row["seconds"] for row in rows_of(page, page["ours"], column) if row["status"] in DONE
    }
    own = [row for row in rows_of(page, method, column) if row["status"] in DONE and row["seed"] in ours]
    return median(row["seconds"] / ours[row["seed"]] for row in own) if own else None


def exponent(page: Facts, method: str, columns: Sequence[Column]) -> str:
    """Return b of the power law a * size ** b that fits best (least squares of the logarithms).

    Only sizes that were finished count; fewer than three of them say nothing.
    """
    points = [
        (math.log(row["n"]), math.log(row["seconds"]))
        for column in columns
        for row in rows_of(page, method, column)
        if row["status"] in DONE
    ]
    if len({size for size, _ in points}) < 3:
        return NONE
    return f"{np.polyfit(*map(np.array, zip(*points, strict=True)), 1)[0]:.2f}"


def needs(page: Facts) -> Table:
    """Return building, which is not in the times above, and peak memory, at the largest size of each kind."""
    largest = list({group[0]["data"]: (group[0]["data"], group[0]["n"]) for group in made(page)}.values())
    rows = [[name, *(_need(rows_of(page, name, column)) for column in largest)] for name in page["methods"]]
    rows = [row for row in rows if any(one != NONE for one in row[1:])]
    note = "Building what the solver takes, and the peak of its processes up to then, libraries included."
    return Table(
        "Building and memory", ["", *(f"{data}, {n:,}" for data, n in largest)], rows, note, folded=True
    )


def _need(rows: Sequence[Facts]) -> str:
    done = [row for row in rows if row["status"] in DONE]
    if not done:
        return NONE
    build, peak = (median(row[key] for row in done) for key in ("build", "peak"))
    return f"{seconds(build)}; {peak:,.0f} MiB"
