"""How the two people of each candidate pair rank each other: by their wishes, or by the scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mentormatch.arrays import Ints
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.rules import Stable
from mentormatch.scoring.preferences import wish_ranks

By = Literal["wishes", "scores"]


@dataclass(frozen=True, eq=False)
class Ranks:
    """Ranks of the mentor with the mentee, and of the mentee with the mentor; lower is better.

    Parameters
    ----------
    points : int64 array, shape (n_pairs,)
    """

    people: People
    candidates: Candidates
    points: Ints

    @cached_property
    def by_wishes(self) -> tuple[Ints, Ints]:
        """The ranks of both sides by wishes; see `wish_ranks`."""
        return wish_ranks(self.people, self.candidates)

    @property
    def anybody_wishes(self) -> bool:
        """Whether anybody has a wish for somebody whom they may meet."""
        sizes = self.candidates.n_mentors, self.candidates.n_mentees
        return any(bool((rank < n).any()) for rank, n in zip(self.by_wishes, sizes, strict=True))

    def by(self, what: By) -> tuple[Ints, Ints]:
        """Return the ranks of both sides, int64, shape (n_pairs,)."""
        return self.by_wishes if what == "wishes" else (-self.points, -self.points)

    def stable(self, what: By, fixed: Ints) -> Stable:
        """Return the rule for a problem; pairs that are fixed come before all others, so that none blocks."""
        mentee, mentor = (rank.copy() for rank in self.by(what))
        for rank in (mentee, mentor):
            rank[fixed] = rank.min(initial=0) - 1
        return Stable(mentee_rank=mentee, mentor_rank=mentor)
