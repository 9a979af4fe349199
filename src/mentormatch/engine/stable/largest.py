"""Large stable answers, and a bound on the largest: usually they meet, and no search is needed.

The start is deferred acceptance, extended along chains (`mentormatch.engine.stable.chains`). Linear
programming over the mentors' levels (`mentormatch.engine.stable.thresholds`) gives the bound, and its
solution suggests how to break ties: a few more answers are extended from there. Floating point is safe: dual
values are rounded to whole numbers and the bound is added up exactly, which is valid for any dual values.
"""

from __future__ import annotations

import math
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from mentormatch.arrays import Floats, Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.stable.chains import extended
from mentormatch.engine.stable.deferred_acceptance import deferred_acceptance
from mentormatch.engine.stable.pairs import possible
from mentormatch.engine.stable.thresholds import Program, program_of
from mentormatch.problem.problem import Problem
from mentormatch.rules.stable import StableRecord

_STEPS = 400_000
"""Steps of the first walk: about half a second for 750 mentees."""


@dataclass(frozen=True)
class _Walks:
    """Walks from answers whose ties are broken by a preference for some pairs and by chance.

    Parameters
    ----------
    noise : tuple of float
        The share of chance in each walk, in turn.
    """

    n: int
    steps: int
    noise: tuple[float, ...]


_AT_FIRST = _Walks(6, 400_000, (1.0,))
_GUIDED = _Walks(24, 200_000, (0.1, 0.3, 0.5, 1.0))
_SCALE = 2**20
_ROOM = 2.0**61
_LEAST_SECONDS = 0.1


@dataclass(frozen=True, eq=False)
class LargestStable:
    """A stable answer and a bound.

    Parameters
    ----------
    chosen : int64 array
        Pairs that keep demand, capacity and the rule, whatever other rules there are; ascending.
    bound : int
        A bound on the number of pairs of any answer that keeps the rule.
    """

    chosen: Ints
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no stable answer is larger."""
        return len(self.chosen) == self.bound


def largest_stable(
    problem: Problem, rule: StableRecord, seed: int, deadline: float, latest: float = math.inf
) -> LargestStable:
    """Return a large stable answer and a bound on the largest.

    Parameters
    ----------
    seed : int
        Seed of the walks.
    deadline : float
        Value of `time.monotonic` after which no better answer is looked for.
    latest : float
        Value of `time.monotonic` by which there has to be a first answer.

    Raises
    ------
    OutOfTimeError
        If there is no answer by `latest`.
    """
    bound = _simple_bound(problem, rule, deadline)
    found = LargestStable(first_stable(problem, rule, seed, deadline, latest), bound)
    if found.proved or time.monotonic() > deadline:
        return found
    chosen, (program, relaxed) = found.chosen, _relaxed(problem, rule, deadline)
    if program is None or relaxed is None:
        return found
    found = LargestStable(chosen, min(found.bound, relaxed.bound))
    preference = np.zeros(problem.n_pairs)
    preference[program.pairs] = relaxed.taken
    walked = _walked(problem, rule, preference, found, _GUIDED, seed, deadline)
    return LargestStable(walked, found.bound)


def _relaxed(problem: Problem, rule: StableRecord, deadline: float) -> tuple[Program | None, Relaxed | None]:
    """Return the linear program and its solution, as far as there is time for them."""
    with suppress(OutOfTimeError):
        program = program_of(problem, rule, deadline)
        return program, None if program is None else relax(program, deadline)
    return None, None


def first_stable(
    problem: Problem, rule: StableRecord, seed: int, deadline: float = math.inf, latest: float = math.inf
) -> Ints:
    """Return pairs that keep demand, capacity and `rule`, whatever other rules there are; ascending."""
    target = _simple_bound(problem, rule, deadline)
    # Scores come after the number of pairs: the start is among the stable answers with good ones.
    start = deferred_acceptance(problem, _without_ties(rule, problem.score.astype(np.float64)), latest)
    chosen = extended(problem, rule, start, seed, _STEPS, target, deadline)
    found = LargestStable(chosen, target)
    return _walked(problem, rule, np.zeros(problem.n_pairs), found, _AT_FIRST, seed, deadline)


def _simple_bound(problem: Problem, rule: StableRecord, deadline: float) -> int:
    """Return a bound by demand and capacity, without pairs in no stable answer."""
    inside = possible(problem, rule, deadline)
    sides = ((problem.mentee, problem.demand), (problem.mentor, problem.capacity))
    counts = (np.minimum(np.bincount(side[inside], minlength=len(most)), most).sum() for side, most in sides)
    return min(problem.most_filled, *map(int, counts))


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The result of linear programming.

    Parameters
    ----------
    bound : int
        Exact.
    taken : float64 array
        The value of each pair of the program.
    """

    bound: int
    taken: Floats


def relax(program: Program, deadline: float) -> Relaxed | None:
    """Solve a program; return None if time runs out or numbers are too large to add up exactly."""
    seconds = deadline - time.monotonic()
    if seconds < _LEAST_SECONDS:
        return None
    cost = np.zeros(program.upper.shape[1])
    cost[: len(program.pairs)] = -1
    # The interior point method is several times faster here than either simplex method.
    found = linprog(
        cost, program.upper.astype(float), program.most, program.equal.astype(float), program.value,
        bounds=(0, 1), method="highs-ipm", options={"time_limit": seconds},
    )  # fmt: skip
    if found.status != 0 or found.x is None:
        return None
    bound = exact_bound(program, -found.ineqlin.marginals, -found.eqlin.marginals)
    return None if bound is None else Relaxed(bound, found.x[: len(program.pairs)])


def exact_bound(program: Program, upper: Any, equal: Any) -> int | None:
    """Return the bound that dual values prove, in whole numbers; None if these could wrap around.

    For dual values u >= 0 of the upper rows and v of the equal rows, any answer x, with columns from 0 to 1,
    has at most ``u @ most + v @ value + sum(max(0, cost - u @ upper - v @ equal))`` pairs.
    """
    u = np.rint(_SCALE * np.maximum(upper, 0))
    v = np.rint(_SCALE * np.asarray(equal))
    sizes = abs(program.upper).T @ u + abs(program.equal).T @ abs(v) + _SCALE
    rest = abs(program.most) @ u + abs(program.value) @ abs(v)
    if not sizes.sum() + rest < _ROOM:
        return None
    whole_u, whole_v = u.astype(np.int64), v.astype(np.int64)
    gain = -(program.upper.T @ whole_u) - program.equal.T @ whole_v
    gain[: len(program.pairs)] += _SCALE
    total = int(whole_u @ program.most) + int(whole_v @ program.value) + int(np.maximum(gain, 0).sum())
    return total // _SCALE


def _walked(
    problem: Problem,
    rule: StableRecord,
    preference: Floats,
    found: LargestStable,
    walks: _Walks,
    seed: int,
    deadline: float = math.inf,
) -> Ints:
    """Return the largest answer of some walks, or the given one."""
    random = np.random.default_rng(seed)
    chosen = found.chosen
    for number in range(walks.n):
        if len(chosen) >= found.bound or time.monotonic() > deadline:
            break
        noise = walks.noise[number % len(walks.noise)]
        ties = _without_ties(rule, preference + noise * random.random(problem.n_pairs))
        try:
            start = deferred_acceptance(problem, ties, deadline)
        except OutOfTimeError:
            break
        new = extended(problem, rule, start, seed + number, walks.steps, found.bound, deadline)
        chosen = max(chosen, new, key=len)
    return chosen


def _without_ties(rule: StableRecord, liking: Floats) -> StableRecord:
    """Return the rule with ties broken in favour of preferred pairs."""
    position = np.empty(len(liking), np.int64)
    position[np.argsort(-liking, kind="stable")] = np.arange(len(liking))
    mentee, mentor = (_in_order(rank, position) for rank in (rule.mentee_rank, rule.mentor_rank))
    return StableRecord(mentee_rank=mentee, mentor_rank=mentor)


def _in_order(rank: Ints, position: Ints) -> Ints:
    order = np.empty(len(rank), np.int64)
    order[np.lexsort((position, rank))] = np.arange(len(rank))
    return order
