"""Ten thousand changes in a row, one repair each: memory on the way, and the certificate at the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

import mentormatch as mm
from engine_schemes import Ints, Scheme, regional
from engine_work import report
from mentormatch.changes.base import Change
from rematch_work import certified, halfway, resident, solved, timed, warm_up

STEPS = (1_000, 2_000, 5_000, 10_000)
"""Memory is read after so many changes."""


class Life:
    """Changes to a scheme by chance, each of which fits the state that it meets.

    Parameters
    ----------
    scheme : Scheme
    state : State
        Solved; to be replaced after each change.
    chosen : int64 array
        Pairs taken in it.
    seed : int
    """

    def __init__(self, scheme: Scheme, state: mm.State, chosen: Ints, seed: int) -> None:
        self.scheme, self.state = scheme, state
        self.rng = np.random.default_rng([seed, 3])
        self._pairs = iter(self.rng.permutation(chosen).tolist())
        self._mentees = iter(self.rng.permutation(scheme.n_mentees).tolist())
        self._kinds = (self.dissolve, self.join, self.leave, self.resize, self.complete, self.avoid)

    def changes(self, count: int) -> Iterator[Change]:
        """Yield changes of six kinds in turn, for the state that `state` then is."""
        for number in range(count):
            yield self._kinds[number % len(self._kinds)]()

    def _taken(self) -> tuple[int, int]:
        """Return a pair of the first answer that still is one."""
        pair = next(e for e in self._pairs if self.state.taken(np.array([e]))[0])
        return int(self.scheme.mentee[pair]), int(self.scheme.mentor[pair])

    def dissolve(self) -> Change:
        """Part a pair."""
        return mm.Dissolve(*self._taken())

    def complete(self) -> Change:
        """End a pair as contracted."""
        return mm.Complete(*self._taken())

    def avoid(self) -> Change:
        """Keep two people apart who may or may not be a pair."""
        pair = int(self.rng.integers(self.scheme.n_pairs))
        return mm.Avoid(int(self.scheme.mentee[pair]), int(self.scheme.mentor[pair]))

    def leave(self) -> Change:
        """Let a mentee go."""
        return mm.Leave(next(self._mentees), "mentee")

    def join(self) -> Change:
        """Let somebody in who lives where another mentee does."""
        like = int(self.rng.integers(self.scheme.n_mentees))
        own = slice(*np.searchsorted(self.scheme.mentee, [like, like + 1]))
        partners = self.scheme.mentor[own].astype(np.int64)
        return mm.Join(
            mm.Entry(role="mentee", partners=partners, scores=self.rng.permutation(self.scheme.score[own]))
        )

    def resize(self) -> Change:
        """Give a mentor 1 to 3 places, and other scores with the same mentees."""
        mentor = int(self.rng.integers(self.scheme.n_mentors))
        own = np.flatnonzero(self.scheme.mentor == mentor)
        return mm.Update(
            mm.Entry(
                role="mentor",
                index=mentor,
                partners=self.scheme.mentee[own].astype(np.int64),
                scores=self.rng.permutation(self.scheme.score[own]),
                places=int(self.rng.integers(1, 4)),
            )
        )


def endurance(job: dict[str, Any]) -> None:
    """Report memory after 1,000, ... changes in a row, and whether the end is certified and best."""
    warm_up()
    scheme = regional(job["n"], job["regime"], job["seed"])
    life = Life(scheme, *solved(scheme), job["seed"])
    taken, memory, compacted, anew = [], [resident()], 0, 0
    for number, change in enumerate(life.changes(STEPS[-1]), start=1):
        again, seconds = timed(partial(mm.repair, life.state, [change]))
        life.state = again.state
        taken.append(seconds)
        compacted += again.state.made.compacted
        anew += bool(again.anew)
        if number in STEPS:
            memory.append(resident())
    again = mm.repair(life.state, [])
    proved, check = certified(again)
    fresh = mm.solve(again.problem)
    assert (fresh.n_matched, fresh.score) == (again.n_matched, again.score), (
        "a fresh solve finds another value"
    )
    worked = [own.worked for own in taken]
    report(
        matched=again.n_matched, score=again.score, proved=proved, **halfway(taken), total=sum(worked),
        slowest=max(worked), memory=memory, compacted=compacted, anew=anew, check=check,
        pairs=scheme.n_pairs, ever=life.state.n_pairs,
    )  # fmt: skip
