"""The chance of nobody, against all orders of the lottery and all who may join."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from mentormatch.analysis.chance import chance_of_nobody
from mentormatch.arrays import Bools, Floats


def placed(rows: list[list[int]], room: list[int]) -> bool:
    if not rows:
        return True
    return any(room[j] > 0 and placed(rows[1:], [n - (k == j) for k, n in enumerate(room)]) for j in rows[0])


def enumerated(may: Bools, room: list[int], n_joiners: int, more: int) -> Floats:
    """Return the chance of nobody over every order and every choice of joiners, all as likely."""
    n, m = may.shape
    rows = [np.flatnonzero(own).tolist() for own in may]
    nobody, cases = np.zeros(n), 0
    for joined, new in product(product(range(n), repeat=n_joiners), product(range(m), repeat=more)):
        asking = [*range(n), *joined]
        there = [room[j] * (1 + new.count(j)) for j in range(m)]
        for order in permutations(range(len(asking))):
            got: list[int] = []
            for k in order:
                if placed([rows[asking[one]] for one in (*got, k)], there):
                    got.append(k)
            nobody[[k for k in range(n) if k not in got]] += 1
            cases += 1
    return nobody / cases


@pytest.mark.parametrize("seed", range(6))
def test_chance_is_that_of_all_cases(seed: int) -> None:
    rng = np.random.default_rng(seed)
    may, room = rng.random((3, 2)) < 0.6, [1, int(rng.integers(0, 2))]
    draws = 3000
    found = chance_of_nobody(
        *np.nonzero(may), np.array(room), 3, draws=draws, joiners=0.4, rng=np.random.default_rng(seed)
    )
    exact = enumerated(may, room, round(0.4 * 3), round(0.4 * 2))
    assert np.all(np.abs(found - exact) <= 4.5 * np.sqrt(exact * (1 - exact) / draws))


def test_nobody_joins_and_there_is_room_for_all() -> None:
    pairs = np.array([0, 1]), np.array([0, 0])
    rng = np.random.default_rng(0)
    found = chance_of_nobody(*pairs, np.array([2]), 3, draws=20, joiners=0, rng=rng)
    assert found.tolist() == [0.0, 0.0, 1.0]
    assert np.isnan(chance_of_nobody(*pairs, np.array([2]), 3, draws=0, joiners=0, rng=rng)).all()
    none = np.zeros(0, np.int64)
    assert len(chance_of_nobody(none, none, none, 0, draws=5, joiners=1, rng=rng)) == 0
    assert chance_of_nobody(none, none, none, 2, draws=5, joiners=1, rng=rng).tolist() == [1.0, 1.0]
