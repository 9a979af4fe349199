"""Maximum weight matching by `kwok` on scored pairs: every mentor as often as they may take a mentee.

Run by an interpreter that has `kwok`. The package matches one to one, the smaller side first, and sums
weights: a bonus for every pair makes the largest matching the heaviest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from exchange import Given, answer
from kwok import kwok  # type: ignore[import-not-found]

Edges = list[list[tuple[int, int]]]


def owners(instance: Given) -> list[int]:
    """Return the mentor of each copy; nobody needs more copies than there are mentees."""
    most = len(instance["demand"])
    return [j for j, capacity in enumerate(instance["capacity"]) for _ in range(min(capacity, most))]


def edges(instance: Given) -> Edges:
    """Return copies and weights for every mentee."""
    first, found = {}, list[list[tuple[int, int]]]([] for _ in instance["demand"])
    copies = owners(instance)
    for copy, j in enumerate(copies):
        first.setdefault(j, copy)
    last = {j: copy + 1 for copy, j in enumerate(copies)}
    bonus = instance["bonus"]
    for i, j, score in zip(instance["mentee"], instance["mentor"], instance["score"], strict=True):
        if instance["demand"][i] and j in first:
            found[i] += [(copy, score + bonus) for copy in range(first[j], last[j])]
    return found


def turned(rows: Edges, n_columns: int) -> Edges:
    """Return the same edges by columns."""
    found: Edges = [[] for _ in range(n_columns)]
    for row, own in enumerate(rows):
        for column, weight in own:
            found[column].append((row, weight))
    return found


def build(instance: Given) -> Callable[[], Any]:
    """Make the lists of the smaller side."""
    rows, n_columns = edges(instance), len(owners(instance))
    instance["turned"] = len(rows) > n_columns
    lists = turned(rows, n_columns) if instance["turned"] else rows
    return lambda: kwok(lists, keeps_virtual_matching=False)


def read(instance: Given, found: Any) -> Iterator[tuple[int, int]]:
    """Yield mentees and mentors."""
    owner = owners(instance)
    for one, other in enumerate(found.left_pairs):
        if other >= 0:
            yield (other, owner[one]) if instance["turned"] else (one, owner[other])


answer(build, read)
