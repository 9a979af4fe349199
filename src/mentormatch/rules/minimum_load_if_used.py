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
    load : int
        At least 0; with a load above their capacity the mentor has no mentees.
    """

    rule: Literal["MinimumLoadIfUsed"] = "MinimumLoadIfUsed"

    def record(self, _numbers: Numbers, /) -> MinimumLoadIfUsedRecord:
        """Return the form of the rule in a problem."""
        return MinimumLoadIfUsedRecord(int(self.mentor), self.load)
