"""A part of a problem: some people may be rematched while all others stay as they are.

Pairs that stay are required if they touch the part, and are subtracted from counts if they do not. An answer
that keeps the rules of the part then keeps those of the whole problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Cut
from mentormatch.problem.problem import Problem
from mentormatch.rules import Keep, Rule


@dataclass(frozen=True, eq=False)
class Part:
    """A smaller problem whose answers fit into an answer of the whole.

    Parameters
    ----------
    problem : Problem
        Empty if no mentee may be rematched.
    pairs : int64 array
        Its pairs by index in the whole problem, ascending.
    """

    problem: Problem
    pairs: Ints


def part_of(problem: Problem, taken: Bools, near: Ints, free: Ints) -> Part:
    """Return the part in which some mentees may be rematched.

    Parameters
    ----------
    taken : bool array, shape (n_pairs,)
        An answer that keeps every rule.
    near : int64 array
        Pairs that may be chosen, ascending, including those of the answer.
    free : int64 array
        The mentees.
    """
    inside = _free(problem, free)[problem.mentee[near]]
    open_mentors = np.zeros(problem.n_mentors, np.bool_)
    open_mentors[problem.mentor[near[inside]]] = True
    held = taken[near] & ~inside
    # Mentees who already have one of these mentors are included with all their pairs.
    beside = np.zeros(problem.n_mentees, np.bool_)
    beside[problem.mentee[near[held & open_mentors[problem.mentor[near]]]]] = True
    held &= beside[problem.mentee[near]]
    pairs = near[inside | held]
    cut = _cut(problem, taken, pairs, open_mentors)
    rules: list[Rule] = [Keep(pairs=np.flatnonzero(held[inside | held]))]
    for rule in engine_rules(problem):
        rules += rule.cut(cut)
    part = Problem(
        len(cut.mentees), len(cut.mentors),
        cut.mentee[problem.mentee[pairs]], cut.mentor[problem.mentor[pairs]], problem.score[pairs],
        problem.capacity[cut.mentors], problem.demand[cut.mentees], rules,
    )  # fmt: skip
    return Part(part, pairs)


def _free(problem: Problem, mentees: Ints) -> Bools:
    """Return the mentees who may be rematched: those without rules that reach beyond the part."""
    free = np.zeros(problem.n_mentees, np.bool_)
    free[mentees] = True
    for rule in engine_rules(problem):
        rule.hold(free)
    return free


def _cut(problem: Problem, taken: Bools, pairs: Ints, open_mentors: Bools) -> Cut:
    mentees, mentors = (np.unique(side[pairs]).astype(np.int64) for side in (problem.mentee, problem.mentor))
    return Cut(
        taken, mentees, mentors, pairs,
        _numbers(mentees, problem.n_mentees), _numbers(mentors, problem.n_mentors),
        _numbers(pairs, problem.n_pairs), open_mentors,
    )  # fmt: skip


def _numbers(members: Ints, n: int) -> Ints:
    number = np.full(n, -1, np.int64)
    number[members] = np.arange(len(members))
    return number
