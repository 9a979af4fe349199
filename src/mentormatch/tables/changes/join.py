"""Rows of changes combined with the records of those who join or have changed, and checked with the matching.

All errors are collected before any is reported: a row of changes may have one in itself, with another row, in
the record that it needs, or with the matching.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Protocol

from mentormatch.changes import KINDS
from mentormatch.changes.apply import take_effect
from mentormatch.changes.base import ROLES, Change, OfPair, OfRecord, OfRole, Role
from mentormatch.changes.checks import find_contradictions, find_errors
from mentormatch.changes.history import Pair
from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.checks import find_problems
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.warnings import find_warnings
from mentormatch.tables.changes.rows import ChangeRow
from mentormatch.tables.files.sheets import heading_key
from mentormatch.tables.rows.between_rows import TableRows, problems_between
from mentormatch.tables.rows.column_warnings import column_warnings
from mentormatch.tables.rows.fields import REPORTING
from mentormatch.tables.rows.gather import Gathered
from mentormatch.tables.rows.rows import PROTECTING, Entry
from mentormatch.tables.rows.running_numbers import are_told_apart, told_apart

Key = tuple[Role, str]


class PeopleAndPairs(Protocol):
    """What changes: people and their pairs. A `mentormatch.Matching` is one; its class is not known here."""

    @property
    def people(self) -> People:
        """Everybody."""
        ...

    @property
    def pair_ids(self) -> Iterable[Pair]:
        """Mentee and mentor of each pair."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table of people."""

    rows: TableRows
    entry: Entry

    def placed(self, problem: RowProblem) -> RowProblem:
        """Return an error in the person with the file, row and heading that the coordinator sees."""
        entry = self.entry
        heading = self.rows.heading_at(entry.row, problem.column, problem.value)
        where = (self.rows.sheet.file, entry.row, heading)
        return RowProblem(*where, problem.value, problem.wrong, problem.expected, entry.id)


class Joining:
    """Makes changes of rows.

    Parameters
    ----------
    rows : sequence of ChangeRow
    found : Gathered, optional
        The tables of people; None if they could not be read, so that nobody can be reported as missing.
    matching : PeopleAndPairs, optional
        The matching to change.

    Attributes
    ----------
    changes : list of changes
        Those that could be made, in the order of the rows.
    """

    def __init__(
        self, rows: Sequence[ChangeRow], found: Gathered | None, matching: PeopleAndPairs | None
    ) -> None:
        self._found, self._matching = found, matching
        self._ids = _ids_of(matching)
        self._apart = are_told_apart(chain.from_iterable(self._ids.values()))
        self._records: dict[Key, list[Record]] = {}
        for table in () if found is None else found.tables:
            for entry in table.entries:
                key: Key = ("mentee" if table.table == "mentees" else "mentor", entry.id)
                self._records.setdefault(key, []).append(Record(table, entry))
        self._named: dict[Key, Record] = {}
        self._problems: list[RowProblem] = []
        self._made = [(row, change) for row in rows if (change := self._change(row)) is not None]
        self.changes = [change for _, change in self._made]

    def _change(self, row: ChangeRow) -> Change | None:
        kind = KINDS[row.kind]
        if issubclass(kind, OfPair):
            return self._of_pair(kind, row)
        if issubclass(kind, OfRole):
            return self._of_role(kind, row, _role(row.cells["role"]))
        return self._of_record(kind, row)

    def _id(self, role: Role, row: ChangeRow, column: str = "") -> str:
        """Return the id of somebody in a role, who may be written as the number that a file gives them."""
        written = row.cells[column or role]
        return told_apart(role, written) if self._apart and written not in self._ids[role] else written

    def _of_pair(self, kind: type[OfPair], row: ChangeRow) -> OfPair | None:
        mentee, mentor = self._id("mentee", row), self._id("mentor", row)
        if mentee != mentor:
            return kind(mentee=mentee, mentor=mentor)
        self._problems.append(row.problem("", "pairs a person with themself", "two different ids"))
        return None

    def _of_role(self, kind: type[OfRole], row: ChangeRow, role: Role | None) -> OfRole | None:
        each = {r: self._id(r, row, "person") for r in ROLES if role in {None, r}}
        meant = list(dict.fromkeys(one for r, one in each.items() if one in self._ids[r]))
        if len(meant) > 1:
            wrong = "is empty, but the number is that of a mentee and of a mentor"
            self._problems.append(row.problem("role", wrong, "mentee or mentor"))
            return None
        return kind(person=(*meant, row.cells["person"])[0], role=role)

    def _of_record(self, kind: type[OfRecord], row: ChangeRow) -> OfRecord | None:
        if kind.known and self._matching is None:
            wrong = "cannot be read without the matching, from which fields without a column are kept"
            self._problems.append(row.problem("change", wrong, "read_changes(..., matching=matching)"))
            return None
        record = self._record(row, _role(row.cells["role"]))
        if record is None or record.entry.person is None:
            return None
        person = record.entry.person
        return kind(person=self._updated(record, person) if kind.known else person)

    def _record(self, row: ChangeRow, role: Role | None) -> Record | None:
        """Return the row of a table of people that a change names."""
        person = row.cells["person"]
        keys = [(r, self._id(r, row, "person")) for r in ROLES if role in {None, r}]
        given = [key for key in keys if key in self._records]
        if len(given) == 1:
            return self._named.setdefault(given[0], self._records[given[0]][0])
        if given:
            self._problems.append(
                row.problem("role", "is empty, but the id is in both tables of people", "mentee or mentor")
            )
        elif self._found is not None:
            known = [one for r, one in self._records if role in {None, r} and one]
            where = "the tables of mentees or mentors" if role is None else f"the table of {role}s"
            self._problems.append(
                row.problem(
                    "person", f"has no row in {where}",
                    f"a row there with the details of the person{did_you_mean(person, known)}",
                )
            )  # fmt: skip
        return None

    def _updated(self, record: Record, person: Mentee | Mentor) -> Mentee | Mentor:
        """Return a person in the matching, with the fields changed for which the table has columns."""
        before = None if self._matching is None else _everybody(self._matching.people).get(_key(person))
        if before is None:
            return person  # refused later: nobody has that id
        given = {name for name in record.rows.plan.fields if name in type(person).model_fields}
        if self._is_located(record, person, before):
            given.add("location")
        values = {name: getattr(person, name) for name in given}
        # An empty cell may only have been left out, and must not allow a pair.
        added = _added(record.rows).union(name for name in PROTECTING if not values.get(name))
        values |= {name: (*getattr(before, name), *values[name]) for name in given & added}
        try:
            return before.replace(**values)
        except RecordError as error:
            self._problems += map(record.placed, error.problems)
            return person

    def _is_located(self, record: Record, person: Mentee | Mentor, before: Mentee | Mentor) -> bool:
        """Return whether the row gives a location: by a postcode that no table finds only if it is new."""
        fields = record.rows.plan.fields
        if "latitude" in fields and (record.entry.has_point or "postcode" not in fields):
            return True
        known = self._found is not None and self._found.places is not None
        return "postcode" in fields and (known or person.postcode != before.postcode)

    def problems(self) -> list[RowProblem]:
        """Return all errors."""
        return [*self._problems, *self._of_changes(), *self._of_records(), *self._between()]

    def _of_changes(self) -> Iterator[RowProblem]:
        """Yield errors in changes that contradict each other or do not fit the matching."""
        if self._matching is None:
            errors = list(find_contradictions(self.changes))
        else:
            people, pairs = self._matching.people, frozenset(self._matching.pair_ids)
            errors = find_errors(people, pairs, self.changes)
        for error in errors:
            yield self._made[error.position][0].problem(error.part, error.wrong, error.expected)

    def _of_records(self) -> Iterator[RowProblem]:
        """Yield errors in the rows of people that a change names, alone and together."""
        if self._found is None:
            return
        tables = []
        for table in self._found.tables:
            entries = [entry for entry in table.entries if self._names(table, entry)]
            yield from (problem for entry in entries for problem in entry.problems)
            tables.append(replace(table, entries=entries))
        for group in problems_between(tables, self._found.places).values():
            yield from group

    def _names(self, table: TableRows, entry: Entry) -> bool:
        return ("mentee" if table.table == "mentees" else "mentor", entry.id) in self._named

    def _between(self) -> Iterator[RowProblem]:
        """Yield what forbids the records and the people of the matching together."""
        mentees, mentors = self._after
        keys: list[Sequence[Key]] = [[("mentee", m.id) for m in mentees], [("mentor", m.id) for m in mentors]]
        for problem in find_problems(mentees, mentors):
            key = keys[problem.file == "mentors"][(problem.row or 1) - 1]
            record = self._named.get(key)
            where = f"matching, {key[0]} {key[1]}"
            yield problem.at(where, None) if record is None else record.placed(problem)

    @cached_property
    def _after(self) -> tuple[tuple[Mentee, ...], tuple[Mentor, ...]]:
        """Mentees and mentors after those changes that can be made."""
        people = People() if self._matching is None else self._matching.people
        mentees = {person.id: person for person in people.mentees}
        mentors = {person.id: person for person in people.mentors}
        take_effect(self.changes, mentees, mentors)
        return tuple(mentees.values()), tuple(mentors.values())

    @cached_property
    def _people_after(self) -> People:
        """The same, as people."""
        people = People() if self._matching is None else self._matching.people
        pairs = () if self._matching is None else self._matching.pair_ids
        placed = [key for pair in pairs for key in zip(ROLES, pair, strict=True)]
        mentees, mentors = self._after
        return people.replace(mentees=mentees, mentors=mentors, placed=(*people.placed, *placed))

    def warnings(self) -> list[RowProblem]:
        """Return what should be looked at, once there are no errors."""
        if self._found is None:
            return []
        separator, has_places = self._found.columns.separator, self._found.places is not None
        of_columns = [
            w for t in self._found.tables for w in column_warnings(t, separator, has_places=has_places)
        ]
        return [*self._found.warnings, *self._unread(), *of_columns, *self._about_people()]

    def _unread(self) -> Iterator[RowProblem]:
        """Yield the rows of people that no change names, or that may be among these."""
        if self._found is None:
            return
        for table in self._found.tables:
            yield from table.sheet.broken
            for entry in table.entries:
                if not entry.id:
                    yield from entry.problems
                elif not self._names(table, entry):
                    wrong = "is not named by any change, so the row was not used"
                    expected = "no correction if this is intended; otherwise a change that names the person"
                    yield RowProblem(table.sheet.file, entry.row, "", entry.id, wrong, expected, entry.id)

    def _about_people(self) -> Iterator[RowProblem]:
        """Yield warnings about those who join or have changed."""
        if not self._named:
            return
        mentees, mentors = self._after
        for problem in find_warnings(self._people_after):
            sides: dict[str, tuple[Mentee | Mentor, ...]] = {"mentees": mentees, "mentors": mentors}
            side = sides.get(problem.file)
            if side is None or problem.row is None:
                continue
            record = self._named.get(_key(side[problem.row - 1]))
            # What the table has no column for is as it was in the matching, and was checked then.
            if record is not None and problem.column in record.rows.plan.fields:
                yield record.placed(problem)


def _ids_of(matching: PeopleAndPairs | None) -> dict[Role, frozenset[str]]:
    people = People() if matching is None else matching.people
    return {"mentee": frozenset(people.mentee_ids), "mentor": frozenset(people.mentor_ids)}


def _added(table: TableRows) -> frozenset[str]:
    """Return the fields of a table whose ids are added to those of the matching, so that no pair is allowed.

    Changes may have added avoided people that no form names; and a table with a column for the line manager,
    say, may not name the appraiser, who is in the same field.
    """
    headings = {heading_key(c.heading) for c in table.plan.columns if c.field == "independent_of"}
    whole = "independent of" in headings or {heading_key(name) for name in REPORTING} <= headings
    return frozenset({"avoids"} if whole else {"avoids", "independent_of"})


def _role(text: str) -> Role | None:
    return next((role for role in ROLES if role == text), None)


def _key(person: Mentee | Mentor) -> Key:
    return ("mentee" if isinstance(person, Mentee) else "mentor"), person.id


def _everybody(people: People) -> dict[Key, Mentee | Mentor]:
    both: Iterable[Mentee | Mentor] = (*people.mentees, *people.mentors)
    return {_key(person): person for person in both}
