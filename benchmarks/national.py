"""A made-up national scheme, as two tables: towns, sites, professions, names as frequent as real ones.

Everything is drawn by columns, so that a million people take seconds. The country grows with its people: a
larger scheme has more towns and not fuller ones, and everybody has about 40 candidates at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

import mentormatch as mm

MENTORS = 0.7
"""Mentors to a mentee, who take 1, 2 or 3 mentees each."""
TOWN = 400
"""Mentees of a town, on average; the largest have a hundred times as many."""
KM = 111.2
SPREAD = 15.0
"""Kilometres from a town to the next, on average."""

_PROFESSIONS = (
    "nursing", "medicine", "allied health", "administration", "support", "science", "pharmacy", "estates",
    "ambulance", "midwifery", "management", "dentistry",
)  # fmt: skip
_INTERESTS = tuple(
    f"{one} {other}"
    for one, other in product(
        ("acute", "rural", "digital", "clinical", "public", "mental", "primary", "global", "social", "early"),
        ("audit", "teaching", "research", "leadership", "safety", "data", "careers", "ethics", "policy"),
    )
)
_VALUES = ("independence", "safety", "participation", "fairness", "candour", "learning", "kindness")
_AREAS = ("teaching", "research", "leadership", "audit", "mentoring", "quality improvement", "informatics",
          "appraisal", "writing", "statistics", "coaching", "commissioning")  # fmt: skip
_SOUNDS = tuple(a + b for a, b in product("bcdfghklmnprstvw", ("a", "e", "i", "o", "u", "ar", "en", "il")))

Texts = NDArray[np.str_]
Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]


def policy() -> mm.Policy:
    """Return the policy of the scheme: the same profession is a must, seven criteria score."""
    return mm.Policy(
        limits={"online": False, "max_pairs": 200_000_000},
        criteria=[mm.criteria.Same(name="profession", must=True, weight=0.0)],
        weights={"personal_interests": 0.0},
    )


def draw(n_mentees: int, seed: int = 0) -> tuple[pa.Table, pa.Table]:
    """Return mentees and mentors as Arrow tables, the same for the same numbers."""
    rng = np.random.default_rng([seed, n_mentees])
    towns = _Towns(rng, max(1, n_mentees // TOWN))
    n_mentors = round(MENTORS * n_mentees)
    staff = _people(rng, towns, n_mentors, "r")
    mentors = {
        **staff,
        "seniority": rng.integers(3, 9, n_mentors),
        "offers": _levels(rng, n_mentors, 4),
        "capacity": rng.choice([1, 2, 3], n_mentors, p=[0.55, 0.3, 0.15]),
    }
    own = _people(rng, towns, n_mentees, "e")
    mentees = {
        **own,
        "seniority": rng.integers(1, 6, n_mentees),
        "wants": _levels(rng, n_mentees, 2),
        "independent_of": _superiors(rng, own["workplace"], staff["workplace"], staff["id"]),
        "prefers": _superiors(rng, own["workplace"], staff["workplace"], staff["id"]),
    }
    return pa.table(mentees), pa.table(mentors)


def write(folder: Path, n_mentees: int, seed: int = 0) -> tuple[Path, Path]:
    """Write the two tables as parquet files, and return their paths."""
    paths = folder / "mentees.parquet", folder / "mentors.parquet"
    for path, table in zip(paths, draw(n_mentees, seed), strict=True):
        parquet.write_table(table, path)
    return paths


class _Towns:
    """Towns of unequal size and the sites in them: where people work."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        size = np.minimum(rng.pareto(1.6, n) + 0.5, 100.0)
        self._share = size / size.sum()
        side = SPREAD * np.sqrt(n)
        self._at = rng.random((n, 2)) * side
        self._radius = 3.0 * np.sqrt(size / size.mean())
        self._sites = np.maximum(1, np.round(12 * size / size.mean())).astype(np.int64)
        self._first = np.concatenate([[0], np.cumsum(self._sites)])
        self._site = np.repeat(self._at, self._sites, axis=0)
        self._site += rng.normal(size=self._site.shape) * np.repeat(self._radius, self._sites)[:, None]

    def sites_of(self, rng: np.random.Generator, n: int) -> Whole:
        """Return the site of each of `n` people."""
        town = rng.choice(len(self._share), n, p=self._share)
        return self._first[town] + rng.integers(0, self._sites[town])

    def degrees(self, rng: np.random.Generator, site: Whole) -> tuple[Numbers, Numbers]:
        """Return latitude and longitude of the homes of people at these sites."""
        x, y = (self._site[site] + rng.normal(size=(len(site), 2)) * 2.0).T
        latitude = 50.0 + y / KM
        return latitude.round(5), (-5.0 + x / (KM * np.cos(np.radians(latitude)))).round(5)


def _people(rng: np.random.Generator, towns: _Towns, n: int, letter: str) -> dict[str, pa.Array]:
    site = towns.sites_of(rng, n)
    latitude, longitude = towns.degrees(rng, site)
    known = rng.random(n) < 0.9
    ids = np.char.add(letter, np.char.zfill(np.arange(n).astype(str), 7))
    return {
        "id": pa.array(ids),
        "name": _taken(rng, _names(2_000, 2), n, 0.9, " ", _names(60_000, 3)),
        "email": pa.array(
            np.char.add(ids, np.char.add("@trust", np.char.add((site % 997).astype(str), ".org")))
        ),
        "workplace": pa.array(np.char.add("Site ", site.astype(str))),
        "latitude": pa.array(latitude),
        "longitude": pa.array(longitude),
        "max_km": pa.array(rng.choice([5.0, 8.0, 12.0], n)),
        "profession": _drawn(rng, _PROFESSIONS, n, 1.0),
        "professional_tags": _lists(rng, _INTERESTS, n, 3, known),
        "values": _lists(rng, _VALUES, n, 2, rng.random(n) < 0.8),
        "consent": pa.array(rng.random(n) < 0.98),
    }


def _shares(n: int, power: float) -> Numbers:
    share = (np.arange(n) + 3.0) ** -power
    return share / share.sum()


def _drawn(rng: np.random.Generator, words: Sequence[str], n: int, power: float) -> pa.Array:
    chosen = rng.choice(len(words), n, p=_shares(len(words), power))
    return pa.DictionaryArray.from_arrays(chosen.astype(np.int32), list(words)).cast(pa.string())


def _names(n: int, sounds: int) -> Texts:
    """Return `n` different names."""
    number, parts = np.arange(n) * 7 + 3, np.array(_SOUNDS)
    name = np.full(n, "")
    for _ in range(sounds):
        number, part = np.divmod(number, len(parts))
        name = np.char.add(name, parts[part])
    return np.char.capitalize(name)


def _taken(rng: np.random.Generator, first: Texts, n: int, power: float, gap: str, last: Texts) -> pa.Array:
    given = first[rng.choice(len(first), n, p=_shares(len(first), power))]
    family = last[rng.choice(len(last), n, p=_shares(len(last), power))]
    return pa.array(np.char.add(np.char.add(given, gap), family))


def _lists(
    rng: np.random.Generator, words: Sequence[str], n: int, size: int, given: NDArray[np.bool_]
) -> pa.Array:
    """Return for each person as many words, none twice; none at all where not `given`."""
    count = len(words)
    start, step = rng.integers(0, count, (n, 1)), rng.integers(1, max(2, count // size), (n, 1))
    chosen = (start + step * np.arange(size)) % count
    offsets = np.concatenate([[0], np.cumsum(np.where(given, size, 0))]).astype(np.int32)
    values = pa.DictionaryArray.from_arrays(chosen[given].ravel().astype(np.int32), list(words)).cast(
        pa.string()
    )
    return pa.ListArray.from_arrays(offsets, values)


def _levels(rng: np.random.Generator, n: int, size: int) -> pa.Array:
    """Return areas with levels, as a form would have them in one cell."""
    entries = np.array([f"{area}:{level}" for area in _AREAS for level in range(1, 6)])
    area = (rng.integers(0, len(_AREAS), (n, 1)) + np.arange(size)) % len(_AREAS)
    cells = entries[area * 5 + rng.integers(0, 5, (n, size))]
    text = cells[:, 0]
    for k in range(1, size):
        text = np.char.add(np.char.add(text, "; "), cells[:, k])
    return pa.array(text)


def _superiors(rng: np.random.Generator, sites: pa.Array, others: pa.Array, ids: pa.Array) -> pa.Array:
    """Return for one in ten the id of a mentor at the same site, or nothing."""
    mine, theirs = sites.to_numpy(zero_copy_only=False), others.to_numpy(zero_copy_only=False)
    order = np.argsort(theirs)
    low = np.searchsorted(theirs[order], mine, "left")
    high = np.searchsorted(theirs[order], mine, "right")
    some = (high > low) & (rng.random(len(mine)) < 0.1)
    at = np.minimum(low + (rng.random(len(mine)) * (high - low)).astype(np.int64), len(order) - 1)
    chosen = ids.to_numpy(zero_copy_only=False)[order[at]]
    return pa.array(np.where(some, chosen, None), type=pa.string())
