"""`MinimumLoad`, and what it shares with `MinimumLoadIfUsed`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import Index
from mentormatch.rules.fields.people import Person, index_of, out_of_range


class LoadRule(SideRule):
    """A rule about the load of one mentor."""

    mentor: Person
    load: Index

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return out_of_range("mentor", [self.mentor], sizes.mentors)

    def indexed(self, lookup: Lookup, /) -> Self:
        """Return the rule with indices in place of ids."""
        return type(self)(mentor=index_of(self.mentor, lookup.mentor), load=self.load)


@dataclass(frozen=True, slots=True, eq=False)
class MinimumLoadRecord(Record):
    """`MinimumLoad` in a problem."""

    mentor: int
    load: int


class MinimumLoad(LoadRule):
    """This mentor has at least `load` mentees.

    Parameters
    ----------
    mentor : int or str
        Index in a `Problem`, id in a `Policy`.
    load : int
        At least 0; a load above the mentor's capacity cannot be reached.

    Examples
    --------
    >>> rule = mm.rules.MinimumLoad(mentor=1, load=1)
    >>> problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 0], [9, 1, 8], capacity=2, rules=[rule])
    >>> mm.solve(problem).chosen.tolist()
    [1, 2]
    """

    rule: Literal["MinimumLoad"] = "MinimumLoad"

    def record(self, _numbers: Numbers, /) -> MinimumLoadRecord:
        """Return the form of the rule in a problem."""
        return MinimumLoadRecord(int(self.mentor), self.load)
