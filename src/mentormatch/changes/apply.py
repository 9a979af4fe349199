"""Changes applied to people: all are checked together first, then all applied at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from immutabledict import immutabledict

from mentormatch.changes import KINDS
from mentormatch.changes.base import Change, OfPair, OfRecord, OfRole
from mentormatch.changes.checks import change_errors, refuse
from mentormatch.changes.history import Pair, PairState
from mentormatch.people.doubles import Answer, Double
from mentormatch.people.model import People, doubles_of, register_of
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.people.quick_check import needs_full_check


@dataclass(frozen=True)
class Applied:
    """People after some changes, and what the changes mean for pairs.

    Parameters
    ----------
    people : People
        In the order of their ids.
    became : mapping of PairState to tuple of (str, str)
        State -> the pairs that changes bring into it.
    short : frozenset of str
        Mentees who lost a mentor by a change, and want as many as before.
    mentees, mentors : frozenset of str
        Ids of those who are new or changed in that role: whose pairs have to be looked at again.
    """

    people: People
    became: Mapping[PairState, tuple[Pair, ...]]
    short: frozenset[str]
    mentees: frozenset[str]
    mentors: frozenset[str]

    @property
    def ended(self) -> frozenset[Pair]:
        """The pairs that changes end."""
        ended = (pairs for state, pairs in self.became.items() if not state.has_begun)
        return frozenset(pair for pairs in ended for pair in pairs)


def apply_changes(
    people: People,
    pairs: Iterable[Pair],
    changes: Sequence[Change],
    answers: Sequence[Answer] = (),
    doubles: Sequence[Double] | None = None,
) -> Applied:
    """Return people after changes; neither `people` nor anything in it is changed.

    Parameters
    ----------
    people : People
    pairs : iterable of (str, str)
        The pairs of the matching.
    changes : sequence of changes
    answers : sequence of (str, str, bool)
        What a person has said since, added to `People.meanings`.
    doubles : sequence of Double, optional
        Those of the people, if they are known already.

    Raises
    ------
    ChangeError
        If a change does not fit: every error in every change at once, before anything is changed.
    RecordError
        If the people do not fit together afterwards.
    """
    refuse(change_errors(people, frozenset(pairs), changes))
    mentees = {person.id: person for person in people.mentees}
    mentors = {person.id: person for person in people.mentors}
    take_effect(changes, mentees, mentors)
    changed = _changed(people.mentees, mentees), _changed(people.mentors, mentors)
    of_pairs = [change for change in changes if isinstance(change, OfPair)]
    lines = _lines_left(people, mentees, mentors, doubles)
    after = _together(people, mentees, mentors, changed, of_pairs, {"links": lines, "meanings": answers})
    became = _became(of_pairs)
    short = {c.ids[0] for c in of_pairs if c.state and not c.state.has_begun and c.demand == 0}
    return Applied(after, became, frozenset(short), *changed)


def take_effect(changes: Iterable[Change], mentees: dict[str, Mentee], mentors: dict[str, Mentor]) -> None:
    """Apply changes to the tables of people; the order of the changes does not matter."""
    for shape in (OfRecord, OfRole, OfPair):
        for change in changes:
            if isinstance(change, shape):
                change.take_effect(mentees, mentors)


def _became(changes: Sequence[OfPair]) -> Mapping[PairState, tuple[Pair, ...]]:
    """Return state -> pairs that get it; of pairs that end, the order is that of their history."""
    kinds = list(KINDS)
    became: dict[PairState, tuple[Pair, ...]] = {}
    for change in sorted(changes, key=lambda change: kinds.index(change.name)):
        if change.state is not None:
            became[change.state] = (*became.get(change.state, ()), change.ids)
    return immutabledict(became)


def _together(
    before: People,
    mentees: Mapping[str, Mentee],
    mentors: Mapping[str, Mentor],
    changed: tuple[frozenset[str], frozenset[str]],
    changes: Sequence[OfPair],
    added: Mapping[str, Sequence[object]],
) -> People:
    """Return everybody in the order of their ids; validated in full only where an error is possible."""
    fields = {
        "mentees": tuple(sorted(mentees.values(), key=_id)),
        "mentors": tuple(sorted(mentors.values(), key=_id)),
        "dissolved": _linked(before.dissolved, changes, "dissolved"),
        "avoided": _linked(before.avoided, changes, "avoided"),
        **{name: tuple(dict.fromkeys((*getattr(before, name), *more))) for name, more in added.items()},
    }
    tables: tuple[Mapping[str, Person], ...] = (mentees, mentors)
    both = list(zip(tables, changed, strict=True))
    unchanged = [person for table, who in both for one, person in table.items() if one not in who]
    new = [table[one] for table, who in both for one in sorted(who)]
    left = {one for one in before.mentee_ids if one not in mentees} | {
        one for one in before.mentor_ids if one not in mentors
    }
    if needs_full_check(unchanged, new, left):
        return before.replace(**fields)
    return People.model_construct(**{**dict(before), **fields})


def _lines_left(
    before: People,
    mentees: Mapping[str, Mentee],
    mentors: Mapping[str, Mentor],
    doubles: Sequence[Double] | None,
) -> list[tuple[str, str]]:
    """Return the reporting lines of those who leave, who still appraise and report as before."""
    gone: list[Mentee | Mentor] = [one for one in before.mentees if one.id not in mentees]
    gone += [one for one in before.mentors if one.id not in mentors]
    left = {one.id for one in gone if one.id not in mentees and one.id not in mentors}
    lines = [line for one in gone for line in one.lines]
    if not left:
        return lines
    return lines + _lines_by_name(before, left, doubles_of(before) if doubles is None else doubles)


def _lines_by_name(people: People, left: set[str], doubles: Iterable[Double]) -> list[tuple[str, str]]:
    """Return the lines to and from those who leave by their id and by those of people who may be the same.

    They can no longer be found by their name, nor compared with others.
    """
    alike: dict[str, list[str]] = {one: [one] for one in left}
    for double in doubles:
        for one, other in (double.ids, double.ids[::-1]):
            if one in left:
                alike[one].append(other)
    everybody = (*people.mentees, *people.mentors)
    lines = [*(line for one in everybody for line in one.lines), *people.links]
    ids = {one.id for one in everybody}
    names = sorted({name for line in lines for name in line if name not in ids})
    register = register_of(people)
    by_name = {name: left.intersection(register.meant(name).people) for name in names}
    meant = {name: (name, *sorted({o for one in who for o in alike[one]})) for name, who in by_name.items()}
    meant |= {one: tuple(others) for one, others in alike.items()}
    again = (product(meant.get(one, (one,)), meant.get(other, (other,))) for one, other in lines)
    return [pair for line, pairs in zip(lines, again, strict=True) for pair in pairs if pair != line]


def _id(person: Person) -> str:
    return person.id


def _linked(before: Sequence[Pair], changes: Sequence[OfPair], link: str) -> tuple[Pair, ...]:
    """Return a list of pairs with those that changes add."""
    return tuple(dict.fromkeys((*before, *(change.ids for change in changes if change.link == link))))


def _changed(before: Sequence[Person], after: Mapping[str, Person]) -> frozenset[str]:
    """Return who is new, or not the same record as before."""
    known = {person.id: person for person in before}
    return frozenset(one for one, person in after.items() if known.get(one) is not person)
