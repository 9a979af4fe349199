"""All tables of a scheme, from their sources, read row by row; the errors in every file are collected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from immutabledict import immutabledict

from mentormatch.criteria import Criterion
from mentormatch.errors import RecordError, RowProblem
from mentormatch.files import shown_name
from mentormatch.people.places import Places
from mentormatch.tables.exports.form_rows import is_one_sheet, rows_of_people, same_sheet_error
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.files.sources import is_named, read_table, read_workbook
from mentormatch.tables.forms.readers import Entries
from mentormatch.tables.forms.said import NO_PERSON, word_key
from mentormatch.tables.read_places import read_places
from mentormatch.tables.read_same_people import read_same_people
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.column_map import ColumnMap, expected_headings
from mentormatch.tables.rows.fields import ID_FIELDS, TABLES, Table
from mentormatch.tables.rows.headings import Column, Plan, make_plan
from mentormatch.tables.rows.pairs import LINK_COLUMNS, PairTable, read_dissolved, read_pairs
from mentormatch.tables.rows.rows import RowReader
from mentormatch.tables.rows.running_numbers import (
    Who,
    are_only_running,
    are_running,
    are_told_apart,
    own_id,
    running_warning,
    wishes,
)

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source
    from mentormatch.tables.files.workbooks import Workbook

PAIR_TABLES = ("links", "dissolved")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What the caller asked to read.

    Parameters
    ----------
    path, mentees, mentors, columns, places, links, dissolved, same_people
        As in `mentormatch.tables.read_people.read_people`.
    some : bool
        Whether these are rows of some people only, for changes: no table is required, and tables of pairs
        are not read.
    known : collection of str
        For changes: the ids of everybody in the matching.
    sheet : str, optional
        Name of the sheet of people in a workbook, where the column map does not say it.
    criteria : tuple of Criterion
        Those of the policy, whose columns are read too.
    """

    path: str | PathLike[str] | None
    mentees: Source | None
    mentors: Source | None
    columns: str | PathLike[str] | ColumnMap | None
    places: Source | Places | None
    links: Source | None = None
    dissolved: Source | None = None
    same_people: Source | None = None
    some: bool = False
    known: Collection[str] = ()
    sheet: str | None = None
    criteria: tuple[Criterion, ...] = ()

    def __post_init__(self) -> None:
        if self.some:
            return
        if {self.mentees is not None, self.mentors is not None} != {self.path is None}:
            raise TypeError("give either the path of one workbook, or both mentees= and mentors=")

    def title(self, name: str, columns: ColumnMap) -> str | None:
        """Return the name of the sheet that is asked for, for a table of people."""
        if name not in TABLES:
            return None
        return columns.table("mentees" if name == "mentees" else "mentors").sheet or self.sheet

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables to look for."""
        return TABLES if self.some else (*TABLES, *PAIR_TABLES)

    def source(self, name: str) -> Source | None:
        """Return the source of one table, if it was given separately."""
        found: Source | None = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """All tables, read row by row, but not yet checked together.

    Parameters
    ----------
    tables : tuple of TableRows
        Mentees and mentors.
    pairs : mapping of str to PairTable
        ``"links"`` and ``"dissolved"``, where given.
    meanings : tuple of (str, str, bool)
        Answers about references that are no ids, as in `People`.
    warnings : tuple of RowProblem
        What should be looked at in the files.
    """

    columns: ColumnMap
    places: Places | None
    tables: tuple[TableRows, ...]
    pairs: Mapping[str, PairTable]
    meanings: tuple[tuple[str, str, bool], ...]
    warnings: tuple[RowProblem, ...]


class _Collector:
    """Tries steps and keeps their errors, so that one bad file does not hide the errors in another."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []

    def attempt(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return step(*args, **kwargs)
        except RecordError as error:
            self.problems += error.problems
            return None


def gather(inputs: Inputs) -> Gathered:
    """Read all tables.

    Raises
    ------
    RecordError
        If a file as a whole, its headings, the column map, the postcode table, or a row of a table of pairs
        has an error; with the errors in single rows of the other tables too.
    """
    columns = _column_map(inputs.columns, inputs.criteria)
    trying = _Collector()
    places = trying.attempt(_places, inputs.places, columns)
    asked = inputs.same_people
    meanings = None if asked is None else trying.attempt(read_same_people, asked)
    sheets, warnings = _sheets(inputs, columns, trying)
    plans = {
        name: plan
        for name in TABLES
        if name in sheets
        and (plan := trying.attempt(make_plan, sheets[name], name, columns, some=inputs.some)) is not None
    }
    one_form = _is_one_form(inputs, sheets)
    if one_form and columns.role is None:
        said = same_sheet_error(sheets["mentees"].file).problems
        if len(plans) < len(TABLES) or _leaves_columns(sheets["mentees"], plans.values()):
            trying.problems += said
        else:
            warnings += said
    for name, plan in plans.items():
        sheets[name] = rows_of_people(sheets[name], plan, columns, one_form=one_form)
    plans = _keeping_ids_whole(plans, sheets, inputs.known)
    apart = not one_form and _are_apart(inputs, sheets, plans)
    if apart:
        plans = {name: _told_apart(plan) for name, plan in plans.items()}
        warnings += [] if inputs.some else [_running(sheets[name], plan) for name, plan in plans.items()]
    tables = [
        TableRows(name, sheets[name], plan, RowReader(sheets[name], plan, places).entries())
        for name, plan in plans.items()
    ]
    pairs = {}
    for pair_name in PAIR_TABLES:
        if pair_name in sheets:
            found = trying.attempt(_pairs, pair_name, sheets[pair_name], columns, inputs, by_role=apart)
            pairs.update({} if found is None else {pair_name: found})
    if trying.problems:
        own = (p for rows in tables for p in rows.own_problems())
        raise RecordError(tuple(dict.fromkeys([*trying.problems, *own])))
    warnings += [lacking for plan in plans.values() for lacking in plan.lacking]
    warnings += [_unread(sheets[name], plan) for name, plan in plans.items() if plan.unread]
    warnings += [warning for sheet in sheets.values() for warning in sheet.warnings]
    once = tuple(dict.fromkeys(warnings))  # one form for both roles is read twice
    return Gathered(columns, places, tuple(tables), immutabledict(pairs), meanings or (), once)


def _is_one_form(inputs: Inputs, sheets: Mapping[str, Sheet]) -> bool:
    """Return whether both tables come from one sheet."""
    tables = {name: sheets[name] for name in TABLES if name in sheets}
    mentees, mentors = (inputs.path if one is None else one for one in (inputs.mentees, inputs.mentors))
    return len(tables) == len(TABLES) and is_one_sheet(mentees, mentors, tables)


def _leaves_columns(sheet: Sheet, plans: Iterable[Plan]) -> bool:
    """Return whether nobody reads some column, which may be the one that says who is what."""
    read = {column.index for plan in plans for column in plan.columns}
    return any(heading and at not in read for at, heading in enumerate(sheet.header))


def _unread(sheet: Sheet, plan: Plan) -> RowProblem:
    wrong = f"has {len(plan.unread)} further column(s) that were left unread: {', '.join(plan.unread)}"
    return RowProblem(sheet.file, None, "", "", wrong, "no correction if none of them is needed")


def _column_map(columns: str | PathLike[str] | ColumnMap | None, criteria: Iterable[Criterion]) -> ColumnMap:
    if columns is None or isinstance(columns, ColumnMap):
        return (columns or ColumnMap()).with_criteria(criteria)
    try:
        return ColumnMap.from_toml(columns).with_criteria(criteria)
    except RecordError as error:
        raise error.of_file(shown_name(Path(columns))) from None


def _places(places: Source | Places | None, columns: ColumnMap) -> Places | None:
    if places is None:
        if columns.workplaces:
            wrong = "are looked up in a table of places, but none is given"
            raise RecordError([RowProblem("column map", None, "workplaces", "", wrong, "`places` too")])
        return None
    found = places if isinstance(places, Places) else read_places(places, columns.places)
    return found.naming(columns.workplaces) if columns.workplaces else found


def _pairs(name: str, sheet: Sheet, columns: ColumnMap, inputs: Inputs, *, by_role: bool) -> PairTable:
    if name == "links":
        return read_pairs(sheet, LINK_COLUMNS, columns.links)
    # In memory, and in files that no spreadsheet opens, ids are as they are.
    given = inputs.dissolved
    escaped = given is None or (isinstance(given, str | PathLike) and not is_named(given, ".parquet"))
    return read_dissolved(sheet, columns.dissolved, escaped=escaped, by_role=by_role)


def _are_apart(inputs: Inputs, sheets: Mapping[str, Sheet], plans: Mapping[Table, Plan]) -> bool:
    """Return whether the ids only count the rows of their own table."""
    if inputs.some:
        return are_told_apart(inputs.known)
    ids = [plan.texts("id", sheets[name].rows) for name, plan in plans.items()]
    if len(ids) < len(TABLES) or not all(map(are_running, ids)):
        return False
    details = [
        [plan.texts(field, sheets[name].rows) for field in ("name", "email")] for name, plan in plans.items()
    ]
    return are_only_running(*(list(map(Who, one, *more)) for one, more in zip(ids, details, strict=True)))


def _told_apart(plan: Plan) -> Plan:
    """Return the plan of a table whose ids are running numbers."""
    plan = plan.reading({"id"}, lambda _: partial(own_id, plan.table))
    return plan.reading({"prefers"}, lambda column: lambda cell: wishes(plan.table, column.read(cell)))


def _running(sheet: Sheet, plan: Plan) -> RowProblem:
    return running_warning(sheet.file, plan.headings_of("id"), plan.table)


def _keeping_ids_whole(
    plans: dict[Table, Plan], sheets: Mapping[str, Sheet], known: Collection[str]
) -> dict[Table, Plan]:
    """Return the plans so that a list of ids is not cut within an id that contains the separator."""
    given = (one for name, plan in plans.items() for one in plan.texts("id", sheets[name].rows))
    ids = (*known, *given)
    how = _knowing(ids, [one for one in ids if word_key(one) in NO_PERSON])
    return {name: plan.reading(ID_FIELDS - {"id"}, how) for name, plan in plans.items()}


def _knowing(ids: Sequence[str], like_words: Sequence[str]) -> Callable[[Column], Callable[[str], Any]]:
    def read(column: Column) -> Callable[[str], Any]:
        if not isinstance(column.reader, Entries):
            return column.read
        separator = column.reader.wording.separator
        whole = [*like_words, *(one for one in ids if separator in one)]
        return lru_cache(column.reader.keeping(whole).read) if whole else column.read

    return read


def _separators(columns: ColumnMap, name: str) -> tuple[str, Mapping[str, str]]:
    """Return what is between the entries of lists in a table, and in the columns that have their own."""
    for table in TABLES:
        if table == name:
            return columns.separator_of(table), columns.separators_of(table)
    return columns.separator, {}


def _sheets(
    inputs: Inputs, columns: ColumnMap, trying: _Collector
) -> tuple[dict[str, Sheet], list[RowProblem]]:
    """Return the tables that can be read, by name, and what should be looked at in a workbook."""
    found: dict[str, Sheet | None] = {}
    warnings = []
    for name in inputs.names:
        source = inputs.source(name)
        if source is not None:
            found[name] = trying.attempt(_table, source, name, columns, inputs)
    book = None
    if inputs.path is not None and columns.role is not None and not is_named(inputs.path, ".xlsx"):
        found |= {name: trying.attempt(_table, inputs.path, name, columns, inputs) for name in TABLES}
    elif inputs.path is not None:
        book = trying.attempt(read_workbook, inputs.path)
    if book is not None:
        wanted = [name for name in inputs.names if name not in found]
        asked = {name: title for name in wanted if (title := inputs.title(name, columns)) is not None}
        titles = {name: title for name in wanted if (title := book.find(asked.get(name, name))) is not None}
        if columns.role is not None and (form := _form(book, titles)) is not None:
            titles = {**dict.fromkeys(TABLES, form), **titles}
        found |= {
            name: trying.attempt(book.sheet, title, expected_headings(columns, name))
            for name, title in titles.items()
        }
        must = TABLES if inputs.sheet is not None or not inputs.some else ()
        lacking = [name for name in must if name not in titles]
        trying.problems += [p for name in lacking for p in book.lacks(asked.get(name, name)).problems]
        warnings = [
            RowProblem(
                f"{book.file}, sheet {name}",
                None,
                "",
                "",
                "was not read",
                "no correction if this is intended",
            )
            for name in book.names
            if name not in titles.values()
        ]
    return {name: sheet for name, sheet in found.items() if sheet is not None}, warnings


def _table(source: Source, name: str, columns: ColumnMap, inputs: Inputs) -> Sheet:
    """Return one table from its own source."""
    separator, of_columns = _separators(columns, name)
    expected, title = expected_headings(columns, name), inputs.title(name, columns)
    return read_table(source, name, separator, expected, title, of_columns)


def _form(book: Workbook, titles: Mapping[str, str]) -> str | None:
    """Return the sheet of one form for both roles: the only one that is no other table."""
    rest = [name for name in book.names if name not in titles.values()]
    return rest[0] if len(rest) == 1 else None
