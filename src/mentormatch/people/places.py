"""Locations: latitude and longitude, given or found by postcode in a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from immutabledict import immutabledict
from pydantic import Field

from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.geodesy import EARTH_RADIUS_KM, great_circle_km, unit_vectors
from mentormatch.people.record import Record

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


def location_error(latitude: float, longitude: float) -> tuple[str, str, str] | None:
    """Return the field, what is wrong and what is expected; None for a plausible location."""
    if abs(latitude) > 90:
        swapped = " (latitude and longitude look swapped)" if abs(longitude) <= 90 else ""
        return "latitude", f"is outside -90 to 90{swapped}", "degrees north of the equator, -90 to 90"
    if abs(longitude) > 180:
        return "longitude", "is outside -180 to 180", "degrees east of Greenwich, -180 to 180"
    if latitude == 0 and longitude == 0:
        return (
            "latitude",
            "is 0 together with longitude 0, a point in the sea",
            "the location of the person, or empty cells",
        )
    return None


def postcode_key(postcode: str) -> str:
    """Return the form in which postcodes are compared: case, blanks and hyphens do not count."""
    return re.sub(r"[\s-]", "", postcode).upper()


@dataclass(frozen=True, slots=True)
class Places:
    """A postcode table: postcodes, or their outward parts, with latitude and longitude.

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
            RowProblem(self.name, None, found[0], postcode, *found[1:])
            for postcode, point in self.points.items()
            if (found := location_error(*point)) is not None
        ]
        if problems:
            raise RecordError(problems)
        keyed = {postcode_key(postcode): point for postcode, point in self.points.items()}
        object.__setattr__(self, "points", immutabledict(keyed))

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


__all__ = ["EARTH_RADIUS_KM", "Location", "Places", "great_circle_km", "unit_vectors"]
