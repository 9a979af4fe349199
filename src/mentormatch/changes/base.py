"""What all changes share: three shapes, for which each kind declares what is its own.

A change is of a pair, of a person in a role, or of a person's record. What a kind does is declared by class
variables, which the tables, `apply`, `checks` and `mentormatch.repair` read: none of them lists the kinds. In
`mentormatch.rematch` changes carry ids and people, in `mentormatch.repair` indices and `Entry`. Why a pair
is dissolved, and who asked for it, has no field, so that it cannot be stored or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

import numpy as np
from immutabledict import immutabledict
from pydantic import ConfigDict, Field, PlainValidator, model_validator

from mentormatch.changes.history import Pair, PairState
from mentormatch.errors import ChangeError, did_you_mean
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.people.person import ROLES, Mentee, Mentor, Role
from mentormatch.rules.fields.numbers import Longs
from mentormatch.text import MAX_LINE, clean_id

Someone = TypeVar("Someone", Mentee, Mentor)


def _key(given: Any) -> str | int:
    if isinstance(given, str) and given:
        if len(given) > MAX_LINE:
            raise ValueError(f"is longer than {MAX_LINE} characters")
        return clean_id(given)
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= 0:
        return int(given)
    raise ValueError("has to be an id, or an index from 0")


Key = Annotated[str | int, PlainValidator(_key)]
"""Id of a person, or their index in `mentormatch.repair`."""

Subject = tuple[Key, ...]
"""What a change is about: (mentee, mentor, "") for a pair, or (role, person)."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One error in one change.

    Parameters
    ----------
    part : str
        The field with the error: ``mentee``, ``mentor`` or ``person``; empty for the whole change.
    sentence : str
        What is wrong, to follow the change in words.
    wrong, expected : str
        The same for a table that shows the value beside it.
    position : int
        Of the change, from 0.
    """

    part: str
    sentence: str
    wrong: str
    expected: str
    position: int = 0

    def at(self, position: int) -> Rejection:
        """Return the same error for another change."""
        return replace(self, position=position)


@dataclass(frozen=True)
class Scheme:
    """What changes have to fit.

    Parameters
    ----------
    ids : mapping of {"mentee", "mentor"} to frozenset of str
        The people in the matching.
    soon : mapping of {"mentee", "mentor"} to frozenset of str
        The same, with those who join.
    pairs : frozenset of (str, str)
        The pairs of the matching.
    """

    ids: Mapping[Role, frozenset[str]]
    soon: Mapping[Role, frozenset[str]]
    pairs: frozenset[Pair]


class _Change(Frozen):
    """Raising our own error, which quotes nothing."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> ChangeError:  # noqa: ARG003  (nothing is quoted)
        return ChangeError(
            [f"{cls.__name__}: {_field(e['loc'])} {_words_of(e['type'], e['msg'])}" for e in errors]
        )


def _field(path: tuple[int | str, ...]) -> str:
    return str(path[0]) if path else "it"


def _words_of(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a field; note that changes have no field for a reason"
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
        Of the person, in `Update`; people who join get the next indices.

    Examples
    --------
    >>> joins = mm.Entry(role="mentee", partners=[0], scores=[9])
    >>> joins.places, joins.scores.dtype
    (1, dtype('int64'))
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


class Change(_Change):
    """One change; a kind derives from `OfPair`, `OfRole` or `OfRecord` and declares what is its own.

    Attributes
    ----------
    name : str
        The kind in tables.
    columns : tuple of str
        Columns of a table of changes that it fills.
    contradicts : mapping of str to str
        Kind that contradicts this one for the same pair or person -> words of the error. Only one of the two
        kinds has to declare it. For a person, ``{role}`` and ``{person}`` are filled in.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> isinstance(mm.Dissolve("e1", "r1"), mm.Change), mm.Dissolve("e1", "r1").in_words()
    (True, 'Dissolve(e1, r1)')
    >>> mm.rematch(matching, [mm.Dissolve("e1", "r1")]).pair_ids
    ()
    """

    name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    contradicts: ClassVar[Mapping[str, str]] = immutabledict()

    def in_words(self) -> str:
        """Return the change in words, as error messages name it."""
        raise NotImplementedError

    def subjects(self) -> tuple[Subject, ...]:
        """Return what the change is about; nothing if that has no id or index yet."""
        raise NotImplementedError

    def touched(self) -> tuple[Subject, ...]:
        """Return every subject of which another change could contradict this one."""
        return self.subjects()

    def misfits(self, scheme: Scheme) -> Iterator[Rejection]:
        """Yield each way in which the change does not fit the matching."""
        raise NotImplementedError

    def take_effect(self, mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:
        """Change the tables of people, by id; people who are not in them are skipped."""
        raise NotImplementedError


OF_A_LASTING_PAIR: immutabledict[str, str] = immutabledict(
    dissolve="it also ends",
    complete="it also ends",
    decline="it also ends",
    expire="it also ends",
    avoid="the two are also to avoid each other",
    leave="{role} {person} also leaves",
)
"""What contradicts that a pair rests or meets again."""


class OfPair(Change):
    """A change of a pair.

    Attributes
    ----------
    state : PairState, optional
        What the pair becomes in the history, if it is one.
    link : {"dissolved", "avoided"}, optional
        The list in `People` that the pair is added to; the two are then never matched again.
    demand : int
        Change in the number of mentors that the mentee wants. A mentee whose pair ends and who still wants
        as many has to wait, and comes before others.
    needs_pair : bool
        Whether the two have to be a pair.
    """

    columns = ROLES
    state: ClassVar[PairState | None] = None
    link: ClassVar[Literal["dissolved", "avoided"] | None] = None
    demand: ClassVar[int] = 0
    needs_pair: ClassVar[bool] = True

    mentee: Key
    mentor: Key

    @property
    def pair(self) -> tuple[Key, Key]:
        """Mentee and mentor."""
        return self.mentee, self.mentor

    @property
    def ids(self) -> Pair:
        """Ids of mentee and mentor."""
        return str(self.mentee), str(self.mentor)

    @classmethod
    def ends(cls) -> bool:
        """Return whether the two are no longer a pair afterwards."""
        return cls.link is not None or (cls.state is not None and not cls.state.has_begun)

    def in_words(self) -> str:
        """Return the change in words."""
        return f"{type(self).__name__}({self.mentee}, {self.mentor})"

    def subjects(self) -> tuple[Subject, ...]:
        """Return the pair."""
        return ((*self.pair, ""),)

    def touched(self) -> tuple[Subject, ...]:
        """Return the pair and both people."""
        return (*self.subjects(), *zip(ROLES, self.pair, strict=True))

    def misfits(self, scheme: Scheme) -> Iterator[Rejection]:
        """Yield an error for an unknown person, or for two who are not a pair."""
        # A person who joins may be one of two who must not be paired.
        ids = scheme.ids if self.needs_pair else scheme.soon
        unknown = False
        for role, person in zip(ROLES, self.pair, strict=True):
            if person not in ids[role]:
                unknown = True
                near = did_you_mean(str(person), ids[role])
                said = f"there is no {role} with the id '{person}'{near}"
                yield Rejection(role, said, f"is not a {role} in the matching", f"the id of a {role}{near}")
        if not unknown and self.needs_pair and self.pair not in scheme.pairs:
            mentors = sorted(mentor for mentee, mentor in scheme.pairs if mentee == self.mentee)
            has = f"'{self.mentee}' has {' and '.join(map(repr, mentors)) or 'no mentor'}"
            wrong = "names two people who are not a pair"
            yield Rejection("", "they are not a pair", wrong, f"a pair of the matching ({has})")

    def take_effect(self, mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:  # noqa: ARG002
        """Change how many mentors the mentee wants."""
        mentee = mentees.get(str(self.mentee))
        if self.demand and mentee is not None:
            mentees[mentee.id] = mentee.replace(demand=max(mentee.demand + self.demand, 0))


class OfRole(Change):
    """A change of a person in a role, or in both.

    Attributes
    ----------
    places : int
        How many mentors a mentee wants afterwards, or how many mentees a mentor takes; for
        `mentormatch.repair`, which knows no more of a person.
    """

    columns = ("person", "role")
    places: ClassVar[int]

    person: Key
    role: Role | None = None

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles of the person that change."""
        return ROLES if self.role is None else (self.role,)

    def in_words(self) -> str:
        """Return the change in words."""
        return f"{type(self).__name__}({self.person}{'' if self.role is None else f', {self.role}'})"

    def subjects(self) -> tuple[Subject, ...]:
        """Return the person in each role."""
        return tuple((role, self.person) for role in self.roles)

    def misfits(self, scheme: Scheme) -> Iterator[Rejection]:
        """Yield an error if the person is unknown."""
        if not any(self.person in scheme.ids[role] for role in self.roles):
            near = did_you_mean(str(self.person), [one for role in self.roles for one in scheme.ids[role]])
            who = self.role or "mentee or mentor"
            said = f"there is no {who} with that id{near}"
            yield Rejection("person", said, f"is not a {who} in the matching", f"the id of a {who}{near}")

    def take_effect(self, mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:
        """Replace the person in the tables by what they are afterwards, or remove them."""
        if "mentee" in self.roles:
            self._take_effect(mentees)
        if "mentor" in self.roles:
            self._take_effect(mentors)

    def _take_effect(self, people: dict[str, Someone]) -> None:
        person = people.pop(str(self.person), None)
        after = None if person is None else self.after(person)
        if after is not None:
            people[after.id] = after

    def after(self, person: Someone) -> Someone | None:
        """Return the person as they are afterwards; None if they are gone."""
        raise NotImplementedError


def _record(given: Any) -> Mentee | Mentor | Entry:
    if isinstance(given, (Mentee, Mentor, Entry)):
        return given
    raise ValueError("has to be a Mentee, a Mentor or an Entry")


class OfRecord(Change):
    """A change that carries a person's record.

    Attributes
    ----------
    known : bool
        Whether the person is already in the matching; fields without a column in a table then stay as
        they are.
    """

    columns = ("person", "role")
    known: ClassVar[bool]

    person: Annotated[Mentee | Mentor | Entry, PlainValidator(_record)]

    @property
    def role(self) -> Role:
        """Role of the person."""
        if isinstance(self.person, Entry):
            return self.person.role
        return "mentee" if isinstance(self.person, Mentee) else "mentor"

    @property
    def key(self) -> Key | None:
        """Id or index of the person; None for an `Entry` without one."""
        return self.person.index if isinstance(self.person, Entry) else self.person.id

    def in_words(self) -> str:
        """Return the change in words."""
        return f"{type(self).__name__}({self.role} {self.key})"

    def subjects(self) -> tuple[Subject, ...]:
        """Return the person in their role, if they have an id or index."""
        return () if self.key is None else ((self.role, self.key),)

    def misfits(self, scheme: Scheme) -> Iterator[Rejection]:
        """Yield an error for an `Entry`, or for an id that does not fit."""
        if isinstance(self.person, Entry):
            said = "an Entry is for arrays; give a Mentee or a Mentor"
            yield Rejection("person", said, said, "a Mentee or a Mentor")
        elif (self.person.id in scheme.ids[self.role]) != self.known:
            yield self.misfit(self.person.id, scheme.ids[self.role])

    def misfit(self, person: str, ids: frozenset[str]) -> Rejection:
        """Return the error for a person who is already in the matching, or who is not."""
        raise NotImplementedError

    def take_effect(self, mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:
        """Put the record into the table."""
        if isinstance(self.person, Mentee):
            mentees[self.person.id] = self.person
        elif isinstance(self.person, Mentor):
            mentors[self.person.id] = self.person


Kind = type[OfPair] | type[OfRole] | type[OfRecord]
