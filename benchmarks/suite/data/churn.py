"""What happens in a scheme month by month: who joins, leaves, moves, and whose pair breaks down.

All of it is drawn before anybody is matched, so that every method meets the same months: a mentee whose month
it is loses whatever mentor they have then. Dissolved pairs are never made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentormatch import Mentee, Mentor, People
from suite.data.region import Region
from suite.data.schemes import Drawn, Staff, linked

MONTHS = 24
JOIN, LEAVE, MOVE, BREAK = 0.03, 0.025, 0.015, 0.04
"""Chances per month, for each person; a break is that of a mentee's pair."""


@dataclass(frozen=True, eq=False)
class Month:
    """One month.

    Parameters
    ----------
    people : People
        After it.
    joins, moves : tuple of Mentee or Mentor
        As they are after it.
    leaves : tuple of str
        Ids.
    breaks : frozenset of str
        Ids of the mentees whose pair, if they have one, is dissolved; they stay.
    """

    people: People
    joins: tuple[Mentee | Mentor, ...] = ()
    moves: tuple[Mentee | Mentor, ...] = ()
    leaves: tuple[str, ...] = ()
    breaks: frozenset[str] = frozenset()


def simulate(drawn: Drawn, months: int = MONTHS) -> list[Month]:
    """Return the beginning, and as many months as asked for."""
    found, site = [Month(drawn.people)], dict(drawn.site)
    for number in range(1, months + 1):
        found.append(_next(drawn.region, number, found[-1].people, site))
    return found


def _next(region: Region, number: int, people: People, site: dict[str, int]) -> Month:
    """Draw a month; `site` is brought up to date."""
    rng = np.random.default_rng([region.seed, 2, number])
    everybody: list[Mentee | Mentor] = [*people.mentees, *people.mentors]
    fate = rng.random(len(everybody))
    leaves = {one.id for one, luck in zip(everybody, fate, strict=True) if luck < LEAVE}
    moving = [one for one, luck in zip(everybody, fate, strict=True) if LEAVE <= luck < LEAVE + MOVE]
    staying = {one.id: one for one in everybody if one.id not in leaves}
    n_new = rng.poisson(JOIN * len(people.mentees)), rng.poisson(JOIN * len(people.mentors))
    ids = [f"{role}9{number:02}{k:05}" for role, n in zip("er", n_new, strict=True) for k in range(n)]
    for one in (*ids, *(one.id for one in moving)):
        site[one] = int(rng.choice(len(region.weight), p=region.weight))
    new = [region.mentee(one, site[one]) if one[0] == "e" else region.mentor(one, site[one]) for one in ids]
    staff = Staff.of(region, site, [*staying.values(), *new])
    joins = [linked(region, one, site[one.id], staff) for one in new]
    moved = [_moved(region, one, site, number) for one in moving]
    moves = [linked(region, one, site[one.id], staff, number) for one in moved]
    staying |= {one.id: one for one in (*joins, *moves)}
    breaks = [m.id for m in people.mentees if rng.random() < BREAK and m.id not in leaves]
    return Month(
        _people(list(staying.values())), tuple(joins), tuple(moves), tuple(sorted(leaves)), frozenset(breaks)
    )


def _moved(region: Region, person: Mentee | Mentor, site: dict[str, int], number: int) -> Mentee | Mentor:
    """Return somebody who lives near another site now."""
    here = site[person.id]
    home = region.home(region.random("move", person.id, number), here)
    return person.replace(workplace=region.workplace(here), location=home)


def _people(everybody: Sequence[Mentee | Mentor]) -> People:
    return People(
        mentees=tuple(one for one in everybody if isinstance(one, Mentee)),
        mentors=tuple(one for one in everybody if isinstance(one, Mentor)),
    )
