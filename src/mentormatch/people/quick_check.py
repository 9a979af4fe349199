"""Whether people who are new or changed could be confused with others: a quick check before the full one.

The full check (`mentormatch.people.checks`) looks at everybody; after a few changes most of it has been done
before. This one errs on the side of True: it is never False where the full check would find an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mentormatch.people.person import Person
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
    keys = [key for person in changed for key in _keys(person)]
    own = set(keys)
    if len(own) < len(keys):
        return True
    gone = set(map(folded, left))
    return any(key in own or key in gone for person in unchanged for key in _keys(person))


def _keys(person: Person) -> Iterator[str]:
    """Yield what nobody else may have."""
    yield folded(person.id)
    if person.email:
        yield folded(person.email)
