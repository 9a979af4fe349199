"""Which rows of a comparison belong together."""

from __future__ import annotations

from suite.registry import Facts
from suite.report.seeds import grouped, row_over_seeds


def of_size(page: Facts, data: str, n: int) -> list[Facts]:
    """Return what every method came to on the schemes of a kind and size, in the order of the methods."""
    rows = [row for row in page["rows"] if (row["data"], row["n"]) == (data, n)]
    own = sorted(rows, key=lambda row: page["methods"].index(row["method"]))
    return [row_over_seeds(group) for group in grouped(own, lambda row: row["method"])]


def made(page: Facts) -> list[list[Facts]]:
    """Return the instances that were made here, those of a kind and size together."""
    own = (one for one in page["instances"] if one["family"] in ("made", one["data"]))
    return grouped(own, lambda one: (one["data"], one["n"]))


def public(page: Facts, *, known: bool) -> list[Facts]:
    """Return the instances from the folder of which the best answer is known, or is not."""
    own = (one for one in page["instances"] if one["family"] not in ("made", one["data"]))
    return [one for one in own if (one["best"] is not None) == known]
