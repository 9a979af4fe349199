"""Everybody in a scheme: `People`, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, Self

import numpy as np
from pydantic import model_validator
from pydantic_core import ErrorDetails

from mentormatch.arrays import Ints, sealed
from mentormatch.display.facts import as_html
from mentormatch.errors import RecordError
from mentormatch.models import FieldErrors
from mentormatch.people.checks import find_problems
from mentormatch.people.doubles import Compared, Double, Doubles, find_doubles
from mentormatch.people.identity import Register
from mentormatch.people.meaning import Answers, Resolved
from mentormatch.people.person import Mentee, Mentor, Person, Role
from mentormatch.people.record import Record, row_problems
from mentormatch.people.side import ID, Side
from mentormatch.text import Id, Line, folded

Link = tuple[Id, Id]
_REGISTER, _DOUBLES = "_register", "_doubles"
_ENTRY = ID, attrgetter("email"), attrgetter("name")
_NO_ANSWERS = {
    "id", "name", "email", "role", "workplace", "postcode", "motivation", "other", "demand", "capacity",
}  # fmt: skip
"""Fields that no limit and no criterion looks at, and those that are counted by themselves."""


class People(Record):
    """Everybody in a scheme, checked as a whole.

    Parameters
    ----------
    mentees : tuple of Mentee
        Each id once.
    mentors : tuple of Mentor
        A person who is both has the same id in both.
    links : tuple of (str, str)
        Further reporting lines, (person, their appraiser, supervisor or manager); the people need not
        take part. Independence then also holds along a line that passes through outsiders.
    dissolved : tuple of (str, str)
        Pairs (mentee, mentor) that were dissolved and are never matched again. No reason is kept.
    avoided : tuple of (str, str)
        Pairs (mentee, mentor) that must not be matched, in addition to those in `avoids`; who asked for it
        is not kept.
    meanings : tuple of (str, str, bool)
        What has been settled: a reference that is no id, the id of somebody, and whether they are meant; or
        the id of a record, that of another, and whether they are one person. Other references mean everybody
        whom they may mean (`mentormatch.people.identity`), other records may be one person
        (`mentormatch.people.doubles`).
    placed : tuple of ({"mentee", "mentor"}, str)
        Role and id of those who keep their places although another record in that role may be theirs: they
        had them before, or were there first.
    known_as : tuple of (str, str, str)
        Id, e-mail address and name by which references may know people besides their records: of those who
        have left or were left out, since reporting lines pass through them, and earlier ones of those who
        have changed. An address or a name may be empty.

    Raises
    ------
    RecordError
        For duplicate ids, ids that differ only in case, or one e-mail address under two ids in one role; it
        lists all people concerned.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=(mm.Mentee(id="e1", consent=True, wants={"audit": 3}),),
    ...     mentors=(mm.Mentor(id="r1", consent=True, offers={"audit": 4}, capacity=2),),
    ... )
    >>> people.mentee_ids, people.mentor_ids, people.in_both_roles
    (('e1',), ('r1',), frozenset())
    """

    mentees: tuple[Mentee, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    links: tuple[Link, ...] = ()
    dissolved: tuple[Link, ...] = ()
    avoided: tuple[Link, ...] = ()
    meanings: tuple[tuple[Id, Id, bool], ...] = ()
    placed: tuple[tuple[Role, Id], ...] = ()
    known_as: tuple[tuple[Id, Line, Line], ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = find_problems(self.mentees, self.mentors)
        if problems:
            raise RecordError(problems)
        return self

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:
        """Return the error; errors in a person are reported as those of their own record."""
        own = [e for e in errors if _record_of(e) is None]
        problems = row_problems(cls, own, data)
        for e in errors:
            kind = _record_of(e)
            if kind is not None:
                person = data[e["loc"][0]][e["loc"][1]] if isinstance(data, Mapping) else None
                problems += row_problems(kind, [{**e, "loc": e["loc"][2:]}], person)
        return RecordError(problems)

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "__dict__": self.all_fields}

    def __repr__(self) -> str:
        return f"People({len(self.mentees)} mentees, {len(self.mentors)} mentors)"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        demand, capacity = sum(m.demand for m in self.mentees), sum(m.capacity for m in self.mentors)
        facts = (
            ("Mentees", f"{len(self.mentees)}, for a demand of {demand}"),
            ("Mentors", f"{len(self.mentors)}, with a capacity of {capacity}"),
            ("In both roles", str(len(self.in_both_roles))),
        )
        answers = dict.fromkeys((*Mentee.model_fields, *Mentor.model_fields))
        rows = [
            (one, _given(one, Mentee, self.mentees), _given(one, Mentor, self.mentors))
            for one in answers
            if one not in _NO_ANSWERS
        ]
        given = {
            name: [row[k] for row in rows if row[1] or row[2]]
            for k, name in enumerate(("answer", "mentees", "mentors"))
        }
        return as_html("People", facts, {"How many gave an answer": given})

    @cached_property
    def mentee_side(self) -> Side:
        """The mentees, and what has been read of them."""
        return Side(self.mentees)

    @cached_property
    def mentor_side(self) -> Side:
        """The mentors, and what has been read of them."""
        return Side(self.mentors)

    @property
    def mentee_ids(self) -> tuple[str, ...]:
        """Ids of the mentees, in order."""
        return self.mentee_side.ids

    @property
    def mentor_ids(self) -> tuple[str, ...]:
        """Ids of the mentors, in order."""
        return self.mentor_side.ids

    @cached_property
    def in_both_roles(self) -> frozenset[str]:
        """Ids of the people who are both mentee and mentor."""
        return frozenset(self.mentee_side.at.keys() & self.mentor_side.at.keys())

    @cached_property
    def nodes(self) -> tuple[Ints, Ints]:
        """A number for each mentee and each mentor: somebody in both roles has one, that of the mentee."""
        mentees, mentors = self.mentee_side, self.mentor_side
        both, alone = sorted(self.in_both_roles), np.ones(len(mentors), np.int64)
        here = mentors.positions_of(both)
        alone[here] = 0
        number = len(mentees) - 1 + np.cumsum(alone)
        number[here] = mentees.positions_of(both)
        return np.arange(len(mentees)), sealed(number)

    def placed_as(self, role: str) -> frozenset[str]:
        """Return the ids of those who keep their places in a role although they may be registered twice."""
        return frozenset(person for as_role, person in self.placed if as_role == role)

    @property
    def references(self) -> Iterator[str]:
        """All that is written to name somebody else, in whatever field."""
        for person in (*self.mentees, *self.mentors):
            yield from person.references
        for pair in (*self.links, *self.dissolved, *self.avoided):
            yield from pair

    def resolved(self) -> tuple[Resolved, ...]:
        """Return the references that are nobody's id and mean, or may mean, somebody in the scheme.

        The ids of records that may be those of another person in the scheme are among them.
        """
        ids = {*self.mentee_ids, *self.mentor_ids}
        said = {(folded(written), person) for written, person, _ in self.meanings}
        found = []
        for written in sorted({one for one in self.references if one not in ids}):
            meaning = register_of(self).meant(written)
            settled = all((folded(written), person) in said for person in meaning.people)
            if meaning.people not in {(), (written,)} and not settled:
                found.append(Resolved(written, meaning.people, meaning.sure, str(meaning.how)))
        found += [
            Resolved(one.ids[1], one.ids[:1], sure=False, how=one.how)
            for one in doubles_of(self)
            if not one.settled
        ]
        return tuple(found)

    def with_same_names(self, **changes: object) -> People:
        """Return a copy with `changes` that alter nobody's record but for lines, wishes and answers."""
        after = with_register_of(self, self.replace(**changes))
        if _DOUBLES in vars(self):
            vars(after)[_DOUBLES] = vars(self)[_DOUBLES]
        return after

    def in_id_order(self) -> People:
        """Return the same people sorted by id, so that the order of rows cannot change an answer."""
        mentees = tuple(sorted(self.mentees, key=lambda m: m.id))
        mentors = tuple(sorted(self.mentors, key=lambda m: m.id))
        if mentees == self.mentees and mentors == self.mentors:
            return self
        return self.with_same_names(mentees=mentees, mentors=mentors)


def _given(field: str, kind: type[Person], people: Iterable[Person]) -> int | None:
    """Return how many people gave something else than the default; None if they are not asked."""
    if field not in kind.model_fields:
        return None
    default = kind.model_fields[field].default
    return sum(1 for one in people if getattr(one, field) != default)


def register_of(people: People) -> Register:
    """Return everybody, found by whatever may be written of them; built once for the same people."""
    kept = vars(people)
    if _REGISTER not in kept:
        sides = (people.mentee_side, people.mentor_side)
        everybody = chain.from_iterable(
            zip(*(side.read(one).tolist() for one in _ENTRY), strict=True) for side in sides
        )
        kept[_REGISTER] = Register(chain(everybody, people.known_as), Answers.of(people.meanings))
    register: Register = kept[_REGISTER]
    return register


def doubles_of(people: People) -> tuple[Double, ...]:
    """Return the records that may be one person; compared once for the same people."""
    return doubles_in(people).found


def doubles_in(people: People, before: Compared | None = None) -> Doubles:
    """Return the same with what was compared for it, of which nothing is compared again that was before."""
    kept = vars(people)
    if _DOUBLES not in kept:
        sides = people.mentee_side, people.mentor_side
        kept[_DOUBLES] = find_doubles(np.concatenate(people.nodes), sides, people.meanings, before)
    doubles: Doubles = kept[_DOUBLES]
    return doubles


def with_sides_of(before: People, after: People) -> People:
    """Return `after`, where nothing is read again of people who are still the same as in `before`."""
    kept = vars(after)
    for side, people, known in (
        ("mentee_side", after.mentees, before.mentee_side),
        ("mentor_side", after.mentors, before.mentor_side),
    ):
        if side not in kept:
            kept[side] = known if people is known.people else Side(people, known)
    return after


def with_sides(people: People, mentees: Side, mentors: Side, in_both_roles: frozenset[str]) -> People:
    """Return the same people with sides that have been made already, and who is known to be in both."""
    vars(people).update(mentee_side=mentees, mentor_side=mentors, in_both_roles=in_both_roles)
    return people


def register_after(
    before: People, new: Iterable[Person], meanings: Iterable[tuple[str, str, bool]]
) -> Register:
    """Return the register after changes: who was known once stays known, so that people only come to it.

    Parameters
    ----------
    new : iterable of Mentee or Mentor
        Those who joined or have changed.
    meanings : iterable of (str, str, bool)
        As they are after the changes.
    """
    return register_of(before).with_more(((p.id, p.email, p.name) for p in new), Answers.of(meanings))


def with_register(people: People, register: Register) -> People:
    """Return the same people with a register that has been made already."""
    vars(people)[_REGISTER] = register
    return people


def with_register_of(before: People, after: People) -> People:
    """Return `after`, where words mean the same people as in `before`, with all that was found out there."""
    return with_register(after, vars(before)[_REGISTER]) if _REGISTER in vars(before) else after


def _record_of(error: ErrorDetails) -> type[Record] | None:
    """Return the class of the record that an error is in; None if it is not in a person."""
    if len(error["loc"]) < 3:
        return None
    return Mentee if error["loc"][0] == "mentees" else Mentor if error["loc"][0] == "mentors" else None


__all__ = ["Mentee", "Mentor", "People"]
