"""A section that measures something of its own, in a process per case and round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Self

from suite.plans.section import Given, Section
from suite.process import Facts, measure, merged
from suite.report.blocks import Block
from suite.report.seeds import grouped
from suite.report.table import NONE, Table

Columns = Mapping[str, Callable[[Facts], str]]
"""Head of a column -> what its cell says of the facts of a case."""


@dataclass(frozen=True)
class Measurement(Section):
    """One probe over cases and sizes.

    Parameters
    ----------
    name, title, note : str
    probe : str
    columns : mapping of str to callable
        The last columns of the table; the first says the case.
    sizes : tuple of int
        Mentees, unless the note says otherwise; 0 where there is no size.
    cases : mapping of str to dict
        Words -> what the probe is given beside size, seed and folder of public instances. It returns the
        facts of a row, or ``parts``: words -> the facts of a row, where one process measures several.
    rounds : int
        Processes per case, each with the same seed; the table has medians.
    limit : float
        Seconds that one may take.
    """

    name: str
    title: str
    note: str
    probe: str
    columns: Columns
    sizes: tuple[int, ...]
    cases: Mapping[str, Facts]
    rounds: int = 1
    limit: float = 300.0

    def sized(self, sizes: Sequence[int] | None, limit: float | None) -> Self:
        """Return it with other sizes; the limit is one of methods, and none of it."""
        del limit
        return replace(self, sizes=tuple(sizes)) if sizes and self.sizes != (0,) else self

    def measure(self, given: Given) -> Facts:
        """Measure every case in turn, then all of them again."""
        rows = [
            row
            for _ in range(self.rounds)
            for n in self.sizes
            for label, case in self.cases.items()
            for row in self._measured(label, case, n, given)
        ]
        return {"rows": rows}

    def _measured(self, label: str, case: Facts, n: int, given: Given) -> list[Facts]:
        """Return the row of a case, or those of its ``parts``."""
        folder = str(given.folder) if given.folder else None
        job = {"task": "probe", "probe": self.probe, "n": n, "seed": given.seed, "folder": folder, **case}
        found = merged(measure(job, self.limit))
        given.tell(f"{self.title}, {label}, {n:,}: {found.get('error') or found.get('late') or 'done'}")
        parts = found.pop("parts", {"": found})
        return [{"case": ", ".join(filter(None, (label, part))), "n": n} | own for part, own in parts.items()]

    def blocks(self, facts: Facts) -> list[Block]:
        """Return one table with a row for each case and size."""
        groups = grouped(facts["rows"], lambda row: (row["case"], row["n"]))
        rows = [[_label(group[0]), *self._cells(over_rounds(group))] for group in groups]
        return [Table(self.title, ["", *self.columns], rows, self.note)]

    def _cells(self, row: Facts) -> list[str]:
        if broken(row):
            return [str(row.get("error") or row.get("late")), *[NONE] * (len(self.columns) - 1)]
        return [write(row) for write in self.columns.values()]

    def faults(self, facts: Facts) -> list[str]:
        """Return which measurements failed, or have an answer that is not proved."""
        return [
            f"{self.title}, {_label(row)}: {row.get('error') or row.get('late') or 'not proved'}"
            for row in facts["rows"]
            if broken(row) or row.get("proved") is False
        ]


def broken(row: Facts) -> bool:
    """Return whether a measurement failed or took too long."""
    return "error" in row or "late" in row


def _label(row: Facts) -> str:
    return ", ".join(filter(None, (row["case"], f"{row['n']:,}" if row["n"] else "")))


def over_rounds(rows: Sequence[Facts]) -> Facts:
    """Return the medians of numbers over the rounds; of all else, and of a failure, the first."""
    failed = [row for row in rows if broken(row)]
    if failed:
        return failed[0]
    return {key: _middle([row[key] for row in rows]) for key in rows[0]}


def _middle(values: Sequence[Any]) -> Any:
    first = values[0]
    if isinstance(first, dict):
        return {key: _middle([value[key] for value in values]) for key in first}
    if isinstance(first, bool) or not isinstance(first, (int, float)):
        return first
    return median(values)
