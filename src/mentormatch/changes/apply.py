"""Changes applied to people: all checked together first, then all made at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mentormatch.changes.checks import change_faults, ids_of, refuse
from mentormatch.changes.history import Pair
from mentormatch.changes.kinds import Avoid, Change, Complete, Dissolve, Extend, Join, Leave, Update
from mentormatch.changes.quick_check import may_clash
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person


@dataclass(frozen=True)
class Applied:
    """People after some changes, and what the changes say of pairs.

    Parameters
    ----------
    people : People
        In the order of their ids.
    dissolved, completed, extended : tuple of (str, str)
        Pairs that are parted, that end as contracted, that go on.
    mentees, mentors : frozenset of str
        Ids of those who are new or changed in that role: whose pairs have to be looked at again.
    """

    people: People
    dissolved: tuple[Pair, ...]
    completed: tuple[Pair, ...]
    extended: tuple[Pair, ...]
    mentees: frozenset[str]
    mentors: frozenset[str]


def apply_changes(people: People, pairs: Iterable[Pair], changes: Sequence[Change]) -> Applied:
    """Return people after changes; neither `people` nor anything in it is changed.

    Parameters
    ----------
    people : People
    pairs : iterable of (str, str)
        The pairs that there are.
    changes : sequence of changes

    Raises
    ------
    ChangeError
        If a change does not fit: every fault of every change at once. Nothing has been made by then.
    RecordError
        If the people do not fit together afterwards.
    """
    refuse(change_faults(people, frozenset(pairs), changes))
    dissolved, completed, extended, avoided = (
        tuple(ids_of(c) for c in changes if isinstance(c, kind))
        for kind in (Dissolve, Complete, Extend, Avoid)
    )
    mentees = {person.id: person for person in people.mentees}
    mentors = {person.id: person for person in people.mentors}
    come_and_go(mentees, mentors, changes)
    for mentee, _ in completed:
        if mentee in mentees:
            mentees[mentee] = mentees[mentee].replace(demand=max(mentees[mentee].demand - 1, 0))
    changed = _changed(people.mentees, mentees), _changed(people.mentors, mentors)
    after = _together(people, mentees, mentors, changed, dissolved, avoided)
    return Applied(after, dissolved, completed, extended, *changed)


def _together(
    before: People,
    mentees: Mapping[str, Mentee],
    mentors: Mapping[str, Mentor],
    changed: tuple[frozenset[str], frozenset[str]],
    dissolved: Sequence[Pair],
    avoided: Sequence[Pair],
) -> People:
    """Return everybody in the order of their ids; validated in full only where a fault is possible."""
    fields = {
        "mentees": tuple(sorted(mentees.values(), key=_id)),
        "mentors": tuple(sorted(mentors.values(), key=_id)),
        "dissolved": tuple(dict.fromkeys((*before.dissolved, *dissolved))),
        "avoided": tuple(dict.fromkeys((*before.avoided, *avoided))),
    }
    tables: tuple[Mapping[str, Person], ...] = (mentees, mentors)
    both = list(zip(tables, changed, strict=True))
    unchanged = [person for table, who in both for one, person in table.items() if one not in who]
    new = [table[one] for table, who in both for one in sorted(who)]
    left = {one for one in before.mentee_ids if one not in mentees} | {
        one for one in before.mentor_ids if one not in mentors
    }
    if may_clash(unchanged, new, left):
        return before.replace(**fields)
    return People.model_construct(**{**dict(before), **fields})


def _id(person: Person) -> str:
    return person.id


def come_and_go(mentees: dict[str, Mentee], mentors: dict[str, Mentor], changes: Sequence[Change]) -> None:
    """Take out of the tables who leaves, and put in who joins or has changed."""
    for change in changes:
        if isinstance(change, Leave):
            if change.role != "mentor":
                mentees.pop(str(change.person), None)
            if change.role != "mentee":
                mentors.pop(str(change.person), None)
        elif isinstance(change, (Join, Update)):
            if isinstance(change.person, Mentee):
                mentees[change.person.id] = change.person
            elif isinstance(change.person, Mentor):
                mentors[change.person.id] = change.person


def _changed(before: Sequence[Person], after: Mapping[str, Person]) -> frozenset[str]:
    """Return who is new, or not the same record as before."""
    known = {person.id: person for person in before}
    return frozenset(one for one, person in after.items() if known.get(one) is not person)
