"""Exact capacitated matching under `in_network` rules and nested ceilings, with prices.

The objectives ``("matched", "score")`` are solved in one pass: every pair gets a bonus above any loss of
score on a path, so filling one more unit of demand always wins. The prices of that pass prove both stages
(see `Prices.scale`). A lottery decides among equally good answers (`mentormatch.engine.network.lottery`).
Ceilings over groups of people are added if that answer breaks one (`mentormatch.engine.network.ceilings`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from mentormatch.arrays import Ints, sealed
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.compiled import ready
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.bounded import Assignment, Bounded, assign, compile_blocks, splitting
from mentormatch.engine.network.ceilings import within_ceilings
from mentormatch.engine.network.grouping import force
from mentormatch.engine.network.lottery import draw, pair_signs
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.requirements import Left, minimum_loads, price_closed
from mentormatch.engine.network.spread import even_spread
from mentormatch.engine.rules import engine_rules
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.rules import Require, Rule

_NONE: Ints = sealed(np.zeros(0, np.int64))
_LIKE_PAIRS = 30
"""Each person is looked at as often as so many pairs, in the longest searches seen."""


def supported(problem: Problem) -> list[Rule]:
    """Return the rules that the network kernel accepts, whatever the other rules."""
    return [rule.given for rule in engine_rules(problem) if rule.in_network]


def unsupported(problem: Problem) -> list[Rule]:
    """Return the rules that `solve_network` does not accept: neither network forms nor nested ceilings."""
    if not problem.rules:
        return []
    nested = set(Nest.of(problem).position.tolist())
    own = enumerate(engine_rules(problem))
    return [rule.given for k, rule in own if not rule.in_network and k not in nested]


def prepare(problem: Problem, deadline: float) -> None:
    """Have the kernel compiled if a problem is large; raise `OutOfTimeError` if that takes too long."""
    people = problem.n_mentees + problem.n_mentors
    ready(force, _example, deadline, max(problem.n_pairs, _LIKE_PAIRS * people))


def swing(problem: Problem) -> int:
    """Return a number above what any alternating path can lose in score.

    Raises
    ------
    ProblemError
        If prices of that size could leave int64.
    """
    if not problem.n_pairs:
        return 1
    low, high = problem.score_range
    most = min(problem.most_filled, problem.n_pairs)
    found = (most + 1) * (high - low) + max(0, -low) + 1
    # Prices reach twice the swing plus a score; the checker adds up four of them.
    if 16 * (found + max(abs(low), abs(high))) >= LIMIT:
        raise ProblemError(
            [f"scores from {low} to {high} in up to {most} pairs could overflow 2^62: divide all scores"]
        )
    return found


def solve_network(
    problem: Problem, matched_first: bool, seed: int = 0, deadline: float = math.inf, even: bool = False
) -> NetworkAnswer:
    """Solve a problem whose rules are all network forms.

    Parameters
    ----------
    matched_first : bool
        Whether filled demand comes before score.
    seed : int
        Seed of the lottery that decides among equally good answers.
    deadline : float
        Value of `time.monotonic` by which compiling and flows under ceilings have to end; the searches
        without ceilings always run to the end.
    even : bool
        Whether only answers with the most even loads are drawn, if filled demand comes first. If the answer
        has no spread then, ceilings are in the way of the most even ones.

    Raises
    ------
    OutOfTimeError
        If the kernel is not compiled in time.
    """
    prepare(problem, deadline)
    step = swing(problem)
    bonus = splitting(step, problem.score_range[1]) if matched_first else 0
    left = Left.of(problem)
    found = priced(problem, left, problem.score, step, bonus)
    prices = found.mentee_price, found.mentor_price
    answer = NetworkAnswer(_NONE, *prices, bonus, feasible=True, searches=found.searches)
    if problem.rules or even:  # without, the lottery chooses from the prices alone
        answer = _with_pairs(problem, left, found, answer)
        if not answer.feasible:
            return answer
    nest = Nest.of(problem) if problem.rules else None
    if even and matched_first:
        most_even = _evenly_drawn(problem, answer, left, seed)
        if nest is None or nest.keeps(problem, most_even.chosen):
            return most_even
    answer = replace(answer, chosen=draw(problem, answer, seed, pair_signs(problem, answer, left)))
    if nest is None or nest.keeps(problem, answer.chosen):
        return answer
    try:
        return _nested(problem, left, nest, answer, step, seed, deadline)
    except OutOfTimeError:
        return replace(answer, late=True)


def _with_pairs(problem: Problem, left: Left, found: Assignment, answer: NetworkAnswer) -> NetworkAnswer:
    """Return the answer with the pairs found, and whether they are all that rules ask for."""
    taken = found.taken.copy()
    taken[left.required] = True
    chosen = np.flatnonzero(taken)
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    feasible = left.possible and bool(np.all(load >= minimum_loads(problem)))
    return replace(answer, chosen=chosen, feasible=feasible)


def _evenly_drawn(problem: Problem, answer: NetworkAnswer, left: Left, seed: int) -> NetworkAnswer:
    """Return the answer with the most even loads of those as good that the lottery chooses."""
    sign = pair_signs(problem, answer, left)
    spread = even_spread(problem, answer.chosen, answer.mentee_price, answer.mentor_price, sign)
    return replace(answer, chosen=draw(problem, answer, seed, sign, spread), spread=spread)


def _example() -> None:
    """Solve a problem in which a rule settles a pair and a lottery decides, which calls all of the kernel."""
    problem = Problem(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [1] * 5, rules=[Require(pair=0)])
    solve_network(problem, matched_first=True, even=True)
    compile_blocks()


def _nested(
    problem: Problem, left: Left, nest: Nest, without: NetworkAnswer, step: int, seed: int, deadline: float
) -> NetworkAnswer:
    """Return the answer that keeps the ceilings, given the answer without them."""
    start = without.mentee_price, without.mentor_price, len(without.chosen)
    found = within_ceilings(problem, left, nest, without.bonus, step, start, deadline=deadline)
    answer = replace(
        without, chosen=found.chosen, mentee_price=found.mentee_price, mentor_price=found.mentor_price,
        feasible=found.feasible, nest=nest, multiplier=found.multiplier,
    )  # fmt: skip
    return replace(answer, chosen=draw(problem, answer, seed)) if found.feasible else answer


def priced(problem: Problem, left: Left, weight: Ints, subsidy: int, bonus: int = 0) -> Assignment:
    """Return the pairs of greatest weight besides the required ones, with prices that prove it.

    Parameters
    ----------
    left : Left
        The rest of the problem without its required pairs.
    weight : int64 array, shape (n_pairs,)
    subsidy, bonus : int
        See `assign`.
    """
    graph = Bounded(
        problem.mentee, problem.mentor, weight, left.demand, np.zeros_like(left.demand),
        left.capacity, left.least,
    )  # fmt: skip
    answer = assign(graph, left.open, subsidy, bonus)
    price_closed(problem, left, weight, bonus, answer.mentee_price, answer.mentor_price)
    return answer
