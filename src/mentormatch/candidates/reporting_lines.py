"""Reporting lines: the people above each person, as far up as the policy looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from mentormatch.arrays import Bools, Ints, distinct
from mentormatch.candidates.references import MOST_FORBIDDEN, Directory
from mentormatch.errors import CandidateError
from mentormatch.people.side import Side

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

    @cached_property
    def below(self) -> Ints:
        """Who is below, for each line."""
        return np.repeat(np.arange(len(self.number)), self.number)


@dataclass(frozen=True, eq=False)
class Superiors:
    """Everybody in the scheme, and all above them within so many steps.

    Parameters
    ----------
    sides : tuple of Side
        The mentees and the mentors of the directory.
    below, above : int64 array, shape (n_reached,)
        Nodes, in any order; a person in a cycle reaches themself too.
    """

    directory: Directory
    sides: tuple[Side, Side]
    lines: Lines
    below: Ints
    above: Ints

    @classmethod
    def of(
        cls, directory: Directory, sides: tuple[Side, Side], levels: int, before: Superiors | None = None
    ) -> Self:
        """Climb from everybody; after a change only from those above whom, or over whom, lines differ."""
        lines, people = lines_up(directory), distinct(directory.mentee_node, directory.mentor_node)
        if before is None:
            return cls(directory, sides, lines, *superiors(lines, people, levels))
        now = before.nodes_in(directory, sides)
        differs = before.differing(now, lines)
        for _ in range(levels - 1):
            differs[lines.below[differs[lines.above]]] = True
        below, above = now[before.below], now[before.above]
        stays = np.flatnonzero((below >= 0) & (above >= 0))
        stays = stays[~differs[below[stays]]]
        found = superiors(lines, people[differs[people]], levels)
        _refuse_too_many(len(stays) + len(found[0]), levels)
        both = (np.append(*ends) for ends in ((below[stays], found[0]), (above[stays], found[1])))
        return cls(directory, sides, lines, *both)

    def nodes_in(self, directory: Directory, sides: tuple[Side, Side]) -> Ints:
        """Return the node that each has in another directory, -1 for none."""
        own, now = self.directory, np.full(self.directory.n_nodes, -1)
        for was, nodes, side, others in (
            (self.sides[1], own.mentor_node, sides[1], directory.mentor_node),
            (self.sides[0], own.mentee_node, sides[0], directory.mentee_node),
        ):
            moved = side.moved(was)
            there = np.flatnonzero(moved >= 0)
            now[nodes[there]] = others[moved[there]]
        for name, node in own.outsiders.items():
            now[node] = directory.outsiders.get(name, -1)
        return now

    def differing(self, now: Ints, lines: Lines) -> Bools:
        """Return which nodes after a change have other lines, or are new."""
        n = len(lines.number)
        differs = np.ones(n, np.bool_)
        differs[now[now >= 0]] = False
        below, above = now[self.lines.below], now[self.lines.above]
        there = (below >= 0) & (above >= 0)
        differs[below[(below >= 0) & ~there]] = True
        keys = np.append(below[there] * n + above[there], lines.below * n + lines.above)
        keys.sort(kind="stable")  # which merges what ascends
        first = np.ones(len(keys) + 1, np.bool_)
        first[1:-1] = keys[1:] != keys[:-1]
        differs[keys[first[:-1] & first[1:]] // max(n, 1)] = True
        return differs


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
        _refuse_too_many(total, levels)
        starts.append(start)
        aboves.append(above)
    return np.concatenate(starts), np.concatenate(aboves)


def _refuse_too_many(n_reached: int, levels: int) -> None:
    if n_reached > MOST_FORBIDDEN:
        raise CandidateError(
            f"within {levels} level(s) of the reporting lines there are more than {MOST_FORBIDDEN} pairs "
            "of people; lower `independence_levels`, or look for reporting lines that form large circles"
        )


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
