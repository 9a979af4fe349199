"""The answer (`Answer`), the run that found it (`Solution`), and its proof.

`Status`, `Stage` and `Prices` are claims of the engine; a `Certificate` is what the checker found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Floats, Ints, frozen
from mentormatch.pickling import FieldsOnly


class Status(StrEnum):
    """How an answer compares with the best possible one.

    Examples
    --------
    >>> problem = mm.Problem(1, 1, mentee=[0], mentor=[0], score=[4])
    >>> mm.solve(problem).status is mm.Status.OPTIMAL
    True
    >>> mm.Status("feasible")
    <Status.FEASIBLE: 'feasible'>
    """

    OPTIMAL = "optimal"
    """Proved to be the best answer."""
    FEASIBLE = "feasible"
    """Every rule holds; `gap` is the distance from the bound."""
    INFEASIBLE = "infeasible"
    """The rules contradict each other."""
    UNKNOWN = "unknown"
    """Time ran out before an answer that keeps every rule was found."""


@dataclass(frozen=True, eq=False)
class Prices(FieldsOnly):
    """Dual prices: what one more unit of capacity or demand would be worth. They prove a bound.

    Parameters
    ----------
    mentee : int64 array, shape (n_mentees,)
        At least 0, except where stages follow one another on fewer matchings (`mentormatch.proof.levels`).
    mentor : int64 array, shape (n_mentors,)
        At least 0, except for a mentor with a minimum load.
    filled : int
        Price of one unit of filled demand, when an earlier stage fixed the filled demand.
    scale : int
        The objective's weights are multiplied by it before they are compared with these prices; the bound
        is divided by it and rounded down.
    rules : tuple of (int, int)
        (position, price) of ceilings: the position among the problem's rules of a `PairCount` with
        `at_most`, and its price, at least 0. Rules not listed have no price.
    load : int
        Price of a unit of ``balance``, when an earlier stage fixed it; at least 0. With it, and for
        ``balance`` itself, the prices of mentors are not used: see `mentormatch.proof.balance`.
    points : int
        For ``balance``, and for ``matched`` by sets: the weight of a point of score relative to it.
    sets : bool
        Whether the bound takes each mentor's best set of mentees under the rules, in place of prices of
        mentors: see `mentormatch.proof.sets`. Then `rules` holds any `PairCount`, with a negative price
        where it is for `at_least`. They may prove less than the stage's bound, which is then the solver's
        claim.

    Notes
    -----
    For any prices u of mentees and p of mentors, all at least 0, no matching scores more than the sum of
    demand times u, of capacity times p, and of what the score of a pair exceeds u + p by, where it does:
    the weak duality of linear programming. The prices of a best matching reach its score.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> stage = mm.solve(problem, objective=("score",)).stages[0]
    >>> stage.prices.mentee.tolist(), stage.prices.mentor.tolist(), stage.bound
    ([0, 3], [4], 7)
    """

    mentee: Ints
    mentor: Ints
    filled: int = 0
    scale: int = 1
    rules: tuple[tuple[int, int], ...] = ()
    load: int = 0
    points: int = 0
    sets: bool = False


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective of the lexicographic order.

    Parameters
    ----------
    objective : str
        As in the order: ``matched``, ``score``, ``leximin 5`` and so on.
    value, bound : int
        The value reached, and the best value possible given those of the earlier stages: a value is at most
        its bound, or at least its bound where less is better.
    prices : Prices or None
        The proof of the bound; None if only the solver vouches for it.
    level : int or None
        For ``balance`` under side rules: the stage counts the mentors with at least this many mentees. For
        ``preference``: it counts the wishes of this rank. For ``worst_off`` and ``leximin``: at 0 it counts
        the mentees with a mentor, above that it is the total of the mentee who comes at this number, counted
        from the worst off; totals in between are the same as the one before.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> [(stage.objective, stage.value, stage.bound) for stage in mm.solve(problem).stages]
    [('matched', 1, 1), ('score', 7, 7)]
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
        Every violation of a rule, in words.
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
        ``prices``: the checker recomputed every bound from dual prices. ``columns``: it did, at least one
        from prices and each mentor's best set of mentees. ``solver``: at least one bound is the solver's
        claim, which the checker could only test for contradictions. ``none``: not proved.
    gap_without_solver : float or None
        As `gap`, but of the bounds that the checker itself recomputed from prices: how far the answer is from
        the best at most if no solver is believed. None unless every stage has prices.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> certificate = mm.solve(problem).certificate
    >>> certificate.feasible, certificate.score, certificate.bound, certificate.proof
    (True, 7, 7, 'prices')
    """

    feasible: bool
    violations: tuple[str, ...]
    n_matched: int
    score: int
    bound: int | None
    gap: float | None
    proved: bool
    proof: str
    gap_without_solver: float | None = None


@dataclass(frozen=True)
class Progress:
    """The progress of a search.

    Parameters
    ----------
    objective : str
        The current objective.
    best : int or None
        Its value in the best answer so far; None where there is no answer yet.
    bound : int
        The bound on it.
    seconds : float
        Time since the search began.

    Examples
    --------
    >>> seen = []
    >>> apart = mm.rules.KeepApart(mentees=(0, 1))
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 8], capacity=2, rules=[apart])
    >>> solution = mm.solve(problem, progress=seen.append)
    >>> [(one.objective, one.best, one.bound) for one in seen]
    [('matched', 1, 2)]
    """

    objective: str
    best: int | None
    bound: int
    seconds: float

    def __str__(self) -> str:
        return f"Best so far in {self.objective}: {self.best}, bound {self.bound}"


@dataclass(frozen=True, eq=False)
class Drawn(FieldsOnly):
    """The matchings from which an answer was drawn, each with the same chance.

    Parameters
    ----------
    pairs : int64 array, shape (n,)
        Pairs that are in one of them at least, by index of candidate pair, ascending; read-only.
    times : int64 array, shape (n,)
        In how many of them each is; read-only.
    matchings : int
        How many there are.

    Notes
    -----
    The matchings are found by fictitious play, the steps of Frank and Wolfe ("An algorithm for quadratic
    programming", Naval Research Logistics Quarterly 3 (1956) 95-110) towards the most even chances that the
    policy's `explore` allows.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": f"e{k}", "consent": True} for k in range(2)],
    ...     mentors=[{"id": f"r{k}", "consent": True} for k in range(2)],
    ... )
    >>> drawn = mm.match(people, mm.Policy(explore=0.1)).solution.drawn
    >>> drawn.pairs.tolist(), drawn.times.tolist(), drawn.matchings
    ([0, 1, 2, 3], [16, 16, 16, 16], 32)
    """

    pairs: Ints
    times: Ints
    matchings: int

    def chances(self, n_pairs: int) -> Floats:
        """Return the chance of every candidate pair to be chosen."""
        check_arguments(Drawn.chances, locals())
        found = np.zeros(n_pairs)
        found[self.pairs] = self.times / self.matchings
        return found


@dataclass(frozen=True, eq=False)
class Answer(FieldsOnly):
    """The chosen pairs, the values they reach, and the proof, but not how they were found.

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

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> answer = mm.solve(problem).answer
    >>> answer.chosen.tolist(), answer.n_matched, answer.score, answer.proved
    ([1], 1, 7, True)
    """

    chosen: Ints
    n_matched: int
    score: int
    stages: tuple[Stage, ...] = ()
    certificate: Certificate | None = None

    @classmethod
    def of(cls, chosen: Ints, score: Ints, stages: tuple[Stage, ...] = ()) -> Answer:
        """Return the answer with these chosen pairs, not yet certified; `score` is that of every pair."""
        pairs = frozen(chosen)
        return cls(pairs, len(pairs), int(score[pairs].sum()), stages)

    @property
    def bound(self) -> int | None:
        """Bound on the last objective, given the earlier ones; None if there is none."""
        return self.stages[-1].bound if self.stages else None

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved, or 0.0; None if there is no bound."""
        return relative_gap(self.stages)

    @property
    def proved(self) -> bool:
        """Whether every objective reaches its claimed bound."""
        return bool(self.stages) and self.gap == 0.0


@dataclass(frozen=True, eq=False)
class Solution(FieldsOnly):
    """An answer, and the run that found it.

    Parameters
    ----------
    answer : Answer
        What was found; its attributes are those of the solution, too.
    status : Status
        How the answer compares with the best possible one.
    seconds : float
        Wall-clock time of the run, without the time spent compiling.
    interrupted : bool
        Whether Ctrl-C ended the search early.
    progress : tuple of Progress
        The progress of the search, latest last; empty if the first answer was the best.
    drawn : Drawn or None
        What the answer was drawn from, with ``explore``; None for a best answer.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> solution = mm.solve(problem)
    >>> solution.status, solution.chosen.tolist(), solution.score, solution.gap
    (<Status.OPTIMAL: 'optimal'>, [1], 7, 0.0)
    """

    answer: Answer
    status: Status
    seconds: float = 0.0
    interrupted: bool = False
    progress: tuple[Progress, ...] = ()
    drawn: Drawn | None = None

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
        """Bound on the last objective, given the earlier ones; None if there is none."""
        return self.answer.bound

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved, or 0.0; None if there is no bound."""
        return self.answer.gap

    @property
    def state(self) -> object | None:
        """The state that `mentormatch.repair` starts from; None without ``solve(..., keep_state=True)``."""
        return None

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields replaced, of the run or of its answer."""
        of_answer = {name: changes.pop(name) for name in list(changes) if name in _OF_ANSWER}
        return replace(self, answer=replace(self.answer, **of_answer), **changes)


_OF_ANSWER = frozenset(field.name for field in fields(Answer))


def relative_gap(stages: tuple[Stage, ...]) -> float | None:
    """Return abs(bound - value) / max(1, abs(value)) of the first stage that is not proved, or 0.0."""
    if not stages:
        return None
    for stage in stages:
        if stage.bound != stage.value:
            return abs(stage.bound - stage.value) / max(1, abs(stage.value))
    return 0.0
