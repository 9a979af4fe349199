"""What a process that `rematch.py` starts does with people: `rematch` beside `match`, and `frontier`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

import mentormatch as mm
from engine_work import report
from mentormatch.candidates.search import find_candidates
from mentormatch.changes.base import Change
from rematch_people import Mixed, Region
from rematch_work import Taken, halfway, timed

N_MIXED, N_JOINERS = 200, 100
DRAWS = 3
"""Rematches that are timed in one process; each draws other changes to the same matching."""
WITH_TEXT = "with free text"
MOST = 20
"""Disturbed pairs up to which a frontier is drawn."""


class Phases:
    """Seconds of the processor between what a run tells; to be given as its ``progress``."""

    def __init__(self) -> None:
        self._told: list[tuple[float, str]] = []

    def __call__(self, step: str) -> None:
        """Note when a step begins."""
        self._told.append((time.process_time(), step.split(maxsplit=1)[0]))

    def seconds(self) -> dict[str, float]:
        """Return the first word of every step, and how long it took."""
        return {step: after - at for (at, step), (after, _) in pairwise(self._told)}


def warm_up(regime: str) -> None:
    """Match and rematch few people, so that imports and compiled code are loaded."""
    region = Region(200, regime, text=True, seed=0)
    matching = mm.match(region.people()).begin()
    mixed = Mixed(region, matching, "x")
    mm.rematch(matching, mixed.changes(20))
    mm.frontier(matching, mixed.departures(4), most=2)


def rematch(job: dict[str, Any]) -> None:
    """Report seconds of `match` and, by steps, of rematches after mixed changes and after joiners."""
    regime, _, text = job["regime"].partition(", ")
    warm_up(regime)
    region = Region(job["n"], regime, text == WITH_TEXT, job["seed"])
    people, whole = region.people(), Phases()
    matching, anew = timed(lambda: mm.match(people, progress=whole))
    matching = matching.begin()
    (mixed, first), (joined, second) = (
        rematches(matching, draws)
        for draws in (
            [Mixed(region, matching, f"m{k}").changes(N_MIXED) for k in range(DRAWS)],
            [Mixed(region, matching, f"j{k}").joiners(N_JOINERS) for k in range(DRAWS)],
        )
    )
    report(
        proved=first and second, match=anew.worked, match_seconds=anew.clock, whole=whole.seconds(),
        candidates=len(matching.candidates), matched=matching.solution.n_matched, score=matching.points,
        **mixed, joiners=joined,
    )  # fmt: skip


def rematches(matching: mm.Matching, draws: Sequence[Sequence[Change]]) -> tuple[dict[str, Any], bool]:
    """Return seconds of a rematch after each of several changes, and whether the last one is right."""
    taken, steps, again = list[Taken](), list[dict[str, float]](), matching
    for changes in draws:
        phases = Phases()
        again, seconds = timed(partial(mm.rematch, matching, changes, progress=phases))
        taken.append(seconds)
        steps.append(phases.seconds())
    check = again.solution.certificate
    middle = {step: statistics.median(own[step] for own in steps) for step in steps[0]}
    facts = halfway(taken) | {"first": taken[0].worked, "steps": middle}
    return facts, check is not None and check.proved and same_candidates(again)


def same_candidates(again: mm.Matching) -> bool:
    """Tell whether a matching has the candidates that are found anew for its people."""
    here, anew = again.candidates, find_candidates(again.people, again.policy)
    same = np.array_equal(here.mentee, anew.mentee) and np.array_equal(here.mentor, anew.mentor)
    return same and here.excluded == anew.excluded


def frontier(job: dict[str, Any]) -> None:
    """Report seconds of a frontier after departures, its points, and whether all of them are proved."""
    regime, _, first = job["regime"].partition(", first: ")
    warm_up(regime)
    region = Region(job["n"], regime, text=False, seed=job["seed"])
    matching = mm.match(region.people()).begin()
    policy = mm.Policy(rematch={"first": first})
    changes = Mixed(region, matching, "x").departures(int(job["changes"].split()[0]))
    found, seconds = timed(lambda: mm.frontier(matching, changes, policy, most=MOST))
    last = found.points[-1]
    report(
        proved=all(point.proved for point in found.points), **halfway([seconds]), points=len(found.points),
        unproved=[point.allowed for point in found.points if not point.proved],
        disturbed=last.disturbed, more_matched=last.matched - found.points[0].matched,
        more_score=last.score - found.points[0].score,
    )  # fmt: skip
