"""The reduced-cost core: its bound against brute force, its answers against CP-SAT's on the whole problem."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.solving import allowed
from mentormatch.engine.core.first_answers import first_answer
from mentormatch.engine.core.losses import FORBIDDEN, losses
from mentormatch.engine.core.model import CoreModel
from mentormatch.engine.core.multipliers import tightened
from mentormatch.engine.core.solve import PairSearch
from mentormatch.engine.cpsat.rows import rows_of
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.network.solve import solve_network, supported
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Progress, Status
from mentormatch.rules import (
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    PairCount,
    Require,
    Rule,
)

BOTH = ("matched", "score")


def sided(seed: int, n: int, m: int, density: float) -> Problem:
    """Return a random problem with side rules of most kinds."""
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(rng.random((n, m)) < density)
    pairs = len(mentee)
    capacity = rng.integers(1, 4, m)
    rules: list[Rule] = [MinimumLoadIfUsed(mentor=int(j), load=2) for j in rng.permutation(m)[: m // 3]]
    rules += [KeepApart(mentees=rng.permutation(n)[:3].tolist()) for _ in range(max(n // 8, 1)) if n >= 3]
    rules += [KeepApart(mentors=rng.permutation(m)[:2].tolist())] if m >= 2 else []
    rules += [KeepTogether(mentees=rng.permutation(n)[:2].tolist())] if seed % 3 == 0 and n >= 2 else []
    rules += [Hours(hours=rng.integers(0, 6, pairs), budget=3 * capacity)] if seed % 2 else []
    rules += (
        [PairCount(pairs=np.flatnonzero(rng.random(pairs) < 0.5), at_most=n // 3)] if seed % 5 == 0 else []
    )
    rules += [MinimumLoad(mentor=0, load=1)] if seed % 4 == 0 else []
    rules += [Require(pair=0)] if seed % 7 == 0 and pairs else []
    low = -500 if seed % 6 == 0 else 0
    return Problem(
        n, m, mentee, mentor, rng.integers(low, 1000, pairs), capacity, 1 + (rng.random(n) < 0.1), rules
    )


def reached(problem: Problem, objective: tuple[str, ...], method: str) -> tuple[int, int] | None:
    try:
        solution = solve(problem, objective, method)  # type: ignore[arg-type]
    except InfeasibleError:
        return None
    assert solution.status is Status.OPTIMAL
    return solution.n_matched, solution.score


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([BOTH, ("score",), ("matched",)]))
def test_the_core_agrees_with_the_whole_model(seed: int, objective: tuple[str, ...]) -> None:
    problem = sided(seed, 30, 18, 0.2)
    one, other = (reached(problem, objective, method) for method in ("auto", "cpsat"))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        places = len(objective) if "score" in objective else 1
        start = 1 if objective == ("score",) else 0
        assert one[start : start + places] == other[start : start + places]


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(0, 50), st.sampled_from([0, 2000]))
def test_any_multipliers_bound_every_matching(seed: int, size: int, bonus: int) -> None:
    """With any multipliers, no matching exceeds the bound, and each loses at least what its pairs lose."""
    problem = sided(seed, 4, 3, 0.6)
    rows = rows_of(problem)
    multipliers = np.random.default_rng(seed).integers(0, size + 1, len(rows.most))
    found = losses(problem, bonus, rows, multipliers, 2)
    for chosen in allowed(problem):
        lost = found.of(problem, chosen)
        assert not (found.pair[chosen] == FORBIDDEN).any()
        assert lost >= int(np.maximum(found.pair[chosen], 0).sum()) >= 0
        left_out = np.setdiff1d(np.arange(problem.n_pairs), chosen)
        assert lost >= int(np.maximum(-found.pair[left_out], 0).sum())


@pytest.mark.parametrize("size", [2**57, 2**62])
def test_multipliers_that_could_wrap_around_are_refused(size: int) -> None:
    problem = sided(1, 12, 8, 0.4)
    rows = rows_of(problem)
    with pytest.raises(ProblemError, match=r"overflow 2\^62"):
        losses(problem, 0, rows, np.full(len(rows.most), size), 1)


@pytest.mark.parametrize("seed", range(12))
def test_a_core_s_objective_is_the_loss(seed: int) -> None:
    problem = sided(seed, 12, 8, 0.4)
    plain = problem.replace(rules=supported(problem))
    relaxed = solve_network(plain, matched_first=True)
    if not relaxed.feasible:
        return
    own = tightened(problem, relaxed.bonus, rows_of(problem), len(relaxed.chosen), time.monotonic() + 60)
    model = CoreModel(problem, own, own.largest())
    found = run(model, time.monotonic() + 60, 0)
    if found.chosen is not None:
        assert found.optimal
        assert found.bound is not None
        assert model.offset - found.bound == own.of(problem, found.chosen)


def test_linear_programming_tightens_the_bound() -> None:
    problem = sided(1, 60, 40, 0.2)
    relaxed = solve_network(problem.replace(rules=[]), matched_first=True)
    rows, filled = rows_of(problem), len(relaxed.chosen)
    plain = losses(problem, relaxed.bonus, rows, np.zeros(len(rows.most), np.int64), 1)
    own = tightened(problem, relaxed.bonus, rows, filled, time.monotonic() + 60)
    assert own.bound() < plain.bound()
    late = tightened(problem, relaxed.bonus, rows, filled, time.monotonic() - 1)
    assert late.bound() == plain.bound()


def test_without_time_there_is_an_answer_and_a_bound() -> None:
    problem = sided(1, 60, 40, 0.2)
    relaxed = solve_network(problem.replace(rules=[]), matched_first=True)
    first = first_answer(problem, relaxed.chosen)
    assert first is not None
    found = PairSearch(problem, relaxed, first, time.monotonic() - 1, 0).run()
    assert found.chosen is not None
    assert found.chosen.tolist() == first.tolist()
    solution = solve(problem, time_limit=1e-6)
    assert solution.status is Status.FEASIBLE
    assert solution.gap is not None
    assert solution.gap > 0


def test_progress_only_gets_better(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[Progress] = []
    problem = sided(1, 120, 80, 0.15)
    solution = solve(problem, ("score",), progress=told.append, verbose=True)
    assert solution.status is Status.OPTIMAL
    best = [progress.best for progress in told]
    assert best == sorted(best)
    assert all(progress.bound >= solution.score and progress.objective == "score" for progress in told)
    assert [progress.seconds for progress in told] == sorted(progress.seconds for progress in told)
    assert best[-1] == solution.score
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == len(told)


def test_an_error_in_the_listener_is_not_swallowed() -> None:
    def listener(_: Progress) -> None:
        raise RuntimeError("stop")

    for method in ("auto", "cpsat"):
        with pytest.raises(RuntimeError, match="stop"):
            solve(sided(1, 60, 40, 0.2), ("score",), method, progress=listener)  # type: ignore[arg-type]
