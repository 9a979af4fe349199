"""The pairs of each person come by falling weight, then by number."""

import numpy as np
import pytest

from mentormatch.engine.state.entries import entries_of


@pytest.mark.parametrize(
    ("people", "pairs", "weights"), [(5, 0, 3), (1, 3_000, 40), (40, 2_000, 9), (300, 500, 10**12)]
)
def test_in_order(people: int, pairs: int, weights: int) -> None:
    random = np.random.default_rng(pairs)
    side = random.integers(0, people, pairs).astype(np.int32)
    other = random.permutation(pairs).astype(np.int32)
    weight, inside = random.integers(-weights, weights, pairs), random.random(pairs) < 0.9
    start, entries = entries_of(side, other, weight, inside, people)
    there = np.flatnonzero(inside)
    expected = there[np.lexsort((there, -weight[there], side[there]))]
    assert entries["pair"].tolist() == expected.tolist()
    assert entries["weight"].tolist() == weight[expected].tolist()
    assert entries["other"].tolist() == other[expected].tolist()
    assert np.diff(start).tolist() == np.bincount(side[there], minlength=people).tolist()
