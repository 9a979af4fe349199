"""What all rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, Protocol, Self

import numpy as np
from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, PlainValidator

from mentormatch.arrays import Ints, first_ten, frozen
from mentormatch.errors import PolicyError, UnknownIdError
from mentormatch.models import FieldErrors, Frozen, without_prefix

Index = Annotated[int, Field(strict=True, ge=0)]


def _person(given: Any) -> int | str:
    if isinstance(given, str) and given:
        return given
    if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
        return given
    raise ValueError("must be an id, or an index of 0 or more")


Person = Annotated[int | str, PlainValidator(_person)]
"""A person, by index in a `Problem`, by id in a `Policy`, where a bare number is an id, too."""
Namer = Callable[[int], str]


UNLIMITED = 2**63 - 1
"""The limit in a record where the rule sets none."""


class Sizes(NamedTuple):
    """How many mentees, mentors and candidate pairs a problem has.

    Parameters
    ----------
    mentees, mentors, pairs : int
        Indices in a rule are below these.

    Examples
    --------
    >>> sizes = mm.rules.Sizes(mentees=2, mentors=1, pairs=2)
    >>> mm.rules.Forbid(pair=5).faults(sizes)
    ['its pair must be an index in 0..1']
    """

    mentees: int
    mentors: int
    pairs: int


class Numbers(Protocol):
    """The part of a problem that a rule needs to become a record."""

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""

    @property
    def n_pairs(self) -> int:
        """Number of candidate pairs."""

    @property
    def score(self) -> Ints:
        """Score of every pair, int64, shape (n_pairs,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Base of the rules' form in a problem: whole numbers and int64 arrays, indices only."""


class Lookup(Protocol):
    """Finds the index of an id; raises `PolicyError` for an unknown one.

    Examples
    --------
    >>> class ByNumber:
    ...     def find(self, mentee, mentor):
    ...         return {(0, 0): 7}.get((mentee, mentor))
    ...     def mentee(self, person_id):
    ...         return int(person_id[1:])
    ...     mentor = mentee
    >>> mm.rules.Forbid(pair=("e0", "r0")).indexed(ByNumber()).pair
    7
    """

    def mentee(self, person_id: str) -> int:
        """Return the index of a mentee."""
        ...

    def mentor(self, person_id: str) -> int:
        """Return the index of a mentor."""
        ...

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair."""
        ...

    def find(self, mentee: int, mentor: int) -> int | None:
        """Return the index of the pair of two people; None if it is not a candidate pair."""
        ...

    def has(self, role: str, trait: str, value: str | None) -> bool:
        """Return whether somebody in this role has a value, or any value, in the field `trait`."""
        ...


class SideRule(Frozen):
    """Base of the rules: frozen, without unknown keys, equal if all their fields are equal.

    Examples
    --------
    >>> isinstance(mm.rules.Forbid(pair=0), mm.rules.SideRule)
    True
    >>> mm.rules.Forbid(pair=0) == mm.rules.Forbid(pair=0), mm.rules.Forbid(pair=0).rule
    (True, 'Forbid')
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    rule: str = ""
    """Name of the class; it identifies the rule in files."""

    @classmethod
    def _error(cls, faults: FieldErrors, data: Any) -> PolicyError:  # noqa: ARG003  (a rule quotes nothing)
        found = [(".".join(map(str, e["loc"])), without_prefix(e["msg"])) for e in faults]
        return PolicyError([f"{path}: {why}" if path else why for path, why in found], cls.__name__)

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule, in words; empty if it can."""
        raise NotImplementedError

    def indexed(self, lookup: Lookup, /) -> Self | None:
        """Return the rule with indices in place of ids; None if it always holds."""
        raise NotImplementedError

    def record(self, numbers: Numbers, /) -> Record:
        """Return the form of the rule in a problem that can take it (see `faults`)."""
        raise NotImplementedError

    def prohibition(self) -> Self | None:
        """Return what the rule forbids, without what it asks for; None if nothing is left of it.

        What a rule asks for may be impossible after a change; what it forbids is not allowed for that.
        """
        return None

    def of_those_left(self, _lookup: Lookup, /) -> Self | None:
        """Return the rule for those whom the lookup finds, the others being gone; None if nothing is left."""
        return None

    def lists_all(self) -> bool:
        """Return whether the rule lists a number per pair or per mentor, so that it cannot cover new ones."""
        return False

    def among(self, _pairs: Ints, /) -> Self | None:
        """Return the rule for a problem with only some of the pairs; None if it always holds there.

        Parameters
        ----------
        _pairs : int64 array
            The remaining pairs, by their old index, ascending.
        """
        return self

    def _key(self) -> tuple[object, ...]:
        # Arrays have no hash, and comparing them gives no truth value: their bytes are used.
        return tuple(v.tobytes() if isinstance(v, np.ndarray) else v for v in self.__dict__.values())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SideRule):
            return NotImplemented
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))


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


def whole_numbers(given: Any) -> Ints:
    """Return a read-only int64 copy; raise `ValueError` with the first ten numbers that are not whole."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise ValueError(
            "must be a one-dimensional array of whole numbers; it has rows of different lengths"
        ) from None
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)
    if array.dtype.kind == "f":
        wrong = np.flatnonzero(~(np.abs(array) < 2.0**53) | (array != np.floor(array)))
        if wrong.size:
            raise ValueError(f"is not a whole number at {first_ten(wrong.tolist())}")
    elif array.dtype.kind not in "iu" or (array.dtype == np.uint64 and np.any(array > np.uint64(2**63 - 1))):
        raise ValueError(f"holds {array.dtype} where whole numbers within int64 are expected")
    if array.ndim != 1:
        raise ValueError(f"must be a one-dimensional array; it has {array.ndim} dimensions")
    return frozen(array)


def plain(value: Any) -> Any:
    """Return the JSON form of a value."""
    return value.tolist() if isinstance(value, np.ndarray) else value


AS_LIST = PlainSerializer(plain)
Longs = Annotated[Ints, PlainValidator(whole_numbers), AS_LIST]
"""A one-dimensional int64 array."""


def wrong_length(name: str, array: Ints, n: int, of: str) -> list[str]:
    """Return an error if an array has the wrong length; nothing if it is right."""
    return [] if len(array) == n else [f"its {name} holds {len(array)} numbers; expected {n}, one per {of}"]


def outside(name: str, array: Ints, low: int, high: int) -> list[str]:
    """Return an error if numbers are outside low..high, with their first ten positions."""
    wrong = np.flatnonzero((array < low) | (array > high))
    if not wrong.size:
        return []
    return [f"its {name} is outside {low}..{high} at {first_ten(wrong.tolist())}"]
