"""`PairCount`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from mentormatch.arrays import Ints
from mentormatch.rules.base import UNLIMITED, Index, Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.pairs import Pairs, all_pairs, may_meet, pair_faults, pair_indices, positions_among


@dataclass(frozen=True, slots=True, eq=False)
class PairCountRecord(Record):
    """`PairCount` in a problem: by default `at_least` is 0 and `at_most` is `UNLIMITED`."""

    pairs: Ints
    at_least: int
    at_most: int

    @property
    def limited(self) -> bool:
        """Whether there is a ceiling."""
        return self.at_most < UNLIMITED


class PairCount(SideRule):
    """At least, or at most, this many of these pairs are chosen.

    Parameters
    ----------
    pairs : array-like of int, or tuple of (str, str)
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each is listed once.
        With `at_most` alone, two people who may not meet anyway can be named.
    at_least, at_most : int, optional
        At least one of the two is given.
    """

    rule: Literal["PairCount"] = "PairCount"
    pairs: Pairs
    at_least: Index | None = None
    at_most: Index | None = None

    @model_validator(mode="after")
    def _has_ends(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("must not have an at_least above its at_most")
        return self

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_faults(self.pairs, sizes)

    def indexed(self, lookup: Lookup, /) -> PairCount:
        """Return the rule with indices in place of ids."""
        pairs = pair_indices(self.pairs, lookup, ceiling=self.at_least is None)
        return PairCount(pairs=pairs, at_least=self.at_least, at_most=self.at_most)

    def prohibition(self) -> PairCount | None:
        """Return the ceiling alone, if there is one."""
        if self.at_least is None:
            return self
        return None if self.at_most is None else PairCount(pairs=self.pairs, at_most=self.at_most)

    def of_those_left(self, lookup: Lookup, /) -> PairCount | None:
        """Return the rule for the pairs that may still meet."""
        if isinstance(self.pairs, np.ndarray):
            return None
        left = tuple(pair for pair in self.pairs if may_meet(pair, lookup))
        return PairCount(pairs=left, at_least=self.at_least, at_most=self.at_most) if left else None

    def record(self, _numbers: Numbers, /) -> PairCountRecord:
        """Return the form of the rule in a problem."""
        at_most = UNLIMITED if self.at_most is None else min(self.at_most, UNLIMITED - 1)
        return PairCountRecord(all_pairs(self.pairs), self.at_least or 0, at_most)

    def among(self, pairs: Ints, /) -> PairCount:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        own = positions_among(pairs, all_pairs(self.pairs))
        return PairCount(pairs=own, at_least=self.at_least, at_most=self.at_most)
