"""What all rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, ConfigDict, Field

from mentormatch.errors import PolicyError
from mentormatch.models import Faults, Frozen, without_prefix

Index = Annotated[int, Field(strict=True, ge=0)]
Person = Index | Annotated[str, Field(strict=True, min_length=1)]
Namer = Callable[[int], str]

_SHOWN = 10


class Sizes(NamedTuple):
    """How many mentees, mentors and candidate pairs a problem has."""

    mentees: int
    mentors: int
    pairs: int


class Lookup(Protocol):
    """Finds the index that belongs to an id; raises `PolicyError` for an unknown one."""

    def mentee(self, person_id: str) -> int:
        """Return the index of a mentee."""
        ...

    def mentor(self, person_id: str) -> int:
        """Return the index of a mentor."""
        ...

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair."""
        ...


class SideRule(Frozen):
    """Base of the rules: frozen, closed to unknown keys, equal when all they hold is equal."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    rule: str = ""
    """Name of the class, by which rules are told apart when they are read."""

    @classmethod
    def _error(cls, faults: Faults, data: Any) -> PolicyError:  # noqa: ARG003  (a rule quotes nothing)
        found = [(".".join(map(str, e["loc"])), without_prefix(e["msg"])) for e in faults]
        return PolicyError([f"{path}: {why}" if path else why for path, why in found], cls.__name__)

    def faults(self, sizes: Sizes) -> list[str]:
        """Return why a problem of these sizes cannot take the rule, in words; nothing if it can."""
        raise NotImplementedError

    def indexed(self, lookup: Lookup) -> Self:
        """Return the rule with indices in place of ids."""
        raise NotImplementedError

    def among(self, pairs: NDArray[np.int64]) -> Self:  # noqa: ARG002  (most rules name no pairs)
        """Return the rule, which carries indices, for a problem that has only some of the pairs.

        Parameters
        ----------
        pairs : int64 array
            The pairs there are, by their old index, ascending.
        """
        return self

    def _key(self) -> tuple[object, ...]:
        # Arrays have no truth value when compared and no hash: their bytes stand for them.
        return tuple(v.tobytes() if isinstance(v, np.ndarray) else v for v in self.__dict__.values())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SideRule):
            return NotImplemented
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))


def out_of_range(kind: str, values: Iterable[object], n: int) -> list[str]:
    """Return the fault of values that are no index below `n`; nothing if all are."""
    wrong = [v for v in values if not isinstance(v, int) or not 0 <= v < n]
    if not wrong:
        return []
    listed = f"; it holds {listing(wrong)}" if len(wrong) > 1 else ""
    return [f"its {kind} has to be an index in 0..{n - 1}{listed}"]


def listing(values: Sequence[object]) -> str:
    """Return the first ten values in words, and how many more there are."""
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(map(str, values[:_SHOWN])) + more


def found(people: Iterable[int | str], find: Callable[[str], int]) -> tuple[int, ...]:
    """Return indices in place of ids."""
    return tuple(p if isinstance(p, int) else find(p) for p in people)


def _different(people: tuple[Person, ...]) -> tuple[Person, ...]:
    if len(set(people)) != len(people):
        raise ValueError("names somebody twice")
    return people


People = Annotated[tuple[Person, ...], AfterValidator(_different)]
"""People named once each."""
