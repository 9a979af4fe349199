"""From gathered tables to `People`: which rows are accepted, and what is kept of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from immutabledict import immutabledict

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.meaning import Resolved
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.tables.exports.both_roles import Created, check_flags
from mentormatch.tables.rows.between_rows import TableRows, identities, problems_between
from mentormatch.tables.rows.column_warnings import column_warnings
from mentormatch.tables.rows.gather import Gathered
from mentormatch.tables.rows.left_out import LeftOut
from mentormatch.tables.rows.locations import location_warnings
from mentormatch.tables.rows.pairs import swapped_pairs

FileRow = tuple[str, int | None]
Rows = frozenset[tuple[str, int]]  # table and row
P = TypeVar("P", Mentee, Mentor, Mentee | Mentor)


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """The people who were accepted, and what became of the other rows.

    Parameters
    ----------
    certain : People
        The same people, without links that only stand for doubt about what a row says.
    left_out : frozenset of (str, int)
        (table, row) of the rows that could be split into cells and were left out.
    resolved : tuple of Resolved
        References that are no ids, and whom they are taken to mean.
    where : mapping of str to tuple of (str, int or None)
        ``"mentees"``, ``"mentors"``, ``"links"``, ``"dissolved"`` -> file and row of each of them, in order.
    """

    people: People
    certain: People
    rejected: tuple[RowProblem, ...]
    left_out: Rows
    resolved: tuple[Resolved, ...]
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
    # One form for both roles has each of its rows in both tables: an error in it is told once.
    rejected = list(dict.fromkeys(p for rows in found.tables for p in _problems_of(rows, between)))
    _check_pairs(found, rejected)
    wrong = {(rows.table, entry.row) for rows in found.tables for entry in rows.entries if entry.problems}
    out = frozenset(wrong | between.keys())
    left_out = LeftOut.of(found.tables, out, found.columns.all_separators)
    created, flags = check_flags(found.tables, out, found.columns.both.missing, found.columns.criteria)
    persons: dict[str, list[tuple[FileRow, Mentee | Mentor]]] = {
        rows.table: _persons(rows, out, created) for rows in found.tables
    }
    pairs = {name: _pairs(found, name) for name in ("links", "dissolved")}
    people = People(
        mentees=tuple(p for _, p in persons["mentees"] if isinstance(p, Mentee)),
        mentors=tuple(p for _, p in persons["mentors"] if isinstance(p, Mentor)),
        links=tuple(pair for _, pair in pairs["links"]),
        dissolved=tuple(pair for _, pair in pairs["dissolved"]),
        meanings=found.meanings,
    )
    people = left_out.kept_in(people)
    resolved = people.resolved()
    people = _wishes_by_id(people, resolved)
    pairs["links"] += [(("rejected rows", None), pair) for pair in people.links[len(pairs["links"]) :]]
    where = {name: tuple(at for at, _ in placed) for name, placed in persons.items()}
    where |= {name: tuple(at for at, _ in placed) for name, placed in pairs.items()}
    where_from = location_warnings(found.tables, found.places)
    warnings = (*_column_warnings(found), *where_from, *flags, *left_out.warnings(), *_blind(found.tables))
    doubted = left_out.doubted_in(people)
    return Intake(doubted, people, tuple(rejected), out, resolved, warnings, immutabledict(where))


def _wishes_by_id(people: People, resolved: Iterable[Resolved]) -> People:
    """Return the people with whom they prefer by id, where it is certain who is meant."""
    ids = {one.written: one.means[0] for one in resolved if one.sure and len(one.means) == 1}
    if not any(wish in ids for person in (*people.mentees, *people.mentors) for wish in person.prefers):
        return people
    return people.with_same_names(
        mentees=tuple(preferring(mentee, ids) for mentee in people.mentees),
        mentors=tuple(preferring(mentor, ids) for mentor in people.mentors),
    )


def preferring(person: P, ids: Mapping[str, str]) -> P:
    """Return a person with ids in the place of words that mean somebody."""
    by_id = tuple(dict.fromkeys(ids.get(wish, wish) for wish in person.prefers))
    return person if by_id == person.prefers else person.replace(prefers=by_id)


def _problems_of(rows: TableRows, between: Mapping[tuple[str, int], list[RowProblem]]) -> list[RowProblem]:
    """Return all errors in one table, in the order of its rows."""
    others = [p for (table, _), problems in between.items() if table == rows.table for p in problems]
    return sorted([*rows.own_problems(), *others], key=lambda problem: problem.row or 0)


def _check_pairs(found: Gathered, rejected: Sequence[RowProblem]) -> None:
    dissolved = found.pairs.get("dissolved")
    problems = [] if dissolved is None else swapped_pairs(dissolved, identities(found.tables))
    if problems:
        raise RecordError([*problems, *rejected])


def _persons(rows: TableRows, out: Rows, created: Created) -> list[tuple[FileRow, Mentee | Mentor]]:
    """Return file row and person of each row accepted, and of those added by their flag."""
    accepted: list[tuple[FileRow, Mentee | Mentor]] = [
        ((rows.sheet.file, entry.row), entry.person)
        for entry in rows.entries
        if entry.person is not None and (rows.table, entry.row) not in out
    ]
    accepted += [((f"{rows.table}, added by their flag", None), person) for person in created[rows.table]]
    return accepted


def _pairs(found: Gathered, name: str) -> list[tuple[FileRow, tuple[str, str]]]:
    table = found.pairs.get(name)
    if table is None:
        return []
    return [((table.file, row), pair) for row, pair in zip(table.rows, table.pairs, strict=True)]


def _column_warnings(found: Gathered) -> list[RowProblem]:
    has_places = found.places is not None
    return [warning for rows in found.tables for warning in column_warnings(rows, has_places=has_places)]


def _blind(tables: Iterable[TableRows]) -> list[RowProblem]:
    """Return a warning for each rejected row with a cell that cannot be read and may forbid pairs."""
    wrong = "was rejected, and not all of its supervisors and avoided people could be read and kept"
    return [
        RowProblem(rows.sheet.file, entry.row, "", "", wrong, "the row corrected, if it names any", entry.id)
        for rows in tables
        for entry in rows.entries
        if entry.blind
    ]
