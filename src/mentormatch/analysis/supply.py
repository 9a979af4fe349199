"""Supply and demand: how many mentors are wanted and offered, by location, grade and interest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Bools, Floats, Ints
from mentormatch.candidates.radius import chord
from mentormatch.people.geodesy import unit_vectors
from mentormatch.people.model import People
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.scoring.text.tags import Entries, standard_form
from mentormatch.text import folded

if TYPE_CHECKING:
    import pandas as pd

NEAR_KM = 25.0
"""A person without a workplace counts to the nearest one, if it is no farther away than this."""
GRID = 0.5
"""Degrees of a cell of the grid for those who are near no workplace."""
UNKNOWN, LEVEL = "unknown", "level "
TAGS = ("professional_tags", "personal_tags")


def supply_table(
    people: People, policy: Policy, mentees: Bools, mentors: Bools, without: Bools
) -> pd.DataFrame:
    """Return how many mentors are wanted and offered, by location, grade and interest.

    Parameters
    ----------
    mentees : bool array, shape (n_mentees,)
    mentors : bool array, shape (n_mentors,)
        Who takes part.
    without : bool array, shape (n_mentees,)
        Who has no candidates.

    Returns
    -------
    DataFrame
        ``by`` (location, grade, interest), ``value``, ``mentees``, ``demand``, ``mentors``, ``capacity``,
        ``short`` (demand above capacity, at least 0) and ``without`` (mentees who have no candidates); what
        is shortest first. A person with several interests counts under each, one without under none. For a
        grade ``short`` compares the demand at this level or a higher one with the capacity far enough above
        it; it is 0 without ``minimum_seniority_gap``.
    """
    import pandas as pd

    everybody = [*people.mentees, *people.mentors]
    part = np.concatenate([mentees, mentors])
    tables = [
        _table(people, by, values, part, without)
        for by, values in (
            ("location", [(one,) for one in locations(everybody)]),
            ("grade", [(_grade(one),) for one in everybody]),
            ("interest", list(interests(people, policy))),
        )
    ]
    tables[1]["short"] = _short_of_seniors(tables[1], policy.limits.minimum_seniority_gap)
    return pd.concat([_shortest_first(table) for table in tables], ignore_index=True)


def _shortest_first(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["short", "demand", "value"], ascending=[False, False, True])


def _short_of_seniors(grades: pd.DataFrame, gap: int | None) -> Ints:
    known = grades["value"] != UNKNOWN
    level = grades["value"].where(known, f"{LEVEL}-1").str.removeprefix(LEVEL).astype(int).to_numpy()
    demand, capacity = (grades[name].to_numpy() * known.to_numpy() for name in ("demand", "capacity"))
    short = [
        0 if gap is None or one < 0 else demand[level >= one].sum() - capacity[level >= one + gap].sum()
        for one in level.tolist()
    ]
    return np.maximum(np.array(short, np.int64), 0)


def _table(
    people: People, by: str, values: Sequence[Sequence[str]], part: Bools, without: Bools
) -> pd.DataFrame:
    import pandas as pd

    n, names = len(people.mentees), sorted(set(chain.from_iterable(values)))
    number = {name: k for k, name in enumerate(names)}
    who = np.repeat(np.arange(len(values)), np.fromiter(map(len, values), np.int64, len(values)))
    what = np.fromiter((number[name] for name in chain.from_iterable(values)), np.int64, len(who))
    units = np.array([*(m.demand for m in people.mentees), *(m.capacity for m in people.mentors)], np.int64)

    def counted(which: Bools, weight: Ints | None = None) -> Ints:
        here = which & part[who]
        sums = np.bincount(what[here], None if weight is None else weight[who[here]], len(names))
        return sums.astype(np.int64)

    lonely = np.concatenate([without, np.zeros(len(people.mentors), np.bool_)])
    demand, capacity = counted(who < n, units), counted(who >= n, units)
    frame = pd.DataFrame(
        {
            "by": by,
            "value": pd.Series(names, dtype=object),
            "mentees": counted(who < n),
            "demand": demand,
            "mentors": counted(who >= n),
            "capacity": capacity,
            "short": np.maximum(demand - capacity, 0),
            "without": counted(lonely[who]),
        }
    )
    return frame[(frame["mentees"] > 0) | (frame["mentors"] > 0)]


def locations(everybody: Sequence[Person]) -> list[str]:
    """Return the name of each person's location: the workplace, the nearest one, or a cell of a grid.

    Workplaces that differ in case or blanks are one, named as most people write it; it lies in the middle
    of those of its people whose location is known.
    """
    spelt: dict[str, Counter[str]] = {}
    points: dict[str, list[tuple[float, float]]] = {}
    for one in everybody:
        if one.workplace:
            spelt.setdefault(folded(one.workplace), Counter())[one.workplace] += 1
            if one.location is not None:
                at = (one.location.latitude, one.location.longitude)
                points.setdefault(folded(one.workplace), []).append(at)
    name = {key: min(ways, key=lambda way: (-ways[way], way)) for key, ways in spelt.items()}
    sites = {name[key]: np.mean(at, axis=0) for key, at in sorted(points.items())}
    found = [name.get(folded(one.workplace), UNKNOWN) for one in everybody]
    others = [k for k, one in enumerate(everybody) if not one.workplace and one.location is not None]
    for k, place in zip(others, _nearest([everybody[k] for k in others], sites), strict=True):
        found[k] = place
    return found


def _nearest(people: Sequence[Person], sites: Mapping[str, Floats]) -> list[str]:
    """Return the site nearest to each person, or a cell of the grid where none is near."""
    from scipy.spatial import cKDTree

    at = np.array([(one.location.latitude, one.location.longitude) for one in people if one.location])
    if not len(at):
        return []
    south, west = np.floor(at / GRID).T * GRID
    found = [_cell(*corner) for corner in zip(south.tolist(), west.tolist(), strict=True)]
    if sites:
        names, middle = list(sites), np.array(list(sites.values()))
        tree = cKDTree(unit_vectors(*middle.T))
        _, nearest = tree.query(unit_vectors(*at.T), distance_upper_bound=chord(NEAR_KM))
        found = [
            names[k] if k < len(names) else cell
            for k, cell in zip(np.atleast_1d(nearest).tolist(), found, strict=True)
        ]
    return found


def _cell(south: float, west: float) -> str:
    return f"{abs(south):g} {'S' if south < 0 else 'N'} {abs(west):g} {'W' if west < 0 else 'E'}"


def _grade(person: Person) -> str:
    return UNKNOWN if person.seniority is None else f"{LEVEL}{person.seniority}"


def interests(people: People, policy: Policy, fields: Sequence[str] = TAGS) -> Iterator[Sequence[str]]:
    """Yield the tags and areas of each person, mentees first, as they count in scoring."""
    found: list[set[str]] = [set() for _ in (*people.mentees, *people.mentors)]
    for field in fields:
        table, _ = Entries.of(people, field, policy.scoring).table(policy.scoring)
        for row, word in zip(table.row.tolist(), table.word.tolist(), strict=True):
            found[row].add(table.words[word])
    form = standard_form(policy.scoring, health=policy.scoring.vocabulary == "health")
    known: dict[str, str] = {}
    areas: Iterable[Iterable[str]] = (*(m.wants for m in people.mentees), *(m.offers for m in people.mentors))
    for own, given in zip(found, areas, strict=True):
        for area in given:
            if area not in known:
                known[area] = form(area)
            own.add(known[area])
    for own in found:
        yield sorted(own - {""})
