"""Helpers shared by the tests of `solve`."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from helpers.reference import (
    OBJECTIVES,
    as_row,
    values,
)
from mentormatch.engine.answers import as_solution
from mentormatch.engine.compiled import SMALL, decide
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import MinimumLoad, NoMutual, Require

BOTH = ("matched", "score")
NETWORK = (Require, MinimumLoad)
EVERY_RULE = (Require, MinimumLoad, NoMutual)

by_objective = pytest.mark.parametrize("objective", OBJECTIVES, ids="-".join)
any_objective = st.sampled_from(OBJECTIVES)
by_method = pytest.mark.parametrize("method", ["auto", "network", "cpsat"])


def reached(
    problem: Problem, objective: Sequence[str] = BOTH, method: str = "auto"
) -> tuple[int, ...] | None:
    """Return the proved best values, computed from the pairs; None if the rules contradict each other."""
    try:
        solution = solve(problem, objective, method)
    except InfeasibleError:
        return None
    assert solution.status is Status.OPTIMAL
    return values(problem, as_row(problem, solution.chosen), objective)[0]


def no_worse(one: tuple[int, ...] | None, other: tuple[int, ...] | None) -> bool:
    """Return whether values are at least as good as others; any answer is better than none."""
    return other is None or (one is not None and one >= other)


def allowed(problem: Problem) -> Iterator[np.ndarray]:
    """Yield all sets of pairs that the checker accepts."""
    for size in range(problem.n_pairs + 1):
        for pairs in itertools.combinations(range(problem.n_pairs), size):
            chosen = np.array(pairs, np.int64)
            if certify(problem, as_solution(problem, chosen, ())).feasible:
                yield chosen


def scheme(
    seed: int, n_mentees: int, n_mentors: int, density: float, top: int = 1000, low: int = 0, **changes: Any
) -> Problem:
    """Return a random scheme with demands and capacities of 0 to 3."""
    random = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(random.random((n_mentees, n_mentors)) < density)
    numbers = {
        "score": random.integers(low, top, len(mentee)),
        "capacity": random.integers(0, 4, n_mentors),
        "demand": random.integers(0, 3, n_mentees),
    }
    return Problem(n_mentees, n_mentors, mentee, mentor, **numbers | changes)


def without_jit(script: str) -> Any:
    """Return what a script prints as JSON when nothing is compiled; it finds the modules that tests share.

    From now on this process runs compiled, so that what it finds can be compared.
    """
    decide(SMALL + 1)
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    plain = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert plain.returncode == 0, plain.stderr
    return json.loads(plain.stdout)
