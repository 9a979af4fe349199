"""Whole schemes of made-up people, and their pairs as scored by `mentormatch`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from random import Random
from typing import Self, TypeVar

import numpy as np

from mentormatch import Limits, Mentee, Mentor, People, Policy, find_candidates, score_pairs
from mentormatch.people.person import Person
from mentormatch.scoring import SCALE
from suite.data.instance import Instance
from suite.data.region import Region, draw_region
from suite.registry import data

MENTEES = 0.6
"""Share of the people who are mentees."""
WISHES, DISLIKES = 0.45, 0.04
SECOND_BOSS = 0.3
MET = 10
"""People of the other role in the same town whom somebody knows, superiors included."""
COARSE = 0.05
NEAR_KM = 2.0
POLICY = Policy(limits=Limits(max_km=15.0, online=False, minimum_seniority_gap=1, independence_levels=2))

P = TypeVar("P", bound=Person)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A scheme, and where its people work.

    Parameters
    ----------
    region : Region
    people : People
    site : mapping of str to int
        Id of a person -> site.
    """

    region: Region
    people: People
    site: Mapping[str, int]


def draw_scheme(n_people: int, seed: int, regime: str) -> Drawn:
    """Draw a scheme of so many people."""
    return populated(draw_region(n_people, seed, regime), n_people)


def populated(region: Region, n_people: int) -> Drawn:
    """Draw so many people for a region, 6 in 10 of them mentees."""
    n_mentees = round(MENTEES * n_people)
    rng = np.random.default_rng([region.seed, 1])
    where = rng.choice(len(region.weight), n_people, p=region.weight).tolist()
    ids = [f"e{k:07}" for k in range(n_mentees)] + [f"r{k:07}" for k in range(n_people - n_mentees)]
    site = dict(zip(ids, where, strict=True))
    mentees = [region.mentee(one, site[one]) for one in ids[:n_mentees]]
    mentors = [region.mentor(one, site[one]) for one in ids[n_mentees:]]
    staff = Staff.of(region, site, chain(mentees, mentors))
    return Drawn(
        region,
        People(
            mentees=tuple(linked(region, one, site[one.id], staff) for one in mentees),
            mentors=tuple(linked(region, one, site[one.id], staff) for one in mentors),
        ),
        site,
    )


@dataclass(frozen=True, eq=False)
class Staff:
    """Who works where.

    Parameters
    ----------
    at : mapping of int to sequence of Person
        Site -> everybody there.
    near : mapping of (int, type) to sequence of Person
        Town and role -> everybody there.
    """

    at: Mapping[int, Sequence[Person]]
    near: Mapping[tuple[int, type[Person]], Sequence[Person]]

    @classmethod
    def of(cls, region: Region, site: Mapping[str, int], people: Iterable[Person]) -> Self:
        """Return the staff of a region; `site` says where everybody works."""
        at: dict[int, list[Person]] = defaultdict(list)
        near: dict[tuple[int, type[Person]], list[Person]] = defaultdict(list)
        town = region.town.tolist()
        for person in people:
            own = site[person.id]
            at[own].append(person)
            near[town[own], type(person)].append(person)
        return cls(at, near)


def linked(region: Region, person: P, site: int, staff: Staff, again: int = 0) -> P:
    """Return a person with superiors at their site, wishes, and somebody whom they avoid.

    Everybody's superiors are more senior, so that appraisal makes trees; `again` draws others after a move.
    """
    rng = region.random("links", person.id, again)
    above = [one for one in staff.at.get(site, ()) if (one.seniority or 0) > (person.seniority or 0)]
    bosses = [rng.choice(above).id] if above else []
    if above and rng.random() < SECOND_BOSS:
        bosses.append(rng.choice(above).id)
    keen, cross = rng.random() < WISHES, rng.random() < DISLIKES
    town, other = int(region.town[site]), Mentor if isinstance(person, Mentee) else Mentee
    others = staff.near.get((town, other), ())
    met = rng.sample(others, min(MET, len(others))) if keen or cross else []
    known = [one for one in met if one.id not in bosses]
    wishes = _wishes(rng, person, known) if keen else []
    strangers = [one.id for one in known if one.id not in wishes]
    avoids = [rng.choice(strangers)] if strangers and cross else []
    return person.replace(independent_of=tuple(bosses), prefers=tuple(wishes), avoids=tuple(avoids))


def _wishes(rng: Random, person: Person, known: Sequence[Person]) -> list[str]:
    """Return one to four ids, those with most tags in common first."""
    mine = set(person.professional_tags)
    liked = sorted(known, key=lambda one: -len(mine & set(one.professional_tags)))
    return [one.id for one in liked[: rng.choice((1, 2, 3, 3, 4))]]


def scored(people: People, policy: Policy = POLICY) -> Instance:
    """Return the pairs that may meet, with their scores."""
    people = people.in_id_order()
    candidates = find_candidates(people, policy)
    points = score_pairs(people, candidates, policy).points
    place = [{one: rank for rank, one in enumerate(m.prefers, 1)} for m in people.mentees]
    ids = people.mentor_ids
    ends = zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True)
    return Instance(
        candidates.mentee.astype(np.int64),
        candidates.mentor.astype(np.int64),
        points,
        np.array([m.capacity if m.consent else 0 for m in people.mentors], np.int64),
        np.array([m.demand if m.consent else 0 for m in people.mentees], np.int64),
        np.array(people.mentee_ids),
        np.array(ids),
        candidates.km,
        np.fromiter((place[i].get(ids[j], 0) for i, j in ends), np.int64, len(candidates)),
        SCALE,
    )


@data("plenty")
def plenty(n_people: int, seed: int) -> Instance:
    """Make a scheme with capacity for a few more than there are mentees."""
    return scored(draw_scheme(n_people, seed, "plenty").people)


@data("scarce")
def scarce(n_people: int, seed: int) -> Instance:
    """Make a scheme with capacity for two of three mentees."""
    return scored(draw_scheme(n_people, seed, "scarce").people)


@data("coarse")
def coarse(n_people: int, seed: int) -> Instance:
    """Make the same as `plenty` with scores in twentieths, so that many are equal."""
    fine = plenty(n_people, seed)
    return replace(
        fine, score=np.round(fine.score / (COARSE * SCALE)).astype(np.int64), scale=round(1 / COARSE)
    )


@data("near")
def near(n_people: int, seed: int) -> Instance:
    """Make a scheme like `plenty` in which nobody goes far, so that a million people fit in memory."""
    people = draw_scheme(n_people, seed, "plenty").people
    return scored(
        People(
            mentees=tuple(one.replace(max_km=NEAR_KM) for one in people.mentees),
            mentors=tuple(one.replace(max_km=NEAR_KM) for one in people.mentors),
        )
    )
