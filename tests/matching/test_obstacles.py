"""What is against one more pair: exactly the rules that it would break, by plain Python."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from helpers.rule_reference import KEPT, kept, rule_of
from mentormatch.matching.obstacles import AGAINST, obstacles
from mentormatch.problem.problem import Problem
from mentormatch.proof.rules import CHECKS
from mentormatch.rules import Forbid, Stable
from mentormatch.rules.keep import KeepRecord
from mentormatch.rules.minimum_load import MinimumLoadRecord
from mentormatch.rules.require import RequireRecord
from mentormatch.rules.stable import StableRecord


def bare(random: Random) -> Problem:
    grid = [(i, j) for i in range(4) for j in range(4) if random.random() < 0.7] or [(0, 0)]
    return Problem(
        4, 4, [i for i, _ in grid], [j for _, j in grid], [random.randint(0, 9) for _ in grid],
        capacity=3, demand=2,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_exactly_the_rules_that_a_pair_would_break_are_named(seed: int) -> None:
    random = Random(seed)
    problem = bare(random)
    said = 0
    for rule in [rule_of(kind, problem, random) for kind in KEPT if kind is not Stable]:
        chosen = tuple(sorted(random.sample(range(problem.n_pairs), min(problem.n_pairs, 4))))
        while not kept(problem, chosen, rule) and chosen:
            chosen = chosen[1:]
        if not kept(problem, chosen, rule):
            continue  # it asks for what is not there: adding a pair cannot be what breaks it
        others = [k for k in range(problem.n_pairs) if k not in chosen]
        ruled = problem.replace(rules=(rule,))
        found = obstacles(ruled, np.array(chosen, np.int64), np.array(others, np.int64))
        for pair, clauses in zip(others, found, strict=True):
            breaks = not kept(problem, tuple(sorted((*chosen, pair))), rule)
            assert bool(clauses) == breaks, (rule, chosen, pair, clauses)
            assert all(rule.rule in clause or "mutual_pairs" in clause for clause in clauses)
            said += breaks
    assert said


def test_every_rule_that_can_be_broken_by_one_more_pair_has_words() -> None:
    never = {RequireRecord, KeepRecord, MinimumLoadRecord, StableRecord}
    assert set(AGAINST) == set(CHECKS) - never


def test_a_pair_that_ended_is_not_told_as_a_ban() -> None:
    problem = Problem(1, 1, [0], [0], [5], 1, 1, [Forbid(pair=0)])
    none, pair = np.zeros(0, np.int64), np.array([0])
    assert obstacles(problem, none, pair) == [["the policy keeps mentee 0 and mentor 0 apart (rule Forbid)"]]
    assert obstacles(problem, none, pair, ended={0}) == [
        ["mentee 0 and mentor 0 were a pair before, which is not made again"]
    ]
