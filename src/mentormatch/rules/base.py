"""What all rules share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from pydantic import ConfigDict

from mentormatch.arrays import Ints
from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix

Namer = Callable[[int], str]


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
