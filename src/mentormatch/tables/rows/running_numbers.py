"""Ids that only count the rows of one file, as form services give them, and how people are told apart then.

A form numbers its answers 1, 2, 3 under the heading `ID`, so mentee 1 and mentor 1 are two people. In such
files the ids become mentee-1 and mentor-1. Where a row names somebody by the bare number, the role says who
it is; where it does not, it may be either (`mentormatch.people.identity`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mentormatch.errors import RowProblem
from mentormatch.people.identity import TOLD_APART, agreement
from mentormatch.people.words.forms import name_words
from mentormatch.tables.rows.fields import Table
from mentormatch.text import folded

_NUMBER = re.compile(r"[0-9]{1,9}")
_ROLE: Mapping[str, str] = {"mentees": "mentee", "mentors": "mentor"}


class Who(NamedTuple):
    """What a row says of who it is about, as text."""

    id: str
    name: str
    email: str


def are_only_running(mentees: Sequence[Who], mentors: Sequence[Who]) -> bool:
    """Return whether the ids of both tables count their rows, and do not mean the same people in both."""
    one, other = {who.id: who for who in mentees}, {who.id: who for who in mentors}
    shared = one.keys() & other.keys() - {""}
    if not shared or not are_running(one) or not are_running(other):
        return False
    agree = [same for number in shared if (same := _agree(one[number], other[number])) is not None]
    return 2 * sum(agree) <= len(agree)


def are_running(ids: Iterable[str]) -> bool:
    """Return whether these are whole numbers, and at least half of those up to the largest."""
    given = [one for one in ids if one]
    if not given or not all(map(_NUMBER.fullmatch, given)):
        return False
    numbers = set(map(int, given))
    return max(numbers) <= 2 * len(numbers)


def _agree(one: Who, other: Who) -> bool | None:
    """Return whether two rows are about one person; None if they do not say it."""
    if one.email and folded(one.email) == folded(other.email):
        return True
    names = name_words(one.name), name_words(other.name)
    if all(names):
        return agreement(*names) is not None
    return False if one.email and other.email else None


def are_told_apart(ids: Iterable[str]) -> bool:
    """Return whether the ids of a scheme have been told apart in this way."""
    return any(map(TOLD_APART.fullmatch, ids))


def told_apart(role: str, written: str) -> str:
    """Return the id of somebody in a role, of whom only the number was written.

    Examples
    --------
    >>> told_apart("mentor", "7"), told_apart("mentor", "r7")
    ('mentor-7', 'r7')
    """
    return f"{role}-{written}" if _NUMBER.fullmatch(written) else written


def own_id(table: Table, written: str) -> str:
    """Return the id of the person in a row."""
    return told_apart(_ROLE[table], written)


def wishes(table: Table, written: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of people in the other role, whom those in this table prefer."""
    other = "mentor" if table == "mentees" else "mentee"
    return tuple(told_apart(other, one) for one in written)


def running_warning(file: str, heading: str, table: Table) -> RowProblem:
    """Return the warning that ids of one table were told apart from those of the other."""
    wrong = (
        "contains running numbers, which the other table gives to other people: to tell them apart, "
        f"{_ROLE[table]} 1 is called {_ROLE[table]}-1"
    )
    expected = "nothing, if these are different people; otherwise ids of people, or names or e-mails in both"
    return RowProblem(file, None, heading, "", wrong, expected)
