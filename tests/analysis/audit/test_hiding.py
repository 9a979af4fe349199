"""Counts that an audit hides cannot be worked out from what it shows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from mentormatch.analysis.audit.hiding import LEAST, shown_groups
from mentormatch.arrays import Ints


def drawn(seed: int) -> tuple[Ints, Ints]:
    """Return a table of 2 to 8 groups, from large ones to single people; in some everybody is matched."""
    rng = np.random.default_rng(seed)
    people = 1 + rng.integers(0, rng.choice([3, 15, 60, 200], size=rng.integers(2, 9)))
    matched = rng.binomial(people, rng.choice([0.1, 0.5, 0.9, 1.0]))
    return matched, people - matched


@pytest.mark.parametrize("seed", range(200))
def test_every_hidden_count_may_be_anything_in_a_wide_range(seed: int) -> None:
    """The attacker knows the totals, the groups that are shown, and that no group is empty."""
    matched, unmatched = drawn(seed)
    shown = shown_groups(matched, unmatched)
    counts = np.column_stack([matched, unmatched]) if unmatched.any() else matched[:, None]
    assert (counts[shown] >= LEAST).all()
    hidden = counts[~shown]
    if not shown.any() or shown.all():
        return  # nothing but the totals is shown, or nothing is to be hidden
    groups, kinds = hidden.shape
    same = np.array([np.tile(np.arange(kinds) == k, groups) for k in range(kinds)], float)
    some = -np.kron(np.eye(groups), np.ones(kinds))
    goals = [*np.eye(groups * kinds), *-some]
    for goal in goals:
        ends = [
            sign * linprog(sign * goal, some, -np.ones(groups), same, hidden.sum(axis=0)).fun
            for sign in (1, -1)
        ]
        assert round(ends[1] - ends[0]) >= LEAST - 1
