"""Where and when people could meet: tables of venues and of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mentormatch.arguments import check_arguments
from mentormatch.criteria import When
from mentormatch.criteria.week import DAYS
from mentormatch.people.places import Location, Places, location_error
from mentormatch.tables.read_rows import Cells, read_rows
from mentormatch.tables.rows.cells import ISO_DATE, CellError, ColumnError, number, read_cell, whole_number
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
        As people know it; it is in the plan.
    location : Location, optional
        Where it is; without it, nobody's way is known.
    capacity : int
        How many people it takes at a time.

    Examples
    --------
    >>> mm.Venue("Library", mm.Location(latitude=53.8, longitude=-1.55), capacity=12).capacity
    12
    """

    name: str
    location: Location | None
    capacity: int

    def __post_init__(self) -> None:
        check_arguments(Venue.__init__, vars(self))


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
    >>> mm.Slot("2026-03-10", "2-4pm").weekly
    'tuesday 2-4pm'
    """

    day: str
    time: str

    def __post_init__(self) -> None:
        check_arguments(Slot.__init__, vars(self))

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
        """What slots are sorted by; the date, then when in the week it is."""
        bits = self.bits
        return ("" if self.on is None else self.day, (bits & -bits, bits), str(self))

    @property
    def bits(self) -> int:
        """The quarters of an hour of the week that it takes, as bits; 0 if that is not understood."""
        return int.from_bytes(_WEEK.quarters((self.weekly,)), "little")


def read_venues(source: Source, places: Places | None = None) -> tuple[Venue, ...]:
    """Read a table of venues.

    Parameters
    ----------
    source : path or pandas.DataFrame
        Columns ``name``, ``capacity``, and ``latitude`` and ``longitude`` or ``postcode``.
    places : Places, optional
        Where postcodes are.

    Returns
    -------
    tuple of Venue
        In the order of the rows.

    Raises
    ------
    ArgumentError
        If `source` is neither a path nor a table in memory, or another argument has the wrong type.
    RecordError
        If a heading is missing, or with every bad row at once.

    Examples
    --------
    >>> import pandas as pd
    >>> table = {"name": ["Library"], "capacity": [12], "latitude": [53.8], "longitude": [-1.55]}
    >>> mm.read_venues(pd.DataFrame(table))
    (Venue(name='Library', location=Location(latitude=53.8, longitude=-1.55), capacity=12),)
    """
    check_arguments(read_venues, locals())

    def venue(cells: Cells) -> tuple[object, Venue]:
        name, capacity = read_cell(cells, "name", _line), read_cell(cells, "capacity", whole_number)
        if capacity < 1:
            raise ColumnError("capacity", "is below 1", "how many people fit in")
        return folded(name), Venue(name, _location(cells, places), capacity)

    return read_rows(source, "venues", ("name", "capacity"), venue, ("postcode", "latitude", "longitude"))


def _location(cells: Cells, places: Places | None) -> Location:
    if cells["latitude"] and cells["longitude"]:
        latitude, longitude = (read_cell(cells, one, number) for one in ("latitude", "longitude"))
        wrong = location_error(latitude, longitude)
        if wrong is not None:
            raise ColumnError(*wrong)
        return Location(latitude=latitude, longitude=longitude)
    found = None if places is None else places.find(cells["postcode"])
    if found is None:
        raise ColumnError(
            "postcode",
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

    Returns
    -------
    tuple of Slot
        In the order of the rows.

    Raises
    ------
    ArgumentError
        If `source` is neither a path nor a table in memory.
    RecordError
        If a heading is missing, or with every bad row at once.

    Examples
    --------
    >>> import pandas as pd
    >>> mm.read_slots(pd.DataFrame({"day": ["Monday"], "time": ["14:00-16:00"]}))
    (Slot(day='Monday', time='14:00-16:00'),)
    """
    return read_rows(source, "slots", ("time", "day"), _slot)


def _slot(cells: Cells) -> tuple[object, Slot]:
    # A spreadsheet may keep a date as one with a time of day.
    day = read_cell(cells, "day", _line).removesuffix(" 00:00:00")
    if not _is_day(day):
        raise ColumnError("day", "is no day", "a day of the week, or a date such as 2026-03-10")
    slot = Slot(day, read_cell(cells, "time", _line))
    bits = slot.bits
    if not bits or bits & (bits + (bits & -bits)):
        wrong = _WEEK.problem((slot.weekly,)) or "is not one stretch of time on one day"
        raise ColumnError("time", wrong, "a time such as 14:00-16:00")
    return (slot.on, bits), slot


def _is_day(day: str) -> bool:
    try:
        return Slot(day, "14:00-16:00").bits > 0
    except ValueError:  # a date that does not exist
        return False


def _line(cell: str) -> str:
    try:
        written = clean_line(cell)
    except ValueError as error:
        raise CellError(str(error), "one line of text") from None
    if not written:
        raise CellError("is empty", "a word")
    return written
