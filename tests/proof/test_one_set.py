"""The best set of one mentor is that of all subsets, and never less when it has too much to look at."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.proof import one_set
from mentormatch.proof.one_set import Item, Limits, best_worth, joined

NOBODY = Item(0, 0, (0,), 0)
ITEMS = st.builds(
    lambda worth, size, hours, groups: Item(worth, size, (hours,), groups),
    st.integers(-9, 30), st.integers(1, 3), st.integers(0, 4), st.sampled_from([0, 0, 0, 1, 2, 3]),
)  # fmt: skip
LIMITS = st.builds(
    lambda least, most, budget, empty: Limits(least, most, (budget,), empty),
    st.integers(0, 4), st.integers(0, 6), st.integers(0, 9), st.booleans(),
)  # fmt: skip


def by_hand(items: list[Item], required: Item, limits: Limits) -> int | None:
    """Return what the best of all subsets is worth."""
    found = []
    for n in range(len(items) + 1):
        for some in combinations(items, n):
            all_of = joined([required, *some], 1)
            if all_of is None or all_of.size > limits.most or all_of.hours[0] > limits.budget[0]:
                continue
            if all_of.size >= limits.least or (limits.may_be_empty and not all_of.size):
                found.append(all_of.worth)
    return max(found, default=None)


@given(st.lists(ITEMS, max_size=7), st.one_of(st.just(NOBODY), ITEMS), LIMITS)
def test_best_of_all_subsets(items: list[Item], required: Item, limits: Limits) -> None:
    assert best_worth(items, required, limits) == by_hand(items, required, limits)


@given(st.lists(ITEMS, min_size=3, max_size=8), st.one_of(st.just(NOBODY), ITEMS), LIMITS)
def test_with_too_many_cases_it_is_no_less(items: list[Item], required: Item, limits: Limits) -> None:
    right = by_hand(items, required, limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_set, "_MOST", 1)
        found = best_worth(items, required, limits)
    assert right is None or (found is not None and found >= right)


def test_numbers_beyond_a_float() -> None:
    items = [Item(2**60 + k, 1, (1,), 0) for k in range(3)]
    assert best_worth(items, NOBODY, Limits(0, 2, (9,), True)) == 2**61 + 3


def test_members_of_one_group_do_not_join() -> None:
    assert joined([Item(1, 1, (2,), 1), Item(1, 1, (2,), 2)], 1) == Item(2, 2, (4,), 3)
    assert joined([Item(1, 1, (2,), 1), Item(1, 1, (2,), 3)], 1) is None


def test_many_mentees_with_little_time_are_no_trouble() -> None:
    # 2^40 sets, but few cases: every set of 10 with 20 hours.
    items = [Item(100 + k, 1, (1 + k % 3,), 0) for k in range(40)]
    assert best_worth(items, NOBODY, Limits(0, 10, (20,), True)) == _best_by_kinds(items, 10, 20)


def _best_by_kinds(items: list[Item], most: int, budget: int) -> int:
    """Return the same from how many are taken of each number of hours, the best of each first."""
    kinds = [sorted((i.worth for i in items if i.hours == (h,)), reverse=True) for h in (1, 2, 3)]
    return max(
        sum(kinds[0][:a]) + sum(kinds[1][:b]) + sum(kinds[2][:c])
        for a in range(most + 1)
        for b in range(most + 1 - a)
        for c in range(most + 1 - a - b)
        if a + 2 * b + 3 * c <= budget
    )
