"""What may change between one matching and the next: frozen records, with no reason for anything.

In `mentormatch.rematch` they carry ids and people, in `mentormatch.repair` indices and `Entry`. Why a pair is
parted, and who asked for it, has no field: it is not taken, so it cannot be stored or shown.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import (
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from mentormatch.errors import ChangeError
from mentormatch.models import Faults, Frozen, without_prefix
from mentormatch.people.person import Mentee, Mentor
from mentormatch.rules.arrays import Longs

Role = Literal["mentee", "mentor"]
ROLES: tuple[Role, Role] = ("mentee", "mentor")


def _key(given: Any) -> str | int:
    if isinstance(given, str) and given:
        return given
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= 0:
        return int(given)
    raise ValueError("has to be an id, or an index from 0")


Key = Annotated[str | int, PlainValidator(_key)]
"""Id of a person, or their index in `mentormatch.repair`."""


class _Change(Frozen):
    """Failing with our own error, which quotes nothing."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    @classmethod
    def _error(cls, faults: Faults, data: Any) -> ChangeError:  # noqa: ARG003  (nothing is quoted)
        return ChangeError(
            [f"{cls.__name__}: {_field(e['loc'])} {_fault(e['type'], e['msg'])}" for e in faults]
        )


def _field(path: tuple[int | str, ...]) -> str:
    return str(path[0]) if path else "it"


def _fault(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a field, and no reason is taken for a change"
    return without_prefix(message)


class Entry(_Change):
    """A person as numbers, for `mentormatch.repair`.

    Parameters
    ----------
    role : {"mentee", "mentor"}
    partners : array-like of int, shape (n,)
        Everybody on the other side whom the person may meet, by index, each once.
    scores : array-like of int, shape (n,)
        Score of the pair with each of them.
    places : int
        How many mentors a mentee wants, or how many mentees a mentor takes.
    index : int, optional
        Of the person, in `Update`; whoever joins is numbered on.
    """

    role: Role
    partners: Longs
    scores: Longs
    places: Annotated[int, Field(strict=True, ge=0)] = 1
    index: Annotated[int, Field(strict=True, ge=0)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.partners) != len(self.scores):
            raise ChangeError([f"Entry: has {len(self.scores)} scores for {len(self.partners)} partners"])
        if len(np.unique(self.partners)) != len(self.partners):
            raise ChangeError(["Entry: names a partner twice"])
        return self


class _OfPair(_Change):
    mentee: Key
    mentor: Key

    @property
    def pair(self) -> tuple[Key, Key]:
        """Mentee and mentor."""
        return self.mentee, self.mentor


class Dissolve(_OfPair):
    """The pair is parted, without fault on either side, and never made again.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.
    """

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)


class Avoid(_OfPair):
    """The two are not to be paired from now on; if they are a pair, it is parted.

    Parameters
    ----------
    mentee, mentor : str or int
    """

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)


class Extend(_OfPair):
    """The pair goes on: from now on it is active, and stays.

    Parameters
    ----------
    mentee, mentor : str or int
    """

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)


class Complete(_OfPair):
    """The relationship ends as contracted. The mentor's place is free; the mentee wants one mentor fewer.

    Parameters
    ----------
    mentee, mentor : str or int
    """

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)


class Leave(_Change):
    """Somebody leaves the scheme; their pairs end.

    Parameters
    ----------
    person : str or int
    role : {"mentee", "mentor"}, optional
        In which role: needed of an index; without it somebody who is both leaves altogether.
    """

    person: Key
    role: Role | None = None

    def __init__(self, person: Key, role: Role | None = None, **unknown: object) -> None:
        Frozen.__init__(self, person=person, role=role, **unknown)


def _person(given: Any) -> Mentee | Mentor | Entry:
    if isinstance(given, (Mentee, Mentor, Entry)):
        return given
    raise ValueError("has to be a Mentee, a Mentor or an Entry")


class _OfPerson(_Change):
    person: Annotated[Mentee | Mentor | Entry, PlainValidator(_person)]

    @property
    def role(self) -> Role:
        """Role of the person."""
        if isinstance(self.person, Entry):
            return self.person.role
        return "mentee" if isinstance(self.person, Mentee) else "mentor"


class Join(_OfPerson):
    """Somebody joins the scheme, in one role.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
    """

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)


class Update(_OfPerson):
    """Somebody has changed: another post, place, grade, appraiser, limit, number of places.

    Parameters
    ----------
    person : Mentee, Mentor or Entry
        As they are now; they are found by id (or index) and role. With an `Entry` the partners are all those
        whom the person may meet from now on.
    """

    def __init__(self, person: Mentee | Mentor | Entry, **unknown: object) -> None:
        Frozen.__init__(self, person=person, **unknown)


OfPair = Dissolve | Avoid | Extend | Complete
Change = OfPair | Leave | Join | Update

__all__ = [
    "ROLES",
    "Avoid",
    "Change",
    "Complete",
    "Dissolve",
    "Entry",
    "Extend",
    "Join",
    "Key",
    "Leave",
    "OfPair",
    "Role",
    "Update",
]
