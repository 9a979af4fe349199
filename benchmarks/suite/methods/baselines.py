"""What needs no solver: chance and greed."""

from __future__ import annotations

import numpy as np

from suite.data.instance import Instance, Ints
from suite.methods.ours import rows
from suite.registry import Pairs, Run, method

SEED = 20_261


def taken_in_turn(instance: Instance, order: Ints) -> Pairs:
    """Go through the pairs once and choose each for which both have room."""
    wanted, room = instance.demand.tolist(), instance.capacity.tolist()
    chosen = []
    ends = zip(instance.mentee[order].tolist(), instance.mentor[order].tolist(), order.tolist(), strict=True)
    for i, j, pair in ends:
        if wanted[i] and room[j]:
            wanted[i] -= 1
            room[j] -= 1
            chosen.append(pair)
    return rows(instance, np.array(chosen, np.int64))


@method("random", "Pairs that may meet, in random order; each is chosen if both have room.")
def random(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Draw."""
    return lambda: taken_in_turn(instance, np.random.default_rng(SEED).permutation(instance.n_pairs))


@method("greedy", "The same, the highest score first.")
def greedy(instance: Instance, limit: float) -> Run:  # noqa: ARG001
    """Sort and choose."""
    return lambda: taken_in_turn(instance, np.argsort(-instance.score, kind="stable"))
