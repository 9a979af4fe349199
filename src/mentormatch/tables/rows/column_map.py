"""The column map: how a scheme's own files, with their own headings, become the fields of `people`.

A map is frozen and closed to unknown keys; an empty one equals no map. `docs/reference/file-formats.md`
describes the TOML file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Annotated, Any, ClassVar, Literal, Self

from immutabledict import immutabledict
from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from mentormatch.criteria import Criterion
from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.people.protected.words import is_protected
from mentormatch.tables.files.expected import (
    IN_ROW_1,
    Expected,
    column_keys,
    heading_key,
    heading_line,
    keys_named,
)
from mentormatch.tables.files.sheets import file_error
from mentormatch.tables.forms.cell_map import (
    Cell,
    CellMap,
    Separator,
    about,
    about_named,
    check_read,
    check_values,
    joined,
    unknown_names,
    with_grade_table,
)
from mentormatch.tables.forms.declared import answer_to
from mentormatch.tables.forms.wording import Wording
from mentormatch.tables.rows.declared import Asked, asked_of
from mentormatch.tables.rows.fields import GRADE, TABLES, TARGETS, Table, field_keys, named_in, of_service
from mentormatch.text import clean_line, folded

NEVER_CONSTANT = frozenset({"id", "email", GRADE})
_NAME = "column map"
_KNOWN = "a field, or the name of a criterion of the policy, which has to be given too (--policy)"
_LEVELLED = ("wants", "offers")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _only(*known: str) -> Callable[[Mapping[str, str]], Mapping[str, str]]:
    def check(mapping: Mapping[str, str]) -> Mapping[str, str]:
        unknown = [key for key in mapping if key not in known]
        if unknown:
            raise ValueError(f"unknown key '{unknown[0]}'{did_you_mean(unknown[0], known)}")
        return mapping

    return check


def _known_somewhere(constants: Mapping[str, str]) -> Mapping[str, str]:
    return _only(*{name for targets in TARGETS.values() for name in targets} - NEVER_CONSTANT)(constants)


def _one_level_each(grades: Mapping[str, int]) -> Mapping[str, int]:
    if len({folded(grade) for grade in grades}) < len(grades):
        raise ValueError("has a grade twice (case and runs of blanks do not count)")
    return grades


_Line = Annotated[str, Field(strict=True, min_length=1), AfterValidator(clean_line)]
_Heading = Annotated[str, Field(strict=True, min_length=1), AfterValidator(heading_line)]
_Headings = Annotated[tuple[_Heading, ...], Field(min_length=1), BeforeValidator(_as_tuple)]
_Ignored = Annotated[tuple[_Heading, ...], BeforeValidator(_as_tuple)]
_Words = Annotated[Mapping[_Line, _Heading], FREEZE, AS_DICT]
_Constants = Annotated[Mapping[str, Cell], FREEZE, AS_DICT]
_Level = Annotated[int, Field(strict=True, ge=0, le=100)]
_AreaLevel = Annotated[int, Field(strict=True, ge=1, le=5)]


def _none_protected(headings: tuple[str, ...]) -> tuple[str, ...]:
    if any(map(is_protected, headings)):
        raise ValueError("has a heading that names a protected characteristic, which is never used")
    return headings


class _Section(Frozen):
    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:  # noqa: ARG003  (a map quotes nothing)
        return RecordError(_problems(cls, errors))


class TableMap(_Section, CellMap):
    """The part of a column map for one table.

    Parameters
    ----------
    values, separators, options : mapping
        As in `ColumnMap`; in TOML, ``values = "heading"`` is the field of that name.
    fields : mapping of str to tuple of str
        Field -> the heading or headings that feed it. In TOML, and when built from a mapping, these are
        directly in the table: ``{"id": "email address", "name": ["first name", "last name"]}``.
    answers : mapping of str to str
        Statement -> the heading of the column with its answers.
    constants : mapping of str to str
        Field -> what every row has.
    ignore : tuple of str
        Headings to ignore.
    sheet : str, optional
        Name of the sheet that holds this table in a workbook.
    both : str, optional
        Heading of a yes/no column: whether this person is mentor as well as mentee.
    sent : str, optional
        Heading of the column that says when a form was sent, if not that of both tables.
    separator : str, optional
        Character between the entries of a list in a cell, if not that of both tables.

    Examples
    --------
    >>> table = mm.MenteeMap(fields={"id": "E-mail", "name": ["First name", "Last name"]}, separator=";")
    >>> table.fields["id"], table.fields["name"]
    (('E-mail',), ('First name', 'Last name'))
    """

    table: ClassVar[Table]

    fields: Annotated[Mapping[str, _Headings], FREEZE, AS_DICT] = immutabledict()
    answers: _Words = immutabledict()
    constants: _Constants = immutabledict()
    ignore: _Ignored = ()
    sheet: _Line | None = None
    both: _Heading | None = None
    sent: _Heading | None = None
    separator: Separator | None = None

    @model_validator(mode="before")
    @classmethod
    def _fields_apart(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        keys = (
            cls.model_fields
            if isinstance(data.get("values"), Mapping)
            else cls.model_fields.keys() - {"values"}
        )
        own = {key: value for key, value in data.items() if key in keys}
        fields = {key: value for key, value in data.items() if key not in keys}
        if not fields:
            return own
        given = own.get("fields", {})
        return {**own, "fields": {**given, **fields} if isinstance(given, Mapping) else given}

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        known = TARGETS[self.table]
        wrong = [name for name in self.fields if name not in known]
        wrong += [name for name in self.constants if name not in known or name in NEVER_CONSTANT]
        if wrong:
            keys = [*known, *type(self).model_fields]
            raise ValueError("; ".join(f"unknown key '{name}'{did_you_mean(name, keys)}" for name in wrong))
        single = [
            name for name, headings in self.fields.items() if len(headings) > 1 and not known[name].kind.joins
        ]
        if single:
            raise ValueError(f"'{single[0]}' takes one heading, not several")
        return self


class MenteeMap(TableMap):
    """The part of a column map for mentees.

    See Also
    --------
    mentormatch.TableMap : The fields.

    Examples
    --------
    >>> columns = mm.ColumnMap(mentees=mm.MenteeMap(fields={"id": "E-mail"}))
    >>> columns.mentees.table, columns.mentees.fields["id"]
    ('mentees', ('E-mail',))
    """

    table = "mentees"


class MentorMap(TableMap):
    """The part of a column map for mentors.

    See Also
    --------
    mentormatch.TableMap : The fields.

    Examples
    --------
    >>> columns = mm.ColumnMap(mentors=mm.MentorMap(fields={"capacity": "How many mentees?"}))
    >>> columns.mentors.table, columns.mentors.fields["capacity"]
    ('mentors', ('How many mentees?',))
    """

    table = "mentors"


class Both(_Section):
    """How to treat people flagged as both mentor and mentee who are in only one table.

    Parameters
    ----------
    missing : {"warn", "create"}
        Warn about them, or add them to the other table with the fields that both tables have.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = mm.ColumnMap(mentees={"both": "Mentor too?"}, both={"missing": "create"})
    >>> mentees = pd.DataFrame({"id": ["e1"], "consent": ["yes"], "Mentor too?": ["yes"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"]})
    >>> mm.read_people(mentees=mentees, mentors=mentors, columns=columns).mentor_ids
    ('r1', 'e1')
    """

    missing: Literal["warn", "create"] = "warn"


class ColumnMap(_Section, CellMap, FromToml):
    """How the columns of a scheme's files become fields.

    Parameters
    ----------
    values : mapping of str to mapping of str to str
        Field -> word in its cells or lists -> what one would type instead; empty for an empty cell. Case,
        outer blanks and kinds of dashes do not count. Here, and in `separators`, `options`
        and `levels`, a criterion of the policy counts as a field, by its name or its heading: see
        `with_criteria`.
    separators : mapping of str to str
        Field -> character between the entries of its lists.
    options : mapping of str to tuple of str
        Field -> options of the form that are one entry each, also if they contain the separator.
    separator : str
        Character between the entries of a list in a cell.
    other : "ignore", optional
        Leave all further headings unread, instead of refusing them.
    role : str, optional
        Heading of the column that says which role a person has, in one form for both roles.
    roles : mapping of str to {"mentee", "mentor", "both"}
        What the words in that column mean, where they are not these.
    keep : "latest", optional
        Of several rows of one id, the newest counts, instead of an error.
    sent : str, optional
        Heading of the column that says when a form was sent; `keep` needs it, here or for a table.
    levels : mapping of str to int
        ``wants`` or ``offers`` -> level of an area that has none, as where boxes are ticked.
    km_per_minute : float, optional
        Kilometres that a minute of travel counts, where people gave a time.
    day_first : bool, optional
        Whether the day comes first in dates such as 03/04/2026.
    ignore : tuple of str
        Headings to ignore in both tables.
    not_protected : tuple of str
        Headings and statements that contain a word of a protected characteristic, but ask for something else.
    constants : mapping of str to str
        Field -> what every row of both tables has, such as consent in a scheme that all applied to.
    grades : mapping of str to int
        Grade in words -> seniority level, 0 to 100. Case and runs of blanks do not count. ``table: "nhs"``
        among them stands for the grades of the NHS.
    mentees, mentors : TableMap
        What holds for one of the two tables.
    both : Both
        How to treat people who are mentor as well as mentee.
    workplaces : mapping of str to str
        Workplace -> where it is: a postcode, or its name in the table of places.
    places, links, dissolved : mapping of str to str
        Headings of the table of places (``postcode``, ``latitude``, ``longitude``, ``name``), of reporting
        lines (``person``, ``superior``) and of dissolved pairs (``mentee``, ``mentor``), where they differ.

    Raises
    ------
    RecordError
        With every error at once; an unknown key comes with the nearest known one.

    Examples
    --------
    >>> columns = mm.ColumnMap(mentees={"id": "email address", "name": ["first name", "last name"]})
    >>> columns.mentees.fields["name"]
    ('first name', 'last name')
    """

    separator: Separator = ";"
    other: Literal["ignore"] | None = None
    role: _Heading | None = None
    roles: Annotated[Mapping[_Line, Literal["mentee", "mentor", "both"]], FREEZE, AS_DICT] = immutabledict()
    keep: Literal["latest"] | None = None
    sent: _Heading | None = None
    levels: Annotated[Mapping[str, _AreaLevel], FREEZE, AS_DICT] = immutabledict()
    km_per_minute: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] | None = None
    day_first: Annotated[bool, Field(strict=True)] | None = None
    ignore: _Ignored = ()
    not_protected: Annotated[_Ignored, AfterValidator(_none_protected)] = ()
    constants: Annotated[_Constants, AfterValidator(_known_somewhere)] = immutabledict()
    grades: Annotated[
        Mapping[_Line, _Level],
        BeforeValidator(with_grade_table), AfterValidator(_one_level_each), FREEZE, AS_DICT,
    ] = immutabledict()  # fmt: skip
    mentees: MenteeMap = MenteeMap()
    mentors: MentorMap = MentorMap()
    both: Both = Both()
    workplaces: _Words = immutabledict()
    places: Annotated[_Words, AfterValidator(_only("postcode", "latitude", "longitude", "name"))] = (
        immutabledict()
    )
    links: Annotated[_Words, AfterValidator(_only("person", "superior"))] = immutabledict()
    dissolved: Annotated[_Words, AfterValidator(_only("mentee", "mentor"))] = immutabledict()
    _criteria: tuple[Criterion, ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _readable_values(self) -> Self:
        for table in TABLES:
            for part in (self, self.table(table)):
                for name, values in part.values.items():
                    if name in TARGETS[table] or name == "both":
                        check_values(name, values, table, wording_of(self, table, name, by_grade=True))
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.keep is not None and not any(map(self.sent_of, TABLES)):
            raise ValueError(
                'keep = "latest" needs sent, the heading of the column that says when a form was sent'
            )
        if self.roles and self.role is None:
            raise ValueError(
                "[roles] needs role, the heading of the column that says which role a person has"
            )
        return self

    @classmethod
    def _unreadable(cls, file: str, why: str) -> RecordError:
        return file_error(file, why, "a TOML file in UTF-8")

    def with_criteria(self, criteria: Iterable[Criterion]) -> ColumnMap:
        """Return the same map of files whose columns criteria of a policy may name as well.

        Raises
        ------
        RecordError
            If the map names what is neither a field nor one of these criteria, or gives words for the column
            of a criterion that cannot be read in it.
        """
        found = ColumnMap(**self.all_fields)
        found._criteria = tuple(criteria)
        if wrong := [*found._unknown(), *found._unreadable_words()]:
            raise RecordError([RowProblem(_NAME, None, "", "", one, _KNOWN) for one in wrong])
        return found

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of the policy; none until `with_criteria`."""
        return self._criteria

    def _unknown(self) -> Iterator[str]:
        keys = {
            table: {key for one in asked_of(self.criteria, table) for key in one.keys} for table in TABLES
        }
        both = keys["mentees"] | keys["mentors"]
        yield from unknown_names(self, both, *TABLES)
        for table in TABLES:
            yield from unknown_names(self.table(table), keys[table], table)
        for name in self.levels:
            if name not in _LEVELLED and heading_key(name) not in both:
                yield f"unknown key '{name}' under [levels]{did_you_mean(name, [*_LEVELLED, *both])}"

    def _unreadable_words(self) -> Iterator[str]:
        for table in TABLES:
            for asked in asked_of(self.criteria, table):
                wording = wording_of_criterion(self, table, asked)
                reading = answer_to(
                    asked.criterion, wording, asked.heading, side=asked.side, place=asked.place
                )
                for part in (self, self.table(table)):
                    for name, values in part.values.items():
                        if heading_key(name) in asked.keys and name not in TARGETS[table]:
                            try:
                                check_read(name, values, reading)
                            except ValueError as error:
                                yield str(error)

    def table(self, table: Table) -> TableMap:
        """Return the part for one table."""
        return self.mentees if table == "mentees" else self.mentors

    def sent_of(self, table: Table) -> str | None:
        """Return the heading of the column that says when a form was sent, in one table."""
        return self.table(table).sent or self.sent

    def separator_of(self, table: Table) -> str:
        """Return what is between the entries of lists in one table, where no column has its own."""
        return self.table(table).separator or self.separator

    @property
    def all_separators(self) -> str:
        """Every character that is between the entries of some list."""
        own = (one for table in TABLES for one in self.table(table).separators.values())
        every = (*map(self.separator_of, TABLES), *self.separators.values(), *own)
        return "".join(dict.fromkeys(every))

    def separators_of(self, table: Table) -> dict[str, str]:
        """Return heading, as it compares -> the separator of the lists in that column of one table."""
        part = self.table(table)
        named = {key: one.heading for one in asked_of(self.criteria, table) for key in one.keys}
        return {
            heading_key(heading): separator
            for name, separator in {**self.separators, **part.separators}.items()
            for heading in (named.get(heading_key(name), name), *part.fields.get(name, ()))
        }

    def constants_for(self, table: Table) -> dict[str, str]:
        """Return the constants of one table: its own override those of both tables."""
        shared = {name: cell for name, cell in self.constants.items() if name in TARGETS[table]}
        return {**shared, **self.table(table).constants}

    def is_lifted(self, *written: str) -> bool:
        """Return whether the coordinator says that a heading or statement asks for nothing protected."""
        return not set(map(heading_key, self.not_protected)).isdisjoint(map(heading_key, written))

    def ignored(self, table: Table, header: Sequence[str] = ()) -> frozenset[str]:
        """Return the headings to ignore in one table, as they compare among its headings."""
        return _keys((*self.ignore, *self.table(table).ignore), header)

    def mapped(self, table: Table, header: Sequence[str] = ()) -> frozenset[str]:
        """Return the headings that the map assigns in one table, as they compare among its headings."""
        part = self.table(table)
        headings = (*chain.from_iterable(part.fields.values()), *part.answers.values(), part.both)
        return _keys(headings, header)

    def unread(self, table: Table, header: Sequence[str] = ()) -> frozenset[str]:
        """Return the headings that are no field of one table, as they compare among them.

        These are the ignored ones, those about the row as a whole, and in one form for both roles the fields
        of the other role.
        """
        about_rows = _keys((self.role, self.sent_of(table)), header) | of_service(header, table)
        ignored, mapped = self.ignored(table, header), self.mapped(table, header)
        if self.role is None:
            return ignored | (about_rows - mapped)
        other: Table = "mentors" if table == "mentees" else "mentees"
        theirs = self.mapped(other, header) | self.ignored(other, header)
        theirs |= named_in(header, other)
        theirs |= {heading_key(one.heading) for one in asked_of(self.criteria, other)}
        own = mapped | named_in(header, table)
        return ignored | (theirs - own) | (about_rows - mapped)


def _keys(headings: Iterable[str | None], header: Sequence[str]) -> frozenset[str]:
    return frozenset(
        key for heading in headings if heading is not None for key in keys_named(heading, header)
    )


def expected_headings(columns: ColumnMap, name: str) -> Expected:
    """Return the headings that the table of this name may have; a table of pairs has them in row 1."""
    if name not in TARGETS:
        return IN_ROW_1
    table: Table = "mentees" if name == "mentees" else "mentors"
    asked = frozenset(heading_key(one.heading) for one in asked_of(columns.criteria, table))

    def unread(header: Sequence[str]) -> frozenset[str]:
        known = columns.mapped(table, header) | named_in(header, table) | asked
        further = set(column_keys(header)) - known if columns.other == "ignore" else set()
        return (columns.unread(table, header) | further) - asked

    return Expected(
        required=frozenset(map(heading_key, columns.table(table).fields.get("id", ("id",)))),
        known=columns.mapped(table) | frozenset(field_keys(table)) | asked,
        unread=unread,
    )


def wording_of(columns: ColumnMap, table: Table, name: str, *, by_grade: bool = False) -> Wording:
    """Return how the cells of a field are worded; `by_grade` lets the grades give the seniority."""
    by_grade = by_grade and name in {"seniority", GRADE}
    return joined(
        about(columns, table, name),
        about(columns.table(table), table, name),
        separator=columns.separator_of(table),
        level=columns.levels.get(name),
        grades=_folded(columns.grades) if by_grade else immutabledict(),
        km_per_minute=columns.km_per_minute,
        day_first=columns.day_first,
    )


def wording_of_criterion(columns: ColumnMap, table: Table, asked: Asked) -> Wording:
    """Return how the cells of the column that a criterion names are worded."""
    name, keys = asked.criterion.name, asked.keys
    return joined(
        about_named(columns, name, keys),
        about_named(columns.table(table), name, keys),
        separator=columns.separator_of(table),
        level=next((level for one, level in columns.levels.items() if heading_key(one) in keys), None),
    )


@lru_cache(maxsize=8)
def _folded(grades: Mapping[str, int]) -> Mapping[str, int]:
    return {folded(grade): level for grade, level in grades.items()}


def _problems(cls: type[Frozen], errors: FieldErrors) -> list[RowProblem]:
    found = []
    for e in errors:
        path = ".".join(str(part) for part in e["loc"])
        if e["type"] == "extra_forbidden":
            known = Both.model_fields if e["loc"][0] == "both" else cls.model_fields
            wrong = f"is an unknown key{did_you_mean(str(e['loc'][-1]), known)}"
        else:
            wrong = without_prefix(e["msg"])
        found.append(
            RowProblem(_NAME, None, path, "", wrong, "a key and value as in docs/reference/file-formats.md")
        )
    return found
