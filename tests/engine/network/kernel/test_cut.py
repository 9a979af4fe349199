"""The tightest cut, against the largest matchings of scipy."""

from functools import partial

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from helpers.bounded_graphs import graph
from mentormatch.engine.network.kernel.cut import Placing, tightest_cut
from mentormatch.engine.network.kernel.pairs import Pairs


def _instance(seed: int) -> tuple[Pairs, np.ndarray]:
    """Return pairs grouped by mentee, and capacities."""
    instance, _ = graph(seed)
    order = np.argsort(instance.mentee, kind="stable")
    ends = instance.mentee[order], instance.mentor[order]
    start = np.concatenate(([0], np.cumsum(np.bincount(ends[0], minlength=len(instance.demand)))))
    return Pairs(start, ends[1], instance.weight[order]), instance.capacity


def _largest(pairs: Pairs, capacity: np.ndarray) -> int:
    """Return the size of a largest matching, by one column a place."""
    first = np.concatenate(([0], np.cumsum(capacity)))
    mentee = np.repeat(np.arange(len(pairs.start) - 1), np.diff(pairs.start))
    rows = np.repeat(mentee, capacity[pairs.column])
    columns = [np.arange(first[j], first[j + 1]) for j in pairs.column]
    if not len(rows):
        return 0
    table = csr_array(
        (np.ones(len(rows)), (rows, np.concatenate(columns))), (len(pairs.start) - 1, int(first[-1]))
    )
    return int((maximum_bipartite_matching(table, "column") >= 0).sum())


@pytest.mark.parametrize("scans", [-1, 0.3, 100])
def test_the_cut_proves_a_largest_matching(scans: float) -> None:
    split = 0
    for seed in range(120):
        pairs, capacity = _instance(seed)
        placing = Placing.greedy(pairs, capacity)
        found = tightest_cut(pairs, partial(pairs.transposed, len(capacity)), placing, scans)
        placed = placing.mentor_of >= 0
        load = np.bincount(placing.mentor_of[placed], minlength=len(capacity))
        assert np.all(load <= capacity)
        for i in np.flatnonzero(placed):
            assert placing.mentor_of[i] in pairs.column[pairs.start[i] : pairs.start[i + 1]]
        assert placed.sum() == _largest(pairs, capacity), seed
        mentee = np.repeat(np.arange(len(placed)), np.diff(pairs.start))
        assert not np.any(~found.mentees[mentee] & found.mentors[pairs.column])
        assert np.all(placed[found.mentees])
        assert np.all(found.mentors[placing.mentor_of[found.mentees]])
        assert np.all((load == np.minimum(capacity, len(placed) + 1))[~found.mentors])
        split += found.mentees.any() and (placed & ~found.mentees).any()
    assert split > 10
