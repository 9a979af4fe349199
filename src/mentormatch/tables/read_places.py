"""A postcode table: postcodes with latitude and longitude, from a file or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.places import (
    Places,
    great_circle_km,
    location_error,
    postcode_key,
    stands_for_none,
)
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import Sheet, file_error, missing_heading
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import CellError, number

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

_COLUMNS = ("postcode", "latitude", "longitude")
_NOTHING = frozenset({"", "null", "none", "nan", "na", "n/a", "\\n"})
"""What databases and spreadsheets write where a row has no coordinates."""
_ONE_POSTCODE_KM = 1.0
"""Two rows of one postcode may lie this far apart: several sites share a postcode."""


def read_places(source: Source, columns: Mapping[str, str] | None = None) -> Places:
    """Read a postcode table.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A CSV file, an Excel workbook or a frame. Other columns are ignored.
    columns : mapping of str to str, optional
        ``postcode``, ``latitude`` or ``longitude`` -> the heading the table has for it. Without it the
        headings are these (or ``outcode`` for ``postcode``).

    Returns
    -------
    Places

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once: a missing or malformed value, coordinates out
        of range, one postcode at two points more than 1 km apart.

    Notes
    -----
    Rows without coordinates (both empty, both 0, or the 99.999999 and 0 of the Office for National
    Statistics) are no places: their postcodes are `Places.unplaced`.
    """
    sheet = read_table(source, "places")
    indices = _indices(sheet, columns or {})
    points: dict[str, tuple[float, float]] = {}
    unplaced: set[str] = set()
    problems = list(sheet.broken)
    for row, all_cells in sheet.rows:
        bad = [sheet.bad_cells[row, i] for i in indices if (row, i) in sheet.bad_cells]
        cells = [all_cells[i].strip() for i in indices]
        if cells[0] and not bad and _has_no_place(*cells[1:]):
            unplaced.add(cells[0])
        else:
            problems += bad or _read_row(sheet, row, cells, points)
    if problems:
        raise RecordError(problems)
    return Places(points, sheet.file, unplaced)


def _has_no_place(latitude: str, longitude: str) -> bool:
    """Return whether a row says that its postcode has no coordinates."""
    if latitude.casefold() in _NOTHING and longitude.casefold() in _NOTHING:
        return True
    if longitude.strip("+-0."):  # a cheap look first: tables of places are long
        return False
    try:
        return stands_for_none(number(latitude), number(longitude))
    except CellError:
        return False


def _indices(sheet: Sheet, columns: Mapping[str, str]) -> list[int]:
    unknown = [key for key in columns if key not in _COLUMNS]
    if unknown:
        wrong = f"has an unknown key '{unknown[0]}'{did_you_mean(unknown[0], _COLUMNS)}"
        raise file_error("columns of the postcode table", wrong, "postcode, latitude and longitude")
    keys = [heading_key(heading) for heading in sheet.header]
    indices = []
    problems: list[RowProblem] = []
    for name in _COLUMNS:
        heading = columns.get(name, name)
        if name == "postcode" and name not in columns and "postcode" not in keys:
            heading = "outcode" if "outcode" in keys else heading
        if heading_key(heading) in keys:
            indices.append(keys.index(heading_key(heading)))
        else:
            problems.append(missing_heading(sheet, heading, ", or a column map", listed=not problems))
    if problems:
        raise RecordError(problems)
    return indices


def _read_row(
    sheet: Sheet, row: int, cells: list[str], points: dict[str, tuple[float, float]]
) -> list[RowProblem]:
    """Put one row into `points`, or return what is wrong with it."""
    problems = []
    degrees = []
    for name, cell in zip(_COLUMNS, cells, strict=True):
        try:
            if not cell:
                raise CellError("is empty", f"a {name}")  # noqa: TRY301 - all errors are reported in one way
            if name != "postcode":
                degrees.append(number(cell))
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, name, cell, error.wrong, error.expected, cells[0]))
    if problems:
        return problems
    latitude, longitude = degrees
    found = location_error(latitude, longitude)
    if found is not None:
        value = cells[_COLUMNS.index(found[0])]
        return [RowProblem(sheet.file, row, found[0], value, *found[1:], cells[0])]
    key = postcode_key(cells[0])
    known = points.setdefault(key, (latitude, longitude))
    if known != (latitude, longitude):
        if great_circle_km(*known, latitude, longitude) > _ONE_POSTCODE_KM:
            wrong = f"is also in an earlier row, more than {_ONE_POSTCODE_KM:g} km away"
            return [RowProblem(sheet.file, row, "postcode", cells[0], wrong, "each postcode once", cells[0])]
        points[key] = min(known, (latitude, longitude))  # whatever the order of the rows
    return []
