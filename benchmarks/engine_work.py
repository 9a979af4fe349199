"""What a process that `engine.py` starts does: one measurement, printed as JSON lines."""

from __future__ import annotations

import json
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar

from engine_schemes import MAKERS, REGIMES, regional
from engine_solvers import SOLVERS, Solver
from mentormatch.engine.solve import solve
from mentormatch.proof.certificate import certify

T = TypeVar("T")

_TINY = {"residents": 60, "assignment": 40}
_AGAIN = 0.5
"""A solver is run up to 5 times, as long as all runs together took less than so many seconds."""


def peak_mib() -> float:
    """Return the most memory that this process has held so far, in MiB (ru_maxrss is in KiB on Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(run: Callable[[], T]) -> tuple[T, float, float]:
    """Return what `run` returns, the seconds that it takes, and those that the processor works on it."""
    began, used = time.perf_counter(), time.process_time()
    found = run()
    return found, time.perf_counter() - began, time.process_time() - used


def report(**facts: Any) -> None:
    """Print one line for the process that waits for it."""
    print(json.dumps(facts), flush=True)


def warm_up(solver: Solver, kind: str, regime: str) -> None:
    """Solve tiny instances, so that imports and compiled code are loaded."""
    for like in ("plenty", "scarce") if kind == "regional" else (regime,):
        solver(MAKERS[kind](_TINY.get(kind, 60), like, 0), 10.0)()


def compare(job: dict[str, Any]) -> None:
    """Report the instance once it is built, so that the clock can start, then the answer."""
    solver = SOLVERS[job["solver"]]
    try:
        warm_up(solver, job["kind"], job["regime"])
    except ModuleNotFoundError as error:
        report(missing=error.name)
        return
    scheme = MAKERS[job["kind"]](job["n"], job["regime"], job["seed"])
    held = peak_mib()
    run, build, _ = timed(lambda: solver(scheme, job["limit"]))
    report(pairs=scheme.n_pairs, mentors=scheme.n_mentors, rules=len(scheme.rules), build=build, held=held)
    answer, seconds, worked = timed(run)
    peak, taken = peak_mib(), [(seconds, worked)]
    while len(taken) < 5 and sum(clock for clock, _ in taken) < _AGAIN:
        taken.append(timed(solver(scheme, job["limit"]))[1:])
    seconds, worked = map(statistics.median, zip(*taken, strict=True))
    report(**answer._asdict(), seconds=seconds, worked=worked, peak=peak)


def stages(job: dict[str, Any]) -> None:
    """Report seconds and peak memory of building, solving (with the certificate) and checking again."""
    solve(regional(60, job["regime"], 0).problem())
    scheme, made, _ = timed(lambda: MAKERS[job["kind"]](job["n"], job["regime"], job["seed"]))
    pairs, peaks = scheme.n_pairs, [peak_mib()]
    problem, build, _ = timed(scheme.problem)
    mentors = scheme.n_mentors
    del scheme
    peaks.append(peak_mib())
    solution, solving, _ = timed(lambda: solve(problem, time_limit=job["limit"]))
    peaks.append(peak_mib())
    check, checking, _ = timed(lambda: certify(problem, solution))
    peaks.append(peak_mib())
    report(
        pairs=pairs, mentors=mentors, matched=check.n_matched, score=check.score, proved=check.proved,
        made=made, build=build, solve=solving, certify=checking, peaks=peaks,
    )  # fmt: skip


def overhead(job: dict[str, Any]) -> None:
    """Report the median and the 95th percentile of many small solutions."""
    problem = MAKERS[job["kind"]](job["n"], job["regime"], job["seed"]).problem()
    taken = [timed(lambda: solve(problem))[1] for _ in range(205)][5:]
    report(
        pairs=problem.n_pairs, seconds=statistics.median(taken), slow=statistics.quantiles(taken, n=20)[-1]
    )


def compiling(job: dict[str, Any]) -> None:
    """Report how long the first solutions take in this process, and the next ones."""
    problems = [regional(60, regime, job["seed"]).problem() for regime in REGIMES]
    _, first, worked = timed(lambda: [solve(problem) for problem in problems])
    _, again, _ = timed(lambda: [solve(problem) for problem in problems])
    report(first=first, worked=worked, again=again)


TASKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "compare": compare,
    "stages": stages,
    "overhead": overhead,
    "compiling": compiling,
}
