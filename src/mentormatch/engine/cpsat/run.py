"""Running CP-SAT so that time limits hold and Ctrl-C works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from mentormatch.arrays import Ints
from mentormatch.engine.cpsat.model import RowsOfPairs

_TICK = 0.05


@dataclass(frozen=True, eq=False)
class Run:
    """The result of one run of the solver.

    Parameters
    ----------
    chosen : int64 array or None
        Chosen pairs of the best answer found; None if none was found.
    bound : int or None
        A bound on the objective; None without an objective or a bound.
    infeasible : bool
        Whether the solver proved that no answer exists.
    interrupted : bool
        Whether Ctrl-C ended the run.
    optimal : bool
        Whether the solver proved that no answer is better.
    core : tuple of int
        Assumed literals that contradict each other.
    """

    chosen: Ints | None
    bound: int | None
    infeasible: bool
    interrupted: bool
    optimal: bool = False
    core: tuple[int, ...] = ()


Watch = Callable[[Ints, int], None]
"""Called with the pairs of a better answer and a bound on the objective, in the caller's thread."""


def run(
    model: RowsOfPairs,
    deadline: float,
    seed: int,
    *,
    presolve: bool = True,
    watch: Watch | None = None,
    work: float = np.inf,
    any_answer: bool = False,
) -> Run:
    """Solve a model until `deadline`, a value of `time.monotonic`, or for some deterministic `work`.

    With `any_answer` the first answer will do; the objective then only guides the search for it.

    One worker, so that the same model gives the same answer on any machine; linearisation level 2,
    without which assignment models are not proved in reasonable time.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.cp_model_presolve = presolve
    parameters.random_seed = seed
    # CP-SAT's own handler would swallow Ctrl-C, which Python must see.
    parameters.catch_sigint_signal = False
    parameters.max_deterministic_time = work
    parameters.stop_after_first_solution = any_answer
    parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
    news = _News()
    interrupted = _solve(solver, model.model, news, _reader(model, news, watch))
    return _read(solver, model, interrupted)


class _News(cp_model.CpSolverSolutionCallback):
    """Keeps the latest answer, so that the solver's thread does not wait for its reader."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: tuple[list[int], int] | None = None

    def on_solution_callback(self) -> None:
        """Record an answer."""
        response = self.response_proto
        self.latest = (list(response.solution), -int(response.inner_objective_lower_bound))


def _reader(model: RowsOfPairs, news: _News, watch: Watch | None) -> Callable[[], None]:
    """Return a function that passes the latest answer to `watch`, if it is new."""

    def read() -> None:
        latest, news.latest = news.latest, None
        if latest is not None and watch is not None:
            watch(model.chosen(np.array(latest[0])), latest[1])

    return read


def _solve(solver: Any, model: Any, news: _News, read: Callable[[], None]) -> bool:
    """Solve in a thread while this one waits for it or for Ctrl-C; return whether Ctrl-C was pressed."""
    failed: list[BaseException] = []
    finished = threading.Event()

    def work() -> None:
        try:
            solver.solve(model, news)
        except BaseException as error:  # noqa: BLE001  (raised again below, in the caller's thread)
            failed.append(error)
        finally:
            finished.set()

    # An event, not Thread.join: an interrupted join treats the thread as ended while it still runs.
    threading.Thread(target=work, name="cp-sat", daemon=True).start()
    interrupted = False
    try:
        while not interrupted and not finished.wait(_TICK):
            read()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        # Repeated at every tick: the search may not have begun when Ctrl-C was pressed.
        while not finished.is_set():
            solver.stop_search()
            interrupted |= _pressed(finished)
    if failed:
        raise failed[0]
    read()
    return interrupted


def _pressed(finished: threading.Event) -> bool:
    """Wait a tick; return whether Ctrl-C was pressed meanwhile."""
    try:
        finished.wait(_TICK)
    except KeyboardInterrupt:
        return True
    return False


def _read(solver: Any, model: RowsOfPairs, interrupted: bool) -> Run:
    response = solver.response_proto
    status = response.status
    chosen = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        chosen = model.chosen(np.array(response.solution))
    bound = None
    if chosen is not None and model.has_objective:
        # The integer bound of the minimised objective: a float would lose digits above 2^53.
        bound = -int(response.inner_objective_lower_bound)
    core = tuple(response.sufficient_assumptions_for_infeasibility)
    return Run(chosen, bound, status == cp_model.INFEASIBLE, interrupted, status == cp_model.OPTIMAL, core)
