"""What mentees and mentors think of each other after their talks becomes their wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import as_typed
from mentormatch.people.model import People
from mentormatch.people.person import LEVELS, ROLES, Person
from mentormatch.tables.files.sheets import Sheet, columns_of
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.read_people import RowCount
from mentormatch.tables.rows.cells import CellError, number
from mentormatch.text import folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

IDS = ("mentee_id", "mentor_id")
RATINGS = ("mentee_rating", "mentor_rating")
LIKED = 3
"""From this rating on the other one is a wish."""

_OURS = ("score", "km")
_EXPECTED = f"a rating from {LEVELS[0]} (rather not) to {LEVELS[1]} (very much), or nothing"
Rated = list[tuple[float, float, str]]
"""Whom one person has rated: rating and score, both negative so that the best come first, and id."""
Either = TypeVar("Either", bound=Person)


def read_ratings(source: Source, people: People) -> People:
    """Return people whose wishes are what they said after their talks.

    Parameters
    ----------
    source : path or pandas.DataFrame
        The table of a `Shortlist`, filled in: ``mentee_id``, ``mentor_id``, ``mentee_rating`` (by the mentee,
        of the mentor) and ``mentor_rating`` (by the mentor, of the mentee), from 1, rather not, to 5, very
        much. A rating, or the whole column of a side, may be missing. Among equal ratings the higher
        ``score`` comes first, if there is that column. Further columns are left unread.
    people : People
        Those who were on the shortlist; they are not changed.

    Returns
    -------
    People
        Whom a person has rated 3 or higher are their first wishes (`Person.prefers`), the best first; after
        them come the wishes that they had before. Whom they have rated 1 or 2 are no wishes.

    Raises
    ------
    TypeError
        If `source` is neither a path nor a table in memory.
    RecordError
        If a heading is missing, or with every bad row at once: an id that nobody has in that role, a rating
        that is none, a pair that is listed twice.

    Examples
    --------
    >>> import pandas as pd
    >>> people = mm.People(mentees=[{"id": "e1", "prefers": ["r1"]}], mentors=[{"id": "r1"}, {"id": "r2"}])
    >>> table = pd.DataFrame({"mentee_id": "e1", "mentor_id": ["r1", "r2"], "mentee_rating": ["2", "5"]})
    >>> mm.read_ratings(table, people).mentees[0].prefers
    ('r2',)
    """
    return rated(source, people)[0]


def rated(source: Source, people: People) -> tuple[People, RowCount]:
    """Return people with their ratings as wishes, and how many rows were read; see `read_ratings`."""
    sheet = read_table(source, "ratings")
    at = columns_of(sheet, (), RATINGS)
    at |= columns_of(sheet, IDS if at else (*IDS, RATINGS[0]), _OURS, IDS)
    problems, listed = list(sheet.broken), set[tuple[str, ...]]()
    known = [{folded(one): one for one in ids} for ids in (people.mentee_ids, people.mentor_ids)]
    by: tuple[dict[str, Rated], dict[str, Rated]] = ({}, {})
    for row, cells in sheet.rows:
        ids, numbers, wrong = _row(sheet, row, cells, at, known)
        if not wrong and ids in listed:
            again = "is about a pair that another row is about too"
            wrong.append(RowProblem(sheet.file, row, "", "", again, "each pair once", ids[0]))
        problems += wrong
        if not wrong:
            listed.add(ids)
            for own, other, said, rating in zip(ids, ids[::-1], by, numbers, strict=False):
                if rating is not None:
                    said.setdefault(own, []).append((-rating, -(numbers[-1] or 0.0), other))
    if problems:
        raise RecordError(problems)
    after = people.with_same_names(
        mentees=[_with_wishes(one, by[0].get(one.id, [])) for one in people.mentees],
        mentors=[_with_wishes(one, by[1].get(one.id, [])) for one in people.mentors],
    )
    return after, RowCount(sheet.file, len(sheet.rows), len(sheet.rows), 0)


def _row(
    sheet: Sheet, row: int, cells: Sequence[str], at: Mapping[str, int], known: Sequence[Mapping[str, str]]
) -> tuple[tuple[str, ...], list[float | None], list[RowProblem]]:
    """Return the two ids, both ratings and the score, and what is wrong with the row."""
    problems = sheet.bad_in(row, at.values())
    if problems:
        return (), [], problems
    ids: list[str] = []
    for name, role, everybody in zip(IDS, ROLES, known, strict=True):
        # Our own tables of pairs, which have these two, are written so that no cell is a formula.
        cell = cells[at[name]].strip()
        cell = as_typed(cell) if at.keys() >= set(_OURS) else cell
        ids.append(everybody.get(folded(cell), ""))
        if not ids[-1]:
            wrong = f"is not the id of a {role} in the scheme" if cell else "is empty"
            expected = f"the id of a {role}{did_you_mean(cell, everybody.values())}"
            problems.append(RowProblem(sheet.file, row, sheet.header[at[name]], cell, wrong, expected))
    numbers: list[float | None] = []
    for name in (*RATINGS, _OURS[0]):
        cell = cells[at[name]].strip() if name in at else ""
        try:
            numbers.append((_rating if name in RATINGS else number)(cell) if cell else None)
        except CellError as error:
            heading = sheet.header[at[name]]
            problems.append(RowProblem(sheet.file, row, heading, cell, error.wrong, error.expected, ids[0]))
    return tuple(ids), numbers, problems


def _rating(cell: str) -> float:
    if cell.removesuffix(".0") not in map(str, range(LEVELS[0], LEVELS[1] + 1)):
        raise CellError("is not a rating", _EXPECTED)
    return float(cell)


def _with_wishes(person: Either, said: Rated) -> Either:
    """Return a person whose wishes are those whom they rated well, then those whom they did not rate."""
    if not said:
        return person
    known = {folded(other) for _, _, other in said}
    before = [wish for wish in person.prefers if folded(wish) not in known]
    return person.replace(
        prefers=[*(other for rating, _, other in sorted(said) if -rating >= LIKED), *before]
    )
