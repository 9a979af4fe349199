"""`CoreAnswer`: the result of a search under side rules, on pairs or on columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import RowsOfPairs
from mentormatch.problem.solution import Prices


@dataclass(frozen=True, eq=False)
class CoreAnswer:
    """The result of a search under side rules.

    Parameters
    ----------
    chosen : int64 array or None
        None if no answer was found.
    bound : int
        A bound on the sum of ``score + bonus`` over the chosen pairs.
    near : int64 array
        Pairs that an answer as good as this one may contain, ascending.
    prices : tuple of Prices, or None
        Those that bound the score without a solver, perhaps above `bound`; and those that bound the number of
        pairs, if the kernel's bound was not enough.
    candidates : callable or None
        Returns a model of all answers as good as this one, and others; None if the pairs make one.
    """

    chosen: Ints | None
    bound: int
    infeasible: bool
    interrupted: bool
    near: Ints
    prices: tuple[Prices, Prices | None] | None = None
    candidates: Callable[[], RowsOfPairs] | None = None
