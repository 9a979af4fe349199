"""Maximum weight matching by `kwok` on scored pairs: every mentor as often as they may take a mentee.

Run by an interpreter that has `kwok`. The package matches one to one, the smaller side first, and sums
weights: a bonus for every pair makes the largest matching the heaviest. Whole weights have 32 bits there
(with larger ones the answer is empty); weights that do not fit are moved by a half, so that they count as
floats, which hold them and their differences exactly. It goes by the first weight that it meets, so that
nobody without pairs may be in its lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from exchange import Given, answer
from kwok import kwok  # type: ignore[import-not-found]

LARGEST = 2**30
"""Weights below it and the sum of two of them have 32 bits."""


class Lists(NamedTuple):
    """Columns and weights of every row, and the people of both."""

    edges: list[list[tuple[int, float]]]
    rows: list[int]
    columns: list[int]

    def turned(self) -> Lists:
        """Return the same by columns."""
        found: list[list[tuple[int, float]]] = [[] for _ in self.columns]
        for row, own in enumerate(self.edges):
            for column, weight in own:
                found[column].append((row, weight))
        return Lists(found, self.columns, self.rows)


def lists(instance: Given) -> Lists:
    """Return a row for each mentee with pairs, and columns for each mentor, as many as they may take."""
    found, row, first = Lists([], [], []), dict[int, int](), dict[int, int]()
    demand, capacity, bonus = instance["demand"], instance["capacity"], instance["bonus"]
    if bonus + max(instance["score"], default=0) >= LARGEST:
        bonus += 0.5
    for i, j, score in zip(instance["mentee"], instance["mentor"], instance["score"], strict=True):
        if not demand[i] or not capacity[j]:
            continue
        copies = min(capacity[j], len(demand))
        if i not in row:
            row[i] = len(found.rows)
            found.rows.append(i)
            found.edges.append([])
        if j not in first:
            first[j] = len(found.columns)
            found.columns.extend([j] * copies)
        found.edges[row[i]] += [(first[j] + copy, score + bonus) for copy in range(copies)]
    return found


def build(instance: Given) -> Callable[[], Any]:
    """Make the lists of the smaller side."""
    found = lists(instance)
    instance["turned"] = len(found.rows) > len(found.columns)
    instance["lists"] = small = found.turned() if instance["turned"] else found
    return lambda: kwok(small.edges, keeps_virtual_matching=False)


def read(instance: Given, found: Any) -> Iterator[tuple[int, int]]:
    """Yield mentees and mentors."""
    small = instance["lists"]
    for row, column in enumerate(found.left_pairs):
        if column >= 0:
            pair = small.rows[row], small.columns[column]
            yield pair[::-1] if instance["turned"] else pair


answer(build, read)
