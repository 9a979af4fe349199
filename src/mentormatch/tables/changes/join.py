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

from immutabledict import immutabledict

from mentormatch.changes.apply import take_effect
from mentormatch.changes.base import Change, OfPair, OfRecord, OfRole
from mentormatch.changes.by_id import ById, by_id, uncertain
from mentormatch.changes.checks import find_contradictions, find_errors
from mentormatch.changes.history import Pair
from mentormatch.changes.kinds.settle import Settle
from mentormatch.changes.listed import KINDS
from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.checks import find_problems
from mentormatch.people.meaning import Resolved
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Mentee, Mentor, Role
from mentormatch.people.warnings import find_warnings
from mentormatch.people.who import Who
from mentormatch.policy import Policy
from mentormatch.tables.changes.rows import ChangeRow
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.rows.between_rows import TableRows, problems_between
from mentormatch.tables.rows.build_people import preferring
from mentormatch.tables.rows.column_warnings import column_warnings
from mentormatch.tables.rows.declared import declared_in
from mentormatch.tables.rows.fields import REPORTING
from mentormatch.tables.rows.gather import Gathered
from mentormatch.tables.rows.locations import location_warnings
from mentormatch.tables.rows.rows import PROTECTING, Entry
from mentormatch.tables.rows.running_numbers import are_told_apart, told_apart

Key = tuple[Role, str]


class PeopleAndPairs(Protocol):
    """What changes: people and their pairs. A `mentormatch.Matching` is one; its class is not known here.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people)
    >>> matching.people.mentee_ids, matching.pair_ids
    (('e1',), (('e1', 'r1'),))
    """

    @property
    def people(self) -> People:
        """Everybody."""
        ...

    @property
    def policy(self) -> Policy:
        """The policy it was matched by, whose criteria people answer."""
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
    found : Gathered, optional
        The tables of people; None if they could not be read, so that nobody can be reported as missing.
    matching : PeopleAndPairs, optional
        The matching to change.
    answers : sequence of Settle
        What a person has said about whom references mean.
    all_new_join : bool
        Whether everybody in the tables of people joins who is not in the matching.

    Attributes
    ----------
    given : ById
        The changes that could be made, in the order of the rows, then the answers.
    rows : list of ChangeRow
        The rows of these, with those of people who join.
    """

    def __init__(
        self,
        rows: Sequence[ChangeRow],
        found: Gathered | None,
        matching: PeopleAndPairs | None,
        answers: Sequence[Settle] = (),
        *,
        all_new_join: bool = False,
    ) -> None:
        self._found, self._matching = found, matching
        self._people = People() if matching is None else matching.people
        self._in_matching = _ids_of(matching)
        self._apart = are_told_apart(chain.from_iterable(self._in_matching.values()))
        self._records: dict[Key, list[Record]] = {}
        for table in () if found is None else found.tables:
            for entry in table.entries:
                self._records.setdefault((_role_in(table), entry.id), []).append(Record(table, entry))
        self._ids = {one for _, one in self._records}
        self._named: dict[Key, Record] = {}
        self._problems: list[RowProblem] = []
        self._warnings: list[RowProblem] = []
        self._who = Who(self._people, self._in_tables(), [one.meaning for one in answers])
        self._all_new_join = all_new_join
        rows = [*rows, *(self._joining(rows) if all_new_join else ())]
        made = [(row, change) for row in rows if (change := self._change(row)) is not None]
        self.rows = [row for row, _ in made]
        changes = [*(change for _, change in made), *answers]
        # Without the matching nobody can be told; `rematch` will.
        unread = ById(tuple(changes), (), (), self._who)
        self.given = unread if matching is None else by_id(self._people, changes)

    def _joining(self, rows: Sequence[ChangeRow]) -> Iterator[ChangeRow]:
        """Yield a row for everybody in the tables of people who is neither in the matching nor named."""
        named = {row.cells["person"] for row in rows if "person" in row.cells}
        for (role, one), (record, *_) in self._records.items():
            if one and one not in named and one not in self._in_matching[role]:
                cells = immutabledict({"person": one, "role": role})
                heading = record.rows.plan.headings_of("id")
                headings = immutabledict(dict.fromkeys(("change", "person", "role"), heading))
                yield ChangeRow(record.rows.sheet.file, record.entry.row, "join", cells, headings)

    def _in_tables(self) -> list[Mentee | Mentor]:
        """Return the people in the tables of people, as far as their rows can be used."""
        found = chain.from_iterable(self._records.values())
        return [one.entry.person for one in found if one.entry.person is not None]

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
        return (
            told_apart(role, written) if self._apart and written not in self._in_matching[role] else written
        )

    def _of_pair(self, kind: type[OfPair], row: ChangeRow) -> OfPair | None:
        mentee, mentor = self._id("mentee", row), self._id("mentor", row)
        if mentee != mentor:
            return kind(mentee=mentee, mentor=mentor)
        self._problems.append(row.problem("", "pairs a person with themself", "two different ids"))
        return None

    def _of_role(self, kind: type[OfRole], row: ChangeRow, role: Role | None) -> OfRole | None:
        each = {r: self._id(r, row, "person") for r in ROLES if role in {None, r}}
        meant = list(dict.fromkeys(one for r, one in each.items() if one in self._in_matching[r]))
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
        person = self._preferring(record.entry.person)
        return kind(person=self._updated(record, person) if kind.known else person)

    def _preferring(self, person: Mentee | Mentor) -> Mentee | Mentor:
        """Return the person with whom they prefer by id, where it is certain who is meant."""
        by_id = {wish: self._who.meant(wish, ROLES).one or wish for wish in person.prefers}
        return preferring(person, by_id)

    def _id_of(self, row: ChangeRow, role: Role | None) -> str:
        """Return the id of the person whose row a change names, if that is certain."""
        written = row.cells["person"]
        if written in self._ids:
            return written
        meaning = self._who.meant(written, ROLES if role is None else (role,))
        if meaning.one is not None and meaning.one != written:
            self._warnings.append(row.problem("person", *meaning.words))
        elif meaning.people and meaning.one is None:
            self._problems.append(row.problem("person", *uncertain(meaning)))
        return meaning.one or written

    def _record(self, row: ChangeRow, role: Role | None) -> Record | None:
        """Return the row of a table of people that a change names."""
        keys = [(r, self._id(r, row, "person")) for r in ROLES if role in {None, r}]
        person = row.cells["person"]
        if not any(key in self._records for key in keys):
            person = self._id_of(row, role)
            keys = [(r, person) for r, _ in keys]
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
        if answered := declared_in(record.rows.plan.fields):
            kept = {name: one for name, one in before.declared.items() if name not in answered}
            values["declared"] = {**kept, **person.declared}
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
            errors = list(find_contradictions(self.given.changes))
        else:
            errors = find_errors(frozenset(self._matching.pair_ids), self.given)
        for error in errors:
            if error.position < len(self.rows):
                yield self.rows[error.position].problem(error.part, error.wrong, error.expected)
            else:
                yield RowProblem("same people", None, "is", "", error.wrong, error.expected)

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
        return (_role_in(table), entry.id) in self._named

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
        mentees = {person.id: person for person in self._people.mentees}
        mentors = {person.id: person for person in self._people.mentors}
        take_effect(self.given.changes, mentees, mentors)
        return tuple(mentees.values()), tuple(mentors.values())

    @cached_property
    def _people_after(self) -> People:
        mentees, mentors = self._after
        answers = (one.meaning for one in self.given.changes if isinstance(one, Settle))
        pairs = () if self._matching is None else self._matching.pair_ids
        placed = [key for pair in pairs for key in zip(ROLES, pair, strict=True)]
        return self._people.replace(
            mentees=mentees,
            mentors=mentors,
            meanings=(*self._people.meanings, *answers),
            placed=(*self._people.placed, *placed),
        )

    def resolved(self) -> tuple[Resolved, ...]:
        """Return what is no id, in changes and in the rows that they name, and whom it is taken to mean."""
        if not self._named:
            return self.given.resolved
        everybody: Iterable[Mentee | Mentor] = chain(*self._after)
        written = {text for one in everybody if _key(one) in self._named for text in one.references}
        found = [one for one in self._people_after.resolved() if one.written in written]
        return tuple({one.written: one for one in (*self.given.resolved, *found)}.values())

    def warnings(self) -> list[RowProblem]:
        """Return what should be looked at, once there are no errors."""
        if self._found is None:
            return []
        named = [
            self.rows[one.position].problem(one.part, *one.meaning.words) for one in self.given.references
        ]
        has_places = self._found.places is not None
        of_columns = [w for t in self._found.tables for w in column_warnings(t, has_places=has_places)]
        where = location_warnings(self._found.tables, self._found.places)
        found = [*self._found.warnings, *self._unread(), *of_columns, *where, *self._about_people()]
        return [*self._warnings, *named, *found]

    def _is_known(self, table: TableRows, entry: Entry) -> bool:
        """Return whether a row is expected not to be used: all who are new join, the others are known."""
        return self._all_new_join and entry.id in self._in_matching[_role_in(table)]

    def _unread(self) -> Iterator[RowProblem]:
        """Yield the rows of people that no change names, or that may be among these."""
        if self._found is None:
            return
        for table in self._found.tables:
            yield from table.sheet.broken
            for entry in table.entries:
                if not entry.id:
                    yield from entry.problems
                elif not self._names(table, entry) and not self._is_known(table, entry):
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


def _role_in(table: TableRows) -> Role:
    return "mentee" if table.table == "mentees" else "mentor"


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
