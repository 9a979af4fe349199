"""Reporting lines: the people above each person, as far up as the policy looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mentormatch.arrays import Ints, distinct
from mentormatch.candidates.references import MOST_FORBIDDEN, Directory
from mentormatch.errors import CandidateError

_ROWS = 8_192
_ENTRIES = 8_000_000


@dataclass(frozen=True, eq=False)
class Lines:
    """Who is directly above whom.

    Parameters
    ----------
    start : int64 array, shape (n_nodes + 1,)
        ``above[start[i]:start[i + 1]]`` are those above node i.
    above : int64 array, shape (n_lines,)
    """

    start: Ints
    above: Ints

    @cached_property
    def number(self) -> Ints:
        """How many are above each node."""
        return np.diff(self.start)


def lines_up(directory: Directory) -> Lines:
    """Return the lines between single people, each once."""
    below, above = directory.expanded(directory.lines)
    below, above = np.divmod(distinct(below * directory.n_nodes + above), max(directory.n_nodes, 1))
    return Lines(np.searchsorted(below, np.arange(directory.n_nodes + 1)), above)


def superiors(lines: Lines, nodes: Ints, levels: int) -> tuple[Ints, Ints]:
    """Return everybody within so many steps up the line from these people.

    Parameters
    ----------
    lines : Lines
        Cycles do no harm.
    nodes : int64 array, shape (n,)
        Where to start.
    levels : int
        Steps, at least 1.

    Returns
    -------
    start, above : int64 array, shape (n_reached,)
        Nodes; a person in a cycle reaches themself too.

    Raises
    ------
    CandidateError
        If more than `MOST_FORBIDDEN` would be reached.
    """
    starts, aboves, total = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for start, above in _climbs(lines, nodes[lines.number[nodes] > 0], levels):
        total += len(start)
        if total > MOST_FORBIDDEN:
            raise CandidateError(
                f"within {levels} level(s) of the reporting lines there are more than {MOST_FORBIDDEN} pairs "
                "of people; lower `independence_levels`, or look for reporting lines that form large circles"
            )
        starts.append(start)
        aboves.append(above)
    return np.concatenate(starts), np.concatenate(aboves)


def _climbs(lines: Lines, nodes: Ints, levels: int) -> Iterator[tuple[Ints, Ints]]:
    """Climb from some nodes at a time, few enough that the reached fit in memory even if they are all."""
    waiting = [nodes[i : i + _ROWS] for i in range(0, len(nodes), _ROWS)][::-1]
    while waiting:
        some = waiting.pop()
        reached = _climb(lines, some, levels)
        if reached is None:
            middle = len(some) // 2
            waiting += [some[middle:], some[:middle]]
        else:
            yield reached


def _climb(lines: Lines, nodes: Ints, levels: int) -> tuple[Ints, Ints] | None:
    """Return (start, above), or None if too many would have to be held at once."""
    n = len(lines.start) - 1
    row, at = np.arange(len(nodes)), nodes
    reached = np.zeros(0, np.int64)
    for level in range(levels):
        number = lines.number[at]
        if level and len(nodes) > 1 and number.sum() > _ENTRIES:
            return None
        step = np.arange(number.sum()) + np.repeat(lines.start[at] + number - np.cumsum(number), number)
        found = distinct(np.repeat(row, number) * n + lines.above[step])
        # Only from those just reached: the rest have been climbed from before.
        found = found[~np.isin(found, reached, assume_unique=True)]
        if not len(found):
            break
        reached = distinct(reached, found)
        row, at = np.divmod(found, n)
    row, above = np.divmod(reached, max(n, 1))
    return nodes[row], above
