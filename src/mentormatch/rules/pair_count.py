"""`PairCount`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from mentormatch.arrays import Ints
from mentormatch.rules.base import UNLIMITED, Index, Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.described import Described, Named, left_of
from mentormatch.rules.pairs import Pairs, all_pairs, may_meet, pair_faults, pair_indices, positions_among
from mentormatch.text import Line


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
    pairs : array-like of int, or tuple of (str, str), optional
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each is listed once.
        With `at_most` alone, two people who may not meet anyway can be named.
    mentees, mentors : tuple of (int or str) or Described, optional
        In a `Policy`, in place of `pairs`: all candidate pairs of these mentees with these mentors; one side
        that is left out means everybody on it. With ``each`` there is one count for every value; with
        ``each`` on both sides, of the pairs whose people have that value in common.
    at_least, at_most : int, optional
        At least one of the two is given.
    name : str
        What the pairs are called in messages, as the end of "pairs of".

    Examples
    --------
    >>> PairCount(mentors={"groups": "ward 4"}, at_most=2).mentors.groups
    ('ward 4',)
    """

    rule: Literal["PairCount"] = "PairCount"
    pairs: Pairs | None = None
    mentees: Named | None = None
    mentors: Named | None = None
    at_least: Index | None = None
    at_most: Index | None = None
    name: Line = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.pairs is None) == (self.mentees is None and self.mentors is None):
            raise ValueError("needs either pairs, or mentees or mentors or both")
        fields = {one.each for one in (self.mentees, self.mentors) if isinstance(one, Described)} - {None}
        if len(fields) > 1:
            raise ValueError("must have the same each for mentees and mentors")
        return self

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
        """Return the rule with indices in place of ids; people who are described have been found before."""
        pairs = pair_indices(self.pairs, lookup, ceiling=self.at_least is None)
        return PairCount(pairs=pairs, at_least=self.at_least, at_most=self.at_most, name=self.name)

    def prohibition(self) -> PairCount | None:
        """Return the ceiling alone, if there is one."""
        if self.at_least is None:
            return self
        return None if self.at_most is None else self.replace(at_least=None)

    def of_those_left(self, lookup: Lookup, /) -> PairCount | None:
        """Return the rule for the pairs that may still meet, or for the people who are still there."""
        if isinstance(self.pairs, np.ndarray):
            return None
        if self.pairs is not None:
            left = tuple(pair for pair in self.pairs if may_meet(pair, lookup))
            return self.replace(pairs=left) if left else None
        mentees, mentors = left_of(self.mentees, "mentee", lookup), left_of(self.mentors, "mentor", lookup)
        if (mentees is None) != (self.mentees is None) or (mentors is None) != (self.mentors is None):
            return None
        return self.replace(mentees=mentees, mentors=mentors)

    def record(self, _numbers: Numbers, /) -> PairCountRecord:
        """Return the form of the rule in a problem."""
        at_most = UNLIMITED if self.at_most is None else min(self.at_most, UNLIMITED - 1)
        return PairCountRecord(all_pairs(self.pairs), self.at_least or 0, at_most)

    def among(self, pairs: Ints, /) -> PairCount:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        own = positions_among(pairs, all_pairs(self.pairs))
        return PairCount(pairs=own, at_least=self.at_least, at_most=self.at_most, name=self.name)
