"""Changes to the numeric schemes of `rematch.py`, and the schemes as they are afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from engine_schemes import Ints, Scheme
from mentormatch.changes import Dissolve, Join
from mentormatch.changes.base import Change, Entry


class Drawn(Protocol):
    """Changes drawn by chance."""

    def changes(self) -> list[Change]:
        """Return them as `mentormatch.repair` takes them."""
        ...

    def after(self) -> Scheme:
        """Return the scheme after them, as other solvers take it."""
        ...


@dataclass(frozen=True, eq=False)
class Dissolutions:
    """Pairs parted.

    Parameters
    ----------
    scheme : Scheme
    pairs : int64 array
        Indices into its pairs.
    """

    scheme: Scheme
    pairs: Ints

    @classmethod
    def drawn(cls, scheme: Scheme, chosen: Ints, count: int, rng: np.random.Generator) -> Self:
        """Draw so many of the pairs taken."""
        return cls(scheme, np.sort(rng.choice(chosen, count, replace=False)))

    def changes(self) -> list[Change]:
        """Return the changes."""
        mentees, mentors = self.scheme.mentee[self.pairs].tolist(), self.scheme.mentor[self.pairs].tolist()
        return [Dissolve(mentee, mentor) for mentee, mentor in zip(mentees, mentors, strict=True)]

    def after(self) -> Scheme:
        """Return the scheme without the pairs."""
        stays = np.ones(self.scheme.n_pairs, np.bool_)
        stays[self.pairs] = False
        return replace(
            self.scheme,
            mentee=self.scheme.mentee[stays],
            mentor=self.scheme.mentor[stays],
            score=self.scheme.score[stays],
        )


@dataclass(frozen=True, eq=False)
class Joiners:
    """Mentees who join: each lives where another one does, and scores otherwise with the same mentors.

    Parameters
    ----------
    scheme : Scheme
    partners, scores : list of arrays
        One a joiner.
    """

    scheme: Scheme
    partners: list[Ints]
    scores: list[Ints]

    @classmethod
    def drawn(cls, scheme: Scheme, chosen: Ints, count: int, rng: np.random.Generator) -> Self:
        """Draw so many mentees to be like; `chosen` plays no part."""
        del chosen
        like = rng.choice(scheme.n_mentees, count, replace=False)
        first, last = (np.searchsorted(scheme.mentee, like, side) for side in ("left", "right"))
        rows = [np.arange(a, b) for a, b in zip(first, last, strict=True)]
        partners = [scheme.mentor[own].astype(np.int64) for own in rows]
        return cls(scheme, partners, [rng.permutation(scheme.score[own]) for own in rows])

    def changes(self) -> list[Change]:
        """Return the changes."""
        return [
            Join(Entry(role="mentee", partners=partners, scores=scores))
            for partners, scores in zip(self.partners, self.scores, strict=True)
        ]

    def after(self) -> Scheme:
        """Return the scheme with the joiners, numbered on."""
        count, sizes = len(self.partners), [len(own) for own in self.partners]
        mentee = np.repeat(self.scheme.n_mentees + np.arange(count), sizes).astype(np.int32)
        mentor = np.concatenate(self.partners).astype(np.int32)
        return replace(
            self.scheme,
            n_mentees=self.scheme.n_mentees + count,
            mentee=np.concatenate((self.scheme.mentee, mentee)),
            mentor=np.concatenate((self.scheme.mentor, mentor)),
            score=np.concatenate((self.scheme.score, *self.scores)),
        )


KINDS: dict[str, Callable[[Scheme, Ints, int, np.random.Generator], Drawn]] = {
    "dissolutions": Dissolutions.drawn,
    "joiners": Joiners.drawn,
}


def draw(changes: str, scheme: Scheme, chosen: Ints, seed: list[int]) -> Drawn:
    """Draw changes that are named like "1,000 dissolutions"."""
    count, kind = changes.split()
    return KINDS[kind](scheme, chosen, int(count.replace(",", "")), np.random.default_rng(seed))
