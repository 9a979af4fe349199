"""Public schemes of which nobody knows the best answer, from a folder that is not part of the project."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import mentormatch as mm
from mentormatch.policy import Limits, Policy
from suite.data.instance import Instance
from suite.data.region import Region
from suite.data.schemes import populated, scored

COLUMNS = Path(__file__).parents[3] / "docs" / "examples" / "civil-service.toml"
CIVIL_SERVICE = Policy(limits=Limits(minimum_seniority_gap=1))
SITES_PEOPLE = 2_000

ANSWERS = {"preference_yes": 2, "preference_maybe": 1}
LISTED = 4
"""Points of a mentor whom the mentee names, beside those of the answers."""
MOST = LISTED + 4 * max(ANSWERS.values())


def open_instances(folder: Path, seed: int) -> Iterator[tuple[str, Instance]]:
    """Yield the schemes that are in the folder, each with its name.

    Parameters
    ----------
    folder : Path
    seed : int
        Of what is drawn: the people at the sites.
    """
    yield from _civil_service(folder / "mentors_jonodrew")
    yield from _applicants(folder / "mentors_chukinas")
    yield from _sites(folder / "nhs_hospitals" / "NHSHospitals.csv", seed)


def _civil_service(folder: Path) -> Iterator[tuple[str, Instance]]:
    """Yield two sizes of a civil-service scheme; mentors are at least one grade above their mentees."""
    for size in ("small", "large"):
        tables = {role: folder / f"{size}_{role}.csv" for role in ("mentees", "mentors")}
        if all(path.exists() for path in tables.values()):
            people = mm.read_people(**tables, columns=COLUMNS)
            yield f"civil service, {size}", scored(people, CIVIL_SERVICE)


def _applicants(folder: Path) -> Iterator[tuple[str, Instance]]:
    """Yield a few fictional applicants, who say yes, maybe or no to offices and genders."""
    tables = {role: folder / f"{role}.toml" for role in ("mentees", "mentors")}
    if all(path.exists() for path in tables.values()):
        mentees, mentors = (tomllib.loads(path.read_text("utf-8"))[role] for role, path in tables.items())
        yield "applicants, fictional", _by_answers(mentees, mentors)


def _by_answers(mentees: list[dict[str, Any]], mentors: list[dict[str, Any]]) -> Instance:
    """Return the pairs in which neither says no to the other's office or gender.

    A mentee's no does not count against a mentor whom they name. A pair scores 2 for every yes and 1 for
    every maybe, of both sides, and 4 if the mentee names the mentor.
    """
    made = [
        (i, j, _points(mentee, mentor), wish)
        for i, mentee in enumerate(mentees)
        for j, mentor in enumerate(mentors)
        for wish in [_place(mentee["preferred_wwids"], mentor["wwid"])]
        if (wish or not _refuses(mentee, mentor)) and not _refuses(mentor, mentee)
    ]
    table = np.array(made, np.int64).reshape(-1, 4)
    capacity = np.array([one["max_mentee_count"] for one in mentors], np.int64)
    return Instance(
        table[:, 0], table[:, 1], table[:, 2] + LISTED * (table[:, 3] > 0), capacity,
        np.ones(len(mentees), np.int64),
        np.array([str(one["wwid"]) for one in mentees]), np.array([str(one["wwid"]) for one in mentors]),
        np.full(len(table), np.nan), table[:, 3], MOST,
    )  # fmt: skip


def _place(listed: list[int], one: int) -> int:
    """Return the place of somebody on a list, from 1; 0 if they are not on it."""
    return listed.index(one) + 1 if one in listed else 0


def _refuses(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return not {other["location"], other["gender"]}.isdisjoint(one["preference_no"])


def _points(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    return sum(
        points * len({whom["location"], whom["gender"]}.intersection(who[answer]))
        for who, whom in ((one, other), (other, one))
        for answer, points in ANSWERS.items()
    )


def _sites(path: Path, seed: int) -> Iterator[tuple[str, Instance]]:
    """Yield a scheme of made-up people at real hospital sites."""
    if path.exists():
        yield "hospital sites", scored(populated(region_of_sites(path, seed), SITES_PEOPLE).people)


def region_of_sites(path: Path, seed: int) -> Region:
    """Return a region whose sites are those of a table, and whose towns are its cities.

    Parameters
    ----------
    path : Path
        CSV with the columns ``City``, ``Latitude`` and ``Longitude``; rows without one are left out.
    seed : int
    """
    table = pd.read_csv(path, encoding="utf-8-sig")[["City", "Latitude", "Longitude"]].dropna()
    town, _ = pd.factorize(table["City"].str.strip().str.casefold())
    return Region(
        seed,
        "plenty",
        np.asarray(town, np.int64),
        np.full(len(table), 1 / len(table)),
        table["Latitude"].to_numpy(np.float64),
        table["Longitude"].to_numpy(np.float64),
    )
