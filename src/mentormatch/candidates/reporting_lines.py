"""Reporting lines: the people above each person, as far up as the policy looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.references import MOST_FORBIDDEN, Directory
from mentormatch.errors import CandidateError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ROWS = 8_192
_ENTRIES = 8_000_000


def lines_up(directory: Directory) -> csr_array:
    """Return the lines as a sparse bool matrix, shape (n_nodes, n_nodes): row below, column above."""
    from scipy.sparse import csr_array

    below, above = directory.expanded(directory.lines)
    shape = (directory.n_nodes, directory.n_nodes)
    return csr_array((np.ones(len(below), np.bool_), (below, above)), shape=shape)


def superiors(lines: csr_array, nodes: Ints, levels: int) -> tuple[Ints, Ints]:
    """Return everybody within so many steps up the line from these people.

    Parameters
    ----------
    lines : sparse bool matrix, shape (n_nodes, n_nodes)
        Row below, column above; cycles do no harm.
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
    for start, above in _climbs(lines, nodes[np.diff(lines.indptr)[nodes] > 0], levels):
        total += len(start)
        if total > MOST_FORBIDDEN:
            raise CandidateError(
                f"within {levels} level(s) of the reporting lines there are more than {MOST_FORBIDDEN} pairs "
                "of people; lower `independence_levels`, or look for reporting lines that form large circles"
            )
        starts.append(start)
        aboves.append(above)
    return np.concatenate(starts), np.concatenate(aboves)


def _climbs(lines: csr_array, nodes: Ints, levels: int) -> Iterator[tuple[Ints, Ints]]:
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


def _climb(lines: csr_array, nodes: Ints, levels: int) -> tuple[Ints, Ints] | None:
    """Return (start, above), or None if too many would have to be held at once."""
    degree = np.diff(lines.indptr).astype(np.int64)
    reached = step = lines[nodes]
    for _ in range(levels - 1):
        if len(nodes) > 1 and degree[step.indices].sum() > _ENTRIES:
            return None
        # Only from those just reached: the rest have been climbed from before.
        step = (step @ lines) > reached
        if step.nnz == 0:
            break
        reached = reached + step
    row, above = reached.nonzero()
    return nodes[row], above.astype(np.int64)
