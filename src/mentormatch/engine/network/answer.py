"""What the network kernel returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.network.nested import Nest

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NetworkAnswer:
    """Pairs, and the prices that prove them the best.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Chosen pairs, ascending.
    mentee_price, mentor_price : int64 arrays
        Prices in the units of score plus `bonus`.
    bonus : int
        What every pair was given on top of its score; 0 unless ``matched`` comes first.
    feasible : bool
        Whether all required pairs and minimum loads are met.
    searches : int
        How many searches were needed.
    nest : Nest or None
        The ceilings, where the answer without them breaks one.
    multiplier : int64 array, shape (n_groups,)
        Prices of these ceilings, at least 0.
    square : int
        What a square of a mentor's number of mentees costs; 0 unless `balance` is an objective.
    """

    chosen: Ints
    mentee_price: Ints
    mentor_price: Ints
    bonus: int
    feasible: bool
    searches: int
    nest: Nest | None = None
    multiplier: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    square: int = 0
