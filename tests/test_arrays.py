"""Read-only copies, grouping, and the first few in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.arrays import first_ten, frozen, grouped, sealed, with_more


def test_a_copy_is_read_only_and_leaves_the_original_alone() -> None:
    given = np.array([1, 2], np.int32)
    copy = frozen(given)
    assert (copy.dtype, copy.tolist()) == (np.int64, [1, 2])
    given[0] = 9
    assert copy.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 3


def test_sealed_is_the_array_itself() -> None:
    array = np.zeros(2)
    assert sealed(array) is array
    assert not array.flags.writeable


@given(st.lists(st.integers(0, 4)))
def test_grouping_against_its_definition(numbers: list[int]) -> None:
    order, start = grouped(np.array(numbers, np.int64), 5)
    for k in range(5):
        assert order[start[k] : start[k + 1]].tolist() == [i for i, n in enumerate(numbers) if n == k]


@pytest.mark.parametrize(("n", "end"), [(0, ""), (10, "9"), (11, "9 and 1 more"), (30, "9 and 20 more")])
def test_first_ten(n: int, end: str) -> None:
    assert first_ten(range(n)).endswith(end)
    assert first_ten(np.arange(n)) == first_ten(list(range(n)))


def test_more_is_added_once_and_what_was_there_stays() -> None:
    assert with_more((3, 3, 1), [2, 1, 2, 4]) == (3, 3, 1, 2, 4)
    assert with_more((), iter("aba")) == ("a", "b")
    assert with_more((1,), []) == (1,)


def test_what_nobody_can_change_is_not_copied() -> None:
    mine = sealed(np.arange(3))
    assert frozen(mine) is mine
    part = np.arange(6)[:3]
    part.setflags(write=False)
    assert frozen(part) is not part
    assert frozen(mine, np.int32).dtype == np.int32
