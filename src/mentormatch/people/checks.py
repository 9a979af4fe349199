"""Checks between people rather than within one record: errors that forbid using the people together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mentormatch.errors import RowProblem
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.text import folded

BETWEEN_IDS = re.compile(r"[,;|/&\n\t]|\sand\s", re.IGNORECASE)
_FRACTION = re.compile(r"([0-9]+)\.0")


@dataclass(slots=True)
class Identities:
    """The people in the rows, as parallel lists of plain text, which cost the garbage collector nothing."""

    files: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    emails: list[str | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, file: str, row: int, person_id: str, email: str | None, name: str) -> None:
        """Add the person in one row, as far as known."""
        self.files.append(file)
        self.rows.append(row)
        self.ids.append(person_id)
        self.emails.append(email)
        self.names.append(name)

    def problem(self, index: int, column: str, value: str, wrong: str, expected: str) -> RowProblem:
        """Return an error in one of the rows."""
        return RowProblem(
            self.files[index], self.rows[index], column, value, wrong, expected, self.ids[index]
        )


class Reference(NamedTuple):
    """An id of another person, and where it was given."""

    file: str
    row: int
    column: str
    value: str
    id: str


def find_problems(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> list[RowProblem]:
    """Return every error that forbids using these people together.

    Parameters
    ----------
    mentees, mentors : sequence of Mentee, sequence of Mentor

    Returns
    -------
    list of RowProblem
        For all rows concerned, with the file "mentees" or "mentors" and the position, from 1, as the row:
        duplicate ids in one table, ids that differ only in case, one e-mail address under two ids, and
        references that nearly match a person, so that it is not certain which pairs they forbid.
    """
    tables: tuple[tuple[str, Sequence[Person]], ...] = (("mentees", mentees), ("mentors", mentors))
    known = Identities()
    for file, people in tables:
        for row, person in enumerate(people, start=1):
            known.add(file, row, person.id, person.email, person.name)
    return identity_problems(known)


def identity_problems(known: Identities) -> list[RowProblem]:
    """Return duplicate ids, ids that differ only in case, and e-mail addresses under two ids."""
    problems = []
    for group in _shared([f"{file}\0{one}" for file, one in zip(known.files, known.ids, strict=True)]):
        wrong = f"is in {len(group)} rows"
        problems += [known.problem(i, "id", known.ids[i], wrong, "a unique id") for i in group]
    folded_ids = [folded(one) for one in known.ids]
    for group in _shared(folded_ids):
        if len({known.ids[i] for i in group}) > 1:
            wrong = "differs from another id only in case or in the width of its letters"
            expected = "clearly different ids, or the same id if this is one person"
            problems += [known.problem(i, "id", known.ids[i], wrong, expected) for i in group]
    for group in _shared([folded(email) if email else None for email in known.emails]):
        if len({folded_ids[i] for i in group}) > 1:
            wrong = "is the e-mail address of more than one id"
            expected = "one id per person, the same in both tables"
            problems += [known.problem(i, "email", known.emails[i] or "", wrong, expected) for i in group]
    return problems


def _shared(keys: Sequence[str | None]) -> list[list[int]]:
    """Return the positions of each key that occurs twice or more; None does not count."""
    if len(set(keys)) == len(keys):
        return []
    often = {key for key, times in Counter(keys).items() if times > 1 and key is not None}
    groups: dict[str, list[int]] = {key: [] for key in keys if key is not None and key in often}
    for position, key in enumerate(keys):
        if key is not None and key in often:
            groups[key].append(position)
    return list(groups.values())


def near_misses(references: Iterable[Reference], known: Identities) -> list[RowProblem]:
    """Return the references that nearly match a person: an id in another case, a name, an e-mail address.

    Such a reference means a person in the scheme. Treating it as an unknown outsider would allow a pair that
    it was meant to forbid.
    """
    ids = set(known.ids)
    unknown = [reference for reference in references if reference.value not in ids]
    if not unknown:
        return []
    index = _NearIndex(known)
    found = []
    for reference in unknown:
        wrong = index.error(reference.value)
        if wrong is not None:
            expected = "the id exactly as in the id column"
            found.append(RowProblem(*reference[:4], wrong, expected, reference.id))
    return found


class _NearIndex:
    """Everything that could have been written instead of an id."""

    def __init__(self, known: Identities) -> None:
        self._ids = {loose(one) for one in known.ids}
        self._emails = {folded(email) for email in known.emails if email}
        self._names = {folded(name) for name in known.names if name}
        self._known: dict[str, str | None] = {}

    def error(self, value: str) -> str | None:
        """Return what is wrong with an unknown reference; None if it resembles nobody's."""
        if value not in self._known:
            self._known[value] = self._find(value)
        return self._known[value]

    def _find(self, value: str) -> str | None:
        if loose(value) in self._ids:
            return "nearly matches an id: only case, blanks or leading zeros differ"
        if folded(value) in self._emails:
            return "is a person's e-mail address, not their id"
        if folded(value) in self._names:
            return "is a person's name, not their id"
        parts = [part for part in BETWEEN_IDS.split(value) if part.strip()]
        if len(parts) > 1 and any(self._find(part.strip()) for part in parts):
            return "looks like several ids in one entry"
        return None


def loose(text: str) -> str:
    """Return the form in which nearly equal ids are equal: case, blanks and leading zeros do not count."""
    plain = folded(text).replace(" ", "")
    if not plain[:1].isdecimal():
        return plain
    fraction = _FRACTION.fullmatch(plain)
    plain = plain if fraction is None else fraction[1]
    return plain.lstrip("0") if plain.isascii() and plain.isdigit() else plain
