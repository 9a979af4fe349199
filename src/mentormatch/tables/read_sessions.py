"""Where and when people could meet: tables of venues and of times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mentormatch.criteria import When
from mentormatch.criteria.week import DAYS
from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.places import Location, Places, location_error
from mentormatch.tables.files.expected import find_heading
from mentormatch.tables.files.sheets import Sheet, missing_heading
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import ISO_DATE, CellError, number, whole_number
from mentormatch.text import clean_line, folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

_WEEK = When(name="times")


@dataclass(frozen=True)
class Venue:
    """A place where people could meet.

    Parameters
    ----------
    name : str
    location : Location, optional
    capacity : int
        How many people it takes at a time.
    """

    name: str
    location: Location | None
    capacity: int


@dataclass(frozen=True)
class Slot:
    """A time at which people could meet.

    Parameters
    ----------
    day : str
        A day of the week, or a date such as ``2026-03-10``.
    time : str
        From when until when, such as ``14:00-16:00``.

    Examples
    --------
    >>> Slot("2026-03-10", "2-4pm").weekly
    'tuesday 2-4pm'
    """

    day: str
    time: str

    def __str__(self) -> str:
        return f"{self.day} {self.time}"

    @property
    def on(self) -> date | None:
        """The date, unless it is a day of every week."""
        return date.fromisoformat(self.day) if ISO_DATE.fullmatch(self.day) else None

    @property
    def weekly(self) -> str:
        """Day of the week and time, as an answer to a criterion of kind ``when``."""
        return f"{self.day if self.on is None else DAYS[self.on.weekday()]} {self.time}"

    @property
    def order(self) -> tuple[str, tuple[int, ...], str]:
        """What slots are sorted by: the date, then when in the week it is."""
        bits = _bits(self)
        return ("" if self.on is None else self.day, (bits & -bits, bits), str(self))


def read_venues(source: Source, places: Places | None = None) -> tuple[Venue, ...]:
    """Read a table of venues.

    Parameters
    ----------
    source : path or pandas.DataFrame
        Columns ``name``, ``capacity``, and ``latitude`` and ``longitude`` or ``postcode``.
    places : Places, optional
        Where postcodes are.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once.
    """
    found: dict[str, Venue] = {}
    problems: list[RowProblem] = []
    optional = ("postcode", "latitude", "longitude")
    for sheet, row, cells in _rows(source, "venues", ("name", "capacity"), optional, problems):
        column, value = "name", cells["name"]
        try:
            name = _text(value)
            if folded(name) in found:
                raise CellError("is listed twice", "each venue once")  # noqa: TRY301 - reported in one way
            column, value = "capacity", cells["capacity"]
            capacity = whole_number(value)
            if capacity < 1:
                raise CellError("is below 1", "how many people fit in")  # noqa: TRY301
            column, value = "postcode", cells["postcode"]
            found[folded(name)] = Venue(name, _location(cells, places), capacity)
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, column, value, error.wrong, error.expected))
    if problems:
        raise RecordError(problems)
    return tuple(found.values())


def _location(cells: Mapping[str, str], places: Places | None) -> Location:
    if cells["latitude"] and cells["longitude"]:
        point = number(cells["latitude"]), number(cells["longitude"])
        wrong = location_error(*point)
        if wrong is not None:
            raise CellError(f"has a {wrong[0]} that {wrong[1]}", wrong[2])
        return Location(latitude=point[0], longitude=point[1])
    found = None if places is None else places.find(cells["postcode"])
    if found is None:
        raise CellError(
            "is not where a place is known" if cells["postcode"] else "is empty, and so are the coordinates",
            "latitude and longitude, or a postcode in the table of places (--places)",
        )
    return found


def read_slots(source: Source) -> tuple[Slot, ...]:
    """Read a table of times.

    Parameters
    ----------
    source : path or pandas.DataFrame
        Columns ``day`` (a day of the week, or a date such as 2026-03-10) and ``time`` (14:00-16:00).

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once.
    """
    found: dict[str, Slot] = {}
    problems: list[RowProblem] = []
    for sheet, row, cells in _rows(source, "slots", ("day", "time"), (), problems):
        column = "day"
        try:
            # A spreadsheet may keep a date as one with a time of day.
            day = _text(cells["day"]).removesuffix(" 00:00:00")
            _check(day)
            column = "time"
            slot = Slot(day, _text(cells["time"]))
            bits = _bits(slot)
            if not bits or (bits // (bits & -bits)) & (bits // (bits & -bits) + 1):
                wrong = _WEEK.problem((slot.weekly,)) or "is not one stretch of time on one day"
                raise CellError(wrong, "a time such as 14:00-16:00")  # noqa: TRY301
            if folded(str(slot)) in found:
                raise CellError("is listed twice on that day", "each time once")  # noqa: TRY301
            found[folded(str(slot))] = slot
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, column, cells[column], error.wrong, error.expected))
    if problems:
        raise RecordError(problems)
    return tuple(found.values())


def _check(day: str) -> None:
    """Refuse a day that is none."""
    try:
        known = not _WEEK.problem((Slot(day, "14:00-16:00").weekly,))
    except ValueError:  # a date that does not exist
        known = False
    if not known:
        raise CellError("is no day", "a day of the week, or a date such as 2026-03-10")


def _bits(slot: Slot) -> int:
    """Return the quarters of an hour of the week that it takes, as bits."""
    return int.from_bytes(_WEEK.quarters((slot.weekly,)), "little")


def _text(cell: str) -> str:
    try:
        written = clean_line(cell)
    except ValueError as error:
        raise CellError(str(error), "one line of text") from None
    if not written:
        raise CellError("is empty", "a word")
    return written


def _rows(
    source: Source, table: str, needed: tuple[str, ...], optional: tuple[str, ...], problems: list[RowProblem]
) -> Iterator[tuple[Sheet, int, dict[str, str]]]:
    """Yield the rows that can be read, by name of column; add what is wrong with others to `problems`."""
    sheet = read_table(source, table)
    at = {name: find_heading(name, sheet.header) for name in (*needed, *optional)}
    lacking = [name for name in needed if at[name] is None]
    if lacking:
        raise RecordError([missing_heading(sheet, name, listed=name == lacking[0]) for name in lacking])
    problems += sheet.broken
    for row, cells in sheet.rows:
        bad = [sheet.bad_cells[row, i] for i in at.values() if i is not None and (row, i) in sheet.bad_cells]
        problems += bad
        if not bad:
            yield sheet, row, {name: "" if i is None else cells[i].strip() for name, i in at.items()}
    if not sheet.rows and not problems:
        problems.append(RowProblem(sheet.file, None, "", "", "has no rows", f"a table of {table}"))
