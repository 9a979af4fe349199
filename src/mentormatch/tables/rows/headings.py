"""From headings to a plan: which column feeds which field, and how its cells are read.

A plan is made once for each table. All errors in the headings are found here, before any row is
read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from mentormatch.errors import RecordError, RowProblem, did_you_mean, nearest
from mentormatch.people.protected.words import asks_for_protected, is_protected
from mentormatch.people.record import PROTECTED_EXPECTED, PROTECTED_WRONG
from mentormatch.tables.files.expected import Row, column_keys, grid_area, heading_key, key_among, own_area
from mentormatch.tables.files.sheets import FRACTIONAL_IDS, Sheet
from mentormatch.tables.forms.declared import KINDS, answer_to
from mentormatch.tables.forms.readers import MAY_BE_UNSAID, Boxes, Levels, Reader, answer_reader, reader
from mentormatch.tables.rows.cells import WHOLE, CellError
from mentormatch.tables.rows.column_map import ColumnMap, wording_of, wording_of_criterion
from mentormatch.tables.rows.declared import Asked, asked_of
from mentormatch.tables.rows.fields import (
    GRADE,
    ID_FIELDS,
    REPORTING,
    TARGETS,
    Kind,
    Table,
    Target,
    field_keys,
    field_named,
)
from mentormatch.text import clean_line


def _join_levels(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    if any(other[area] != one[area] for area in one.keys() & other.keys()):
        raise CellError(
            "gives an area or statement a level that differs from another column", "one level each"
        )
    return {**one, **other}


_JOINS: Mapping[Kind, Callable[[Any, Any], Any]] = {
    Kind.TEXT: lambda one, other: f"{one} {other}",
    Kind.LIST: lambda one, other: one + other,
    Kind.LEVELS: _join_levels,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column in use.

    Parameters
    ----------
    index : int
        Its position in the table.
    heading : str
        As the table has it.
    field : str
        Field of the model, or ``latitude``, ``longitude`` or ``both``.
    read : callable
        Cell text, not empty -> value; raises `CellError`.
    one_answer : bool
        Whether each cell is the answer to one statement.
    reader : Reader, optional
        What reads the cells and gives notes of what was in words; None for text that is taken as it is.
    """

    index: int
    heading: str
    field: str
    kind: Kind
    read: Callable[[str], Any]
    one_answer: bool = False
    reader: Reader | None = None

    def join(self, one: object, other: object) -> object:
        """Return what two columns that feed the same field give together.

        Raises
        ------
        CellError
            If they contradict each other.
        """
        return _JOINS[self.kind](one, other)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one table are read.

    Parameters
    ----------
    columns : tuple of Column
        In the order in which columns that feed one field are joined.
    constants : mapping of str to object
        Field -> value of every row.
    unread : tuple of str
        Headings that are left unread because the map says so of all further ones.
    lacking : tuple of RowProblem
        A warning for each criterion of the policy without its column, in rows of some people only.
    """

    table: Table
    columns: tuple[Column, ...]
    constants: Mapping[str, Any]
    unread: tuple[str, ...] = ()
    lacking: tuple[RowProblem, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Fields that the table gives, by a column or a constant."""
        return frozenset({column.field for column in self.columns} | set(self.constants))

    def texts(self, field: str, rows: Iterable[Row]) -> list[str]:
        """Return what each row says in a field, before it is read."""
        at = [column.index for column in self.columns if column.field == field]
        if len(at) == 1:
            return [cells[at[0]].strip() for _, cells in rows]
        return [" ".join(text for i in at if (text := cells[i].strip())) for _, cells in rows]

    def reading(self, fields: Collection[str], how: Callable[[Column], Callable[[str], Any]]) -> Plan:
        """Return the plan with the columns of some fields read in another way."""
        columns = (replace(c, read=how(c)) if c.field in fields else c for c in self.columns)
        return replace(self, columns=tuple(columns))

    def headings_of(self, field: str) -> str:
        """Return the headings that feed a field, as the table has them; the field's name if none does."""
        return ", ".join(column.heading for column in self.columns if column.field == field) or field


# A spelling mistake in one of these would allow pairs that the column forbids.
FORBIDDING = ("independent of", "supervises", "avoids", *(name.replace("_", " ") for name in REPORTING))
_ANSWER = "answer:"
_EVERY = "*"
_REMEMBERED = 4096


def _lifting(heading: str) -> str:
    return f"not_protected = [{json.dumps(heading, ensure_ascii=False)}] in the column map"


def _is_answer(key: str) -> bool:
    return key.startswith(_ANSWER) or f"{key}:" == _ANSWER


def make_plan(sheet: Sheet, table: Table, columns: ColumnMap, *, some: bool = False) -> Plan:
    """Return how to read the rows of a table.

    Parameters
    ----------
    some : bool
        Whether these are rows of some people only, which may lack the columns of criteria.

    Raises
    ------
    RecordError
        With every error in the headings: protected characteristics, unknown and missing ones, several for
        one field, a map that does not fit, ids that arrived as fractions.
    """
    planner = _Planner(sheet, table, columns)
    planner.refuse_data_for_headings()
    planner.refuse_protected()
    lacking = planner.take_declared()
    planner.problems += [] if some else lacking
    planner.take_mapped()
    planner.find_about_rows()
    planner.take_named()
    planner.take_grade()
    planner.take_id()
    constants = planner.constants()
    planner.check(constants)
    if planner.problems:
        raise RecordError(planner.problems)
    return Plan(table, tuple(planner.taken), constants, tuple(planner.unread), tuple(lacking if some else ()))


@dataclass
class _Planner:
    sheet: Sheet
    table: Table
    map: ColumnMap
    taken: list[Column] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)  # columns in use, ignored or reported
    aside: frozenset[str] = frozenset()  # keys of columns that are left unread
    refused: set[int] = field(default_factory=set)  # columns about protected characteristics
    declared: set[int] = field(default_factory=set)  # columns that criteria of the policy name
    from_map: set[str] = field(default_factory=set)  # targets that the map gives
    unread: list[str] = field(default_factory=list)
    listed: bool = False  # whether a message has listed the headings

    def __post_init__(self) -> None:
        self.targets = TARGETS[self.table]
        self.keys = column_keys(self.sheet.header)
        self.aside = self.map.unread(self.table, self.sheet.header)
        self.settled |= {i for i, key in enumerate(self.keys) if not key or key in self.aside}
        self.grade_columns = [i for i, key in self._open() if field_named(key, self.table) == GRADE]

    def _open(self) -> Iterator[tuple[int, str]]:
        return ((i, key) for i, key in enumerate(self.keys) if i not in self.settled)

    def problem(self, column: str, wrong: str, expected: str, value: str = "") -> None:
        row = self.sheet.header_row
        self.problems.append(RowProblem(self.sheet.file, row, column, value, wrong, expected))

    def which_are(self) -> str:
        """Return the list of headings for the first message that needs it, and nothing for the others."""
        if self.listed:
            return ""
        self.listed = True
        return f", which are: {', '.join(filter(None, self.sheet.header))}"

    def refuse_data_for_headings(self) -> None:
        """Stop if row 1 has no headings at all: it may be about a person, and no message may quote that."""
        known = list(field_keys(self.table))
        mapped = self.map.mapped(self.table, self.sheet.header)
        mapped |= {heading_key(asked.heading) for asked in asked_of(self.map.criteria, self.table)}
        for key in filter(None, self.keys):
            if field_named(key, self.table) or key in mapped or _is_answer(key) or is_protected(key):
                return
        if not any(nearest(key, known) for key in filter(None, self.keys)):
            found = ", ".join(filter(None, self.sheet.header))
            self.problem("", "has no known heading", f"headings such as {', '.join(known[:6])}", found)
            raise RecordError(self.problems)

    def refuse_protected(self) -> None:
        for index, _ in list(self._open()):
            heading = self.sheet.header[index]
            self._refuse(index, heading.partition(":")[2] if _is_answer(heading_key(heading)) else heading)
        for statement in self.map.table(self.table).answers:
            if asks_for_protected(statement) and not self.map.is_lifted(statement):
                expected = f"statements about other things; if this is one: {_lifting(statement)}"
                self.problem(statement, f"seems to be about what {PROTECTED_WRONG}", expected)

    def _refuse(self, index: int, about: str, seems: str = "seems to ask") -> bool:
        """Return whether a column is refused: it is, or seems to be, about a protected characteristic."""
        heading = self.sheet.header[index]
        if is_protected(about):
            self.problem(heading, PROTECTED_WRONG, PROTECTED_EXPECTED)
        elif asks_for_protected(about) and not self.map.is_lifted(heading, about):
            expected = f"{PROTECTED_EXPECTED}; if it asks for something else: {_lifting(heading)}"
            self.problem(heading, f"{seems} for what {PROTECTED_WRONG}", expected)
        else:
            return False
        self.settled.add(index)
        self.refused.add(index)
        return True

    def take_declared(self) -> list[RowProblem]:
        """Take the columns that criteria of the policy name, whatever else the map says of them.

        Returns
        -------
        list of RowProblem
            One for each criterion without its column.
        """
        lacking = []
        for asked in asked_of(self.map.criteria, self.table):
            found = asked.columns(self.sheet.header, self.keys)
            if not found:
                lacking.append(asked.lacking(self.sheet, self.table, self.which_are()))
            for index in found:
                if not self._refuses(index, asked.criterion.name):
                    self.declared.add(index)
                    self.taken.append(self._declared(index, asked))
        return lacking

    def _refuses(self, index: int, name: str) -> bool:
        """Return whether a column that the criterion `name` asks for is refused."""
        seems = f"is the column of criterion '{name}', which seems to ask"
        return (
            index in self.refused
            or self._refuse(index, self.sheet.header[index])
            or self._refuse(index, name, seems)
        )

    def _declared(self, index: int, asked: Asked) -> Column:
        criterion, heading = asked.criterion, self.sheet.header[index]
        area = grid_area(asked.heading, heading) or own_area(heading) if asked.in_grid else ""
        wording = wording_of_criterion(self.map, self.table, asked)
        reading = answer_to(criterion, wording, heading, area, asked.side, asked.place)
        read = reading.read if criterion.holds == "text" else lru_cache(_REMEMBERED)(reading.read)
        return Column(
            index, heading, asked.field, KINDS[criterion.holds], read,
            one_answer=bool(area) or criterion.several, reader=reading,
        )  # fmt: skip

    def take_mapped(self) -> None:
        part = self.map.table(self.table)
        for name, headings in part.fields.items():
            named = [column for heading in headings for column in self._locate_all(heading)]
            self.from_map.add(name)
            if name == GRADE:
                self.grade_columns = [index for index, _ in named]
            else:
                for index, area in named:
                    self._take(index, self.targets[name], name, by_map=True, area=area)
        for statement, heading in part.answers.items():
            for index, area in self._locate_all(heading):
                self._take_answers(index, area if statement == _EVERY else statement)
        flag = None if part.both is None else self._locate(part.both)
        if flag is not None:
            self._take(flag, Target("both", Kind.YES_NO), "both")

    def _locate_all(self, heading: str) -> list[tuple[int, str]]:
        """Return index and area of the columns that a heading of the map names: several for a grid."""
        found = [(i, area) for i, _ in self._open() if (area := grid_area(heading, self.sheet.header[i]))]
        if found:
            self.settled |= {index for index, _ in found}
            return found
        index = self._locate(heading)
        return [] if index is None else [(index, own_area(self.sheet.header[index]))]

    def _locate(self, heading: str) -> int | None:
        """Return the index of a heading of the map."""
        key = key_among(heading, self.keys)
        if key in self.map.ignored(self.table, self.sheet.header):
            self.problem(
                heading, "is both in use and under `ignore` in the column map", "only one of the two"
            )
        elif key not in self.keys:
            self._missing(heading)
        elif self.keys.index(key) in self.refused:
            return None  # reported already
        else:
            self.settled.add(self.keys.index(key))
            return self.keys.index(key)
        return None

    def _missing(self, heading: str) -> None:
        self.problem(
            heading,
            f"is in the column map but not among the headings{self.which_are()}",
            f"a heading of the file{did_you_mean(heading, filter(None, self.sheet.header))}",
        )

    def find_about_rows(self) -> None:
        """Report the headings of roles and times that the map names and the table lacks."""
        for heading in filter(None, (self.map.role, self.map.sent_of(self.table))):
            if key_among(heading, self.keys) not in self.keys:
                self._missing(heading)

    def take_named(self) -> None:
        """Take the columns whose heading is the name of a field, and report the rest."""
        for index, key in list(self._open()):
            plain = heading_key(self.sheet.header[index])  # "Name:" beside the "Name" of a form service
            name = field_named(plain if plain in self.aside else key, self.table)
            area = own_area(self.sheet.header[index])
            if _is_answer(key):
                self._take_answers(index, self.sheet.header[index].partition(":")[2])
            elif name == GRADE:
                continue
            elif name == "answers" and area:
                self._take_answers(index, area)
            elif name is not None:
                self._take_by_name(index, name, area)
            elif index not in self.declared:
                self._unknown(self.sheet.header[index])

    def _take_by_name(self, index: int, name: str, area: str) -> None:
        target = self.targets[name]
        if name in self.from_map and target.kind not in {Kind.LIST, Kind.LEVELS}:
            self.problem(
                self.sheet.header[index],
                f"is a second column for '{name}', which the column map reads from another",
                "the heading under `ignore` in the column map, if it is not wanted",
            )
        else:
            self._take(index, target, name, area=area)

    def _unknown(self, heading: str) -> None:
        if self.map.other == "ignore" and not nearest(heading_key(heading), FORBIDDING):
            self.unread.append(heading)
            return
        guess = did_you_mean(heading_key(heading), [heading_key(name) for name in self.targets])
        self.problem(
            heading,
            "is not a known heading",
            f"the name of a field{guess}, a criterion of the policy, or a column map that assigns it to a "
            "field or lists it under `ignore`",
        )

    def _take_answers(self, index: int, statement: str) -> None:
        statement = clean_line(statement)
        if not statement:
            self.problem(
                self.sheet.header[index], "names no statement", "'answer: ' followed by the statement"
            )
            return
        self.settled.add(index)
        heading = self.sheet.header[index]
        reading = answer_reader(statement, wording_of(self.map, self.table, "answers"))
        self.taken.append(
            Column(
                index,
                heading,
                "answers",
                Kind.LEVELS,
                lru_cache(reading.read),
                one_answer=True,
                reader=reading,
            )
        )

    def take_grade(self) -> None:
        """Let a grade feed the role in words, and through the map's grades the seniority level."""
        if not self.grade_columns:
            return
        fed = {column.field for column in self.taken}
        before = len(self.taken)
        for index in self.grade_columns:
            if "role" not in fed:
                self._take(index, self.targets["role"], "role")
            if self.map.grades and "seniority" not in fed:
                self._take(index, self.targets["seniority"], "seniority", by_map=True)
        in_use = {column.index for column in self.taken}
        if len(self.taken) == before and not in_use.intersection(self.grade_columns):
            self.problem(
                self.sheet.header[self.grade_columns[0]],
                "is not needed: the role is in another column and the column map has no [grades]",
                "[grades] in the column map, or the heading under `ignore`",
            )

    def take_id(self) -> None:
        """Let addresses tell people apart where no column has ids; one that is left unread might."""
        given = {column.field for column in self.taken} | set(self.map.constants_for(self.table))
        addresses = [column for column in self.taken if column.field == "email"]
        if "id" not in given | self.from_map and len(addresses) == 1 and not self.unread:
            self._take(addresses[0].index, self.targets["id"], "id")

    def _take(self, index: int, target: Target, name: str, *, by_map: bool = False, area: str = "") -> None:
        self.settled.add(index)
        heading = self.sheet.header[index]
        if target.field in ID_FIELDS and index in self.sheet.float_columns:
            self.problem(heading, *FRACTIONAL_IDS)
        reading = self._reader(target, name, area, by_map=by_map)
        read = reading.read
        if target.kind is not Kind.TEXT:
            read = lru_cache(maxsize=_REMEMBERED)(read)  # such columns repeat themselves
        elif not reading.wording.words and target.field not in MAY_BE_UNSAID:
            self.taken.append(Column(index, heading, target.field, target.kind, str))
            return
        self.taken.append(Column(index, heading, target.field, target.kind, read, reader=reading))

    def _reader(self, target: Target, name: str, area: str, *, by_map: bool) -> Reader:
        wording = wording_of(self.map, self.table, name, by_grade=by_map)
        if area and target.kind is Kind.LEVELS:
            return Levels(wording, area)
        if area and target.kind is Kind.LIST and target.field not in ID_FIELDS:
            return Boxes(wording, area)
        return reader(target, wording)

    def constants(self) -> dict[str, Any]:
        fed = {column.field for column in self.taken}
        values: dict[str, Any] = {}
        for name, cell in self.map.constants_for(self.table).items():
            target = self.targets[name]
            try:
                if target.field in fed or target.field in values:
                    raise CellError("is also given by a column or another constant", "only one of the two")  # noqa: TRY301
                by_grade = WHOLE.fullmatch(cell) is None
                wording = wording_of(self.map, self.table, name, by_grade=by_grade)
                value = reader(target, wording, plain=True).read(cell)
                values |= {} if value is None else {target.field: value}
            except CellError as error:
                self.problem(name, f"(a constant in the column map) {error.wrong}", error.expected, cell)
        return values

    def check(self, constants: Mapping[str, Any]) -> None:
        fed = [column.field for column in self.taken]
        fields = set(fed) | set(constants)
        if "id" not in fields and "id" not in self.from_map:
            self.problem(
                "id",
                f"is missing from the headings{self.which_are()}",
                f"a heading 'id'{did_you_mean('id', filter(None, self.sheet.header))} in row 1, or a column "
                "map that gives the column of ids",
            )
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if one in fields and other not in fields:
                self.problem(one, f"is given without {other}", f"a heading '{other}' too")
        if fed.count("max_km") > 1:
            self.problem("max_miles", "is given as well as max_km", "only one of the two")
