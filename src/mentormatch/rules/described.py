"""People in a rule of a policy by what they have in common, in place of their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Tag, model_validator

from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.rules.base import Lookup, People, is_found
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
    >>> Described(groups="ward 4").groups
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
