"""The rows of one table as people, or as rejected rows with all their errors.

What protects people in a rejected row is kept where it can be read: the people that this person reports to,
supervises or avoids. So leaving a row out can never allow a pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from immutabledict import immutabledict

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.places import Location, Places, great_circle_km, location_error
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.by_columns import MODELS, POSTCODE_KM, certain_rows
from mentormatch.tables.rows.cells import CellError
from mentormatch.tables.rows.declared import with_declared
from mentormatch.tables.rows.headings import Plan
from mentormatch.text import MAX_LINE, clean_id, readable

PROTECTING = ("independent_of", "supervises", "avoids")
"""Fields that forbid pairs."""
_NEAREST_TRIES = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, read as far as possible.

    Parameters
    ----------
    id : str
        Id of the person; empty if it cannot be read.
    person : Mentee or Mentor, optional
        None if the row has an error.
    email, name : str
        As far as they can be read.
    remains : mapping of str to tuple of str
        For a row with errors: the ids of others that can be read, by field.
    has_point : bool
        Whether the row itself gives latitude and longitude.
    both : bool, optional
        The row's flag: is this person mentor as well as mentee?
    blind : bool
        Whether a cell that protects a person could not be read.
    said : str
        What can be read of the id, also where it is refused.
    moved : bool
        Whether a cell is not of the kind that its column has, as where cells have moved to other columns.
    """

    row: int
    id: str
    person: Mentee | Mentor | None
    problems: tuple[RowProblem, ...] = ()
    email: str | None = None
    name: str = ""
    remains: Mapping[str, tuple[str, ...]] = immutabledict()
    has_point: bool = False
    both: bool | None = None
    blind: bool = False
    said: str = ""
    moved: bool = False

    def ids(self, field: str) -> tuple[str, ...]:
        """Return the ids of a field that are readable, whether the row was accepted or not."""
        if self.person is None:
            return self.remains.get(field, ())
        found: tuple[str, ...] = getattr(self.person, field, ())  # a mentee supervises nobody
        return found


def _clean_id(raw: str) -> str:
    """Return an id cleaned; empty if it is refused."""
    try:
        cleaned = clean_id(raw)
    except ValueError:
        return ""
    return cleaned if len(cleaned) <= MAX_LINE else ""


@dataclass
class RowReader:
    """Reads the rows of one table by its plan.

    Parameters
    ----------
    places : Places, optional
        Where postcodes are looked up.
    """

    sheet: Sheet
    plan: Plan
    places: Places | None = None
    _tries: int = field(default=_NEAREST_TRIES, init=False)
    _found: dict[str, Location | None] = field(default_factory=dict, init=False)

    def entries(self) -> list[Entry]:
        """Return one entry for each row that could be split into cells."""
        certain = certain_rows(self.sheet, self.plan, self.places)
        found = zip(self.sheet.rows, certain.persons, certain.has_point, certain.both, strict=True)
        return [
            self._entry(row, cells) if person is None else _accepted(row, person, has_point, both)
            for (row, cells), person, has_point, both in found
        ]

    def _entry(self, row: int, cells: Sequence[str]) -> Entry:
        values, problems, failed = self._values(row, cells)
        if row in self.sheet.wrong_rows:
            problems.append(self.sheet.wrong_rows[row])
        both = values.pop("both", None)
        has_point = "latitude" in values
        problems += self._locate(row, values, failed)
        person, more = self._person(row, values, failed)
        problems += more
        if person is None or problems:
            email = self.plan.headings_of("email")
            moved = bool(failed) or any(problem.column == email for problem in more)
            return replace(_rejected(row, values, problems, failed, both), moved=moved)
        return _accepted(row, person, has_point, both)

    def _values(self, row: int, cells: Sequence[str]) -> tuple[dict[str, Any], list[RowProblem], set[str]]:
        """Return field -> value, the errors in cells, and the fields whose cells could not be read."""
        values: dict[str, Any] = dict(self.plan.constants)
        problems: list[RowProblem] = []
        failed: set[str] = set()
        bad_cells = self.sheet.bad_cells or None
        for column in self.plan.columns:
            cell = cells[column.index]
            bad = None if bad_cells is None else bad_cells.get((row, column.index))
            text = cell.strip()
            if bad is None and not text:
                continue
            try:
                if bad is None:
                    value = column.read(text)
                    if value is None:
                        continue  # words for an empty cell
                    before = values.get(column.field)
                    values[column.field] = value if before is None else column.join(before, value)
                    continue
            except CellError as error:
                bad = self._problem(row, column.heading, cell, error.wrong, error.expected)
            problems.append(bad)
            failed.add(column.field)
            if text and column.field in PROTECTING:
                values[column.field] = (*values.get(column.field, ()), *column.read(text))
        return values, problems, failed

    def _problem(self, row: int, heading: str, value: str, wrong: str, expected: str) -> RowProblem:
        return RowProblem(self.sheet.file, row, heading, value, wrong, expected)

    def _locate(self, row: int, values: dict[str, Any], failed: set[str]) -> list[RowProblem]:
        """Replace latitude and longitude, or a postcode, by a location."""
        latitude, longitude = values.pop("latitude", None), values.pop("longitude", None)
        if failed & {"latitude", "longitude"}:
            return []
        if (latitude is None) != (longitude is None):
            lone = "longitude" if longitude is None else "latitude"
            heading = self.plan.headings_of(lone)
            given = "latitude" if longitude is None else "longitude"
            wrong = f"is empty, but {given} is given"
            return [self._problem(row, heading, "", wrong, f"a {lone}")]
        postcode = values.get("postcode")
        known = None
        if self.places is not None and postcode is not None:
            if postcode not in self._found:
                self._found[postcode] = self.places.find(postcode)
            known = self._found[postcode]
            if known is None and not self.places.lacks(postcode):
                return [self._unknown_postcode(row, postcode)]
        if latitude is None:
            known = known or self._workplace(values)
            if known is not None:
                values["location"] = known
            return []
        return self._check_point(row, values, (latitude, longitude), known)

    def _workplace(self, values: Mapping[str, Any]) -> Location | None:
        """Return where somebody works, by the name of the place."""
        workplace = values.get("workplace")
        return None if self.places is None or workplace is None else self.places.find_by_name(workplace)

    def _check_point(
        self, row: int, values: dict[str, Any], point: tuple[float, float], known: Location | None
    ) -> list[RowProblem]:
        found = location_error(*point)
        if found is not None:
            value = point[0] if found[0] == "latitude" else point[1]
            return [self._problem(row, self.plan.headings_of(found[0]), f"{value:g}", *found[1:])]
        values["location"] = Location(latitude=point[0], longitude=point[1])
        if known is not None:
            km = float(great_circle_km(*point, known.latitude, known.longitude))
            if km > POSTCODE_KM:
                return [
                    self._problem(
                        row, self.plan.headings_of("latitude"), f"{point[0]:g}, {point[1]:g}",
                        f"is {km:,.0f} km from the postcode in the same row",
                        "coordinates near the postcode, or one of the two left empty",
                    )
                ]  # fmt: skip
        return []

    def _unknown_postcode(self, row: int, postcode: str) -> RowProblem:
        # Each search among thousands of spellings takes a while; a wrong table should not cost minutes.
        self._tries -= 1
        near = self.places.nearest(postcode) if self.places is not None and self._tries >= 0 else None
        hint = "" if near is None else f" (did you mean '{near}'?)"
        return self._problem(
            row, self.plan.headings_of("postcode"), postcode,
            "is not in the postcode table", f"a postcode of that table{hint}, or an empty cell",
        )  # fmt: skip

    def _person(
        self, row: int, values: dict[str, Any], failed: set[str]
    ) -> tuple[Mentee | Mentor | None, list[RowProblem]]:
        # With the capacity unread there is nothing to compare the minimum with.
        kept = {k: v for k, v in values.items() if k != "minimum_load"} if "capacity" in failed else values
        try:
            return MODELS[self.plan.table](**with_declared(kept)), []
        except RecordError as error:
            return None, [
                self._problem(row, self.plan.headings_of(p.column), p.value, p.wrong, p.expected)
                for p in error.problems
                if p.column not in failed
            ]


def _accepted(row: int, person: Mentee | Mentor, has_point: bool, both: bool | None) -> Entry:
    return Entry(
        row, person.id, person, (), person.email, person.name, has_point=has_point, both=both, said=person.id
    )


def _rejected(
    row: int, values: Mapping[str, Any], problems: Sequence[RowProblem], failed: Set[str], both: bool | None
) -> Entry:
    """Return the entry of a row with errors, with what can be read of it."""
    raw = values.get("id", "")
    return Entry(
        row,
        _clean_id(raw),
        None,
        tuple(replace(problem, id=raw) for problem in problems),
        values.get("email"),
        values.get("name", ""),
        {name: tuple(filter(None, map(readable, values.get(name, ())))) for name in PROTECTING},
        both=both,
        blind=not failed.isdisjoint(PROTECTING),
        said=readable(raw),
    )
