"""Obviously right answers for small problems, from all subsets of the pairs.

Written from the definitions in the docstrings of `Problem` and the rules; shares nothing with the checker
or the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad, NoMutual, Require, Rule

OBJECTIVES = (("matched", "score"), ("score",), ("matched",))
HUGE = 2**54
"""Scores up to this size exceed the digits of a float by far, but no total of a small problem overflows."""

Subsets = NDArray[np.int64]


def subsets(problem: Problem, rules: Iterable[Rule] | None = None) -> Subsets:
    """Return every subset of the pairs that keeps demand, capacity and the rules: one row each, 0 or 1."""
    rows = (np.arange(2**problem.n_pairs)[:, None] >> np.arange(problem.n_pairs)) & 1
    for side, bound in ((problem.mentee, problem.demand), (problem.mentor, problem.capacity)):
        for person, most in enumerate(bound):
            rows = rows[rows[:, side == person].sum(axis=1) <= most]
    for rule in problem.rules if rules is None else rules:
        rows = rows[_keeps(problem, rows, rule)]
    return rows


def _keeps(problem: Problem, rows: Subsets, rule: Rule) -> NDArray[np.bool_]:
    match rule:
        case Require(pair=pair):
            return rows[:, pair] == 1
        case MinimumLoad(mentor=mentor, load=load):
            return rows[:, problem.mentor == mentor].sum(axis=1) >= load
        case NoMutual(same=same):
            kept = np.ones(len(rows), bool)
            for (one_mentee, one_mentor), (other_mentee, other_mentor) in combinations(same, 2):
                there = rows[:, is_pair(problem, one_mentee, other_mentor)].any(axis=1)
                back = rows[:, is_pair(problem, other_mentee, one_mentor)].any(axis=1)
                kept &= ~(there & back)
            return kept
    raise AssertionError(rule)


def is_pair(problem: Problem, mentee: int, mentor: int) -> NDArray[np.bool_]:
    """Return a mask of this pair among all pairs."""
    return (problem.mentee == mentee) & (problem.mentor == mentor)


def values(problem: Problem, rows: Subsets, objective: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the values of the objectives for every subset."""
    columns = {"matched": rows.sum(axis=1), "score": rows @ problem.score}
    return list(zip(*(columns[name].tolist() for name in objective), strict=True))


def best(problem: Problem, objective: Sequence[str] = ("matched", "score")) -> tuple[int, ...] | None:
    """Return the best values that any subset reaches, in the objectives' order; None without a subset."""
    return max(values(problem, subsets(problem), objective), default=None)


def as_row(problem: Problem, chosen: NDArray[np.int64]) -> Subsets:
    """Return chosen pairs as a table of one subset."""
    row = np.zeros((1, problem.n_pairs), np.int64)
    row[0, chosen] = 1
    return row


def keeps_all(problem: Problem, chosen: NDArray[np.int64]) -> bool:
    """Return whether chosen pairs keep demand, capacity and every rule."""
    return bool((subsets(problem) == as_row(problem, chosen)).all(axis=1).any())


def contradict(problem: Problem, rules: Iterable[Rule]) -> bool:
    """Return whether no subset keeps all of these rules."""
    return not len(subsets(problem, rules))


FEW = st.integers(-2, 3)
WIDE = st.integers(-1_000_000, 1_000_000)
EXTREME = st.one_of(st.integers(-HUGE, -HUGE + 3), st.integers(HUGE - 3, HUGE), FEW)
MODEST = (FEW, WIDE)
"""Scores with many ties, and of either sign, whose totals a float can hold."""


def scores(n: int, sizes: Sequence[st.SearchStrategy[int]]) -> st.SearchStrategy[list[int]]:
    """Return lists of scores: all of one size, or all zero."""
    return st.one_of(st.just([0] * n), *(st.lists(size, min_size=n, max_size=n) for size in sizes))


@st.composite
def problems(
    draw: st.DrawFn,
    kinds: Sequence[type] = (Require, MinimumLoad, NoMutual),
    sizes: Sequence[st.SearchStrategy[int]] = (*MODEST, EXTREME),
    least: int = 0,
) -> Problem:
    """Draw problems of `least` to 5 mentees and to 4 mentors, their pairs in any order."""
    n_mentees, n_mentors = draw(st.integers(least, 5)), draw(st.integers(least, 4))
    grid = [(i, j) for i in range(n_mentees) for j in range(n_mentors)]
    pairs = draw(st.lists(st.sampled_from(grid), unique=True, max_size=12)) if grid else []
    capacity = draw(st.lists(st.integers(0, 3), min_size=n_mentors, max_size=n_mentors))
    demand = draw(st.lists(st.integers(0, 2), min_size=n_mentees, max_size=n_mentees))
    mentee, mentor = ([pair[side] for pair in pairs] for side in (0, 1))
    score = draw(scores(len(pairs), sizes))
    rules = draw(_rules(n_mentees, n_mentors, len(pairs), kinds))
    return Problem(n_mentees, n_mentors, mentee, mentor, score, capacity, demand, rules)


@st.composite
def _rules(
    draw: st.DrawFn, n_mentees: int, n_mentors: int, n_pairs: int, kinds: Sequence[type]
) -> list[Rule]:
    found: list[Rule] = []
    if n_pairs and Require in kinds:
        found += [Require(pair=k) for k in draw(st.lists(st.integers(0, n_pairs - 1), max_size=2))]
    if n_mentors and MinimumLoad in kinds:
        loads = st.tuples(st.integers(0, n_mentors - 1), st.integers(0, 3))
        found += [MinimumLoad(mentor=j, load=load) for j, load in draw(st.lists(loads, max_size=2))]
    both = min(n_mentees, n_mentors)
    if both > 1 and NoMutual in kinds and draw(st.booleans()):
        mentees, mentors = (draw(st.permutations(range(n)))[:both] for n in (n_mentees, n_mentors))
        found.append(NoMutual(same=tuple(zip(mentees, mentors, strict=True))))
    return draw(st.permutations(found))
