"""`Require`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.pairs import OnePair, one_pair, pair_fault, pair_index


@dataclass(frozen=True, slots=True, eq=False)
class RequireRecord(Record):
    """`Require` in a problem."""

    pair: int


class Require(SideRule):
    """This pair is chosen.

    Parameters
    ----------
    pair : int or (str, str)
        Index into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, [0, 1], [0, 0], [9, 4], rules=[mm.rules.Require(pair=1)])
    >>> mm.solve(problem).chosen.tolist()
    [1]
    >>> mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))]).rules[0].pair
    ('e1', 'r1')
    """

    rule: Literal["Require"] = "Require"
    pair: OnePair

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_fault(self.pair, sizes)

    def indexed(self, lookup: Lookup, /) -> Require:
        """Return the rule with indices in place of ids."""
        return Require(pair=pair_index(self.pair, lookup))

    def record(self, _numbers: Numbers, /) -> RequireRecord:
        """Return the form of the rule in a problem."""
        return RequireRecord(one_pair(self.pair))

    def among(self, pairs: Ints, /) -> Require:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        return Require(pair=int(np.searchsorted(pairs, one_pair(self.pair))))
