"""`Keep`."""

from __future__ import annotations

from typing import Literal

from mentormatch.rules.arrays import Ints
from mentormatch.rules.base import Lookup, SideRule, Sizes
from mentormatch.rules.pairs import Pairs, pair_faults, pair_indices, places_among


class Keep(SideRule):
    """All of these pairs, made before, stay: what `Require` says of one pair, said of many at once.

    Parameters
    ----------
    pairs : array-like of int, or tuple of (str, str)
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each stands once.
    """

    rule: Literal["Keep"] = "Keep"
    pairs: Pairs

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_faults(self.pairs, sizes)

    def indexed(self, lookup: Lookup) -> Keep:
        """Return the rule with indices in place of ids."""
        return Keep(pairs=pair_indices(self.pairs, lookup))

    def among(self, pairs: Ints) -> Keep:
        """Return the rule for a problem that has only some of the pairs; see `SideRule.among`."""
        return Keep(pairs=places_among(pairs, self.pairs))
