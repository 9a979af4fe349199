"""Whole schemes of made-up people, and their pairs as scored by `mentormatch`; and larger ones in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

import numpy as np

import engine_schemes
from mentormatch.candidates import find_candidates
from mentormatch.people import People, Person
from mentormatch.policy import Limits, Policy
from mentormatch.scoring import SCALE, score_pairs
from suite.instance import Instance
from suite.region import Region, draw_region
from suite.registry import data

MENTEES = 0.6
"""Share of the people who are mentees."""
KINDS = ("plenty", "scarce", "coarse", "numeric")
WISHES, DISLIKES = 0.45, 0.04
SECOND_BOSS = 0.3
COARSE = 0.05
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
    """Draw a scheme of so many people, 6 in 10 of them mentees."""
    region = draw_region(n_people, seed, regime)
    n_mentees = round(MENTEES * n_people)
    rng = np.random.default_rng([seed, 1])
    where = rng.choice(len(region.weight), n_people, p=region.weight).tolist()
    ids = [f"e{k:07}" for k in range(n_mentees)] + [f"r{k:07}" for k in range(n_people - n_mentees)]
    site = dict(zip(ids, where, strict=True))
    mentees = [region.mentee(one, site[one]) for one in ids[:n_mentees]]
    mentors = [region.mentor(one, site[one]) for one in ids[n_mentees:]]
    staff = staff_of(site, [*mentees, *mentors])
    return Drawn(
        region,
        People(
            mentees=tuple(linked(region, one, site, staff) for one in mentees),
            mentors=tuple(linked(region, one, site, staff) for one in mentors),
        ),
        site,
    )


def staff_of(site: Mapping[str, int], people: Sequence[Person]) -> dict[int, list[Person]]:
    """Return who works at each site."""
    staff: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        staff[site[person.id]].append(person)
    return staff


def linked(
    region: Region, person: P, site: Mapping[str, int], staff: Mapping[int, Sequence[Person]], again: int = 0
) -> P:
    """Return a person with superiors at their site, wishes, and somebody whom they avoid.

    Everybody's superiors are more senior, so that appraisal makes trees; `again` draws anew after a move.
    """
    rng = region.random("links", person.id, again)
    colleagues = staff.get(site[person.id], ())
    above = [one for one in colleagues if (one.seniority or 0) > (person.seniority or 0)]
    bosses = [rng.choice(above).id] if above else []
    if above and rng.random() < SECOND_BOSS:
        bosses.append(rng.choice(above).id)
    keen, cross = rng.random() < WISHES, rng.random() < DISLIKES
    others = _opposite(region, person, site[person.id], staff, bosses) if keen or cross else []
    wishes = _wishes(rng, person, others) if others and keen else []
    strangers = [one.id for one in others if one.id not in wishes]
    avoids = [rng.choice(strangers)] if strangers and cross else []
    return person.replace(independent_of=tuple(bosses), prefers=tuple(wishes), avoids=tuple(avoids))


def _opposite(
    region: Region, person: Person, site: int, staff: Mapping[int, Sequence[Person]], bosses: Sequence[str]
) -> list[Person]:
    """Return those of the other role in the same town, without superiors."""
    town = np.flatnonzero(region.town == region.town[site]).tolist()
    everybody = (one for k in town for one in staff.get(k, ()))
    return [one for one in everybody if type(one) is not type(person) and one.id not in bosses]


def _wishes(rng: Random, person: Person, others: Sequence[Person]) -> list[str]:
    """Return one to four ids, those with most tags in common first."""
    known = rng.sample(others, min(8, len(others)))
    mine = set(person.professional_tags)
    known.sort(key=lambda one: -len(mine & set(one.professional_tags)))
    return [one.id for one in known[: rng.choice((1, 2, 3, 3, 4))]]


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
    """Make a scheme with a few more places than mentees."""
    return scored(draw_scheme(n_people, seed, "plenty").people)


@data("scarce")
def scarce(n_people: int, seed: int) -> Instance:
    """Make a scheme with two places for three mentees."""
    return scored(draw_scheme(n_people, seed, "scarce").people)


@data("coarse")
def coarse(n_people: int, seed: int) -> Instance:
    """Make a scheme with a few more places than mentees, whose scores are twentieths: many are equal."""
    fine = plenty(n_people, seed)
    return replace(
        fine, score=np.round(fine.score / (COARSE * SCALE)).astype(np.int64), scale=round(1 / COARSE)
    )


@data("numeric")
def numeric(n_people: int, seed: int) -> Instance:
    """Make a scheme in numbers alone, as `engine.py` does: up to 40 candidates a mentee, scores by chance."""
    share = 1 / (1 + engine_schemes.REGIMES["plenty"][0].mentors)
    made = engine_schemes.regional(round(share * n_people), "plenty", seed)
    shape = made.n_mentees, made.n_mentors
    return Instance.plain(shape, made.mentee, made.mentor, made.score, made.capacity, scale=1_000_000)
