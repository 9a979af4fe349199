"""Which columns a table of people may have, and what kind of cells each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from immutabledict import immutabledict

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
