"""What a process that `rematch.py` starts does with a numeric scheme: one measurement, printed as JSON."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

import mentormatch as mm
from engine_figures import OURS
from engine_schemes import Ints, Scheme, regional
from engine_solvers import SOLVERS
from engine_work import report
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from rematch_changes import KINDS, Drawn, draw
from rematch_sections import ANEW

T = TypeVar("T")

DRAWS = 5
"""Repairs of as many changes that are timed in one process; each draws others."""
SINGLE = 400
HELD = 5
"""Snapshots held at once, each 1,000 dissolutions after the one before."""


class Taken(NamedTuple):
    """Seconds by the clock, and those that the processor worked."""

    clock: float
    worked: float


def timed(run: Callable[[], T]) -> tuple[T, Taken]:
    """Return what `run` returns, and the seconds that it takes.

    The clock runs innermost: on a machine in use, asking how long the processor worked can take milliseconds.
    """
    used, began = time.process_time(), time.perf_counter()
    found = run()
    clock = time.perf_counter() - began
    return found, Taken(clock, time.process_time() - used)


def halfway(taken: Sequence[Taken]) -> dict[str, float]:
    """Return the medians, under the names that rows give them."""
    clock, worked = map(statistics.median, zip(*taken, strict=True))
    return {"seconds": clock, "worked": worked}


def rss_mib() -> float:
    """Return the memory that this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def warm_up() -> None:
    """Solve and repair tiny schemes, so that imports and compiled code are loaded."""
    for regime in ("plenty", "scarce"):
        scheme = regional(60, regime, 0)
        state, chosen = solved(scheme)
        for kind in KINDS:
            state = mm.repair(state, draw(f"5 {kind}", scheme, chosen, [0]).changes()).state
            chosen = np.flatnonzero(state.taken(np.arange(scheme.n_pairs)))
        state = repair_network(state, Delta(removed=chosen[:1]))
        certified(mm.repair(state, []))


def solved(scheme: Scheme) -> tuple[mm.State, Ints]:
    """Return the solved state and the pairs taken."""
    solution = mm.solve(scheme.problem(), keep_state=True)
    assert solution.state is not None
    return solution.state, solution.chosen


def certified(again: mm.Repaired) -> tuple[bool, float]:
    """Tell whether the checker confirms an answer by its prices, and how long that takes."""
    solution, seconds = timed(lambda: again.solution)
    check = solution.certificate
    return check is not None and check.proved and check.proof == "prices" and not again.anew, seconds.worked


def repaired(state: mm.State, drawn: Drawn) -> mm.Repaired:
    """Make the changes' records and repair a state after them."""
    return mm.repair(state, drawn.changes())


def many(job: dict[str, Any]) -> None:
    """Report how long a solver takes for many changes at once; other solvers solve the changed problem."""
    warm_up()
    scheme = regional(job["n"], job["regime"], job["seed"])
    state, chosen = solved(scheme)
    first = draw(job["changes"], scheme, chosen, [job["seed"], 0])
    if job["solver"] != OURS:
        del state
        run = SOLVERS["mentormatch" if job["solver"] == ANEW else job["solver"]](first.after(), 600.0)
        answer, seconds = timed(run)
        report(**answer._asdict(), **halfway([seconds]), pairs=scheme.n_pairs)
        return
    again, cold = timed(partial(repaired, state, first))
    proved, check = certified(again)
    taken = [cold]
    for number in range(1, DRAWS):
        other = draw(job["changes"], scheme, chosen, [job["seed"], number])
        taken.append(timed(partial(repaired, state, other))[1])
    report(
        matched=again.n_matched, score=again.score, proved=proved, **halfway(taken), first=cold.worked,
        slowest=max(own.worked for own in taken), check=check, searches=again.state.made.searches,
        pairs=scheme.n_pairs, mentors=scheme.n_mentors,
    )  # fmt: skip


def single(job: dict[str, Any]) -> None:
    """Report the median of single dissolutions in a row, by `repair` and by `repair_network` in turn."""
    warm_up()
    scheme = regional(job["n"], job["regime"], job["seed"])
    state, chosen = solved(scheme)
    pool = np.random.default_rng([job["seed"], 1]).permutation(chosen)
    ways = (by_change, by_number)
    taken: list[Taken] = []
    for pair in pool.tolist():
        if len(taken) == min(2 * SINGLE, len(chosen) // 4):
            break
        if state.taken(np.array([pair]))[0]:
            state, seconds = ways[len(taken) % 2](state, scheme, pair)
            taken.append(seconds)
    again = mm.repair(state, [])
    proved, check = certified(again)
    anew = mm.solve(again.problem)
    assert (anew.n_matched, anew.score) == (again.n_matched, again.score), "a fresh solve finds another value"
    public, numeric = taken[::2], taken[1::2]
    report(
        matched=again.n_matched, score=again.score, proved=proved, **halfway(public),
        slow=statistics.quantiles((own.worked for own in public), n=20)[-1],
        numeric=halfway(numeric)["seconds"], numeric_worked=halfway(numeric)["worked"], check=check,
        pairs=scheme.n_pairs, count=len(public),
    )  # fmt: skip


def by_change(state: mm.State, scheme: Scheme, pair: int) -> tuple[mm.State, Taken]:
    """Part a pair by the public change; return the state after it and the seconds."""
    mentee, mentor = int(scheme.mentee[pair]), int(scheme.mentor[pair])
    again, seconds = timed(lambda: mm.repair(state, [mm.Dissolve(mentee, mentor)]))
    return again.state, seconds


def by_number(state: mm.State, scheme: Scheme, pair: int) -> tuple[mm.State, Taken]:  # noqa: ARG001
    """Part a pair by its number; return the state after it and the seconds."""
    number = np.array([pair])
    after, seconds = timed(lambda: repair_network(state, Delta(removed=number, barred=number)))
    return after, seconds


def snapshots(job: dict[str, Any]) -> None:
    """Report the memory of the first snapshot, of further ones, and of one whose answer was read."""
    warm_up()
    scheme = regional(job["n"], job["regime"], job["seed"])
    before = resident()
    state, chosen = solved(scheme)
    first = resident() - before
    one, _ = by_number(state, scheme, int(chosen[0]))
    held, before = [state], resident()
    for number in range(HELD):
        chosen = chosen[held[-1].taken(chosen)]
        parted = draw("1,000 dissolutions", scheme, chosen, [job["seed"], number])
        held.append(mm.repair(held[-1], parted.changes()).state)
    further, before = (resident() - before) / HELD, resident()
    again = mm.repair(held[-1], [])
    proved, _ = certified(again)
    report(
        matched=again.n_matched, score=again.score, proved=proved, pairs=scheme.n_pairs, first=first,
        single=noted(one), thousand=noted(held[1]), further=further, read=resident() - before,
    )  # fmt: skip


def resident() -> float:
    """Return the memory held once what is no longer needed was given back, in MiB."""
    gc.collect()
    return rss_mib()


def noted(state: mm.State) -> float:
    """Return the MiB of what a snapshot notes for itself, reckoned from its arrays."""
    return sum(version.nbytes for version in state.versions) / 2**20
