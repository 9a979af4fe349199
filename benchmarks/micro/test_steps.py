"""Micro-benchmarks: how long one step takes, to see at once when a change makes it slower.

Run by ``make bench-micro``; they are no part of the tests, nor of the studies beside them. To keep figures
and compare with them: ``make bench-micro MICRO=--benchmark-autosave``, then ``MICRO=--benchmark-compare``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

import mentormatch as mm
from mentormatch.policy import Limits

sys.path.insert(0, str(Path(__file__).parents[1]))

from suite.data.schemes import draw_scheme
from suite.data.towns import regional

SEED = 0
N = 1_000
PAIRS = 1_000


class Benchmark(Protocol):
    """What pytest-benchmark gives to a test."""

    def __call__(self, run: Callable[..., Any], *arguments: Any) -> Any:
        """Run it often enough to know how long it takes; return what it returns."""


@pytest.mark.parametrize("regime", ["plenty", "scarce"])
def test_solve_a_thousand(benchmark: Benchmark, regime: str) -> None:
    """A thousand mentees, with the check of the proof."""
    problem = regional(N, regime, SEED).problem()
    solution = benchmark(mm.solve, problem)
    assert solution.certificate.proved


def test_certify_a_thousand(benchmark: Benchmark) -> None:
    """The check alone."""
    problem = regional(N, "plenty", SEED).problem()
    solution = mm.solve(problem)
    assert benchmark(mm.certify, problem, solution).proved


def test_repair_one(benchmark: Benchmark) -> None:
    """One pair of a thousand mentees is dissolved."""
    problem = regional(N, "plenty", SEED).problem()
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    pair = int(mm.solve(problem).chosen[0])
    change = mm.Dissolve(int(problem.mentee[pair]), int(problem.mentor[pair]))
    repaired = benchmark(mm.repair, state, [change])
    assert repaired.certificate.proved


def test_score_a_thousand_pairs(benchmark: Benchmark) -> None:
    """All criteria, free text and tags among them, of about a thousand pairs."""
    people = draw_scheme(100, SEED, "plenty").people.in_id_order()
    policy = mm.Policy(limits=Limits(max_km=15.0, online=False, minimum_seniority_gap=1))
    candidates = mm.find_candidates(people, policy)
    scores = benchmark(mm.score_pairs, people, candidates, policy)
    assert 0.5 * PAIRS < len(scores) < 2 * PAIRS
