"""Warnings about where people are: parts of postcodes, postcodes without coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mentormatch.errors import RowProblem
from mentormatch.people.places import Places
from mentormatch.tables.rows.between_rows import TableRows


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
    return [*_without_coordinates(places), *(one for rows in tables for one in _rough(rows, places))]


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
