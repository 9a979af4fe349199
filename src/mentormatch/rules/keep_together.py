"""`KeepTogether`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentormatch.arrays import Ints
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.people import People, indices_of, numbered, out_of_range


@dataclass(frozen=True, slots=True, eq=False)
class KeepTogetherRecord(Record):
    """`KeepTogether` in a problem."""

    mentees: Ints


class KeepTogether(SideRule):
    """These mentees all have the same mentor and no other, or none of them is matched.

    Parameters
    ----------
    mentees : tuple of (int or str)
        Each mentee is listed once.

    Examples
    --------
    >>> together = mm.rules.KeepTogether(mentees=(0, 1))
    >>> problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 3, 4], capacity=2, rules=[together])
    >>> mm.solve(problem).chosen.tolist()
    [1, 2]
    """

    rule: Literal["KeepTogether"] = "KeepTogether"
    mentees: People

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentee", self.mentees, sizes.mentees)

    def indexed(self, lookup: Lookup, /) -> KeepTogether:
        """Return the rule with indices in place of ids."""
        return KeepTogether(mentees=indices_of(self.mentees, lookup.mentee))

    def record(self, _numbers: Numbers, /) -> KeepTogetherRecord:
        """Return the form of the rule in a problem."""
        return KeepTogetherRecord(numbered(self.mentees))
