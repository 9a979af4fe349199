"""Regional schemes after changes: before, the changes, and what others solve from scratch."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

import mentormatch as mm
from suite.data.instance import ARRAYS, Instance, Ints
from suite.data.towns import by_regime, regional

NO_PAIRS = np.zeros(0, np.int64)
BEFORE = "before_"


@dataclass(frozen=True, eq=False)
class Changed(Instance):
    """A scheme after changes; its last mentees may have joined.

    Parameters
    ----------
    before : Instance
    gone : int64 array
        Pairs of `before`, by index, that were dissolved.
    """

    before: Instance | None = None
    gone: Ints = field(default_factory=lambda: NO_PAIRS)

    @classmethod
    def of(cls, after: Instance, before: Instance, gone: Ints) -> Self:
        """Return the scheme `after` with what was before."""
        return cls(**{f.name: getattr(after, f.name) for f in fields(Instance)}, before=before, gone=gone)

    @property
    def was(self) -> Instance:
        """The scheme before."""
        if self.before is None:
            raise ValueError("a changed scheme needs the one before")
        return self.before

    @property
    def new(self) -> NDArray[np.bool_]:
        """Which pairs are those of mentees who joined, shape (n_pairs,)."""
        return self.mentee >= self.was.n_mentees

    def save(self, path: Path) -> None:
        """Write it to a file that `load` reads."""
        sides = {"": self, BEFORE: self.was}
        arrays = {f"{side}{name}": getattr(one, name) for side, one in sides.items() for name in ARRAYS}
        np.savez(path, allow_pickle=False, **arrays, gone=self.gone, scale=self.scale)

    def changes(self) -> list[mm.Dissolve | mm.Join]:
        """Return the changes as `mentormatch.repair` takes them."""
        ends = zip(self.was.mentee[self.gone].tolist(), self.was.mentor[self.gone].tolist(), strict=True)
        joined = (np.flatnonzero(self.mentee == i) for i in range(self.was.n_mentees, self.n_mentees))
        return [
            *(mm.Dissolve(mentee, mentor) for mentee, mentor in ends),
            *(mm.Join(self._entry(own)) for own in joined),
        ]

    def _entry(self, own: Ints) -> mm.Entry:
        return mm.Entry(role="mentee", partners=self.mentor[own], scores=self.score[own])


def load(path: Path) -> Instance:
    """Read an instance, changed or not, from a file."""
    after = Instance.load(path)
    with np.load(path) as file:
        if "gone" not in file:
            return after
        before = Instance(**{name: file[BEFORE + name] for name in ARRAYS}, scale=after.scale)
        return Changed.of(after, before, file["gone"])


def dissolved(count: int, n_mentees: int, regime: str, seed: int) -> Changed:
    """Dissolve so many pairs of the best answer; they may not be made again."""
    before = regional(n_mentees, regime, seed)
    chosen = mm.solve(before.problem()).chosen
    gone = np.sort(
        np.random.default_rng([seed, 2]).choice(chosen, min(count, len(chosen) // 2), replace=False)
    )
    out = np.zeros(before.n_pairs, np.bool_)
    out[gone] = True
    return Changed.of(before.without(out, before.demand, before.capacity), before, gone)


def joined(count: int, n_mentees: int, regime: str, seed: int) -> Changed:
    """Let mentees join: each may meet whom another one may, and scores otherwise with them."""
    before, rng = regional(n_mentees, regime, seed), np.random.default_rng([seed, 3])
    count = min(count, n_mentees)
    like = np.sort(rng.choice(n_mentees, count, replace=False))
    own = np.flatnonzero(np.isin(before.mentee, like))
    mentee = n_mentees + np.searchsorted(like, before.mentee[own])
    after = Instance.plain(
        (n_mentees + count, before.n_mentors),
        np.concatenate((before.mentee, mentee)),
        np.concatenate((before.mentor, before.mentor[own])),
        np.concatenate((before.score, rng.permutation(before.score[own]))),
        before.capacity,
        scale=before.scale,
    )
    return Changed.of(after, before, NO_PAIRS)


REGIMES = ("plenty", "scarce", "mixed")
for _count in (1, 100, 1_000):
    by_regime(f"{_count:,} dissolved", partial(dissolved, _count), REGIMES)
by_regime("100 joined", partial(joined, 100), REGIMES)
