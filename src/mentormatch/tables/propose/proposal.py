"""The whole proposal for two forms, or for one form for both roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mentormatch.tables.files.expected import heading_key, own_area
from mentormatch.tables.forms.dates import is_in_doubt, settled_order
from mentormatch.tables.forms.said import word_key
from mentormatch.tables.propose.columns import Column, find_columns, holds_people, lists_in
from mentormatch.tables.propose.form import Form
from mentormatch.tables.propose.lists import USUAL, are_boxes, are_ticked, options_of, separator_of
from mentormatch.tables.propose.roles import Roles, find_roles, rows_of
from mentormatch.tables.propose.sent import Sent, sent_again
from mentormatch.tables.propose.words import Word, asks_date, gives_time, unread, unread_levels
from mentormatch.tables.propose.workplaces import Workplace, workplaces_in
from mentormatch.tables.rows.fields import TABLES, Table
from mentormatch.text import folded

NAMES_PEOPLE = "names people of the scheme: avoids, line_manager, prefers?"
_WORD = re.compile(r"\w+")
_AREAS = ("wants", "offers")
_UNITS = {"max_km": "kilometres", "max_miles": "miles"}
_DISTANCES = tuple(_UNITS)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal for one table.

    Parameters
    ----------
    form : Form
        The rows of its people.
    columns : tuple of Column
        In the order of the form.
    sent : Sent, optional
        The column of times, where the form was sent twice.
    before : Proposed, optional
        The other table, where both are from one form: a row in both counts there.
    """

    table: Table
    form: Form
    columns: tuple[Column, ...]
    sent: Sent | None
    before: Proposed | None = None

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.field for column in self.columns if column.field)

    def headings(self, field: str) -> list[str]:
        """Return the headings that feed a field."""
        return [column.heading for column in self.columns if column.field == field]

    def cells(self, field: str) -> list[str]:
        """Return what people wrote in the columns of a field."""
        return [cell for heading in self.headings(field) for cell in self.form.cells(heading)]

    def counted(self, column: Column) -> list[str]:
        """Return the cells of a column that hold something, without rows that count in the other table."""
        other = self.before
        both = other is not None and column.heading in other.headings(column.field)
        rows = {number for number, _ in other.form.sheet.rows} if other is not None and both else set[int]()
        cells = zip(self.form.sheet.rows, self.form.all_cells(column.heading), strict=True)
        return [cell for (number, _), cell in cells if cell and number not in rows]

    @property
    def separators(self) -> Mapping[str, str]:
        """Field -> what is between the entries of its lists, where some cell has several."""
        found = {}
        for column in lists_in(self.columns, self.table):
            people = holds_people(column, self.table)
            sign = separator_of(self.form.cells(column.heading), of_people=people)
            found.update({column.field: sign} if sign else {})
        return found

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Field -> options that hold the separator."""
        signs = self.separators
        people = {column.field for column in self.columns if column.field and self._holds_people(column)}
        found = {
            field: options_of(self.cells(field), sign) for field, sign in signs.items() if field not in people
        }
        return {field: options for field, options in found.items() if options}

    def _holds_people(self, column: Column) -> bool:
        return column in lists_in([column], self.table) and holds_people(column, self.table)

    @property
    def ticked(self) -> list[str]:
        """The fields of areas with entries that have no level."""
        lists = [column for column in lists_in(self.columns, self.table) if column.field in _AREAS]
        signs = self.separators
        boxes = self.boxes
        return [
            *(column.field for column in self.columns if column.grid in boxes and column.field in _AREAS),
            *(
                column.field
                for column in lists
                if are_ticked(self.form.cells(column.heading), signs.get(column.field, USUAL))
            ),
        ]

    @property
    def boxes(self) -> frozenset[str]:
        """The grids with a box for each option, which holds the option itself or a tick."""
        return frozenset(
            column.grid
            for column in self.columns
            if column.grid and are_boxes(self.form.cells(column.heading), own_area(column.heading))
        )

    @property
    def orders(self) -> frozenset[bool | None]:
        """Whether the dates of its columns begin with the day, as far as a column settles it."""
        dates = (column for column in self.columns if asks_date(column.field, self.table))
        return frozenset(settled_order(self.form.cells(column.heading)) for column in dates)

    def words(self, day_first: bool | None) -> Mapping[str, tuple[Word, ...]]:
        """Return field -> words in its cells that are not understood, with dates read in this order."""
        found: dict[str, tuple[Word, ...]] = {}
        boxes = self.boxes
        for column in self.columns:
            if not column.field or column.field == "grade":
                continue
            cells = self.counted(column)
            grid = column.grid and column.field in _AREAS
            if grid and column.grid in boxes:
                continue
            words = unread_levels(cells) if grid else unread(column.field, self.table, cells, day_first)
            found[column.field] = added(found.get(column.field, ()), words)
        return {field: words for field, words in found.items() if words}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal for both tables.

    Parameters
    ----------
    one_form : bool
        Whether both come from one sheet.
    roles : Roles, optional
        The column of roles of one form.
    """

    tables: tuple[Proposed, ...]
    one_form: bool = False
    roles: Roles | None = None

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column in some table."""
        return frozenset[str]().union(*(table.fields for table in self.tables))

    def counted(self, field: str, tables: Iterable[Proposed] | None = None) -> list[str]:
        """Return what people wrote in the columns of a field, each person once."""
        return [
            cell
            for table in (self.tables if tables is None else tables)
            for column in table.columns
            if column.field == field
            for cell in table.counted(column)
        ]

    @property
    def day_first(self) -> bool | None:
        """Whether 03/04/2026 is in April, where some date is in doubt and the dates beside it settle it."""
        orders = frozenset[bool | None]().union(*(table.orders for table in self.tables)) - {None}
        in_doubt = any(
            is_in_doubt(cell)
            for table in self.tables
            for column in table.columns
            if asks_date(column.field, table.table)
            for cell in table.form.cells(column.heading)
        )
        return next(iter(orders)) if len(orders) == 1 and in_doubt else None

    @property
    def words(self) -> Mapping[str, tuple[Word, ...]]:
        """Field -> words in the cells of both tables that are not understood."""
        found: dict[str, tuple[Word, ...]] = {}
        for table in self.tables:
            for field, words in table.words(self.day_first).items():
                found[field] = added(found.get(field, ()), words)
        return found

    @property
    def grades(self) -> Counter[str]:
        """Grade in words -> how many people have it."""
        return Counter(" ".join(cell.split()) for cell in self.counted("grade"))

    @property
    def times(self) -> int:
        """How many cells give a time of travel."""
        return sum(gives_time(self.counted(name)) for name in _DISTANCES)

    @property
    def workplaces(self) -> tuple[Workplace, ...]:
        """The workplaces of everybody whose form asks for no postcode."""
        located = {"postcode", "latitude"}
        tables = (table for table in self.tables if located.isdisjoint(table.fields))
        return workplaces_in(self.counted("workplace", tables))


def propose(mentees: Form, mentors: Form) -> Proposal:
    """Return what two forms become; the same one twice is one form for both roles."""
    one_form = mentees is mentors
    roles = find_roles(mentees) if one_form else None
    forms: dict[Table, Form] = {"mentees": mentees, "mentors": mentors}
    tables = tuple(_proposed(rows_of(forms[table], table, roles), table, roles) for table in TABLES)
    named = frozenset(
        key for table in tables for field in ("name", "email") for cell in _people(table, field)
        if " " in (key := _words(cell))
    )  # fmt: skip
    said = [_naming(_alike(table, tables), named) for table in tables]
    if one_form:
        said[1] = replace(said[1], before=said[0])
    return Proposal(tuple(said), one_form, roles)


def _people(table: Proposed, field: str) -> Iterator[str]:
    """Yield what people are called, each with all columns that say it."""
    cells = [table.form.all_cells(heading) for heading in table.headings(field)]
    return (" ".join(parts) for parts in zip(*cells, strict=True))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(folded(text)))


def _naming(table: Proposed, named: frozenset[str]) -> Proposed:
    """Return a table whose columns that are not known but name people of the scheme are asked about."""

    def asked(column: Column) -> Column:
        if (
            column.field
            or column.sure
            or not any(_names(cell, named) for cell in table.form.cells(column.heading))
        ):
            return column
        return replace(column, why=NAMES_PEOPLE)

    return replace(table, columns=tuple(map(asked, table.columns)))


def _names(cell: str, named: frozenset[str]) -> bool:
    """Return whether a cell holds somebody's name or address."""
    words = _WORD.findall(folded(cell))
    runs = (" ".join(words[at : at + n]) for n in range(2, 6) for at in range(len(words) - n + 1))
    return any(run in named for run in runs)


def _alike(table: Proposed, tables: Sequence[Proposed]) -> Proposed:
    """Return a table with what is clear from the other one: the same question has the same answers."""
    lists, answers = (
        {heading_key(one) for other in tables for one in other.headings(field)}
        for field in ("professional_tags", "answers")
    )

    distances = [column for other in tables for column in other.columns if column.field in _DISTANCES]
    units = {column.field for column in distances if column.sure} or {column.field for column in distances}
    unit = units.pop() if len(units) == 1 else "max_km"  # the shorter one is the safer one

    def alike(column: Column) -> Column:
        key = heading_key(column.heading)
        if column.field in _DISTANCES and not column.sure and column.field != unit:
            why = f"{column.why.partition(';')[0]}; are numbers without a unit {_UNITS[unit]}?"
            return replace(column, field=unit, why=why)
        if column.field == "professional_interests" and key in lists:
            return replace(column, field="professional_tags", sure=False)
        if not column.field and not column.sure and key in answers:
            return replace(column, field="answers", why="has answers on a scale", sure=True)
        return column

    return replace(table, columns=tuple(map(alike, table.columns)))


def _proposed(form: Form, table: Table, roles: Roles | None) -> Proposed:
    columns = find_columns(form, table, roles.heading if roles is not None else "")
    fields = {column.heading: column.field for column in columns if column.field}
    fields |= {column.heading: "id" for column in columns if column.field == "id"}
    people = form.of_people(table, fields)
    sent = sent_again(people, columns)
    if sent is not None:
        why = "tells people apart"
        columns = [replace(one, why=why, sure=True) if one.field == "id" else one for one in columns]
    return Proposed(table, people, tuple(columns), sent)


def added(words: Sequence[Word], more: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of two columns, each once."""
    found = {word_key(word.text): word for word in words}
    for word in more:
        known = found.get(word_key(word.text))
        rows = word.rows + (known.rows if known else 0)
        found[word_key(word.text)] = Word(word.text, word.guess or (known.guess if known else ""), rows)
    return tuple(sorted(found.values(), key=lambda word: -word.rows))
