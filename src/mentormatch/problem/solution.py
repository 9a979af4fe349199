"""The answer (`Solution`) and how sure it is (`Status`, `Stage`, `Prices`, `Certificate`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentormatch.pickling import FieldsOnly

if TYPE_CHECKING:
    from mentormatch.engine.state.state import State


class Status(StrEnum):
    """How an answer stands to the best possible one."""

    OPTIMAL = "optimal"
    """Proved: no answer is better."""
    FEASIBLE = "feasible"
    """Every rule holds; `gap` tells how far from the bound."""
    INFEASIBLE = "infeasible"
    """The rules contradict each other."""
    UNKNOWN = "unknown"
    """Time ran out before any answer that keeps every rule was found."""


@dataclass(frozen=True, eq=False)
class Prices(FieldsOnly):
    """Dual prices: what one more place, or one person fewer, would be worth. They prove a bound.

    Parameters
    ----------
    mentee : int64 array, shape (n_mentees,)
        At least 0.
    mentor : int64 array, shape (n_mentors,)
        At least 0; below 0 only for a mentor who has a minimum load.
    filled : int
        Price of one filled place, when an earlier stage fixed how many are filled.
    scale : int
        What the objective's weights are multiplied by before these prices are held against them; the
        bound is divided by it and rounded down.
    rules : tuple of (int, int)
        Prices of ceilings, each with the position of its rule, a `PairCount` with `at_most`, among the
        problem's rules; at least 0. A rule that is not named has none.
    """

    mentee: NDArray[np.int64]
    mentor: NDArray[np.int64]
    filled: int = 0
    scale: int = 1
    rules: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective of the lexicographic order.

    Parameters
    ----------
    objective : str
        ``matched`` or ``score``.
    value, bound : int
        What was reached, and what cannot be exceeded given the values of the earlier stages.
    prices : Prices or None
        The proof of the bound; None where it is the solver's word.
    """

    objective: str
    value: int
    bound: int
    prices: Prices | None = None


@dataclass(frozen=True)
class Certificate:
    """What the checker found.

    Parameters
    ----------
    feasible : bool
        Whether every rule holds.
    violations : tuple of str
        Every breach, in words.
    n_matched, score : int
        Recomputed from the pairs.
    bound : int or None
        Bound on the last objective, given the earlier ones; None if there is none.
    gap : float or None
        Relative gap, (bound - value) / max(1, abs(value)), of the first objective that is not proved,
        0.0 if all are; None if there is no bound.
    proved : bool
        Whether the answer is feasible and every objective equals its bound.
    proof : str
        ``prices``: every bound was recomputed here from dual prices. ``solver``: at least one is the
        solver's word, which the checker could only test for contradictions. ``none``: not proved.
    """

    feasible: bool
    violations: tuple[str, ...]
    n_matched: int
    score: int
    bound: int | None
    gap: float | None
    proved: bool
    proof: str


@dataclass(frozen=True, eq=False)
class Solution(FieldsOnly):
    """Chosen pairs and the run that chose them.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Indices of the pairs taken, ascending; read-only.
    status : Status
    n_matched : int
        Filled mentee places.
    score : int
        Sum of the chosen pairs' scores.
    stages : tuple of Stage
        The objectives in order.
    seconds : float
        Wall-clock time of the run.
    interrupted : bool
        Whether Ctrl-C ended the search early.
    certificate : Certificate or None
        The checker's word on this answer.
    state : State or None
        To repair the answer from, after changes; only where ``solve(..., keep_state=True)`` asked for it.
    """

    chosen: NDArray[np.int64]
    status: Status
    n_matched: int
    score: int
    stages: tuple[Stage, ...]
    seconds: float = 0.0
    interrupted: bool = False
    certificate: Certificate | None = None
    state: State | None = field(default=None, repr=False)

    @property
    def bound(self) -> int | None:
        """Bound on the last objective, given the earlier ones; None without any."""
        return self.stages[-1].bound if self.stages else None

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved, 0.0 if all are; None without any."""
        return relative_gap(self.stages)


@dataclass(frozen=True)
class Progress:
    """How far a search has come.

    Parameters
    ----------
    objective : str
        The objective that is being worked on.
    best : int or None
        Its value in the best answer so far; None where there is no answer yet.
    bound : int
        What it cannot exceed.
    seconds : float
        Since the search began.
    """

    objective: str
    best: int | None
    bound: int
    seconds: float

    def __str__(self) -> str:
        return f"Best so far in {self.objective}: {self.best}, at most {self.bound}"


def relative_gap(stages: tuple[Stage, ...]) -> float | None:
    """Return (bound - value) / max(1, abs(value)) of the first stage that is open, or 0.0."""
    if not stages:
        return None
    for stage in stages:
        if stage.bound != stage.value:
            return (stage.bound - stage.value) / max(1, abs(stage.value))
    return 0.0
