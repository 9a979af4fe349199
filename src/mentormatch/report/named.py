"""Names, e-mail addresses, roles and workplaces beside the ids of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mentormatch.people.model import People
from mentormatch.people.person import Person, Role
from mentormatch.text import folded

if TYPE_CHECKING:
    import pandas as pd

DETAILS = {"name": "name", "email": "email", "job_role": "role", "workplace": "workplace"}
"""What is said about a person beside their id: column -> field."""


def everybody(people: People, first: Role = "mentee") -> dict[str, Person]:
    """Return everybody by id; a person who is both may have said something else in each form."""
    mentees = {one.id: one for one in people.mentees}
    mentors = {one.id: one for one in people.mentors}
    return {**mentors, **mentees} if first == "mentee" else {**mentees, **mentors}


def detail_of(person: Person | None, field: str) -> str:
    """Return a field of `DETAILS` of a person; empty if it is unknown, or the person has left."""
    return str(getattr(person, field, None) or "")


def with_names(
    frame: pd.DataFrame, people: People, columns: Mapping[str, str], details: Mapping[str, str] = DETAILS
) -> pd.DataFrame:
    """Return a table with details after each column of ids, ordered as a person reads.

    Parameters
    ----------
    columns : mapping of str to str
        Column of ids -> how the columns about these people begin, such as ``mentee_``.
    details : mapping of str to str
        As `DETAILS`; the name is one of them.

    Returns
    -------
    DataFrame
        The people and what is said about them come first; the rows are in the order of the first people's
        names, in that of their ids where names are the same; those without a name come last.
    """
    found: dict[str, Sequence[object]] = {}
    for column, begin in columns.items():
        known = everybody(people, "mentor" if column.startswith("mentor") else "mentee")
        found[column] = ids = frame[column].tolist()
        for detail, field in details.items():
            found[f"{begin}{detail}"] = [detail_of(known.get(one), field) for one in ids]
    first, begin = next(iter(columns.items()))
    keys = [(not name, folded(str(name)), str(one)) for name, one in
            zip(found[f"{begin}name"], found[first], strict=True)]  # fmt: skip
    order = sorted(range(len(frame)), key=keys.__getitem__)
    named = frame.drop(columns=list(columns)).copy()
    for at, (name, cells) in enumerate(found.items()):
        named.insert(at, name, cells)
    return named.iloc[order].reset_index(drop=True)
