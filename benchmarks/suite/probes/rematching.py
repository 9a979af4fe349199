"""`rematch` of people beside `match`, and `frontier`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import partial
from typing import Any

import mentormatch as mm
from suite.data.people import Mixed, drawn
from suite.data.schemes import POLICY, Drawn
from suite.probes.updating import same
from suite.registry import Facts, probe
from suite.timing import Phases, Taken, medians, timed

N_MIXED, N_JOINERS, N_DEPARTURES = 200, 100, 120
DRAWS = 3
"""Rematches that are timed in one process; each draws other changes to the same matching."""
FEW = 10
"""A scheme has at least so many times as many mentees as there are changes."""
MOST = 20
"""Disturbed pairs up to which a frontier is drawn."""


def warm_up(regime: str) -> None:
    """Match and rematch few people, so that imports and compiled code are loaded."""
    scheme = drawn(300, regime, seed=0)
    matching = mm.match(scheme.people, POLICY).begin()
    mixed = Mixed(scheme, matching, 0)
    mm.rematch(matching, mixed.changes(20))
    mm.frontier(matching, mixed.departures(4), most=2)


@probe("rematch of people")
def rematch(case: Facts) -> Facts:
    """Time a match, rematches after mixed changes, step by step, and rematches after joiners."""
    warm_up(case["regime"])
    scheme, whole = drawn(case["n"], case["regime"], case["seed"], text=case["text"]), Phases()
    matching, taken = timed(lambda: mm.match(scheme.people, POLICY, progress=whole))
    matching = matching.begin()
    mixed, joined = (min(count, case["n"] // FEW) for count in (N_MIXED, N_JOINERS))
    first = rematches(matching, [Mixed(scheme, matching, k).changes(mixed) for k in range(DRAWS)])
    second = rematches(matching, [Mixed(scheme, matching, k).joiners(joined) for k in range(DRAWS)])
    third = in_a_row(scheme, matching, mixed)
    proved = all(found["proved"] for found in (first, second, third))
    return {
        "match": taken.worked, "whole": whole.seconds(), **first, "joiners": second, "chain": third,
        "proved": proved,
    }  # fmt: skip


def in_a_row(scheme: Drawn, matching: mm.Matching, count: int) -> Facts:
    """Time rematches after mixed changes, each from the matching that the one before gave."""
    taken, proved = list[Taken](), True
    for number in range(DRAWS):
        changes = Mixed(scheme, matching, DRAWS + number).changes(count)
        found, seconds = timed(partial(mm.rematch, matching, changes))
        taken.append(seconds)
        proved = proved and right(found)
        matching = found.begin()
    return {**medians(taken), "proved": proved}


def right(found: mm.Matching) -> bool:
    """Return whether a matching is proved, and has the candidates that a fresh search finds."""
    check = found.solution.certificate
    return bool(
        check is not None
        and check.proved
        and same(found.candidates, mm.find_candidates(found.people, found.policy))
    )


def rematches(matching: mm.Matching, draws: Sequence[Sequence[Any]]) -> Facts:
    """Time a rematch after each of several lists of changes; report whether the last one is right."""
    taken, steps, again = list[Taken](), list[dict[str, float]](), matching
    for changes in draws:
        phases = Phases()
        again, seconds = timed(partial(mm.rematch, matching, changes, progress=phases))
        taken.append(seconds)
        steps.append(phases.seconds())
    middle = {step: statistics.median(own.get(step, 0.0) for own in steps) for step in steps[0]}
    return {**medians(taken), "steps": middle, "proved": right(again)}


@probe("frontier")
def frontier(case: Facts) -> Facts:
    """Time a frontier after departures; report its points and whether all of them are proved."""
    warm_up(case["regime"])
    scheme = drawn(case["n"], case["regime"], case["seed"], text=False)
    matching = mm.match(scheme.people, POLICY).begin()
    policy = POLICY.replace(rematch=mm.Policy(rematch={"first": case["first"]}).rematch)
    changes = Mixed(scheme, matching, 0).departures(min(N_DEPARTURES, case["n"] // FEW))
    found, seconds = timed(lambda: mm.frontier(matching, changes, policy, most=MOST))
    first, last = found.points[0], found.points[-1]
    return {
        "proved": all(point.proved for point in found.points), **medians([seconds]),
        "points": len(found.points), "disturbed": last.disturbed,
        "more_matched": last.matched - first.matched, "more_score": last.score - first.score,
    }  # fmt: skip
