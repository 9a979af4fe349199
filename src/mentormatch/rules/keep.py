"""`Keep`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.pairs import Pairs, all_pairs, pair_faults, pair_indices, positions_among


@dataclass(frozen=True, slots=True, eq=False)
class KeepRecord(Record):
    """`Keep` in a problem; `pairs` has shape (n,)."""

    pairs: Ints


class Keep(SideRule):
    """All of these earlier pairs are chosen: the same as `Require` for each of them.

    Parameters
    ----------
    pairs : array-like of int, or tuple of (str, str)
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each is listed once.

    Examples
    --------
    >>> problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 0], [9, 1, 8], rules=[mm.rules.Keep(pairs=[0])])
    >>> mm.solve(problem).chosen.tolist()
    [0]
    """

    rule: Literal["Keep"] = "Keep"
    pairs: Pairs

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_faults(self.pairs, sizes)

    def indexed(self, lookup: Lookup, /) -> Keep:
        """Return the rule with indices in place of ids."""
        return Keep(pairs=pair_indices(self.pairs, lookup))

    def record(self, _numbers: Numbers, /) -> KeepRecord:
        """Return the form of the rule in a problem."""
        return KeepRecord(all_pairs(self.pairs))

    def among(self, pairs: Ints, /) -> Keep:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        return Keep(pairs=positions_among(pairs, all_pairs(self.pairs)))
