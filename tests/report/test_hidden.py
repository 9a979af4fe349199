"""Counts of parts of a whole: whatever is hidden could be many numbers, for whoever knows the rule, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from mentormatch.report.hidden import at_least, few, may_sum, part_of, shown_parts


def all_counts(whole: int, n: int) -> Iterator[tuple[int, ...]]:
    if n == 1:
        yield (whole,)
    else:
        for first in range(whole + 1):
            yield from ((first, *rest) for rest in all_counts(whole - first, n - 1))


@pytest.mark.parametrize(("n", "most"), [(2, 60), (3, 36), (4, 34)])
def test_a_hidden_count_may_be_at_least_as_many_numbers_as_the_limit(n: int, most: int) -> None:
    for whole in range(most):
        behind = defaultdict(list)
        for counts in all_counts(whole, n):
            behind[shown_parts(counts)].append(counts)
        for shown, possible in behind.items():
            for at in (k for k in range(n) if shown[k] is None):
                assert len({one[at] for one in possible}) >= min(8, whole + 1)
            assert all(one in {None, 0} or one >= 8 for one in shown)


def test_what_is_shown_is_true() -> None:
    for counts in all_counts(40, 3):
        assert all(seen in {None, n} for seen, n in zip(shown_parts(counts), counts, strict=True))


def test_words() -> None:
    assert [few(n) for n in (0, 1, 7, 8)] == ["none", "fewer than 8", "fewer than 8", "8"]
    assert [part_of(30, 30), part_of(3, 3), part_of(12, 30), part_of(25, 30), part_of(3, 9)] == [
        "all 30", "all 3", "12 of 30", "some of 30", "some of 9",
    ]  # fmt: skip
    assert [at_least(n) for n in (0, 7, 8, 9, 10, 19, 20)] == [
        "under 8", "under 8", "8 or more", "8 or more", "10 or more", "10 or more", "20 or more",
    ]  # fmt: skip
    assert [may_sum(8, 8), may_sum(7, 7), may_sum(8, 9), may_sum(8, 16)] == [True, False, False, True]
