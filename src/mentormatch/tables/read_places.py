"""A table of places: postcodes, or names, with latitude and longitude, from a file or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.locations.sites import ONE_PLACE_KM
from mentormatch.people.places import (
    Places,
    great_circle_km,
    location_error,
    postcode_key,
    stands_for_none,
)
from mentormatch.tables.files.expected import column_keys, find_heading
from mentormatch.tables.files.sheets import Sheet, file_error, missing_heading
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import CellError, number

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

_COLUMNS = ("postcode", "latitude", "longitude", "name")
_OR_NAME = ", or 'name' for places without one"
_NOTHING = frozenset({"", "null", "none", "nan", "na", "n/a", "\\n"})
"""What databases and spreadsheets write where a row has no coordinates."""


def read_places(source: Source, columns: Mapping[str, str] | None = None) -> Places:
    """Read a table of places.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A CSV file, an Excel workbook or a frame. Other columns are ignored.
    columns : mapping of str to str, optional
        ``postcode``, ``latitude``, ``longitude`` or ``name`` -> the heading the table has for it. Without it
        the headings are these (or ``outcode`` for ``postcode``). A table has postcodes, names of places or
        both.

    Returns
    -------
    Places
        In degrees, found by postcode or by name.

    Raises
    ------
    TypeError
        If `source` is neither a path nor a table in memory.
    RecordError
        If a heading is missing, or with every bad row at once: a missing or malformed value, coordinates out
        of range, one postcode at two points more than 1 km apart.

    Notes
    -----
    Rows without coordinates (both empty, both 0, or the 99.999999 and 0 of the Office for National
    Statistics) are no places: their postcodes are `Places.unplaced`. A name in such a row is where its
    postcode is, if another row says so.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"postcode": ["LS1"], "latitude": [53.797], "longitude": [-1.552]})
    >>> mm.read_places(table).find("LS1 4AP").latitude
    53.797
    """
    sheet = read_table(source, "places")
    indices = _indices(sheet, columns or {})
    used = [i for i in indices if i is not None]
    found = _Found()
    problems = list(sheet.broken)
    for row, all_cells in sheet.rows:
        bad = sheet.bad_in(row, used)
        cells = ["" if i is None else all_cells[i].strip() for i in indices]
        problems += bad or _read_row(sheet, row, cells, found)
    if problems:
        raise RecordError(problems)
    places = Places(found.points, sheet.file, found.unplaced, found.sites)
    elsewhere = {name: postcode for name, postcode in found.by_postcode.items() if places.find(postcode)}
    return places.naming(elsewhere) if elsewhere else places


@dataclass(slots=True)
class _Found:
    """What the rows say so far."""

    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)
    sites: list[tuple[str, tuple[float, float]]] = field(default_factory=list)
    by_postcode: dict[str, str] = field(default_factory=dict)  # names in rows without coordinates


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


def _indices(sheet: Sheet, columns: Mapping[str, str]) -> list[int | None]:
    """Return the index of each of the columns; None for one that the table may lack."""
    unknown = [key for key in columns if key not in _COLUMNS]
    if unknown:
        wrong = f"has an unknown key '{unknown[0]}'{did_you_mean(unknown[0], _COLUMNS)}"
        raise file_error("columns of the table of places", wrong, ", ".join(_COLUMNS))
    keys = column_keys(sheet.header)
    headings = {name: columns.get(name, name) for name in _COLUMNS}
    if "postcode" not in columns and "postcode" not in keys and "outcode" in keys:
        headings["postcode"] = "outcode"
    found = {name: find_heading(one, sheet.header) for name, one in headings.items()}
    at = {name: index for name, index in found.items() if index is not None}
    may_lack = {"name"} - columns.keys() if "postcode" in at else {"postcode"} - columns.keys()
    if "postcode" not in at and "name" not in at:
        may_lack = {"name"}
    lacking = [name for name in headings if name not in at and name not in may_lack]
    problems = [
        missing_heading(
            sheet,
            headings[one],
            f"{_OR_NAME if one == 'postcode' else ''}, or [places] in a column map",
            listed=one == lacking[0],
        )
        for one in lacking
    ]
    if problems:
        raise RecordError(problems)
    return [at.get(name) for name in _COLUMNS]


def _read_row(sheet: Sheet, row: int, cells: list[str], found: _Found) -> list[RowProblem]:
    """Put one row into `found`, or return what is wrong with it."""
    postcode, latitude, longitude, name = cells
    if (postcode or name) and _has_no_place(latitude, longitude):
        found.unplaced.update(filter(None, [postcode]))
        if postcode and name:
            found.by_postcode[name] = postcode
        return []
    problems = []
    degrees = []
    for column, cell in zip(_COLUMNS[:3], cells[:3], strict=True):
        try:
            if not cell and not (column == "postcode" and name):
                raise CellError("is empty", f"a {column}")  # noqa: TRY301 - all errors are reported in one way
            if column != "postcode":
                degrees.append(number(cell))
        except CellError as error:
            problems.append(RowProblem(sheet.file, row, column, cell, error.wrong, error.expected, postcode))
    if problems:
        return problems
    point = (degrees[0], degrees[1])
    wrong = location_error(*point)
    if wrong is not None:
        value = cells[_COLUMNS.index(wrong[0])]
        return [RowProblem(sheet.file, row, wrong[0], value, *wrong[1:], postcode)]
    if name:
        found.sites.append((name, point))
    return _add_postcode(sheet, row, postcode, point, found.points) if postcode else []


def _add_postcode(
    sheet: Sheet,
    row: int,
    postcode: str,
    point: tuple[float, float],
    points: dict[str, tuple[float, float]],
) -> list[RowProblem]:
    key = postcode_key(postcode)
    known = points.setdefault(key, point)
    if known != point:
        if great_circle_km(*known, *point) > ONE_PLACE_KM:
            wrong = f"is also in an earlier row, more than {ONE_PLACE_KM:g} km away"
            return [RowProblem(sheet.file, row, "postcode", postcode, wrong, "each postcode once", postcode)]
        points[key] = min(known, point)  # whatever the order of the rows
    return []
