"""Which columns a table of people may have, and what kind of cells each has."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from immutabledict import immutabledict

from mentormatch.tables.files.expected import GRID, column_keys, exact_key, grid_area, heading_key

Table = Literal["mentees", "mentors"]
TABLES: tuple[Table, ...] = ("mentees", "mentors")

KM_PER_MILE = 1.609344


class Kind(Enum):
    """What a cell contains, and whether several columns may feed one field."""

    TEXT = "text"  # several columns are joined by a blank
    WHOLE = "a whole number"
    NUMBER = "a number"
    YES_NO = "yes or no"
    DATE = "a date"
    LIST = "a list"  # several columns are joined
    LEVELS = "a list of areas with levels"  # several columns are joined

    @property
    def joins(self) -> bool:
        """Whether several columns may feed one field of this kind."""
        return self in {Kind.TEXT, Kind.LIST, Kind.LEVELS}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column feeds: a field of the model (or half of a location) and the kind of its cells."""

    field: str
    kind: Kind
    scale: float = 1.0


_SHARED = {
    Kind.TEXT: "id name email role workplace postcode motivation other professional_interests "
    "personal_interests",
    Kind.WHOLE: "seniority",
    Kind.NUMBER: "max_km latitude longitude",
    Kind.YES_NO: "online consent",
    Kind.LIST: "professional_tags personal_tags values independent_of prefers avoids groups",
    Kind.LEVELS: "answers",
}
_OWN: Mapping[Table, dict[Kind, str]] = {
    "mentees": {Kind.LEVELS: "wants", Kind.WHOLE: "demand"},
    "mentors": {
        Kind.LEVELS: "offers",
        Kind.WHOLE: "capacity minimum_load",
        Kind.NUMBER: "hours_a_month",
        Kind.YES_NO: "trained",
        Kind.DATE: "trained_on",
        Kind.LIST: "supervises",
    },
}
REPORTING = ("appraiser", "educational_supervisor", "line_manager", "professional_adviser")
"""Columns that feed `independent_of`, under the names that schemes have for these people."""

GRADE = "grade"
"""A column that feeds `role` and, through the grades of a column map, `seniority`."""

ID_FIELDS = frozenset({"id", "independent_of", "prefers", "avoids", "supervises"})
"""Fields that hold ids, which must reach us as text."""


def _targets(table: Table) -> Mapping[str, Target]:
    targets = {
        name: Target(name, kind)
        for group in (_SHARED, _OWN[table])
        for kind, names in group.items()
        for name in names.split()
    }
    targets["max_miles"] = Target("max_km", Kind.NUMBER, KM_PER_MILE)
    targets |= {name: Target("independent_of", Kind.LIST) for name in REPORTING}
    targets[GRADE] = Target("role", Kind.TEXT)
    return immutabledict(targets)


TARGETS: Mapping[Table, Mapping[str, Target]] = immutabledict({table: _targets(table) for table in TABLES})
"""Table -> name of a column -> what it feeds."""


@cache
def _file() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("questions.toml").read_text(encoding="utf-8")
    return immutabledict(tomllib.loads(text))


def questions(table: Table) -> dict[str, Sequence[str]]:
    """Return field -> the questions that ask for it without a map; those that end in ``[*]`` are grids."""
    return {**_file()["both"], **_file()[table]}


@cache
def field_keys(table: Table) -> Mapping[str, str]:
    """Return every heading that is read without a map, as it compares -> its field."""
    asked = {heading_key(one): field for field, ways in questions(table).items() for one in ways}
    return immutabledict(asked | {heading_key(name): name for name in TARGETS[table]})


def field_named(key: str, table: Table) -> str | None:
    """Return the field whose name, or question, a heading is, as it compares; None if it is no such."""
    keys = field_keys(table)
    grids = (field for one, field in keys.items() if one.endswith(GRID) and grid_area(one, key))
    return keys.get(key) or next(grids, None)


def named_in(header: Sequence[str], table: Table) -> frozenset[str]:
    """Return the keys of the headings that are read without a map."""
    return frozenset(key for key in column_keys(header) if field_named(key, table))


@cache
def service_keys() -> Mapping[str, str]:
    """Return the columns that form services add, as they compare -> the field that they may give."""
    columns = _file()["service"]["columns"]
    return immutabledict({exact_key(one): field for one, field in columns.items()})


def filled_by_service(heading: str) -> str | None:
    """Return the field that a form service fills in under a heading, or empty; None for a question."""
    return service_keys().get(exact_key(heading))


def of_service(header: Sequence[str], table: Table) -> frozenset[str]:
    """Return the keys of the columns that a form service put first, unless they alone give what is asked."""
    service = service_keys()
    keys, exact = column_keys(header), list(map(exact_key, header))
    if not {*map(exact_key, _file()["service"]["signs"])} & {*exact}:
        return frozenset()
    fields = [field_named(heading_key(one), table) for one in header]
    first = 0
    while first < len(keys) and exact[first] in service and fields[first] not in {*fields[:first]} - {None}:
        first += 1
    return frozenset(
        key for key, one in zip(keys[:first], exact, strict=False) if service[one] in {"", *fields[first:]}
    )
