"""The heap of a search: people who are reached on ever shorter ways come off in order, each once."""

import numpy as np
import pytest

from mentormatch.engine.compiled import FAR, steps
from mentormatch.engine.state.heap import WAITING, pop, purge, push
from mentormatch.engine.state.kernel import MARK


@steps
def in_order(number, key, heap, marks, order, counts):  # type: ignore[no-untyped-def]
    """Put people in as a search does, and write those who come off to `order`; count, too, the purges."""
    size, found, purges = 0, 0, 0
    for k in range(len(number)):
        if key[k] >= marks[number[k]]["key"]:
            continue
        marks[number[k]]["key"] = key[k]
        if size == len(heap):
            size = purge(heap, size, marks)
            purges += 1
        size = push(heap, size, key[k], number[k])
    while size > 0:
        first, person = heap[0]["key"], heap[0]["number"]
        size = pop(heap, size)
        if marks[person]["key"] == first:
            order[found] = person
            found += 1
    counts[0], counts[1] = found, purges


@pytest.mark.parametrize("room", [41, 10_000])
@pytest.mark.parametrize("seed", range(3))
def test_everybody_comes_off_once_and_in_order(room: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    number, key = random.integers(0, 40, 2_000), random.integers(0, 300, 2_000)
    marks = np.zeros(40, MARK)
    marks["key"] = FAR
    order, counts = np.zeros(2_000, np.int64), np.zeros(2, np.int64)
    in_order(number, key, np.empty(room, WAITING), marks, order, counts)
    found, purges = counts
    nearest = np.full(40, FAR)
    np.minimum.at(nearest, number, key)
    assert sorted(order[:found].tolist()) == np.flatnonzero(nearest < FAR).tolist()
    assert nearest[order[:found]].tolist() == np.sort(nearest[nearest < FAR]).tolist()
    assert (purges > 0) == (room < 100)
