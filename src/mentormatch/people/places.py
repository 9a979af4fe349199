"""Locations: latitude and longitude, given or found by postcode in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from typing import Annotated

from immutabledict import immutabledict
from pydantic import Field

from mentormatch.arguments import check_arguments
from mentormatch.errors import RecordError, RowProblem
from mentormatch.people.geodesy import EARTH_RADIUS_KM, great_circle_km, unit_vectors
from mentormatch.people.locations.postcodes import is_whole, outward_part, postcode_key, spelt, typed_outward
from mentormatch.people.locations.sites import Sites, name_key
from mentormatch.people.record import Record


class Location(Record):
    """A point on the earth, in degrees.

    Parameters
    ----------
    latitude : float
        -90 to 90.
    longitude : float
        -180 to 180.

    Examples
    --------
    >>> leeds = mm.Location(latitude=53.80, longitude=-1.55)
    >>> mm.Mentee(id="e1", location=leeds, max_km=20).location.latitude
    53.8
    """

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)] = Field(
        description="degrees north of the equator, -90 to 90"
    )
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)] = Field(
        description="degrees east of Greenwich, -180 to 180"
    )


NO_LATITUDE = 99.99
"""The postcode directory of the Office for National Statistics has 99.999999 where it has no coordinates."""


def stands_for_none(latitude: float, longitude: float) -> bool:
    """Return whether coordinates are among those that stand for no location at all."""
    return (latitude == 0 or NO_LATITUDE <= latitude <= 100) and longitude == 0


def location_error(latitude: float, longitude: float) -> tuple[str, str, str] | None:
    """Return the field, what is wrong and what is expected; None for a plausible location."""
    if latitude and stands_for_none(latitude, longitude):
        return "latitude", "stands for no coordinates", "the location of the person, or empty cells"
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


@dataclass(frozen=True, slots=True)
class Places:
    """A postcode table: postcodes, or their outward parts, with latitude and longitude.

    Parameters
    ----------
    points : mapping of str to (float, float)
        Postcode -> latitude and longitude in degrees.
    name : str
        Name for messages.
    unplaced : set of str
        Postcodes that are in the table without coordinates.
    sites : sequence of (str, (float, float))
        Names of places, such as hospitals, with latitude and longitude in degrees.

    Raises
    ------
    RecordError
        If a point is out of range or at (0, 0).

    Examples
    --------
    >>> places = mm.Places({"EC1A": (51.5203, -0.1024), "M1": (53.4772, -2.2358)})
    >>> places.find("ec1a 1bb").latitude
    51.5203
    >>> places.find("M2") is None
    True
    >>> places.find("M1 4").latitude, places.doubt("M1 4")
    (53.4772, 'is a part of a postcode, and was located by its outward part M1')
    """

    points: Mapping[str, tuple[float, float]]
    name: str = "places"
    unplaced: Set[str] = frozenset()
    sites: Sequence[tuple[str, tuple[float, float]]] = ()
    _sites: Sites = field(default=Sites(), init=False, repr=False, compare=False)
    _means: list[dict[str, _Mean]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_arguments(Places.__init__, {item.name: getattr(self, item.name) for item in fields(self)})
        try:
            problems = [
                RowProblem(self.name, None, found[0], name, *found[1:])
                for name, point in chain(self.points.items(), self.sites)
                if (found := location_error(*point)) is not None
            ]
        except (TypeError, ValueError):
            expected = "(latitude, longitude) of each, in degrees"
            problems = [RowProblem(self.name, None, "", "", "has a point that is not two numbers", expected)]
        if problems:
            raise RecordError(problems)
        object.__setattr__(self, "sites", tuple(self.sites))
        object.__setattr__(self, "_sites", Sites.of(self.sites))
        keyed = {postcode_key(postcode): point for postcode, point in self.points.items()}
        object.__setattr__(self, "points", immutabledict(keyed))
        object.__setattr__(self, "unplaced", frozenset(map(postcode_key, self.unplaced)) - keyed.keys())

    def __len__(self) -> int:
        return len(self.points)

    def find(self, postcode: str) -> Location | None:
        """Return where a postcode is: the whole of it if the table has that, else its outward part.

        Case does not count, nor do blanks and hyphens in a whole postcode. A part of a postcode, as "M1 4",
        is where its outward part is; an outward part that the table does not have is at the middle of its
        postcodes. `doubt` says so.
        """
        check_arguments(Places.find, locals())
        point, _ = self._look_up(postcode_key(postcode))
        return None if point is None else Location(latitude=point[0], longitude=point[1])

    def doubt(self, postcode: str) -> str:
        """Return in words why a postcode's location is only rough, or not known; empty if it is as asked."""
        check_arguments(Places.doubt, locals())
        key = postcode_key(postcode)
        certain = is_whole(key) and key not in self.unplaced  # most are, and tables are long
        return "" if certain else self._look_up(key)[1]

    def lacks(self, postcode: str) -> bool:
        """Return whether a postcode is in the table without coordinates."""
        check_arguments(Places.lacks, locals())
        return postcode_key(postcode) in self.unplaced

    def find_by_name(self, name: str) -> Location | None:
        """Return where the place of this name is; None if it is in no row, or of several places."""
        check_arguments(Places.find_by_name, locals())
        point = self._sites.find(name) if self.sites else None
        return None if point is None else Location(latitude=point[0], longitude=point[1])

    def nearest_names(self, name: str) -> tuple[str, ...]:
        """Return up to three names in the table that are spelt much like this one."""
        check_arguments(Places.nearest_names, locals())
        return self._sites.near(name)

    def is_shared(self, name: str) -> bool:
        """Return whether several places have this name."""
        check_arguments(Places.is_shared, locals())
        return name_key(name) in self._sites.shared

    def naming(self, names: Mapping[str, str]) -> Places:
        """Return the same places with more names: each one's postcode, or its name in the table.

        A name given here counts before that of the table.

        Raises
        ------
        RecordError
            With all that are neither.
        """
        check_arguments(Places.naming, locals())
        sites = []
        problems = []
        for name, where in names.items():
            found = self.find(where) or self.find_by_name(where)
            if found is not None:
                sites.append((name, (found.latitude, found.longitude)))
                continue
            near = self.nearest_names(where)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            wrong = "is neither a postcode nor the name of one place in the table of places"
            problems.append(RowProblem(self.name, None, name, where, wrong, f"one of these{hint}"))
        if problems:
            raise RecordError(problems)
        given = set(map(name_key, names))
        sites += [(name, point) for name, point in self.sites if name_key(name) not in given]
        return replace(self, sites=sites)

    def _look_up(self, key: str) -> tuple[tuple[float, float] | None, str]:
        point = self.points.get(key)
        if point is not None:
            return point, ""
        unplaced = key in self.unplaced
        outward = outward_part(key)
        if outward is None:
            without = "has no coordinates in the postcode table, so the location is unknown"
            return None, without if unplaced else ""
        point = self.points.get(outward)
        if is_whole(key) and not unplaced:
            return point, ""
        what = "has no coordinates in the postcode table" if unplaced else "is a part of a postcode"
        if point is not None:
            return point, f"{what}, and was located by its outward part {outward}"
        mean = self._mean_of(outward)
        if mean is None:
            return None, f"{what}, so the location is unknown" if unplaced else ""
        many = "the only postcode" if mean.count == 1 else f"the middle of the {mean.count} postcodes"
        return mean.point, f"{what}, and was located at {many} of {outward} in the table"

    def _mean_of(self, outward: str) -> _Mean | None:
        if not self._means:  # once, and only for tables that are asked for it
            self._means.append(_means(self.points))
        return self._means[0].get(outward)

    def nearest(self, postcode: str) -> str | None:
        """Return the postcode of the table that is spelt most like this one, if any is close.

        An outward part is only taken for another one as long: "LE1 7" may be LE2, but never LE17.
        """
        check_arguments(Places.nearest, locals())
        from rapidfuzz import fuzz, process

        key = postcode_key(postcode)
        outward = typed_outward(key)
        # A table may hold whole postcodes or outward parts: each form is compared with its like.
        wanted = {key: list(self.points)}
        if outward is not None:
            of_length = {n: [one for one in self.points if len(one) == n] for n in (len(outward), len(key))}
            wanted = {one: of_length[len(one)] for one in ([key, outward] if is_whole(key) else [outward])}
        found = [
            process.extractOne(one, like, scorer=fuzz.ratio, score_cutoff=60) for one, like in wanted.items()
        ]
        close = [(score, match) for match, score, _ in filter(None, found)]
        return spelt(max(close, key=lambda c: c[0])[1]) if close else None


@dataclass(frozen=True, slots=True)
class _Mean:
    """The middle of the postcodes of one outward part."""

    point: tuple[float, float]
    count: int


def _means(points: Mapping[str, tuple[float, float]]) -> dict[str, _Mean]:
    sums: dict[str, list[float]] = {}
    for key, (latitude, longitude) in points.items():
        if is_whole(key) and (outward := outward_part(key)) is not None:
            total = sums.setdefault(outward, [0.0, 0.0, 0])
            total[0] += latitude
            total[1] += longitude
            total[2] += 1
    return {outward: _Mean((x / n, y / n), int(n)) for outward, (x, y, n) in sums.items()}


__all__ = ["EARTH_RADIUS_KM", "Location", "Places", "great_circle_km", "postcode_key", "unit_vectors"]
