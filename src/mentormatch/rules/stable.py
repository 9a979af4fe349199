"""`Stable`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentormatch.arrays import Ints
from mentormatch.rules.base import (
    Longs,
    Lookup,
    Numbers,
    Record,
    SideRule,
    Sizes,
    wrong_length,
)


@dataclass(frozen=True, slots=True, eq=False)
class StableRecord(Record):
    """`Stable` in a problem; both have shape (n_pairs,)."""

    mentee_rank: Ints
    mentor_rank: Ints


class Stable(SideRule):
    """No mentee and mentor prefer each other to their assigned partners (weak stability, ties allowed).

    A pair that is not chosen blocks if its mentee has unfilled demand or strictly prefers this mentor to one
    of theirs, and its mentor has free capacity or strictly prefers this mentee to one of theirs. No pair may
    block. A pair with a mentee without demand or a mentor without capacity never blocks.

    Parameters
    ----------
    mentee_rank, mentor_rank : array-like of int, shape (n_pairs,)
        How the mentee of each pair ranks its mentor, and how the mentor ranks the mentee; lower is better.

    Notes
    -----
    Irving, Manlove and Scott, "The hospitals/residents problem with ties", SWAT 2000.
    """

    rule: Literal["Stable"] = "Stable"
    mentee_rank: Longs
    mentor_rank: Longs

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return wrong_length("mentee_rank", self.mentee_rank, sizes.pairs, "pair") + wrong_length(
            "mentor_rank", self.mentor_rank, sizes.pairs, "pair"
        )

    def indexed(self, _lookup: Lookup, /) -> Stable:
        """Return the rule itself: it names no people."""
        return self

    def record(self, _numbers: Numbers, /) -> StableRecord:
        """Return the form of the rule in a problem."""
        return StableRecord(self.mentee_rank, self.mentor_rank)

    def lists_all(self) -> bool:
        """Return True: the rule lists a rank for every pair."""
        return True

    def among(self, pairs: Ints, /) -> Stable:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        return Stable(mentee_rank=self.mentee_rank[pairs], mentor_rank=self.mentor_rank[pairs])
