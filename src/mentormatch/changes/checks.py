"""What is wrong with changes, all of it at once and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from mentormatch.changes.history import Pair
from mentormatch.changes.kinds import (
    ROLES,
    Avoid,
    Change,
    Complete,
    Dissolve,
    Entry,
    Extend,
    Join,
    Key,
    Leave,
    OfPair,
    Role,
    Update,
)
from mentormatch.errors import ChangeError, did_you_mean
from mentormatch.people.model import People

Keys = tuple[Key, Key]

KINDS = get_args(Change)
"""Classes of all changes."""
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one change.

    Parameters
    ----------
    position : int
        Of the change, from 0.
    part : str
        The field at fault: ``mentee``, ``mentor`` or ``person``; empty for the whole change.
    said : str
        What is wrong, in a sentence that the change in words goes before.
    wrong, expected : str
        The same for a table that shows the value beside it.
    """

    position: int
    part: str
    said: str
    wrong: str
    expected: str

    def at(self, position: int) -> Fault:
        """Return the same fault of another change."""
        return replace(self, position=position)


def change_faults(people: People, pairs: frozenset[Pair], changes: Sequence[Change]) -> list[str]:
    """Return every fault of changes that carry ids, in words.

    Parameters
    ----------
    people : People
    pairs : frozenset of (str, str)
        The pairs that there are.
    changes : sequence of changes
    """
    strangers = [
        stranger(place, change) for place, change in enumerate(changes) if not isinstance(change, KINDS)
    ]
    known = [change for change in changes if isinstance(change, KINDS)]
    return [*strangers, *_sentences(known, find_faults(people, pairs, known))]


def find_faults(people: People, pairs: frozenset[Pair], changes: Sequence[Change]) -> list[Fault]:
    """Return every fault of changes that carry ids.

    Parameters
    ----------
    people : People
    pairs : frozenset of (str, str)
        The pairs that there are.
    changes : sequence of changes
    """
    ids: dict[Role, frozenset[str]] = {
        "mentee": frozenset(people.mentee_ids),
        "mentor": frozenset(people.mentor_ids),
    }
    # Whoever joins may be one of two who are not to be paired.
    soon = {
        role: ids[role] | {str(_id(c)) for c in changes if isinstance(c, Join) and c.role == role}
        for role in ROLES
    }
    found = [
        fault.at(place)
        for place, change in enumerate(changes)
        for fault in _misfits(change, soon if isinstance(change, Avoid) else ids, pairs)
    ]
    return [*found, *find_clashes(changes)]


def stranger(place: int, change: object) -> str:
    """Return the fault of something that is no change at all."""
    return f"change {place} is a {type(change).__name__}, not one of mentormatch's changes"


def refuse(faults: Sequence[str]) -> None:
    """Raise `ChangeError` with the first fifty faults and how many more there are, if there are any."""
    if faults:
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise ChangeError([*faults[:_SHOWN], *more])


def _sentences(changes: Sequence[Change], faults: Iterable[Fault]) -> list[str]:
    """Return faults in words, each once: of changes that are the same, all have it."""
    return list(dict.fromkeys(f"{in_words(changes[fault.position])}: {fault.said}" for fault in faults))


def ids_of(change: OfPair) -> Pair:
    """Return the ids of a pair that changes."""
    return str(change.mentee), str(change.mentor)


def in_words(change: Change) -> str:
    """Return a change in words, by which a fault names it."""
    kind = type(change).__name__
    if isinstance(change, OfPair):
        return f"{kind}({change.mentee}, {change.mentor})"
    if isinstance(change, Leave):
        return f"{kind}({change.person}{'' if change.role is None else f', {change.role}'})"
    person = change.person
    return f"{kind}({change.role} {person.index if isinstance(person, Entry) else person.id})"


def _misfits(change: Change, ids: dict[Role, frozenset[str]], pairs: frozenset[Pair]) -> Iterator[Fault]:
    """Yield how a change does not fit what there is; the position is left to the caller."""
    if isinstance(change, OfPair):
        yield from _misfits_of_pair(change, ids, pairs)
    elif isinstance(change, Leave):
        yield from _misfits_of_leaving(change, ids)
    elif isinstance(change.person, Entry):
        yield _fault("person", "an Entry is for arrays; give a Mentee or a Mentor")
    elif isinstance(change, Join) and change.person.id in ids[change.role]:
        said = f"there is a {change.role} of that id already; to change them, use Update"
        yield _fault("person", said, f"is a {change.role} of the matching already", "update, to change them")
    elif isinstance(change, Update) and change.person.id not in ids[change.role]:
        near = did_you_mean(change.person.id, ids[change.role])
        said = f"there is no {change.role} of that id{near}; to add them, use Join"
        wrong = f"is no {change.role} of the matching"
        yield _fault("person", said, wrong, f"the id of a {change.role}{near}, or join, to add them")


def _misfits_of_pair(
    change: OfPair, ids: dict[Role, frozenset[str]], pairs: frozenset[Pair]
) -> Iterator[Fault]:
    unknown = False
    for role, person in zip(ROLES, change.pair, strict=True):
        if person not in ids[role]:
            unknown = True
            near = did_you_mean(str(person), ids[role])
            said = f"there is no {role} of the id '{person}'{near}"
            yield _fault(role, said, f"is no {role} of the matching", f"the id of a {role}{near}")
    if not unknown and not isinstance(change, Avoid) and change.pair not in pairs:
        mentors = sorted(mentor for mentee, mentor in pairs if mentee == change.mentee)
        has = f"'{change.mentee}' has {' and '.join(map(repr, mentors)) or 'no mentor'}"
        yield _fault(
            "", "they are not a pair", "names two who are not a pair", f"a pair of the matching: {has}"
        )


def _misfits_of_leaving(change: Leave, ids: dict[Role, frozenset[str]]) -> Iterator[Fault]:
    roles = ROLES if change.role is None else (change.role,)
    if not any(change.person in ids[role] for role in roles):
        near = did_you_mean(str(change.person), [one for role in roles for one in ids[role]])
        who = "nobody" if change.role is None else f"no {change.role}"
        somebody = "somebody" if change.role is None else f"a {change.role}"
        said = f"there is {who} of that id{near}"
        yield _fault("person", said, f"is {who} of the matching", f"the id of {somebody}{near}")


def _fault(part: str, said: str, wrong: str = "", expected: str = "one of the two changes") -> Fault:
    return Fault(0, part, said, wrong or said, expected)


def contradictions(changes: Sequence[Change]) -> list[str]:
    """Return, in words, changes that are made twice, and those that cannot both be made."""
    return _sentences(changes, find_clashes(changes))


def find_clashes(changes: Sequence[Change]) -> Iterator[Fault]:
    """Yield changes that are made twice, and those that cannot both be made."""
    named = {
        place: in_words(change)
        for place, change in enumerate(changes)
        if isinstance(change, (OfPair, Leave)) or _id(change) is not None
    }
    times = Counter(named.values())
    for place, words in named.items():
        if times[words] > 1:
            yield _fault("", f"stands {times[words]} times", expected="each change once").at(place)
    dissolved = {change.pair for change in changes if isinstance(change, Dissolve)}
    completed = {change.pair for change in changes if isinstance(change, Complete)}
    avoided = {change.pair for change in changes if isinstance(change, Avoid)}
    leaving = {
        (role, change.person)
        for change in changes
        if isinstance(change, Leave)
        for role in ROLES
        if change.role in {None, role}
    }
    for place, change in enumerate(changes):
        if isinstance(change, Complete) and change.pair in dissolved:
            yield _fault("", "it is dissolved as well").at(place)
        elif isinstance(change, Extend):
            for said in _ended(change, dissolved | completed, avoided, leaving):
                yield _fault("", said).at(place)
        elif isinstance(change, (Join, Update)) and (change.role, _id(change)) in leaving:
            yield _fault("", "they leave as well").at(place)


def _ended(
    change: Extend, ended: set[Keys], avoided: set[Keys], leaving: set[tuple[Role, Key]]
) -> Iterator[str]:
    """Yield why a pair cannot go on."""
    if change.pair in ended:
        yield "it ends as well"
    if change.pair in avoided:
        yield "the two are to avoid each other as well"
    for role, person in zip(ROLES, change.pair, strict=True):
        if (role, person) in leaving:
            yield f"{role} {person} leaves as well"


def _id(change: Join | Update) -> str | int | None:
    return change.person.index if isinstance(change.person, Entry) else change.person.id
