"""A scheme over the months under one way of matching: pairs broken, people waiting, scores.

A way is a method and what it does with the pairs there are: ``from scratch`` forgets them, ``keep`` leaves
those that may go on alone and matches the rest. This library's `rematch` decides that itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.policy import Rematch
from suite.checking import checked
from suite.data.churn import Month, simulate
from suite.data.instance import Instance, Ints
from suite.data.schemes import POLICY, draw_scheme, scored
from suite.metrics import loads
from suite.registry import METHODS, Pairs

NamedPairs = set[tuple[str, str]]
Way = Callable[[Sequence[Month], Sequence[Instance], float], Iterator[NamedPairs]]

BUDGET = 3
REMATCHES = {
    "rematch": Rematch(),
    f"rematch, up to {BUDGET} broken": Rematch(budget=BUDGET),
}
"""Ways of this library's own; by default it breaks no pair that has begun."""
REGIME = "plenty"
LONG = 3
"""A wait of so many months in a row is long."""


def prepare(n_people: int, seed: int, months: int, folder: Path) -> None:
    """Write the scored pairs of every month, as if no pair had ever been dissolved."""
    for number, month in enumerate(simulate(draw_scheme(n_people, seed, REGIME), months)):
        scored(month.people).save(folder / f"seed-{seed}-month-{number:02}.npz")


def follow(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through the months under one way; yield what each came to."""
    tables = [
        Instance.load(path) for path in sorted(Path(job["folder"]).glob(f"seed-{job['seed']}-month-*.npz"))
    ]
    months = simulate(draw_scheme(job["n"], job["seed"], REGIME), len(tables) - 1)
    before: NamedPairs = set()
    dissolved: NamedPairs = set()
    waited: dict[str, int] = {}
    began = time.perf_counter()
    for number, pairs in enumerate(_way(job["method"], job["way"])(months, tables, job["limit"])):
        dissolved |= dissolving(months[number], before)
        allowed = open_pairs(tables[number], dissolved)
        facts = judged(allowed, before, pairs)
        waited = longer(allowed, pairs, waited)
        long = sum(months >= LONG for months in waited.values())
        yield {"month": number, **facts, "long": long, "seconds": time.perf_counter() - began}
        before = pairs


def dissolving(month: Month, pairs: NamedPairs) -> NamedPairs:
    """Return which pairs are dissolved in a month: those of mentees whose month it is, if both stay."""
    gone = set(month.leaves)
    return {(i, j) for i, j in pairs if i in month.breaks and j not in gone}


def open_pairs(table: Instance, dissolved: NamedPairs) -> Instance:
    """Return a month's pairs without those that were dissolved."""
    gone = np.zeros(table.n_pairs, np.bool_)
    gone[still_there(table, dissolved)] = True
    return table.without(gone, table.demand, table.capacity)


def judged(allowed: Instance, before: NamedPairs, now: NamedPairs) -> dict[str, Any]:
    """Return what a month came to.

    ``broken`` pairs could have gone on, ``ended`` ones could not; ``waiting`` are mentee demand not filled.
    """
    chosen, fault = checked(allowed, numbered(allowed, now))
    could = still_there(allowed, before)
    broken = np.setdiff1d(could, chosen)
    short = allowed.demand - loads(allowed, chosen)[0]
    return {
        "pairs": len(chosen),
        "total": int(allowed.score[chosen].sum()) / allowed.scale,
        "waiting": int(short.sum()),
        "broken": len(broken),
        "ended": len(before) - len(could),
        "fault": fault,
    }


def longer(allowed: Instance, now: NamedPairs, waited: dict[str, int]) -> dict[str, int]:
    """Return for how many months mentees who may meet somebody have waited, this one included."""
    may = np.bincount(allowed.mentee, minlength=allowed.n_mentees) > 0
    short = allowed.demand - loads(allowed, still_there(allowed, now))[0]
    return {one: waited.get(one, 0) + 1 for one in allowed.mentee_ids[may & (short > 0)].tolist()}


def numbered(table: Instance, pairs: NamedPairs) -> Pairs:
    """Return pairs of ids as rows of positions, -1 for those who are not there."""
    mentee = {one: k for k, one in enumerate(table.mentee_ids.tolist())}
    mentor = {one: k for k, one in enumerate(table.mentor_ids.tolist())}
    rows = [(mentee.get(i, -1), mentor.get(j, -1)) for i, j in sorted(pairs)]
    return np.array(rows, np.int64).reshape(-1, 2)


def still_there(table: Instance, pairs: NamedPairs) -> Ints:
    """Return the indices of those pairs of ids that may meet."""
    rows = numbered(table, pairs)
    return table.indices(rows[(rows >= 0).all(axis=1)])[0]


def named(table: Instance, pairs: Pairs) -> NamedPairs:
    """Return rows of positions as pairs of ids."""
    return set(
        zip(table.mentee_ids[pairs[:, 0]].tolist(), table.mentor_ids[pairs[:, 1]].tolist(), strict=True)
    )


def _way(method: str, way: str) -> Way:
    if way in REMATCHES:
        return lambda months, tables, limit: rematched(months, REMATCHES[way], limit)  # noqa: ARG005
    return lambda months, tables, limit: solved(method, way == "keep", months, tables, limit)


def rematched(months: Sequence[Month], rules: Rematch, limit: float) -> Iterator[NamedPairs]:
    """Match by this library, and match again every month; every pair begins at once."""
    policy = POLICY.replace(rematch=rules)
    matching = mm.match(months[0].people, policy, time_limit=limit).begin()
    yield set(matching.pair_ids)
    for month in months[1:]:
        dissolved = sorted(dissolving(month, set(matching.pair_ids)))
        changes = [
            *(mm.Dissolve(mentee, mentor) for mentee, mentor in dissolved),
            *(mm.Leave(one) for one in month.leaves),
            *(mm.Update(one) for one in month.moves),
            *(mm.Join(one) for one in month.joins),
        ]
        matching = mm.rematch(matching, changes, time_limit=limit).begin()
        yield set(matching.pair_ids)


def solved(
    method: str, keep: bool, months: Sequence[Month], tables: Sequence[Instance], limit: float
) -> Iterator[NamedPairs]:
    """Match by a method every month, with or without what there is."""
    pairs: NamedPairs = set()
    dissolved: NamedPairs = set()
    for month, table in zip(months, tables, strict=True):
        dissolved |= dissolving(month, pairs)
        allowed = open_pairs(table, dissolved)
        kept = still_there(allowed, pairs if keep else set())
        rest = _rest(allowed, kept)
        more = METHODS[method].solve(rest, limit).pairs if rest.n_pairs else np.zeros((0, 2), np.int64)
        old = np.column_stack((allowed.mentee[kept], allowed.mentor[kept]))
        pairs = named(allowed, np.concatenate((old, more)))
        yield pairs


def _rest(allowed: Instance, kept: Ints) -> Instance:
    """Return the pairs of those who still have room."""
    have, load = loads(allowed, kept)
    demand, capacity = allowed.demand - have, allowed.capacity - load
    gone = (demand[allowed.mentee] <= 0) | (capacity[allowed.mentor] <= 0)
    gone[kept] = True
    return allowed.without(gone, demand, capacity)
