"""Time limits and Ctrl-C: the answer claims no more than is proved."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from helpers.solving import (
    BOTH,
)
from mentormatch.engine.solve import solve
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import NoMutual


def neighbours(n: int = 400, near: int = 6) -> Problem:
    """Return people in both roles, scattered on a plane, with scores that fall with distance.

    The nearest of one's nearest is often oneself, so `NoMutual` cuts deep: an answer is found in a
    second, its proof takes CP-SAT much longer.
    """
    place = np.random.default_rng(0).random((n, 2)) * 1000
    away = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)).astype(int)
    np.fill_diagonal(away, 10**6)
    mentor = np.argsort(away, axis=1)[:, :near].ravel()
    mentee = np.repeat(np.arange(n), near)
    rules = [NoMutual(same=tuple((i, i) for i in range(n)))]
    return Problem(n, n, mentee, mentor, 1000 - away[mentee, mentor], rules=rules)


@contextmanager
def ctrl_c(after: float) -> Iterator[None]:
    """Press Ctrl-C after some seconds, unless the block has ended by then."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(after, signal.raise_signal, [signal.SIGINT])
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        pytest.fail("Ctrl-C did not stop the search")
    finally:
        timer.cancel()
        timer.join()
        signal.signal(signal.SIGINT, before)


class TestTimeAndInterruption:
    @staticmethod
    def is_honest(problem: Problem, solution: Solution) -> None:
        """Assert that the claims of an interrupted answer are true."""
        assert solution.status in {Status.FEASIBLE, Status.UNKNOWN}
        assert solution.certificate == certify(problem, solution)
        assert solution.certificate.feasible
        assert not solution.certificate.proved
        if solution.status is Status.UNKNOWN:
            assert (solution.chosen.tolist(), solution.stages, solution.gap) == ([], (), None)
        else:
            assert solution.gap == solution.certificate.gap > 0
            assert all(stage.bound >= stage.value for stage in solution.stages)

    def test_ctrl_c_returns_the_best_so_far(self) -> None:
        problem = neighbours()
        for patience in (2, 4, 8, 16):
            with ctrl_c(after=patience):
                solution = solve(problem, ("score",), "cpsat", time_limit=60)
            assert solution.interrupted
            self.is_honest(problem, solution)
            if solution.status is Status.FEASIBLE:
                break
        assert solution.status is Status.FEASIBLE
        assert solution.n_matched > 0
        assert solution.seconds < 40

    def test_ctrl_c_in_the_first_stage_leaves_the_second_unproved(self) -> None:
        problem = neighbours()
        assert solve(neighbours(20)).status is Status.OPTIMAL  # compiles the kernel, which takes seconds
        with ctrl_c(after=2):
            solution = solve(problem, BOTH, "auto", time_limit=60)
        assert solution.interrupted
        self.is_honest(problem, solution)
        assert [stage.objective for stage in solution.stages] == ["matched", "score"]

    def test_python_handles_ctrl_c_again_afterwards(self) -> None:
        with ctrl_c(after=60):
            assert solve(neighbours(40), ("score",), "cpsat").status is Status.OPTIMAL
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)

    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    @pytest.mark.parametrize("objective", [("score",), BOTH], ids="-".join)
    def test_a_time_limit_ends_the_search(self, method: str, objective: Sequence[str]) -> None:
        problem = neighbours()
        solution = solve(problem, objective, method, time_limit=1)
        assert not solution.interrupted
        self.is_honest(problem, solution)

    def test_no_time_at_all(self) -> None:
        problem = neighbours()
        self.is_honest(problem, solve(problem, BOTH, "cpsat", time_limit=1e-9))
