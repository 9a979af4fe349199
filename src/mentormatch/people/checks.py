"""Checks between people rather than within one record: errors that forbid using the people together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mentormatch.errors import RowProblem
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.text import all_folded

UNIQUE = "a unique id"
"""What is expected where an id is in several rows."""


@dataclass(slots=True)
class Identities:
    """The people in the rows, as parallel lists of plain text, which cost the garbage collector nothing."""

    files: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    emails: list[str | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(
        self,
        file: str,
        rows: Sequence[int],
        ids: Sequence[str],
        emails: Sequence[str | None],
        names: Sequence[str],
    ) -> None:
        """Add the people in some rows of a table, as far as known."""
        self.files += [file] * len(rows)
        self.rows += rows
        self.ids += ids
        self.emails += emails
        self.names += names

    def problem(self, index: int, column: str, value: str, wrong: str, expected: str) -> RowProblem:
        """Return an error in one of the rows."""
        return RowProblem(
            self.files[index], self.rows[index], column, value, wrong, expected, self.ids[index]
        )


def find_problems(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> list[RowProblem]:
    """Return every error that forbids using these people together.

    Returns
    -------
    list of RowProblem
        For all rows concerned, with the file "mentees" or "mentors" and the position, from 1, as the row:
        duplicate ids in one table, ids that differ only in case, and one e-mail address under two ids in one
        table. One address under two ids in two tables is one person (`mentormatch.people.doubles`).
    """
    tables: tuple[tuple[str, Sequence[Person]], ...] = (("mentees", mentees), ("mentors", mentors))
    known = Identities()
    for file, people in tables:
        known.add(
            file,
            range(1, len(people) + 1),
            [person.id for person in people],
            [person.email for person in people],
            [person.name for person in people],
        )
    return identity_problems(known)


def identity_problems(known: Identities) -> list[RowProblem]:
    """Return duplicate ids, ids that differ only in case, and e-mail addresses under two ids."""
    problems = []
    for group in _shared([f"{file}\0{one}" for file, one in zip(known.files, known.ids, strict=True)]):
        wrong = f"is in {len(group)} rows"
        problems += [known.problem(i, "id", known.ids[i], wrong, UNIQUE) for i in group]
    folded_ids = all_folded(known.ids)
    for group in _shared(folded_ids):
        if len({known.ids[i] for i in group}) > 1:
            wrong = "differs from another id only in case or in the width of its letters"
            expected = "clearly different ids, or the same id if this is one person"
            problems += [known.problem(i, "id", known.ids[i], wrong, expected) for i in group]
    emails = zip(known.files, all_folded([email or "" for email in known.emails]), strict=True)
    for group in _shared([f"{file}\0{email}" if email else None for file, email in emails]):
        if len({folded_ids[i] for i in group}) > 1:
            wrong = "is the e-mail address of more than one id"
            expected = "one id per person"
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
