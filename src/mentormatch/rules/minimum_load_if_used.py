"""`MinimumLoadIfUsed`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentormatch.rules.base import Numbers, Record
from mentormatch.rules.minimum_load import LoadRule


@dataclass(frozen=True, slots=True, eq=False)
class MinimumLoadIfUsedRecord(Record):
    """`MinimumLoadIfUsed` in a problem."""

    mentor: int
    load: int


class MinimumLoadIfUsed(LoadRule):
    """This mentor has no mentees, or at least `load`.

    Parameters
    ----------
    mentor : int or str
        Index in a `Problem`, id in a `Policy`.
    load : int
        At least 0; with a load above their capacity the mentor has no mentees.

    Examples
    --------
    >>> rule = mm.rules.MinimumLoadIfUsed(mentor=1, load=2)
    >>> problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 0], [1, 9, 8], capacity=2, rules=[rule])
    >>> mm.solve(problem).chosen.tolist()
    [0, 2]
    """

    rule: Literal["MinimumLoadIfUsed"] = "MinimumLoadIfUsed"

    def record(self, _numbers: Numbers, /) -> MinimumLoadIfUsedRecord:
        """Return the form of the rule in a problem."""
        return MinimumLoadIfUsedRecord(int(self.mentor), self.load)
