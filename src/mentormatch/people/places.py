"""Where somebody is: latitude and longitude, given or found by postcode in a table; kilometres."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

from immutabledict import immutabledict
from pydantic import Field

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.geodesy import EARTH_RADIUS_KM, great_circle_km, unit_vectors
from mentormatch.people.record import Record
from mentormatch.tables.files.sheets import Sheet, file_error, heading_key
from mentormatch.tables.rows.cells import CellError, number

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

PLACE_COLUMNS = ("postcode", "latitude", "longitude")
SAME_PLACE_KM = 1.0
"""Two rows of one postcode may lie this far apart: several sites share a postcode."""

_FULL_UK = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]{2}")


class Location(Record):
    """A point on the earth, in degrees.

    Parameters
    ----------
    latitude : float
        -90 to 90.
    longitude : float
        -180 to 180.
    """

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)] = Field(
        description="degrees north of the equator, -90 to 90"
    )
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)] = Field(
        description="degrees east of Greenwich, -180 to 180"
    )


def location_fault(latitude: float, longitude: float) -> tuple[str, str, str] | None:
    """Return the field at fault, what is wrong and what is expected; None for a plausible location."""
    if abs(latitude) > 90:
        swapped = " (latitude and longitude look swapped)" if abs(longitude) <= 90 else ""
        return "latitude", f"is outside -90 to 90{swapped}", "degrees north of the equator, -90 to 90"
    if abs(longitude) > 180:
        return "longitude", "is outside -180 to 180", "degrees east of Greenwich, -180 to 180"
    if latitude == 0 and longitude == 0:
        return "latitude", "is 0 together with longitude 0, a point in the sea", "a place, or empty cells"
    return None


def postcode_key(postcode: str) -> str:
    """Return the form in which postcodes are compared: case, blanks and hyphens do not count."""
    return re.sub(r"[\s-]", "", postcode).upper()


@dataclass(frozen=True, slots=True)
class Places:
    """A table of places: postcodes, or their outward parts, with latitude and longitude.

    Parameters
    ----------
    points : mapping of str to (float, float)
        Postcode -> latitude and longitude in degrees.
    name : str
        Name for messages.

    Raises
    ------
    RecordError
        If a point is out of range or at (0, 0).

    Examples
    --------
    >>> places = Places({"EC1A": (51.5203, -0.1024), "M1": (53.4772, -2.2358)})
    >>> places.find("ec1a 1bb").latitude
    51.5203
    >>> places.find("M2") is None
    True
    """

    points: Mapping[str, tuple[float, float]]
    name: str = "places"

    def __post_init__(self) -> None:
        problems = [
            RowProblem(self.name, None, fault[0], postcode, *fault[1:])
            for postcode, point in self.points.items()
            if (fault := location_fault(*point)) is not None
        ]
        if problems:
            raise RecordError(problems)
        keyed = {postcode_key(postcode): point for postcode, point in self.points.items()}
        object.__setattr__(self, "points", immutabledict(keyed))

    @classmethod
    def from_csv(cls, source: Source, columns: Mapping[str, str] | None = None) -> Self:
        """Read a table of places.

        Parameters
        ----------
        source : path or pandas.DataFrame
            A CSV file, an Excel workbook or a frame. Further columns do not matter.
        columns : mapping of str to str, optional
            ``postcode``, ``latitude`` or ``longitude`` -> the heading the table has for it. Without it the
            headings are these (or ``outcode`` for ``postcode``).

        Raises
        ------
        RecordError
            If a heading is missing, or with every bad row at once: a missing or malformed value,
            coordinates out of range or at (0, 0), one postcode in places more than 1 km apart.
        """
        from mentormatch.tables.files.sources import read_table

        sheet = read_table(source, "places")
        indices = _indices(sheet, columns or {})
        points: dict[str, tuple[float, float]] = {}
        problems = list(sheet.broken)
        for row, cells in sheet.rows:
            bad = [sheet.bad_cells[row, i] for i in indices if (row, i) in sheet.bad_cells]
            found = bad or _read_row(sheet, row, [cells[i].strip() for i in indices], points)
            problems += found
        if problems:
            raise RecordError(problems)
        return cls(points, sheet.file)

    def __len__(self) -> int:
        return len(self.points)

    def find(self, postcode: str) -> Location | None:
        """Return where a postcode is: the whole of it if the table has that, else its outward part.

        Case, blanks and hyphens do not count. The outward part is tried for postcodes of the British form.
        """
        key = postcode_key(postcode)
        point = self.points.get(key)
        if point is None and (full := _FULL_UK.fullmatch(key)) is not None:
            point = self.points.get(full[1])
        return None if point is None else Location(latitude=point[0], longitude=point[1])

    def nearest(self, postcode: str) -> str | None:
        """Return the postcode of the table that is spelt most like this one, if any is close."""
        from rapidfuzz import fuzz, process

        key = postcode_key(postcode)
        full = _FULL_UK.fullmatch(key)
        # A table may hold whole postcodes or outward parts: each form is compared with its like.
        wanted = [key] if full is None else [key, full[1]]
        known = list(self.points)
        found = [process.extractOne(w, known, scorer=fuzz.ratio, score_cutoff=60) for w in wanted]
        close = [(score, match) for match, score, _ in filter(None, found)]
        return _spelt(max(close, key=lambda c: c[0])[1]) if close else None


def _spelt(key: str) -> str:
    full = _FULL_UK.fullmatch(key)
    return key if full is None else f"{full[1]} {key[-3:]}"


def _indices(sheet: Sheet, columns: Mapping[str, str]) -> list[int]:
    unknown = [key for key in columns if key not in PLACE_COLUMNS]
    if unknown:
        wrong = f"has no use for the column '{unknown[0]}'{did_you_mean(unknown[0], PLACE_COLUMNS)}"
        raise file_error("columns of places", wrong, "postcode, latitude and longitude")
    keys = [heading_key(heading) for heading in sheet.header]
    indices = []
    problems = []
    for name in PLACE_COLUMNS:
        heading = columns.get(name, name)
        if name == "postcode" and name not in columns and "postcode" not in keys:
            heading = "outcode" if "outcode" in keys else heading
        if heading_key(heading) in keys:
            indices.append(keys.index(heading_key(heading)))
        else:
            found = ", ".join(h for h in sheet.header if h)
            wrong = f"is not among the headings, which are: {found}"
            expected = f"a heading '{heading}'{did_you_mean(heading, sheet.header)}, or a column map"
            problems.append(RowProblem(sheet.file, 1, heading, "", wrong, expected))
    if problems:
        raise RecordError(problems)
    return indices


def _read_row(
    sheet: Sheet, row: int, cells: list[str], points: dict[str, tuple[float, float]]
) -> list[RowProblem]:
    """Put one row into `points`, or return what is wrong with it."""
    problems = []
    degrees = []
    for name, cell in zip(PLACE_COLUMNS, cells, strict=True):
        try:
            if not cell:
                raise CellError("is empty", f"a {name}")  # noqa: TRY301 - one way of reporting for all faults
            if name != "postcode":
                degrees.append(number(cell))
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, name, cell, error.wrong, error.expected, cells[0]))
    if problems:
        return problems
    latitude, longitude = degrees
    fault = location_fault(latitude, longitude)
    if fault is not None:
        value = cells[PLACE_COLUMNS.index(fault[0])]
        return [RowProblem(sheet.file, row, fault[0], value, *fault[1:], cells[0])]
    key = postcode_key(cells[0])
    known = points.setdefault(key, (latitude, longitude))
    if known != (latitude, longitude):
        if great_circle_km(*known, latitude, longitude) > SAME_PLACE_KM:
            wrong = f"stands in an earlier row too, more than {SAME_PLACE_KM:g} km away"
            return [RowProblem(sheet.file, row, "postcode", cells[0], wrong, "each postcode once", cells[0])]
        points[key] = min(known, (latitude, longitude))  # whatever the order of the rows
    return []


__all__ = ["EARTH_RADIUS_KM", "Location", "Places", "great_circle_km", "unit_vectors"]
