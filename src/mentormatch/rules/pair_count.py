"""`PairCount`, and people in it by what they have in common, in place of their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args

import numpy as np
from pydantic import BeforeValidator, Discriminator, Tag, model_validator

from mentormatch.arrays import Ints
from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.rules.base import Lookup, Numbers, Record, SideRule, Sizes
from mentormatch.rules.fields.numbers import UNLIMITED, Index
from mentormatch.rules.fields.pairs import (
    Pairs,
    all_pairs,
    may_meet,
    pair_faults,
    pair_indices,
    positions_among,
)
from mentormatch.rules.fields.people import People, is_found
from mentormatch.text import Line, folded

Trait = Literal["groups", "workplace", "role"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
"""The fields of people by which a rule may describe them."""


def _listed(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


Values = Annotated[tuple[Line, ...], BeforeValidator(_listed)]


class Described(Frozen):
    """People who have one of some values in each of these fields.

    Case and blanks do not count. Whoever joins, or gets one of the values later, is one of them.

    Parameters
    ----------
    groups, workplace, role : str or tuple of str
        People in one of these groups, at one of these workplaces, with one of these job roles; a field that
        is left out does not matter.
    each : {"groups", "workplace", "role"}, optional
        The rule holds for every value of this field by itself.

    Examples
    --------
    >>> mm.rules.Described(groups="ward 4").groups
    ('ward 4',)
    """

    groups: Values = ()
    workplace: Values = ()
    role: Values = ()
    each: Trait | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        values = [value for _, value in self.values]
        if not values and self.each is None:
            raise ValueError(f"needs one of {', '.join(TRAITS)} or each")
        if not all(map(folded, values)):
            raise ValueError("must not hold an empty text")
        return self

    @classmethod
    def _error(cls, faults: FieldErrors, data: Any) -> PolicyError:  # noqa: ARG003  (a rule quotes nothing)
        return PolicyError([without_prefix(e["msg"]) for e in faults], cls.__name__)

    @property
    def values(self) -> Iterator[tuple[Trait, str]]:
        """Every value that is named, with its field."""
        for trait in TRAITS:
            yield from ((trait, value) for value in getattr(self, trait))


def _kind(given: Any) -> str:
    return "described" if isinstance(given, (Mapping, Described)) else "listed"


Named = Annotated[
    Annotated[People, Tag("listed")] | Annotated[Described, Tag("described")], Discriminator(_kind)
]
"""People by id, each named once, or by what they have in common."""


def left_of(named: Named | None, role: Literal["mentee", "mentor"], lookup: Lookup) -> Named | None:
    """Return who is meant without ids and values that nobody has any longer; None if nobody is left."""
    if not isinstance(named, Described):
        find = lookup.mentee if role == "mentee" else lookup.mentor
        return tuple(one for one in named or () if is_found(one, find)) or None
    left = {
        trait: tuple(value for of, value in named.values if of == trait and lookup.has(role, trait, value))
        for trait in TRAITS
    }
    if any(getattr(named, trait) and not left[trait] for trait in TRAITS):
        return None
    return None if named.each and not lookup.has(role, named.each, None) else named.replace(**left)


@dataclass(frozen=True, slots=True, eq=False)
class PairCountRecord(Record):
    """`PairCount` in a problem: by default `at_least` is 0 and `at_most` is `UNLIMITED`."""

    pairs: Ints
    at_least: int
    at_most: int

    @property
    def limited(self) -> bool:
        """Whether there is a ceiling."""
        return self.at_most < UNLIMITED


class PairCount(SideRule):
    """At least, or at most, this many of these pairs are chosen.

    Parameters
    ----------
    pairs : array-like of int, or tuple of (str, str), optional
        Indices into the pairs of a `Problem`, or (mentee id, mentor id) in a `Policy`; each is listed once.
        With `at_most` alone, two people who may not meet anyway can be named.
    mentees, mentors : tuple of (int or str) or Described, optional
        In a `Policy`, in place of `pairs`: all candidate pairs of these mentees with these mentors; one side
        that is left out means everybody on it. With ``each`` there is one count for every value; with
        ``each`` on both sides, of the pairs whose people have that value in common.
    at_least, at_most : int, optional
        At least one of the two is given.
    name : str
        What the pairs are called in messages, as the end of "pairs of".

    Examples
    --------
    >>> mm.rules.PairCount(mentors={"groups": "ward 4"}, at_most=2).mentors.groups
    ('ward 4',)
    """

    rule: Literal["PairCount"] = "PairCount"
    pairs: Pairs | None = None
    mentees: Named | None = None
    mentors: Named | None = None
    at_least: Index | None = None
    at_most: Index | None = None
    name: Line = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.pairs is None) == (self.mentees is None and self.mentors is None):
            raise ValueError("needs either pairs, or mentees or mentors or both")
        fields = {one.each for one in (self.mentees, self.mentors) if isinstance(one, Described)} - {None}
        if len(fields) > 1:
            raise ValueError("must have the same each for mentees and mentors")
        return self

    @model_validator(mode="after")
    def _has_ends(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("must not have an at_least above its at_most")
        return self

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule."""
        return pair_faults(self.pairs, sizes)

    def indexed(self, lookup: Lookup, /) -> PairCount:
        """Return the rule with indices in place of ids; people who are described have been found before."""
        pairs = pair_indices(self.pairs, lookup, ceiling=self.at_least is None)
        return PairCount(pairs=pairs, at_least=self.at_least, at_most=self.at_most, name=self.name)

    def prohibition(self) -> PairCount | None:
        """Return the ceiling alone, if there is one."""
        if self.at_least is None:
            return self
        return None if self.at_most is None else self.replace(at_least=None)

    def of_those_left(self, lookup: Lookup, /) -> PairCount | None:
        """Return the rule for the pairs that may still meet, or for the people who are still there."""
        if isinstance(self.pairs, np.ndarray):
            return None
        if self.pairs is not None:
            left = tuple(pair for pair in self.pairs if may_meet(pair, lookup))
            return self.replace(pairs=left) if left else None
        mentees, mentors = left_of(self.mentees, "mentee", lookup), left_of(self.mentors, "mentor", lookup)
        if (mentees is None) != (self.mentees is None) or (mentors is None) != (self.mentors is None):
            return None
        return self.replace(mentees=mentees, mentors=mentors)

    def record(self, _numbers: Numbers, /) -> PairCountRecord:
        """Return the form of the rule in a problem."""
        at_most = UNLIMITED if self.at_most is None else min(self.at_most, UNLIMITED - 1)
        return PairCountRecord(all_pairs(self.pairs), self.at_least or 0, at_most)

    def among(self, pairs: Ints, /) -> PairCount:
        """Return the rule for a problem with only some of the pairs; see `SideRule.among`."""
        own = positions_among(pairs, all_pairs(self.pairs))
        return PairCount(pairs=own, at_least=self.at_least, at_most=self.at_most, name=self.name)
