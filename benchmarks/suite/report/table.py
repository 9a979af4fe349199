"""A table of the report, and how its cells are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.registry import Facts
from suite.report.seeds import Spread

NONE = "–"


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
    folded : bool
        Whether the HTML page shows it when asked to.
    words : bool
        Whether its cells are sentences.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    best: frozenset[tuple[int, int]] = frozenset()
    folded: bool = False
    words: bool = False


def seconds(value: float) -> str:
    """Write seconds with three figures."""
    if value < 0.9995:
        return f"{1000 * value:.3g} ms"
    return f"{value:.3g} s"


def failure(row: Facts) -> str:
    """Say why a method has no answer."""
    if row["status"] == "late":
        return str(row["why"]).replace("more than", ">")
    return f"{'cannot' if row['status'] == 'unfit' else 'failed'}: {row['why']}"


def cell(value: float | None, form: str) -> str:
    """Write a figure, if there is one."""
    return NONE if value is None else format(value, form)


def ends(one: Spread | None, form: str) -> str:
    """Write the lowest and the highest of a figure, if there is one."""
    return NONE if one is None else one.written(lambda value: format(value, form))


def best_of(values: Sequence[float | None], better: str, form: str) -> list[int]:
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


def mib(value: float) -> str:
    """Write memory given in MiB."""
    return f"{value:,.0f} MiB" if value < 10_240 else f"{value / 1024:,.2f} GiB"
