"""People named by a rule: indices in a `Problem`, ids in a `Policy`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator

from mentormatch.arrays import Ints, first_ten, frozen
from mentormatch.errors import UnknownIdError


def _person(given: Any) -> int | str:
    if isinstance(given, str) and given:
        return given
    if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
        return given
    raise ValueError("must be an id, or an index of 0 or more")


Person = Annotated[int | str, PlainValidator(_person)]
"""A person, by index in a `Problem`, by id in a `Policy`, where a bare number is an id, too."""


def out_of_range(kind: str, values: Iterable[object], n: int) -> list[str]:
    """Return an error if values are not indices below `n`; nothing if all are."""
    wrong = [v for v in values if not isinstance(v, int) or not 0 <= v < n]
    if not wrong:
        return []
    listed = f"; it holds {first_ten(wrong)}" if len(wrong) > 1 else ""
    return [f"its {kind} must be an index in 0..{n - 1}{listed}"]


def index_of(person: Person, find: Callable[[str], int]) -> int:
    """Return the index in place of an id; a bare number in a policy is an id, never a position."""
    return find(str(person))


def indices_of(people: Iterable[Person], find: Callable[[str], int]) -> tuple[int, ...]:
    """Return indices in place of ids."""
    return tuple(index_of(person, find) for person in people)


def is_found(person: Person, find: Callable[[str], int]) -> bool:
    """Return whether a lookup finds a person; an index always is."""
    try:
        index_of(person, find)
    except UnknownIdError:
        return False
    return True


def numbered(people: Iterable[Person]) -> Ints:
    """Return people who carry indices as a read-only array."""
    return frozen(tuple(people))


def _different(people: tuple[Person, ...]) -> tuple[Person, ...]:
    if len(set(people)) != len(people):
        raise ValueError("names a person twice")
    return people


People = Annotated[tuple[Person, ...], AfterValidator(_different)]
"""People, each named once."""
