"""`Forbid`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.pairs import OnePair, ids_of_pair, one_pair, pair_fault, positions_among


@dataclass(frozen=True, slots=True, eq=False)
class ForbidRecord(Record):
    """`Forbid` in a problem."""

    pair: int


class Forbid(SideRule):
    """This pair is not chosen.

    Parameters
    ----------
    pair : int or (str, str)
        Index into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; two people who
        may not meet anyway can be named.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 4], rules=[mm.rules.Forbid(pair=0)])
    >>> mm.solve(problem).chosen.tolist()
    [1]
    >>> mm.Policy(rules=[mm.rules.Forbid(pair=("e1", "r1"))]).rules[0].pair
    ('e1', 'r1')
    """

    rule: Literal["Forbid"] = "Forbid"
    pair: OnePair

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_fault(self.pair, sizes)

    def indexed(self, lookup: Lookup, /) -> Forbid | None:
        """Return the rule with an index in place of ids; None if the two are not a candidate pair."""
        mentee, mentor = ids_of_pair(self.pair)
        pair = lookup.find(lookup.mentee(mentee), lookup.mentor(mentor))
        return None if pair is None else Forbid(pair=pair)

    def record(self, _numbers: Numbers, /) -> ForbidRecord:
        """Return the form of the rule in a problem."""
        return ForbidRecord(one_pair(self.pair))

    def prohibition(self) -> Forbid:
        """Return the rule itself."""
        return self

    def among(self, pairs: Ints, /) -> Forbid | None:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        left = positions_among(pairs, np.array([one_pair(self.pair)]))
        return Forbid(pair=int(left[0])) if len(left) else None
