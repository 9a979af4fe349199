"""From gathered tables to `People`: which rows are accepted, and what is kept of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from immutabledict import immutabledict

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.doubles import Double
from mentormatch.people.identity import Register, Resolved
from mentormatch.people.model import People, doubles_of, register_of, resolved_by
from mentormatch.people.person import Mentee, Mentor
from mentormatch.tables.rows.between_rows import TableRows, identities, problems_between
from mentormatch.tables.rows.both_roles import Created, check_flags
from mentormatch.tables.rows.column_warnings import column_warnings
from mentormatch.tables.rows.gather import Gathered
from mentormatch.tables.rows.pairs import swapped_pairs
from mentormatch.tables.rows.rows import PROTECTING, Entry, reporting_lines

FileRow = tuple[str, int | None]
Rows = frozenset[tuple[str, int]]  # table and row
P = TypeVar("P", Mentee, Mentor)


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """The people who were accepted, and what became of the other rows.

    Parameters
    ----------
    people : People
    rejected : tuple of RowProblem
    left_out : frozenset of (str, int)
        (table, row) of the rows that could be split into cells and were left out.
    resolved : tuple of Resolved
        References that are no ids, and whom they are taken to mean.
    register : Register
    doubles : tuple of Double
        Of the people.
    warnings : tuple of RowProblem
    where : mapping of str to tuple of (str, int or None)
        ``"mentees"``, ``"mentors"``, ``"links"``, ``"dissolved"`` -> file and row of each of them, in order.
    """

    people: People
    rejected: tuple[RowProblem, ...]
    left_out: Rows
    resolved: tuple[Resolved, ...]
    register: Register
    doubles: tuple[Double, ...]
    warnings: tuple[RowProblem, ...]
    where: Mapping[str, tuple[FileRow, ...]]


def take_in(found: Gathered) -> Intake:
    """Check all rows together and build `People` from those without errors.

    Raises
    ------
    RecordError
        If a table of pairs has a pair with mentee and mentor swapped; with all rejected rows too.
    """
    between = problems_between(found.tables, found.places)
    rejected = [p for rows in found.tables for p in _problems_of(rows, between)]
    _check_pairs(found, rejected)
    wrong = {(rows.table, entry.row) for rows in found.tables for entry in rows.entries if entry.problems}
    out = frozenset(wrong | between.keys())
    left_out = [e for rows in found.tables for e in rows.entries if (rows.table, e.row) in out]
    created, flags = check_flags(found.tables, out, found.columns.both.missing)
    persons: dict[str, list[tuple[FileRow, Mentee | Mentor]]] = {
        rows.table: _persons(rows, out, created, left_out) for rows in found.tables
    }
    pairs = {"links": _links(found, left_out), "dissolved": _pairs(found, "dissolved")}
    people = People(
        mentees=tuple(p for _, p in persons["mentees"] if isinstance(p, Mentee)),
        mentors=tuple(p for _, p in persons["mentors"] if isinstance(p, Mentor)),
        links=tuple(pair for _, pair in pairs["links"]),
        dissolved=tuple(pair for _, pair in pairs["dissolved"]),
        meanings=found.meanings,
    )
    register = register_of(people)  # ids, names and addresses stay as they are below
    doubles = doubles_of(people)
    resolved = resolved_by(people, register, doubles)
    where = {name: tuple(at for at, _ in placed) for name, placed in persons.items()}
    where |= {name: tuple(at for at, _ in placed) for name, placed in pairs.items()}
    warnings = (*_column_warnings(found), *flags, *_lost(found.tables))
    people = _wishes_by_id(people, resolved)
    return Intake(people, tuple(rejected), out, resolved, register, doubles, warnings, immutabledict(where))


def _wishes_by_id(people: People, resolved: Iterable[Resolved]) -> People:
    """Return the people with whom they prefer by id, where it is certain who is meant."""
    ids = {one.written: one.means[0] for one in resolved if one.sure and len(one.means) == 1}
    if not any(wish in ids for person in (*people.mentees, *people.mentors) for wish in person.prefers):
        return people
    return people.replace(
        mentees=tuple(_preferring(mentee, ids) for mentee in people.mentees),
        mentors=tuple(_preferring(mentor, ids) for mentor in people.mentors),
    )


def _preferring(person: P, ids: Mapping[str, str]) -> P:
    by_id = tuple(dict.fromkeys(ids.get(wish, wish) for wish in person.prefers))
    return person if by_id == person.prefers else person.replace(prefers=by_id)


def _problems_of(rows: TableRows, between: Mapping[tuple[str, int], list[RowProblem]]) -> list[RowProblem]:
    """Return all errors in one table, in the order of its rows."""
    others = [p for (table, _), problems in between.items() if table == rows.table for p in problems]
    return sorted([*rows.own_problems(), *others], key=lambda problem: problem.row or 0)


def _check_pairs(found: Gathered, rejected: Sequence[RowProblem]) -> None:
    known = identities(found.tables)
    dissolved = found.pairs.get("dissolved")
    problems = [] if dissolved is None else swapped_pairs(dissolved, known)
    if problems:
        raise RecordError([*problems, *rejected])


def _persons(
    rows: TableRows, out: Rows, created: Created, left_out: Iterable[Entry]
) -> list[tuple[FileRow, Mentee | Mentor]]:
    """Return file row and person of each row accepted, and of those added by their flag."""
    accepted: list[tuple[FileRow, Mentee | Mentor]] = [
        ((rows.sheet.file, entry.row), entry.person)
        for entry in rows.entries
        if entry.person is not None and (rows.table, entry.row) not in out
    ]
    accepted += [((f"{rows.table}, added by their flag", None), person) for person in created[rows.table]]
    avoided: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for entry in left_out:
        if entry.id:
            avoided[entry.id] += entry.ids("avoids")
    return [(at, _avoiding(person, avoided.get(person.id, ()))) for at, person in accepted]


def _avoiding(person: Mentee | Mentor, more: tuple[str, ...]) -> Mentee | Mentor:
    return person.replace(avoids=person.avoids + more) if more else person


def _pairs(found: Gathered, name: str) -> list[tuple[FileRow, tuple[str, str]]]:
    table = found.pairs.get(name)
    if table is None:
        return []
    return [((table.file, row), pair) for row, pair in zip(table.rows, table.pairs, strict=True)]


def _links(found: Gathered, left_out: Iterable[Entry]) -> list[tuple[FileRow, tuple[str, str]]]:
    """Return the reporting lines given as such, and those of rows that were left out."""
    links = _pairs(found, "links")
    given = {pair for _, pair in links}
    kept = [pair for pair in dict.fromkeys(reporting_lines(left_out)) if pair not in given]
    return links + [(("reporting lines of rejected rows", None), pair) for pair in kept]


def _column_warnings(found: Gathered) -> list[RowProblem]:
    has_places = found.places is not None
    return [
        warning
        for rows in found.tables
        for warning in column_warnings(rows, found.columns.separator, has_places=has_places)
    ]


def _lost(tables: Iterable[TableRows]) -> list[RowProblem]:
    """Return a warning for each rejected row that may forbid pairs but could not be read in full."""
    wrong = "was rejected, and not all of its supervisors and avoided people could be read and kept"
    expected = "the row corrected, if it names any"
    return [
        RowProblem(rows.sheet.file, row, "", "", wrong, expected, person)
        for rows in tables
        for row, person in [
            *((problem.row, "") for problem in rows.sheet.broken),
            *((entry.row, entry.id) for entry in rows.entries if entry.blind or _is_nameless(entry)),
        ]
    ]


def _is_nameless(entry: Entry) -> bool:
    return not entry.id and any(entry.ids(name) for name in PROTECTING)
