"""Whether people who are new or changed could be confused with others: a quick check before the full one.

The full check (`mentormatch.people.checks`) looks at everybody; after a few changes most of it has been done
before. This one errs on the side of True: it is never False where the full check would find an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter

from mentormatch.people.checks import BETWEEN_IDS, loose
from mentormatch.people.person import REFERENCES, Mentee, Person
from mentormatch.text import folded


def needs_full_check(unchanged: Sequence[Person], changed: Sequence[Person], left: Collection[str]) -> bool:
    """Return whether people who passed the full check might fail it after changes.

    Parameters
    ----------
    unchanged : sequence of Person
        In both roles.
    changed : sequence of Person
        As they are now, including those who are new.
    left : collection of str
        Ids that nobody has any more in some role.
    """
    ids = {person.id for person in unchanged} | {person.id for person in changed}
    named = {one for person in changed for references in _references(person) for one in references}
    if not named <= ids:
        return True
    keys = [key for person in changed for key in _keys(person)]
    own = set(keys)
    if len(own) < len(keys):
        return True
    gone = {form for one in left for form in (loose(one), folded(one))}
    if any(key in own or key in gone for person in unchanged for key in _keys(person)):
        return True
    given = {one for person in unchanged for references in _references(person) for one in references}
    return any(form in own for reference in given - ids for form in _forms(reference))


def _keys(person: Person) -> Iterator[str]:
    """Yield the forms in which others may name a person, except those that another one implies."""
    yield loose(person.id)
    if person.email:
        yield folded(person.email)
    if person.name:
        yield folded(person.name)


_OF_MENTEE, _OF_MENTOR = (attrgetter(*REFERENCES[role]) for role in ("mentees", "mentors"))


def _references(person: Person) -> tuple[tuple[str, ...], ...]:
    """Return the lists of ids that a person gives."""
    found: tuple[tuple[str, ...], ...] = (_OF_MENTEE if isinstance(person, Mentee) else _OF_MENTOR)(person)
    return found


def _forms(reference: str) -> Iterator[str]:
    for part in (reference, *BETWEEN_IDS.split(reference)):
        yield loose(part)
        yield folded(part)
