"""Warnings about where people are: parts of postcodes, postcodes without coordinates, unknown workplaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count

from mentormatch.errors import RowProblem
from mentormatch.people.places import Places
from mentormatch.tables.rows.between_rows import TableRows

_NEAREST_TRIES = 200
"""Each search among thousands of names takes a while; a wrong table should not cost minutes."""


def location_warnings(tables: Sequence[TableRows], places: Places | None) -> list[RowProblem]:
    """Return what should be looked at: rows of the table of places, then rows of people.

    Parameters
    ----------
    tables : sequence of TableRows
        Mentees and mentors.
    places : Places, optional
        Where they were looked up.
    """
    if places is None:
        return []
    names = lru_cache(maxsize=None)(partial(_name_doubt, places, count(_NEAREST_TRIES, -1)))
    return [
        *_without_coordinates(places),
        *(one for rows in tables for one in (*_rough(rows, places), *_unnamed(rows, names))),
    ]


def _without_coordinates(places: Places) -> list[RowProblem]:
    if not places.unplaced:
        return []
    wrong = f"{len(places.unplaced)} postcodes have no coordinates (empty, 0 and 0, or 99.999999): no places"
    expected = "no correction, unless people live there"
    return [RowProblem(places.name, None, "latitude", "", wrong, expected)]


def _rough(rows: TableRows, places: Places) -> list[RowProblem]:
    """Return the postcodes that are only roughly where they say, or not known to be anywhere."""
    expected = "a whole postcode, or latitude and longitude"
    doubt = lru_cache(maxsize=None)(places.doubt)  # people share postcodes
    return [
        rows.problem(entry, "postcode", postcode, why, expected)
        for entry in rows.entries
        if entry.person is not None and not entry.has_point
        if (postcode := entry.person.postcode) and (why := doubt(postcode))
    ]


def _unnamed(rows: TableRows, doubt: Callable[[str], tuple[str, str]]) -> list[RowProblem]:
    """Return the workplaces that could not be found, of people without another location."""
    return [
        rows.problem(entry, "workplace", workplace, *why)
        for entry in rows.entries
        if entry.person is not None and entry.person.location is None
        if (workplace := entry.person.workplace) and (why := doubt(workplace))[0]
    ]


def _name_doubt(places: Places, tries: Iterator[int], workplace: str) -> tuple[str, str]:
    """Return what is wrong with the name of a workplace, and what is expected; both empty if nothing is."""
    if not places.sites:
        return "", ""
    in_map = "in [workplaces] of the column map"
    if places.is_shared(workplace):
        wrong = "is the name of several places in the table of places, so the location is unknown"
        return wrong, f"a postcode, here or {in_map}"
    near = places.nearest_names(workplace) if next(tries) > 0 else ()
    if not near:
        return "is not in the table of places, so the location is unknown", f"a postcode, here or {in_map}"
    names = " or ".join(f"'{name}'" for name in near)
    return f"is not in the table of places, so the location is unknown; is it {names}?", f"that name {in_map}"
