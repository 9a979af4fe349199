"""Many changes in a row, one repair each: memory on the way, and the certificate at the end."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import mentormatch as mm
from suite.data.instance import Instance, Ints
from suite.data.towns import regional
from suite.registry import Facts, probe
from suite.timing import Taken, medians, timed

FEW = 5
"""A scheme has so many times as many mentees as there are changes."""


class Life:
    """Changes to a scheme by chance, each of which fits the state that it meets.

    Parameters
    ----------
    scheme : Instance
    state : State
        Solved; to be replaced after each change.
    chosen : int64 array
        Pairs chosen in it.
    seed : int
    """

    def __init__(self, scheme: Instance, state: mm.State, chosen: Ints, seed: int) -> None:
        self.scheme, self.state = scheme, state
        self.rng = np.random.default_rng([seed, 3])
        self._pairs = iter(self.rng.permutation(chosen).tolist())
        self._mentees = iter(self.rng.permutation(scheme.n_mentees).tolist())
        self._kinds = (self.dissolve, self.join, self.leave, self.resize, self.complete, self.avoid)

    def changes(self, count: int) -> Iterator[Any]:
        """Yield changes of six kinds in turn, for the state that `state` then is."""
        for number in range(count):
            yield self._kinds[number % len(self._kinds)]()

    def _pair(self) -> tuple[int, int]:
        """Return a pair of the first answer that still is one."""
        return self._ends(next(e for e in self._pairs if self.state.taken(np.array([e]))[0]))

    def _ends(self, pair: int) -> tuple[int, int]:
        return int(self.scheme.mentee[pair]), int(self.scheme.mentor[pair])

    def dissolve(self) -> Any:
        """Dissolve a pair."""
        return mm.Dissolve(*self._pair())

    def complete(self) -> Any:
        """End a pair as contracted."""
        return mm.Complete(*self._pair())

    def avoid(self) -> Any:
        """Keep two people apart who may or may not be a pair."""
        return mm.Avoid(*self._ends(int(self.rng.integers(self.scheme.n_pairs))))

    def leave(self) -> Any:
        """Let a mentee go."""
        return mm.Leave(next(self._mentees), "mentee")

    def join(self) -> Any:
        """Let somebody in who lives where another mentee does."""
        own = np.flatnonzero(self.scheme.mentee == self.rng.integers(self.scheme.n_mentees))
        scores = self.rng.permutation(self.scheme.score[own])
        return mm.Join(mm.Entry(role="mentee", partners=self.scheme.mentor[own], scores=scores))

    def resize(self) -> Any:
        """Give a mentor capacity 1 to 3, and other scores with the same mentees."""
        mentor = int(self.rng.integers(self.scheme.n_mentors))
        own = np.flatnonzero(self.scheme.mentor == mentor)
        scores, capacity = self.rng.permutation(self.scheme.score[own]), int(self.rng.integers(1, 4))
        partners = self.scheme.mentee[own]
        entry = mm.Entry(role="mentor", index=mentor, partners=partners, scores=scores, places=capacity)
        return mm.Update(entry)


def resident() -> float:
    """Return the memory held once what is no longer needed was given back, in MiB; on Linux."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def solved(scheme: Instance) -> tuple[mm.State, Ints]:
    """Return the solved state and the chosen pairs."""
    solution = mm.solve(scheme.problem(), keep_state=True)
    if solution.state is None:
        raise RuntimeError("no state was kept")
    return solution.state, solution.chosen


@probe("endurance")
def endurance(case: Facts) -> Facts:
    """Make changes one by one; report memory, and whether the end is proved and as good as a fresh solve."""
    scheme = regional(case["n"], case["regime"], case["seed"])
    life = Life(scheme, *solved(scheme), case["seed"])
    steps = (case["n"] // FEW // 2, case["n"] // FEW)
    taken, memory, scratch = list[Taken](), [resident()], 0
    for number, change in enumerate(life.changes(steps[-1]), start=1):
        again, seconds = timed(partial(mm.repair, life.state, [change]))
        life.state = again.state
        taken.append(seconds)
        scratch += bool(again.anew)
        if number in steps:
            memory.append(resident())
    again = mm.repair(life.state, [])
    fresh, check = mm.solve(again.problem), again.certificate
    if (fresh.n_matched, fresh.score) != (again.n_matched, again.score):
        raise RuntimeError("a fresh solve finds another value")
    proved, slowest = check is not None and check.proved, max(own.clock for own in taken)
    return {"proved": proved, **medians(taken), "slowest": slowest, "memory": memory, "scratch": scratch}
