"""The column map: how a scheme's own files, with their own headings, become the fields of `people`.

A map is frozen and closed to unknown keys; an empty one equals no map. `docs/file-formats.md` describes
the TOML file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from immutabledict import immutabledict
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.people.protected.words import is_protected
from mentormatch.tables.files.sheets import file_error, heading_key
from mentormatch.tables.rows.fields import GRADE, TARGETS, Table
from mentormatch.text import clean_line, folded

NEVER_CONSTANT = frozenset({"id", "email", GRADE})
_NAME = "column map"


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_cell(value: object) -> object:
    """Return a TOML value as it would be typed into a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


def _one_separator(text: str) -> str:
    if len(text) != 1 or text.isalnum() or text in ' :"@.-_':
        raise ValueError("is not a single separator such as ; or , or |")
    return text


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
_Headings = Annotated[tuple[_Line, ...], Field(min_length=1), BeforeValidator(_as_tuple)]
_Ignored = Annotated[tuple[_Line, ...], BeforeValidator(_as_tuple)]
_Cell = Annotated[str, Field(strict=True), BeforeValidator(_as_cell)]
_Words = Annotated[Mapping[_Line, _Line], FREEZE, AS_DICT]
_Constants = Annotated[Mapping[str, _Cell], FREEZE, AS_DICT]
_Level = Annotated[int, Field(strict=True, ge=0, le=100)]


def _none_protected(headings: tuple[str, ...]) -> tuple[str, ...]:
    if any(map(is_protected, headings)):
        raise ValueError("has a heading that names a protected characteristic, which is never used")
    return headings


class _Section(Frozen):
    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:  # noqa: ARG003  (a map quotes nothing)
        return RecordError(_problems(cls, errors))


class TableMap(_Section):
    """The part of a column map for one table.

    Parameters
    ----------
    fields : mapping of str to tuple of str
        Field -> the heading or headings that feed it. In TOML, and when built from a mapping, these are
        directly in the table: ``{"id": "email address", "name": ["first name", "last name"]}``.
    answers : mapping of str to str
        Statement -> the heading of the column with its answers.
    constants : mapping of str to str
        Field -> what every row has.
    ignore : tuple of str
        Headings to ignore.
    both : str, optional
        Heading of a yes/no column: is this person mentor as well as mentee?
    """

    table: ClassVar[Table]

    fields: Annotated[Mapping[str, _Headings], FREEZE, AS_DICT] = immutabledict()
    answers: _Words = immutabledict()
    constants: _Constants = immutabledict()
    ignore: _Ignored = ()
    both: _Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _fields_apart(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        own = {key: value for key, value in data.items() if key in cls.model_fields}
        fields = {key: value for key, value in data.items() if key not in cls.model_fields}
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
    """The part of a column map for mentees."""

    table = "mentees"


class MentorMap(TableMap):
    """The part of a column map for mentors."""

    table = "mentors"


class Both(_Section):
    """How to treat people flagged as both mentor and mentee who are in only one table.

    Parameters
    ----------
    missing : {"warn", "create"}
        Warn about them, or add them to the other table with the fields that both tables have.
    """

    missing: Literal["warn", "create"] = "warn"


class ColumnMap(_Section, FromToml):
    """How the columns of a scheme's files become fields.

    Parameters
    ----------
    separator : str
        Character between the entries of a list in a cell.
    ignore : tuple of str
        Headings to ignore in both tables.
    not_protected : tuple of str
        Headings and statements that contain a word of a protected characteristic, but ask for something else.
    constants : mapping of str to str
        Field -> what every row of both tables has, such as consent in a scheme that all applied to.
    grades : mapping of str to int
        Grade in words -> seniority level, 0 to 100. Case and runs of blanks do not count.
    mentees, mentors : TableMap
    both : Both
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
    >>> columns = ColumnMap(mentees={"id": "email address", "name": ["first name", "last name"]})
    >>> columns.mentees.fields["name"]
    ('first name', 'last name')
    """

    separator: Annotated[str, Field(strict=True), AfterValidator(_one_separator)] = ";"
    ignore: _Ignored = ()
    not_protected: Annotated[_Ignored, AfterValidator(_none_protected)] = ()
    constants: Annotated[_Constants, AfterValidator(_known_somewhere)] = immutabledict()
    grades: Annotated[Mapping[_Line, _Level], AfterValidator(_one_level_each), FREEZE, AS_DICT] = (
        immutabledict()
    )
    mentees: MenteeMap = MenteeMap()
    mentors: MentorMap = MentorMap()
    both: Both = Both()
    workplaces: _Words = immutabledict()
    places: Annotated[_Words, AfterValidator(_only("postcode", "latitude", "longitude", "name"))] = (
        immutabledict()
    )
    links: Annotated[_Words, AfterValidator(_only("person", "superior"))] = immutabledict()
    dissolved: Annotated[_Words, AfterValidator(_only("mentee", "mentor"))] = immutabledict()

    @classmethod
    def _unreadable(cls, file: str, why: str) -> RecordError:
        return file_error(file, f"cannot be read as TOML: {why}", "a TOML file in UTF-8")

    def table(self, table: Table) -> TableMap:
        """Return the part for one table."""
        return self.mentees if table == "mentees" else self.mentors

    def constants_for(self, table: Table) -> dict[str, str]:
        """Return the constants of one table: its own override those of both tables."""
        shared = {name: cell for name, cell in self.constants.items() if name in TARGETS[table]}
        return {**shared, **self.table(table).constants}

    def is_lifted(self, *written: str) -> bool:
        """Return whether the coordinator says that a heading or statement asks for nothing protected."""
        return not set(map(heading_key, self.not_protected)).isdisjoint(map(heading_key, written))

    def ignored(self, table: Table) -> frozenset[str]:
        """Return the headings to ignore in one table, in the form in which headings are compared."""
        return frozenset(heading_key(heading) for heading in (*self.ignore, *self.table(table).ignore))


def _problems(cls: type[Frozen], errors: FieldErrors) -> list[RowProblem]:
    found = []
    for e in errors:
        path = ".".join(str(part) for part in e["loc"])
        if e["type"] == "extra_forbidden":
            known = Both.model_fields if e["loc"][0] == "both" else cls.model_fields
            wrong = f"is an unknown key{did_you_mean(str(e['loc'][-1]), known)}"
        else:
            wrong = without_prefix(e["msg"])
        found.append(RowProblem(_NAME, None, path, "", wrong, "a key and value as in docs/file-formats.md"))
    return found
