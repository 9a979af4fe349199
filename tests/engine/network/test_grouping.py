"""Compiled passes over pairs, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.engine.network.grouping import raise_closed, signs

MENTEES, MENTORS = 4, 3
prices = st.integers(0, 6)


@st.composite
def priced_pairs(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    """Return scores, ends and prices of up to a dozen pairs."""
    ends = st.tuples(st.integers(0, MENTEES - 1), st.integers(0, MENTORS - 1), st.integers(-9, 9))
    table = np.array(draw(st.lists(ends, max_size=12)), np.int64).reshape(-1, 3)
    u, p = (draw(st.lists(prices, min_size=n, max_size=n)) for n in (MENTEES, MENTORS))
    mentee, mentor = table[:, 0].astype(np.int32), table[:, 1].astype(np.int32)
    return table[:, 2].copy(), mentee, mentor, np.array(u, np.int64), np.array(p, np.int64)


@pytest.mark.parametrize("compiled", [True, False])
@given(priced_pairs(), st.integers(0, 5))
def test_signs(compiled: bool, pairs: tuple[np.ndarray, ...], bonus: int) -> None:
    score, mentee, mentor, u, p = pairs
    found = np.full(len(score), 7, np.int8)
    (signs if compiled else signs.py_func)(score, bonus, mentee, mentor, u, p, found)
    np.testing.assert_array_equal(found, np.sign(score + bonus - u[mentee] - p[mentor]))


@pytest.mark.parametrize("compiled", [True, False])
@given(priced_pairs(), st.data())
def test_closed_people_have_no_pair_worth_more_than_its_prices(
    compiled: bool, pairs: tuple[np.ndarray, ...], data: st.DataObject
) -> None:
    weight, mentee, mentor, u, p = pairs
    shut_mentee, shut_mentor = (
        np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), np.bool_)
        for n in (MENTEES, MENTORS)
    )
    required = np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=len(weight), max_size=len(weight))))
    before_u, before_p = u.copy(), p.copy()
    run = raise_closed if compiled else raise_closed.py_func
    run(weight - 3, 3, mentee, mentor, required, shut_mentee, shut_mentor, before_u, u, p)

    other = np.ones(len(weight), np.bool_)
    other[required] = False
    closed = other & (shut_mentee[mentee] | shut_mentor[mentor])
    assert np.all((weight <= u[mentee] + p[mentor])[closed])
    assert np.all(u >= before_u)
    assert np.all(p >= before_p)
    # No price rises without need: it is unchanged, or as high as one of the closed pairs requires.
    assert np.all((u == before_u)[~shut_mentee])
    assert np.all((p == before_p)[~shut_mentor])
    tight = closed & (weight == before_u[mentee] + p[mentor])
    for j in np.flatnonzero(p > before_p):
        assert np.any(tight & (mentor == j))
    tight = closed & ~shut_mentor[mentor] & (weight == u[mentee] + p[mentor])
    for i in np.flatnonzero(u > before_u):
        assert np.any(tight & (mentee == i))
