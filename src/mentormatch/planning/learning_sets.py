"""`plan_learning_sets`: groups of mentors who meet regularly, each at one place and time of the week."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.candidates.reporting_lines import lines_up, superiors
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.model import People
from mentormatch.people.person import Mentor
from mentormatch.planning.sessions import Plan, planned
from mentormatch.planning.workshops import chosen_mentors
from mentormatch.policy import Policy
from mentormatch.rules import KeepApart
from mentormatch.tables.read_sessions import Slot, Venue
from mentormatch.text import folded


def plan_learning_sets(  # noqa: PLR0913  (a public face)
    people: People,
    slots: Sequence[Slot],
    venues: Sequence[Venue] = (),
    policy: Policy | None = None,
    *,
    mentors: Collection[str] | None = None,
    least: int = 4,
    most: int = 8,
    independent: bool = True,
    time_limit: float = 60.0,
) -> Plan:
    """Plan learning sets: each mentor in one set, which meets at one place and time within everybody's reach.

    Parameters
    ----------
    people : People
        Whose mentors are planned for.
    slots : sequence of Slot
        When a set could meet.
    venues : sequence of Venue
        Where, besides the workplaces of the mentors; each place has one set at a time.
    policy : Policy, optional
        As for `plan_workshops`; its independence levels are those of `independent`.
    mentors : collection of str, optional
        Ids; without it, all mentors.
    least, most : int
        How many mentors are in a set.
    independent : bool
        Whether nobody is in a set with somebody above them in the reporting lines.
    time_limit : float
        Of the solver, in seconds.

    Returns
    -------
    Plan
        With those who are in no set, and why.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    UnknownIdError
        If an id is that of no mentor.
    ProblemError
        If there is nobody, no place or no slot.

    Examples
    --------
    >>> leeds = mm.Location(latitude=53.8, longitude=-1.5)
    >>> people = mm.People(mentors=[mm.Mentor(id=f"r{k}", consent=True, location=leeds) for k in range(6)])
    >>> venues = [mm.Venue("Library", mm.Location(latitude=53.8, longitude=-1.55), capacity=12)]
    >>> plan = mm.plan_learning_sets(people, [mm.Slot("Monday", "14:00-16:00")], venues)
    >>> plan.sessions[["session", "venue", "when", "people"]]
       session    venue                when  people
    0        1  Library  Monday 14:00-16:00       6
    """
    check_arguments(plan_learning_sets, locals())
    rules = Policy() if policy is None else policy
    members = chosen_mentors(people, people.mentor_ids if mentors is None else mentors)
    places = [*venues, *_workplaces(members, {folded(one.name) for one in venues}, most)]
    places = [replace(one, capacity=min(one.capacity, most)) for one in places]
    apart = [KeepApart(mentees=two) for two in _in_line(people, members, rules)] if independent else []
    return planned("learning set", members, places, slots, rules, least, time_limit, apart)


def _workplaces(members: Sequence[Mentor], named: Collection[str], most: int) -> list[Venue]:
    """Return where members work, once each; of those who say the same, where the first sets out from."""
    found = [(one.workplace or one.postcode or "", one.location) for one in members]
    known = sorted(((folded(name), name, at) for name, at in found if name and at), key=lambda one: one[0])
    first = [next(same) for _, same in groupby(known, key=lambda one: one[0])]
    return [Venue(name, at, most) for key, name, at in first if key not in named]


def _in_line(people: People, members: Sequence[Mentor], policy: Policy) -> list[tuple[int, int]]:
    """Return the positions of any two members of whom one is above the other."""
    directory = Scheme(people, policy).directory
    at = {one: k for k, one in enumerate(people.mentor_ids)}
    nodes = directory.mentor_node[[at[one.id] for one in members]]
    member = {int(node): k for k, node in enumerate(nodes)}
    below, above = superiors(lines_up(directory), np.unique(nodes), policy.limits.independence_levels)
    both = ((member[i], member.get(j)) for i, j in zip(below.tolist(), above.tolist(), strict=True))
    return sorted({(min(i, j), max(i, j)) for i, j in both if j is not None and i != j})
