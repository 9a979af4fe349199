"""`Require`."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mentormatch.rules.arrays import Ints
from mentormatch.rules.base import Index, Lookup, SideRule, Sizes, out_of_range


class Require(SideRule):
    """This pair is made.

    Parameters
    ----------
    pair : int or (str, str)
        Index into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`.
    """

    rule: Literal["Require"] = "Require"
    pair: Index | tuple[str, str]

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("pair", [self.pair], sizes.pairs)

    def indexed(self, lookup: Lookup) -> Require:
        """Return the rule with indices in place of ids."""
        return self if isinstance(self.pair, int) else Require(pair=lookup.pair(*self.pair))

    def among(self, pairs: Ints) -> Require:
        """Return the rule for a problem that has only some of the pairs; see `SideRule.among`."""
        return Require(pair=int(np.searchsorted(pairs, self.pair)))
