"""Products of sparse rows: the same digits whether zeros are written out or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import random_array

from mentormatch.scoring import rows as rows_module
from mentormatch.scoring.rows import SparseRows


def some_rows(seed: int, n_rows: int, width: int) -> SparseRows:
    """Return random rows, some of them empty."""
    found = random_array((n_rows, width), density=0.2, rng=np.random.default_rng(seed)).tocsr()
    row = np.repeat(np.arange(n_rows), np.diff(found.indptr))
    found.sort_indices()
    return SparseRows.of(row, found.indices, found.data, (n_rows, width))


@given(st.integers(0, 999), st.integers(1, 12), st.integers(1, 40), st.sampled_from([0, 1, 2, 30]))
def test_both_ways_give_the_same_bytes(seed: int, n_rows: int, width: int, n_pairs: int) -> None:
    rows = some_rows(seed, n_rows, width)
    left, right = np.random.default_rng(seed).integers(0, n_rows, (2, n_pairs))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows_module, "_BLOCK", 7)
        few = rows.dots(left, right)
        patched.setattr(rows_module, "_DENSE", 0)
        many = rows.dots(left, right)
    assert few.tobytes() == many.tobytes()
    dense = rows.dense(0, width)
    assert np.allclose(few, (dense[left] * dense[right]).sum(axis=1))


@given(st.integers(0, 999), st.integers(1, 5), st.integers(0, 5), st.integers(1, 9), st.integers(0, 3))
def test_rows_follow_others_and_may_have_further_columns(
    seed: int, n_rows: int, more: int, width: int, wider: int
) -> None:
    first, second = some_rows(seed, n_rows, width), some_rows(seed + 1, more, width + wider)
    both = first.followed_by(second)
    shown = np.zeros((n_rows + more, width + wider))
    shown[:n_rows, :width], shown[n_rows:] = first.dense(0, width), second.dense(0, width + wider)
    assert np.array_equal(both.dense(0, both.width), shown[:, : both.width])
    assert both.sizes.tolist() == [*first.sizes.tolist(), *second.sizes.tolist()]
    assert np.array_equal(both.dense(1, both.width), shown[:, 1 : both.width])


@given(st.integers(0, 999), st.integers(1, 30), st.integers(1, 9), st.integers(1, 12), st.integers(0, 9))
def test_rows_of_few_pairs_are_as_good_as_all(
    seed: int, n_rows: int, n_more: int, width: int, n_pairs: int
) -> None:
    rows, more = some_rows(seed, n_rows, width), some_rows(seed + 1, n_more, width + 2)
    left, right = np.random.default_rng(seed).integers(0, n_rows + n_more, (2, n_pairs))
    few, own_left, own_right = rows.with_more(more, left, right)
    everybody = rows.followed_by(more)
    assert few.dots(own_left, own_right).tobytes() == everybody.dots(left, right).tobytes()
    for own, row in zip(np.append(own_left, own_right), np.append(left, right), strict=True):
        assert few.sizes[own] == everybody.sizes[row]
