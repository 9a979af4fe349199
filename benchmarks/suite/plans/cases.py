"""A section that solves public cases with side rules and known answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from suite.plans.section import MAKING, Given
from suite.process import Facts, measure
from suite.report.blocks import Block
from suite.report.table import Table, seconds


@dataclass(frozen=True)
class KnownCases:
    """Public cases, if a folder of them is given."""

    name: str = "cases"

    def sized(self, sizes: Sequence[int] | None, limit: float | None) -> Self:
        """Return it as it is."""
        del sizes, limit
        return self

    def measure(self, given: Given) -> Facts:
        """Solve them by this library."""
        if given.folder is None:
            return {"rows": []}
        found = list(measure({"task": "cases", "folder": str(given.folder.resolve())}, MAKING))
        given.tell(f"public cases: {found}")
        return {"rows": found}

    def blocks(self, facts: Facts) -> list[Block]:
        """Return how many come out as known."""
        if not facts["rows"]:
            return []
        rows = [
            [one["name"], f"{one['right']} of {one['cases']}", seconds(one["seconds"])]
            for one in facts["rows"]
        ]
        return [Table("Public cases with side rules", ["cases", "as known", "time, all together"], rows)]

    def faults(self, facts: Facts) -> list[str]:
        """Return the kinds of which one does not come out as known."""
        return [f"public cases: {one}" for one in facts["rows"] if one.get("right") != one.get("cases")]
