"""`plan_workshops`: how many training workshops are needed, where and when, and who goes to which."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mentormatch.arguments import check_arguments
from mentormatch.errors import UnknownIdError
from mentormatch.people.model import People
from mentormatch.people.person import Mentor
from mentormatch.planning.sessions import Plan, planned
from mentormatch.policy import Policy
from mentormatch.tables.read_sessions import Slot, Venue


def plan_workshops(
    people: People,
    venues: Sequence[Venue],
    slots: Sequence[Slot],
    policy: Policy | None = None,
    *,
    mentors: Collection[str] | None = None,
    least: int = 6,
    time_limit: float = 60.0,
) -> Plan:
    """Plan workshops in which mentors are trained: as many mentors as possible, in the fewest workshops.

    Parameters
    ----------
    people : People
        Whose mentors are planned for.
    venues, slots : sequence of Venue and of Slot
        Where and when a workshop could be.
    policy : Policy, optional
        Its travel limit is that of those who gave none; its criteria of kind ``when`` and ``period`` say
        when people are free.
    mentors : collection of str, optional
        Ids of those to be trained; without it, all mentors who are not trained.
    least : int
        A workshop has at least so many people, or does not run.
    time_limit : float
        Of the solver, in seconds.

    Returns
    -------
    Plan
        With those who cannot come to any workshop, and why.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    UnknownIdError
        If an id is that of no mentor.
    ProblemError
        If there is nobody to train, no venue or no slot.

    Examples
    --------
    >>> leeds = mm.Location(latitude=53.8, longitude=-1.5)
    >>> people = mm.People(mentors=[mm.Mentor(id=f"r{k}", consent=True, location=leeds) for k in range(6)])
    >>> venues = [mm.Venue("Library", mm.Location(latitude=53.8, longitude=-1.55), capacity=12)]
    >>> plan = mm.plan_workshops(people, venues, [mm.Slot("Monday", "14:00-16:00")])
    >>> plan.sessions[["session", "venue", "when", "people"]]
       session    venue                when  people
    0        1  Library  Monday 14:00-16:00       6
    """
    check_arguments(plan_workshops, locals())
    if mentors is None:
        mentors = [one.id for one in people.mentors if not one.trained]
    rules = Policy() if policy is None else policy
    return planned("workshop", chosen_mentors(people, mentors), venues, slots, rules, least, time_limit)


def chosen_mentors(people: People, ids: Collection[str]) -> list[Mentor]:
    """Return those of some mentors who have given consent, by id.

    Raises
    ------
    UnknownIdError
        If an id is that of no mentor.
    """
    known = {one.id: one for one in people.mentors}
    for one in ids:
        if one not in known:
            raise UnknownIdError(one, "mentor", known, people.mentee_ids)
    return [known[one] for one in sorted(set(ids)) if known[one].consent]
