"""Contradictions of pairs and loads that a flow finds, against all subsets of the pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_reference import answers
from mentormatch.engine.cpsat.shortage import find_shortage
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.rules import Forbid, Keep, MinimumLoad, Require


def drawn(seed: int) -> Problem:
    """Return a small problem with rules that settle pairs or ask for loads."""
    draw = np.random.default_rng(seed)
    n_mentees, n_mentors = int(draw.integers(1, 5)), int(draw.integers(1, 4))
    mentee, mentor = np.nonzero(draw.random((n_mentees, n_mentors)) < 0.7)
    pairs = draw.permutation(len(mentee))
    cut = np.sort(draw.integers(0, len(pairs) + 1, 3) // 2)
    rules = [Require(pair=int(pair)) for pair in pairs[: cut[0]]]
    rules += [Forbid(pair=int(pair)) for pair in pairs[cut[1] : cut[2]]]
    rules += [Keep(pairs=pairs[cut[0] : cut[1]])]
    rules += [MinimumLoad(mentor=j, load=int(draw.integers(0, 3))) for j in range(n_mentors)]
    return Problem(
        n_mentees, n_mentors, mentee, mentor, np.ones(len(mentee), np.int64), draw.integers(0, 4, n_mentors),
        draw.integers(0, 3, n_mentees), rules,
    )  # fmt: skip


@given(st.integers(0, 2**32))
def test_a_shortage_is_found_if_and_only_if_there_is_one(seed: int) -> None:
    problem = drawn(seed)
    short = find_shortage(problem, engine_rules(problem))
    assert bool(short) == (next(answers(problem), None) is None)
    if short:
        assert next(answers(problem, [rule.given for rule in short]), None) is None


@given(st.integers(0, 2**32))
def test_the_error_names_none_to_spare(seed: int) -> None:
    problem = drawn(seed)
    try:
        solve(problem)
    except InfeasibleError as error:
        for left_out in range(len(error.rules)):
            fewer = [rule for k, rule in enumerate(error.rules) if k != left_out]
            assert next(answers(problem, fewer), None) is not None


def test_mentors_who_share_too_few_mentees() -> None:
    loads = [MinimumLoad(mentor=j, load=1) for j in range(3)]
    problem = Problem(
        3, 3, [0, 1, 0, 1, 0, 1, 2], [0, 0, 1, 1, 2, 2, 2], [1] * 7, rules=[*loads, Forbid(pair=6)]
    )
    with pytest.raises(InfeasibleError) as caught:
        solve(problem)
    assert caught.value.rules == problem.rules
