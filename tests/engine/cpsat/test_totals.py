"""Totals by CP-SAT, whenever the clock stops them: what is claimed is what the checker confirms, and true."""

from __future__ import annotations

import numpy as np
import pytest

import mentormatch as mm
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat import solve as cpsat

OBJECTIVES = ("worst_off", "leximin 3", "leximin")


def problem_of(seed: int) -> mm.Problem:
    """Return a problem in which some mentees want two mentors, and places are short."""
    draw = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(draw.random((7, 5)) < 0.7)
    score = draw.integers(1, 30, len(mentee))
    demand = draw.integers(1, 3, 7) if seed % 2 else 1
    return mm.Problem(7, 5, mentee, mentor, score, draw.integers(1, 3, 5), demand)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("seed", range(6))
def test_a_step_that_runs_out_of_time_binds_nothing_later(
    seed: int, objective: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, order = problem_of(seed), ("matched", objective, "score")
    best = mm.solve(problem, order, method="cpsat").stages
    for late in range(12):
        calls: list[int] = []

        def look(until: float, late: int = late, calls: list[int] = calls) -> None:
            calls.append(1)
            if len(calls) == late:  # this once, and there is time again
                raise OutOfTimeError

        monkeypatch.setattr(cpsat, "look", look)
        found = mm.solve(problem, order, method="cpsat")
        if found.status is mm.Status.UNKNOWN:
            continue
        for stage, optimum in zip(found.stages, best, strict=False):
            same = (stage.objective, stage.level) == (optimum.objective, optimum.level)
            assert not same or stage.bound >= optimum.value
            if not same or stage.value != optimum.value:
                break  # bounds of what follows are for answers as good as this one
        if found.status is mm.Status.OPTIMAL:
            assert [stage.value for stage in found.stages] == [stage.value for stage in best]
