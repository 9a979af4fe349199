"""The rows of one table as people, read by columns: what many rows say alike is read and validated once.

Only rows of which everything is certain are built here, which nearly all are. Any other row is left to
`mentormatch.tables.rows.rows`, which reads it alone and says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress, repeat
from typing import Any

from immutabledict import immutabledict
from pydantic import TypeAdapter, ValidationError

from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.places import Location, Places, great_circle_km, location_error
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.cells import CellError
from mentormatch.tables.rows.declared import FIELD
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.headings import Column, Plan

MODELS: Mapping[Table, type[Mentee] | type[Mentor]] = immutabledict({"mentees": Mentee, "mentors": Mentor})

POSTCODE_KM = 200.0
"""Coordinates farther than this from the postcode beside them contradict it; outward areas are smaller."""

_BESIDES = ("latitude", "longitude", "both")
"""What columns feed that is no field of a person."""
_DECLARED = FIELD.removesuffix(".")


class _Doubt:
    """Stands for what cannot be read, or is refused."""


_DOUBT = _Doubt()
Values = list[Any]


@dataclass(frozen=True, slots=True)
class Certain:
    """What could be read for certain, one each for the rows of the table.

    Parameters
    ----------
    persons : sequence of Mentee, Mentor or None
        None for a row in doubt; what the other two say of it means nothing.
    has_point : sequence of bool
        Whether the row itself gives latitude and longitude.
    both : sequence of bool or None
        The row's flag: is this person mentor as well as mentee?
    """

    persons: Sequence[Mentee | Mentor | None]
    has_point: Sequence[bool]
    both: Sequence[bool | None]


def certain_rows(sheet: Sheet, plan: Plan, places: Places | None) -> Certain:
    """Return the people in all rows of which nothing is in doubt."""
    return _Table(sheet, plan, places).read()


@dataclass
class _Table:
    sheet: Sheet
    plan: Plan
    places: Places | None
    doubtful: set[int] = field(default_factory=set)  # positions of rows

    def read(self) -> Certain:
        model, n = MODELS[self.plan.table], len(self.sheet.rows)
        apart = {row for row, _ in self.sheet.bad_cells} | self.sheet.wrong_rows.keys()
        self.doubtful |= {k for k, (row, _) in enumerate(self.sheet.rows) if row in apart} if apart else set()
        besides: dict[str, Values] = {name: [None] * n for name in _BESIDES}
        fields = {name: [value] * n for name, value in self._constants(model).items()}
        for name, columns in self._columns().items():
            if name in _BESIDES:
                besides[name] = self._besides(columns)
            else:
                fields[name] = self._field(model, name, columns)
        if self.places is not None or {"latitude", "longitude"} <= self.plan.fields:
            fields["location"] = self._locations(besides["latitude"], besides["longitude"])
        self._check_loads(fields)
        has_point = [one is not None for one in besides["latitude"]]
        return Certain(self._people(model, fields), has_point, besides["both"])

    def _constants(self, model: type[Mentee] | type[Mentor]) -> dict[str, Any]:
        """Return the constants of the column map, validated; with one in doubt every row is."""
        found = {
            name: _validated(_adapter(model, name), [value])[0] if name in model.model_fields else _DOUBT
            for name, value in self.plan.constants.items()
        }
        if _DOUBT in found.values():
            self.doubtful |= set(range(len(self.sheet.rows)))
        return {name: value for name, value in found.items() if name in model.model_fields}

    def _columns(self) -> dict[str, list[Column]]:
        """Return field -> the columns that feed it, those of all criteria of the policy together."""
        found: dict[str, list[Column]] = {}
        for column in self.plan.columns:
            name = _DECLARED if column.field.startswith(FIELD) else column.field
            found.setdefault(name, []).append(column)
        return found

    def _cells(self, columns: Sequence[Column]) -> list[Any]:
        """Return the cell of each row, or its cells where there are several columns."""
        cells = [[cells[column.index] for _, cells in self.sheet.rows] for column in columns]
        return cells[0] if len(cells) == 1 else list(zip(*cells, strict=True))

    def _each(self, cells: list[Any], value_of: Mapping[Hashable, Any]) -> Values:
        """Return the value of each row; those in doubt are noted."""
        values = [value_of[cell] for cell in cells]
        if _DOUBT in value_of.values():
            self.doubtful.update(k for k, value in enumerate(values) if value is _DOUBT)
        return values

    def _besides(self, columns: Sequence[Column]) -> Values:
        cells = self._cells(columns)
        return self._each(cells, {cell: _read(columns, cell) for cell in set(cells)})

    def _field(self, model: type[Mentee] | type[Mentor], name: str, columns: Sequence[Column]) -> Values:
        """Return a field of each person, validated."""
        cells = self._cells(columns)
        read = {cell: _read_declared(columns, cell) if name == _DECLARED else _read(columns, cell)
                for cell in set(cells)}  # fmt: skip
        given = {cell: value for cell, value in read.items() if value is not None and value is not _DOUBT}
        default = _defaults(model).get(name, _DOUBT)
        read |= {cell: default for cell, value in read.items() if value is None}
        read |= zip(given, _validated(_adapter(model, name), list(given.values())), strict=True)
        return self._each(cells, read)

    def _check_loads(self, fields: Mapping[str, Values]) -> None:
        """Doubt rows with a minimum load, of which the capacity may be less."""
        for k, least in enumerate(fields.get("minimum_load", ())):
            if least is not _DOUBT and least > 0:
                capacity = fields["capacity"][k] if "capacity" in fields else 0
                self.doubtful |= {k} if capacity is _DOUBT or capacity < least else set()

    def _people(self, model: type[Mentee] | type[Mentor], fields: Mapping[str, Values]) -> list[Any]:
        build = model.builder(_defaults(model), tuple(fields))
        rows = zip(*fields.values(), strict=True)
        if not self.doubtful:
            return list(map(build, rows))
        return [None if k in self.doubtful else build(row) for k, row in enumerate(rows)]

    def _locations(self, latitude: Values, longitude: Values) -> Values:
        """Return where each person is; rows whose point and postcode do not fit are noted."""
        by_postcode, otherwise = self._places()
        found: Values = list(otherwise)
        points = zip(latitude, longitude, by_postcode, strict=True)
        build = Location.builder({}, ("latitude", "longitude"))
        for k, (north, east, known) in enumerate(points):
            if north is east is None:
                continue
            if not (isinstance(north, float) and isinstance(east, float)) or location_error(north, east):
                self.doubtful.add(k)
                continue
            found[k] = build((north, east))
            if (
                isinstance(known, Location)
                and great_circle_km(north, east, known.latitude, known.longitude) > POSTCODE_KM
            ):
                self.doubtful.add(k)
        return found

    def _places(self) -> tuple[Iterable[Location | None], Iterable[Location | None]]:
        """Return where the postcode of each row is, and where that or else the workplace is."""
        n, places, columns = len(self.sheet.rows), self.places, self._columns()
        if places is None:
            return repeat(None, n), repeat(None, n)

        def of_postcode(postcode: Any) -> Any:
            found = places.find(postcode)
            return _DOUBT if found is None and not places.lacks(postcode) else found

        by_postcode = self._looked_up(columns.get("postcode", []), of_postcode)
        by_name = self._looked_up(columns.get("workplace", []), places.find_by_name)
        return by_postcode, [one or other for one, other in zip(by_postcode, by_name, strict=True)]

    def _looked_up(self, columns: Sequence[Column], find: Callable[[Any], Any]) -> Values:
        if not columns:
            return [None] * len(self.sheet.rows)
        cells = self._cells(columns)
        read = {cell: _read(columns, cell) for cell in set(cells)}
        return self._each(
            cells, {cell: one if one is None or one is _DOUBT else find(one) for cell, one in read.items()}
        )


def _read(columns: Sequence[Column], cells: Any) -> Any:
    """Return what the columns of one field say in a row, not yet validated; None if nothing, or `_DOUBT`."""
    value = None
    try:
        if isinstance(cells, str):  # one column
            text = cells.strip()
            return columns[0].read(text) if text else None
        for column, cell in zip(columns, cells, strict=True):
            text = cell.strip()
            more = column.read(text) if text else None
            value = more if value is None else value if more is None else column.join(value, more)
    except CellError:
        return _DOUBT
    return value


def _read_declared(columns: Sequence[Column], cells: Any) -> Any:
    """Return the answers to all criteria of the policy by name; None if there are none, or `_DOUBT`."""
    cells = (cells,) if isinstance(cells, str) else cells
    answers = {}
    for name in dict.fromkeys(column.field for column in columns):
        own = [column.field == name for column in columns]
        answers[name.removeprefix(FIELD)] = _read(list(compress(columns, own)), tuple(compress(cells, own)))
    if _DOUBT in answers.values():
        return _DOUBT
    return {name: value for name, value in answers.items() if value is not None} or None


def _validated(adapter: TypeAdapter[list[Any]], values: list[Any]) -> list[Any]:
    """Return the values of a field as a person holds them, `_DOUBT` for those that are refused."""
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        refused = {e["loc"][0] for e in error.errors(include_url=False, include_input=False)}
    good = iter(adapter.validate_python([one for k, one in enumerate(values) if k not in refused]))
    return [_DOUBT if k in refused else next(good) for k in range(len(values))]


@cache
def _adapter(model: type[Mentee] | type[Mentor], name: str) -> TypeAdapter[list[Any]]:
    """Return what validates many values of a field."""
    many: Any = list[model.model_fields[name].rebuild_annotation()]  # type: ignore[misc]
    return TypeAdapter(many)


@cache
def _defaults(model: type[Mentee] | type[Mentor]) -> Mapping[str, Any]:
    """Return what is in each field that nothing is given for."""
    return immutabledict(
        {name: one.default for name, one in model.model_fields.items() if not one.is_required()}
    )
