"""Grouping by the other side, in one part and in several side by side."""

from __future__ import annotations

import numpy as np
import pytest

from mentormatch.engine.network.kernel import pairs as module
from mentormatch.engine.network.kernel.pairs import Pairs


@pytest.mark.parametrize("n_pairs", [0, 1, 500, module._WORTH_A_THREAD + 1])
def test_transposed_pairs_are_grouped_by_column_rows_ascending(n_pairs: int) -> None:
    rng = np.random.default_rng(n_pairs)
    n_rows, n_columns = 1 + n_pairs // 40, 1 + n_pairs // 60
    start = np.concatenate(([0], np.sort(rng.integers(0, n_pairs + 1, n_rows - 1)), [n_pairs]))
    column = rng.integers(0, n_columns, n_pairs).astype(np.int32)
    weight = rng.integers(-9, 10, n_pairs)
    found = Pairs(start, column, weight).transposed(n_columns)
    order = np.argsort(column, kind="stable")
    row = np.repeat(np.arange(n_rows), np.diff(start))
    assert found.start.tolist() == [0, *np.cumsum(np.bincount(column, minlength=n_columns))]
    np.testing.assert_array_equal(found.column, row[order])
    np.testing.assert_array_equal(found.weight, weight[order])
