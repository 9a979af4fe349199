"""Places by name: hospitals, sites, practices. A name is found, or asked about, but never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Self

from immutabledict import immutabledict

from mentormatch.people.geodesy import great_circle_km
from mentormatch.text import folded

Point = tuple[float, float]

ONE_PLACE_KM = 1.0
"""Two rows of one name, or of one postcode, may be this far apart: a site has several doors."""

_WORD = re.compile(r"\w+")
_NEAR = 85
_SHOWN = 3


def name_key(name: str) -> str:
    """Return the form in which names of places are compared.

    Case, blanks, punctuation and "the" at the beginning do not count, and "&" is "and".
    """
    return " ".join(_WORD.findall(folded(name).replace("'", "").replace("&", " and "))).removeprefix("the ")


@dataclass(frozen=True, slots=True)
class Sites:
    """Named places.

    Parameters
    ----------
    points : mapping of str to (float, float)
        `name_key` -> latitude and longitude in degrees.
    spelt : mapping of str to str
        `name_key` -> the name as the table has it.
    shared : set of str
        The `name_key` of names that several places have; they are not among `points`.
    """

    points: Mapping[str, Point] = immutabledict()
    spelt: Mapping[str, str] = immutabledict()
    shared: Set[str] = frozenset()

    @classmethod
    def of(cls, named: Iterable[tuple[str, Point]]) -> Self:
        """Collect names with their places; a name of two places more than 1 km apart is `shared`."""
        points: dict[str, Point] = {}
        spelt: dict[str, str] = {}
        shared = set()
        for name, point in named:
            key = name_key(name)
            spelt.setdefault(key, name)
            known = points.setdefault(key, point)
            if known != point and great_circle_km(*known, *point) > ONE_PLACE_KM:
                shared.add(key)
            points[key] = min(known, point)  # whatever the order of the rows
        alone = {key: point for key, point in points.items() if key and key not in shared}
        return cls(immutabledict(alone), immutabledict(spelt), frozenset(shared))

    def find(self, name: str) -> Point | None:
        """Return where the place of this name is, if there is exactly one."""
        return self.points.get(name_key(name))

    def near(self, name: str) -> tuple[str, ...]:
        """Return up to three names that are spelt much like this one, the nearest first."""
        from rapidfuzz import fuzz, process

        found = process.extract(
            name_key(name), list(self.points), scorer=fuzz.token_set_ratio, score_cutoff=_NEAR, limit=_SHOWN
        )
        return tuple(self.spelt[key] for key, _, _ in found)
