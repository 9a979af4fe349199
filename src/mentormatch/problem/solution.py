"""The answer (`Answer`), the run that found it (`Solution`), and how sure it is.

`Status`, `Stage` and `Prices` are what the engine claims, `Certificate` what the checker found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from mentormatch.arrays import Ints, frozen
from mentormatch.pickling import FieldsOnly


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
    load : int
        Price of a unit of ``balance``, when an earlier stage fixed it; at least 0. With it, and for
        ``balance`` itself, the prices of mentors play no part: see `mentormatch.proof.balance`.
    points : int
        For ``balance``: what a point of score weighs beside it.
    """

    mentee: Ints
    mentor: Ints
    filled: int = 0
    scale: int = 1
    rules: tuple[tuple[int, int], ...] = ()
    load: int = 0
    points: int = 0


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective of the lexicographic order.

    Parameters
    ----------
    objective : str
        ``matched``, ``score`` or ``balance``.
    value, bound : int
        What was reached, and what cannot be bettered given the values of the earlier stages: a value is at
        most its bound, or at least, where less is better.
    prices : Prices or None
        The proof of the bound; None where it is the solver's word.
    level : int or None
        For ``balance`` under side rules: the stage counts the mentors with at least so many mentees.
    """

    objective: str
    value: int
    bound: int
    prices: Prices | None = None
    level: int | None = None


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


@dataclass(frozen=True, eq=False)
class Answer(FieldsOnly):
    """Chosen pairs, what they reach, and the proof: nothing of how they were found.

    Parameters
    ----------
    chosen : int64 array, shape (n_chosen,)
        Indices of the chosen pairs, ascending; read-only.
    n_matched : int
        Filled mentee demand.
    score : int
        Sum of the chosen pairs' scores.
    stages : tuple of Stage
        The objectives in order.
    certificate : Certificate or None
        What the checker found.
    """

    chosen: Ints
    n_matched: int
    score: int
    stages: tuple[Stage, ...] = ()
    certificate: Certificate | None = None

    @classmethod
    def of(cls, chosen: Ints, score: Ints, stages: tuple[Stage, ...] = ()) -> Answer:
        """Return the answer that chosen pairs make, not yet certified; `score` has one for every pair."""
        pairs = frozen(chosen)
        return cls(pairs, len(pairs), int(score[pairs].sum()), stages)

    @property
    def bound(self) -> int | None:
        """Bound on the last objective, given the earlier ones; None without any."""
        return self.stages[-1].bound if self.stages else None

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved, 0.0 if all are; None without any."""
        return relative_gap(self.stages)

    @property
    def proved(self) -> bool:
        """Whether every objective is claimed to have reached its bound."""
        return bool(self.stages) and self.gap == 0.0


@dataclass(frozen=True, eq=False)
class Solution(FieldsOnly):
    """An answer, and the run that found it.

    Parameters
    ----------
    answer : Answer
    status : Status
    seconds : float
        Wall-clock time of the run, compiling left out.
    interrupted : bool
        Whether Ctrl-C ended the search early.
    progress : tuple of Progress
        How the search came on, the latest last; empty where the first answer was the best.
    """

    answer: Answer
    status: Status
    seconds: float = 0.0
    interrupted: bool = False
    progress: tuple[Progress, ...] = ()

    @property
    def chosen(self) -> Ints:
        """Indices of the chosen pairs, ascending; int64, read-only."""
        return self.answer.chosen

    @property
    def n_matched(self) -> int:
        """Filled mentee demand."""
        return self.answer.n_matched

    @property
    def score(self) -> int:
        """Sum of the chosen pairs' scores."""
        return self.answer.score

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The objectives in order."""
        return self.answer.stages

    @property
    def certificate(self) -> Certificate | None:
        """What the checker found."""
        return self.answer.certificate

    @property
    def bound(self) -> int | None:
        """Bound on the last objective, given the earlier ones; None without any."""
        return self.answer.bound

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved, 0.0 if all are; None without any."""
        return self.answer.gap

    @property
    def state(self) -> object | None:
        """What `mentormatch.repair` goes on from: None unless ``solve(..., keep_state=True)`` kept it."""
        return None

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other fields, of the run or of its answer."""
        of_answer = {name: changes.pop(name) for name in list(changes) if name in _OF_ANSWER}
        return replace(self, answer=replace(self.answer, **of_answer), **changes)


_OF_ANSWER = frozenset(field.name for field in fields(Answer))


def relative_gap(stages: tuple[Stage, ...]) -> float | None:
    """Return abs(bound - value) / max(1, abs(value)) of the first stage that is open, or 0.0."""
    if not stages:
        return None
    for stage in stages:
        if stage.bound != stage.value:
            return abs(stage.bound - stage.value) / max(1, abs(stage.value))
    return 0.0
