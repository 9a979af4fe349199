"""Which mentors might be recruited: over the locations, levels and interests that mentees are short of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mentormatch.analysis.supply import interests, locations
from mentormatch.arrays import Ints
from mentormatch.matching.result import Matching
from mentormatch.people.person import LEVELS, Mentor, Person
from mentormatch.people.places import Location

_LOCATIONS, _LEVELS, _WORDS = 12, 12, 3
"""At most how many locations and levels are tried, and how many interests a mentor has."""
_BADLY = 0.1
"""The share of the pairs, those with the lowest scores, whose mentees count as badly matched."""


@dataclass(frozen=True)
class Profile:
    """What a mentor might be like who is still to be recruited.

    Parameters
    ----------
    location : str
        As in `mentormatch.analysis.supply.locations`; empty where no location is known.
    at : Location or None
        The middle of that location.
    level : int or None
        Seniority; None where no mentor has one.
    interests : tuple of str
        Tags and areas of knowledge.
    """

    location: str
    at: Location | None
    level: int | None
    interests: tuple[str, ...]


def profiles(matching: Matching) -> list[Profile]:
    """Return the mentors who might be recruited, made from what people in the scheme are like.

    The locations are those of most mentees without a mentor, then those of most with a bad one; the levels
    are those of the mentors; the interests are the three that such mentees want most at the location, or in
    all.
    """
    people, short, badly = matching.people, _short(matching), _badly(matching)
    names = locations([*people.mentees, *people.mentors])
    wanted = list(interests(people, matching.policy, ("professional_tags",)))
    middle = _middles(names, [*people.mentees, *people.mentors])
    known = sorted({one.seniority for one in people.mentors if one.seniority is not None})
    spread = np.linspace(0, len(known) - 1, min(len(known), _LEVELS)).round().astype(int).tolist()
    levels: list[int | None] = [known[k] for k in spread] or [None]
    ranked = [_most(([names[i]] for i in some if names[i] in middle), _LOCATIONS) for some in (short, badly)]
    anywhere = _most(wanted[i] for i in short + badly)
    found: dict[Profile, None] = {}
    for name in [*dict.fromkeys(ranked[0] + ranked[1])][:_LOCATIONS] or [""]:
        here = _most(wanted[i] for i in short + badly if names[i] == name)
        found |= {
            Profile(name, middle.get(name), level, words): None
            for level in levels
            for words in dict.fromkeys((here or anywhere, anywhere))
        }
    return list(found)


def _short(matching: Matching) -> list[int]:
    """Return the mentees with fewer mentors than they want, once for each missing one, by position."""
    problem = matching.problem
    got = np.bincount(problem.mentee[matching.solution.chosen], minlength=problem.n_mentees)
    return [i for i, short in enumerate((problem.demand - got).tolist()) for _ in range(short)]


def _badly(matching: Matching) -> list[int]:
    """Return the mentees of the pairs with the lowest scores, by position."""
    chosen = matching.solution.chosen
    order = np.argsort(matching.scores.points[chosen], kind="stable")
    worst: Ints = chosen[order[: int(np.ceil(_BADLY * len(chosen)))]]
    return [int(i) for i in matching.problem.mentee[worst]]


def _most(lists: Iterable[Sequence[str]], n: int = _WORDS) -> tuple[str, ...]:
    """Return what most of the lists hold, in alphabetical order where it is as many."""
    counts = Counter(word for words in lists for word in words)
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:n])


def _middles(names: Sequence[str], everybody: Sequence[Person]) -> dict[str, Location]:
    """Return the middle of those at each location."""
    at: dict[str, list[tuple[float, float]]] = {}
    for name, one in zip(names, everybody, strict=True):
        if one.location is not None:
            at.setdefault(name, []).append((one.location.latitude, one.location.longitude))
    means = {name: np.mean(points, axis=0).round(4) for name, points in at.items()}
    return {name: Location(latitude=float(one[0]), longitude=float(one[1])) for name, one in means.items()}


def as_mentors(matching: Matching, found: Sequence[Profile], capacity: int) -> Iterator[Mentor]:
    """Yield a mentor for each profile, in all else like most mentors of the scheme, with training."""
    people, limits = matching.people, matching.policy.limits
    taking_part = [one for one in people.mentors if one.consent]
    offered = [level for one in taking_part for level in one.offers.values()]
    level = max(limits.minimum_knowledge, int(np.median(offered)) if offered else LEVELS[0])
    online = 2 * sum(one.online for one in taking_part) > len(taking_part)
    prefix = "recruit-"
    while any(one.startswith(prefix) for one in (*people.mentee_ids, *people.mentor_ids)):
        prefix = f"new-{prefix}"
    for k, one in enumerate(found):
        needed = {area: max(level, least) for area, least in limits.required_knowledge.items()}
        yield Mentor(
            id=f"{prefix}{k + 1}", consent=True, location=one.at, seniority=one.level, online=online,
            professional_tags=one.interests, offers={**dict.fromkeys(one.interests, level), **needed},
            capacity=capacity, trained=True, trained_on=limits.trained_since,
        )  # fmt: skip


def usual_capacity(matching: Matching) -> int:
    """Return the median capacity of the mentors who take part, at least 1."""
    capacity = matching.problem.capacity[matching.problem.capacity > 0]
    return int(np.median(capacity)) if len(capacity) else 1
