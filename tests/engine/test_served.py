"""Who is served: as many as possible, whoever comes first in the lottery before the others."""

from __future__ import annotations

import numpy as np
import pytest

from mentormatch.engine.served import served


def fits(rows: list[list[int]], room: list[int]) -> bool:
    """Return whether all can be placed, by trying all ways."""
    if not rows:
        return True
    return any(room[j] > 0 and fits(rows[1:], [n - (k == j) for k, n in enumerate(room)]) for j in rows[0])


def by_trying(rows: list[list[int]], requests: list[int], room: list[int]) -> list[bool]:
    got: list[list[int]] = []
    found = []
    for row in requests:
        found.append(fits([*got, rows[row]], room))
        if found[-1]:
            got.append(rows[row])
    return found


@pytest.mark.parametrize("seed", range(150))
def test_served_are_those_who_can_be_placed_with_all_before(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 7), rng.integers(1, 6)
    may = rng.random((n, m)) < rng.uniform(0.2, 0.8)
    rows = [np.flatnonzero(own).tolist() for own in may]
    first = np.concatenate(([0], np.cumsum(may.sum(axis=1))))
    requests, room = rng.integers(n, size=rng.integers(0, 9)), rng.integers(0, 3, size=m)
    found = served(first, np.nonzero(may)[1], requests, room)
    assert found.tolist() == by_trying(rows, requests.tolist(), room.tolist())


def test_as_many_are_served_as_a_largest_matching_has() -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    rng = np.random.default_rng(4)
    may = rng.random((300, 250)) < 0.008
    first = np.concatenate(([0], np.cumsum(may.sum(axis=1))))
    most = np.count_nonzero(maximum_bipartite_matching(csr_array(may), "column") >= 0)
    for _ in range(5):
        found = served(first, np.nonzero(may)[1], rng.permutation(300), np.ones(250, np.int64))
        assert np.count_nonzero(found) == most


def test_nobody_and_nowhere() -> None:
    none = np.zeros(0, np.int64)
    assert served(np.zeros(1, np.int64), none, none, none).tolist() == []
    assert served(np.zeros(2, np.int64), none, np.array([0, 0]), none).tolist() == [False, False]
