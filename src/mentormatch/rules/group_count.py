"""`GroupCount`: how many pairs the people with one answer have."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import Index
from mentormatch.text import Line, folded

FIELDS = ("groups", "workplace", "role", "seniority", "postcode")
"""The fields of people that can be counted by, besides the criteria that a policy declares."""


def _as_text(given: Any) -> Any:
    listed = given if isinstance(given, list | tuple) else (given,)
    numbers = (isinstance(one, int | float) and not isinstance(one, bool) for one in listed)
    return tuple(f"{one:g}" if number else one for one, number in zip(listed, numbers, strict=True))


class GroupCount(SideRule):
    """At least, or at most, this many pairs for all mentees, or all mentors, who have a value in a field.

    A problem has a `PairCount` for each value in its place. Pairs that may not meet are not counted; whoever
    joins, or gets a value later, is one of those who have it.

    Parameters
    ----------
    field : str
        ``groups``, ``workplace``, ``role``, ``seniority`` or ``postcode`` (its outward part), or a criterion
        that the policy declares, such as ``organisation``.
    of : {"mentees", "mentors"}
        Whose values count.
    value : str or int, or tuple of these
        People with one of these values are counted together. Without it, each value of the field is counted
        by itself. Case and blanks do not matter.
    at_least, at_most : int, optional
        At least one of the two is given.

    Examples
    --------
    >>> mm.rules.GroupCount(field="seniority", value=3, at_most=2).value
    ('3',)
    """

    rule: Literal["GroupCount"] = "GroupCount"
    field: Line
    of: Literal["mentees", "mentors"] = "mentees"
    value: Annotated[tuple[Line, ...], BeforeValidator(_as_text)] = ()
    at_least: Index | None = None
    at_most: Index | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not all(map(folded, self.value)):
            raise ValueError("must not hold an empty text")
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("must not have an at_least above its at_most")
        return self

    @property
    def role(self) -> Literal["mentee", "mentor"]:
        """The role of the people whose values count."""
        return "mentee" if self.of == "mentees" else "mentor"

    def faults(self, sizes: Sizes) -> list[str]:  # noqa: ARG002  (no problem has fields of people)
        """Return that a problem cannot take the rule."""
        return ["it counts people by a field, which a problem does not have: use PairCount with pairs"]

    def record(self, numbers: Numbers, /) -> Record:
        """Raise an error: a problem has `PairCount` in its place."""
        raise NotImplementedError

    def prohibition(self) -> GroupCount | None:
        """Return the ceiling alone, if there is one."""
        if self.at_least is None:
            return self
        return None if self.at_most is None else self.replace(at_least=None)

    def of_those_left(self, lookup: Lookup, /) -> GroupCount | None:
        """Return the rule for the values that somebody still has."""
        left = tuple(one for one in self.value if lookup.has(self.role, self.field, one))
        return self.replace(value=left) if left else None
