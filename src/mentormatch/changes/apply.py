"""Changes applied to people: all are checked together first, then all applied at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product

from immutabledict import immutabledict

from mentormatch.arrays import with_more
from mentormatch.changes.base import Change, OfPair, OfRecord, OfRole
from mentormatch.changes.by_id import ById, by_id
from mentormatch.changes.checks import change_errors, not_a_change, refuse
from mentormatch.changes.history import Pair, PairState
from mentormatch.changes.kinds.settle import Settle
from mentormatch.changes.listed import KINDS, is_change
from mentormatch.people.doubles import Double
from mentormatch.people.model import (
    People,
    doubles_of,
    register_after,
    register_of,
    with_register,
    with_sides,
)
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.people.side import Side
from mentormatch.text import folded


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
    given : ById
        The changes, with ids.
    """

    people: People
    became: Mapping[PairState, tuple[Pair, ...]]
    short: frozenset[str]
    mentees: frozenset[str]
    mentors: frozenset[str]
    given: ById = field(compare=False)

    @property
    def ended(self) -> frozenset[Pair]:
        """The pairs that changes end."""
        ended = (pairs for state, pairs in self.became.items() if not state.has_begun)
        return frozenset(pair for pairs in ended for pair in pairs)


def apply_changes(
    people: People, pairs: Iterable[Pair], changes: Sequence[Change], doubles: Sequence[Double] | None = None
) -> Applied:
    """Return people after changes; neither `people` nor anything in it is changed.

    Parameters
    ----------
    pairs : iterable of (str, str)
        The pairs of the matching.
    doubles : sequence of Double, optional
        Those of the people, if they are known already.

    Raises
    ------
    ChangeError
        If a change does not fit: every error in every change at once, before anything is changed.
    RecordError
        If the people do not fit together afterwards.
    """
    unknown = [not_a_change(at, change) for at, change in enumerate(changes) if not is_change(change)]
    given = by_id(people, [change for change in changes if is_change(change)])
    refuse([*unknown, *change_errors(frozenset(pairs), given)])
    changes = given.changes
    named = sorted(set(chain.from_iterable(map(_named, changes))))
    at = people.mentee_side.at, people.mentor_side.at
    mentees = {one: people.mentees[at[0][one]] for one in named if one in at[0]}
    mentors = {one: people.mentors[at[1][one]] for one in named if one in at[1]}
    before = dict(mentees), dict(mentors)
    take_effect(changes, mentees, mentors)
    sides = (
        _Table(people.mentee_side, before[0], mentees, named),
        _Table(people.mentor_side, before[1], mentors, named),
    )
    of_pairs = [change for change in changes if isinstance(change, OfPair)]
    answers = [change.meaning for change in changes if isinstance(change, Settle)]
    lines = _lines_of_doubles(people, sides, doubles)
    after = _together(people, sides, of_pairs, answers, lines)
    became = _became(of_pairs)
    short = {c.ids[0] for c in of_pairs if c.state and not c.state.has_begun and c.demand == 0}
    mentees_too, mentors_too = (frozenset(person.id for person in side.new) for side in sides)
    return Applied(after, became, frozenset(short), mentees_too, mentors_too, given)


def _named(change: Change) -> tuple[str, ...]:
    """Return the ids of those whom a change may concern."""
    if isinstance(change, OfPair):
        return change.ids
    if isinstance(change, OfRecord):
        return (str(change.key),)
    return (str(change.person),) if isinstance(change, OfRole) else ()


class _Table:
    """One side before and after changes.

    Parameters
    ----------
    was, after : mapping of str to Mentee or Mentor
        Those whom the changes name, as far as they are there; everybody else is as before.
    named : sequence of str
        Their ids, ascending.
    """

    def __init__(
        self, before: Side, was: Mapping[str, Person], after: Mapping[str, Person], named: Sequence[str]
    ) -> None:
        self._before, self._was, self._after = before, was, after
        self.gone = [person for one, person in was.items() if one not in after]
        self.new = [after[one] for one in named if one in after and after[one] is not was.get(one)]
        self.changed = [(was[one.id], one) for one in self.new if one.id in was]

    def __contains__(self, person_id: str) -> bool:
        return person_id in self._after or (person_id in self._before.at and person_id not in self._was)

    @cached_property
    def side(self) -> Side:
        """Everybody in the order of their ids; the same object as before if nobody changed."""
        return self._before.after(
            {person.id: self._after.get(person.id) for person in (*self.gone, *self.new)}
        )


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
    sides: tuple[_Table, _Table],
    changes: Sequence[OfPair],
    answers: Sequence[tuple[str, str, bool]],
    lines: Sequence[tuple[str, str]],
) -> People:
    """Return everybody in the order of their ids; validated in full only where an error is possible."""
    meanings = _answered(before.meanings, answers)
    gone = [one for side in sides for one in side.gone]
    renamed = [
        one for side in sides for one, now in side.changed if (one.email, one.name) != (now.email, now.name)
    ]
    asked = ((one.id, other) for one in gone for other in one.avoids)
    # Who leaves still appraises and reports as before, and what they asked for holds in their other role.
    fields = {
        "mentees": sides[0].side.people,
        "mentors": sides[1].side.people,
        "dissolved": _linked(before.dissolved, changes, "dissolved"),
        "avoided": with_more(_linked(before.avoided, changes, "avoided"), asked),
        "links": with_more(before.links, chain(lines, *(one.lines for one in gone))),
        "meanings": meanings,
        "known_as": with_more(
            before.known_as, ((one.id, one.email or "", one.name) for one in (*gone, *renamed))
        ),
    }
    new = [one for side in sides for one in side.new]
    register = register_after(before, new, meanings)
    if any(register.has_another(one.id, one.email) for one in new):
        after = before.replace(**fields)
    else:
        after = People.model_construct(**{**before.all_fields, **fields})
    concerned = {one.id for one in (*gone, *new)}
    both = {one for one in concerned if one in sides[0] and one in sides[1]}
    both_now = before.in_both_roles.difference(concerned).union(both)
    return with_register(with_sides(after, sides[0].side, sides[1].side, both_now), register)


def _lines_of_doubles(
    people: People, sides: tuple[_Table, _Table], doubles: Sequence[Double] | None
) -> list[tuple[str, str]]:
    """Return the lines of those who leave, by the ids of people who may be the same.

    Records of people who have left are no longer compared with others.
    """
    left = {one.id for side in sides for one in side.gone if not any(one.id in each for each in sides)}
    if not left:
        return []
    alike: dict[str, list[str]] = {}
    for double in doubles_of(people) if doubles is None else doubles:
        for one, other in (double.ids, double.ids[::-1]):
            if one in left:
                alike.setdefault(one, [one]).append(other)
    if not alike:
        return []
    everybody = (*people.mentees, *people.mentors)
    lines = [*(line for one in everybody for line in one.lines), *people.links]
    ids, register = people.mentee_side.at.keys() | people.mentor_side.at.keys(), register_of(people)
    meant = {name: register.meant(name).people for line in lines for name in line if name not in ids}
    stands = {name: (name, *(o for one in who for o in alike.get(one, ()))) for name, who in meant.items()}
    stands |= {one: tuple(others) for one, others in alike.items()}
    again = (product(stands.get(one, (one,)), stands.get(other, (other,))) for one, other in lines)
    return [pair for line, pairs in zip(lines, again, strict=True) for pair in pairs if pair != line]


def _linked(before: tuple[Pair, ...], changes: Sequence[OfPair], link: str) -> tuple[Pair, ...]:
    """Return a list of pairs with those that changes add."""
    return with_more(before, (change.ids for change in changes if change.link == link))


def _answered(
    before: tuple[tuple[str, str, bool], ...], answers: Sequence[tuple[str, str, bool]]
) -> tuple[tuple[str, str, bool], ...]:
    """Return what has been settled, of two answers about the same the later one."""
    if not answers:
        return before
    said = {(folded(written), person): (written, person, yes) for written, person, yes in (*before, *answers)}
    return tuple(said.values())
