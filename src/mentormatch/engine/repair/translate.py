"""From changes with indices to a `Delta`, with every error of every change at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from mentormatch.arrays import Ints, first_ten
from mentormatch.changes.base import Change, Entry, OfPair, OfRecord, OfRole
from mentormatch.changes.checks import contradictions, not_a_change, refuse
from mentormatch.changes.listed import is_change, is_change_of_pair
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.state.base import Base, find, pairs_of
from mentormatch.engine.state.kernel import BARRED, REMOVED, TAKEN
from mentormatch.engine.state.state import State
from mentormatch.people.person import ROLES, Role


def translated(
    state: State, base: Base, changes: Sequence[Change]
) -> tuple[Delta, frozenset[tuple[int, int]]]:
    """Return the effect of changes on the arrays of a state.

    Parameters
    ----------
    base : Base
        Loaded with it.
    changes : sequence of changes
        With indices.

    Returns
    -------
    delta : Delta
    avoided : frozenset of (int, int)
        Mentee and mentor of pairs to avoid that are not candidate pairs.

    Raises
    ------
    ChangeError
        If changes do not fit the state or each other; the error lists all of them.
    """
    pairs = {at: change for at, change in enumerate(changes) if is_change_of_pair(change)}
    only = len(pairs) == len(changes)
    known = changes if only else [change for change in changes if is_change(change)]
    translation = _Translation(state, base, known)
    # What parts two people comes first: no record of the same batch makes them a pair again.
    translation.add_pairs(pairs)
    for at, change in () if only else enumerate(changes):
        if at not in pairs:
            translation.add(at, change)
    refuse([*translation.errors(), *contradictions(known)])
    return translation.delta(), frozenset(translation.avoided)


class _Translation:
    """Collects the effects of changes.

    Parameters
    ----------
    base : Base
        Loaded with it.
    changes : sequence of changes
        All of them, to know who joins.
    """

    def __init__(self, state: State, base: Base, changes: Sequence[Change]) -> None:
        self._state, self._base, self._changes = state, base, changes
        self._n: dict[Role, int] = {"mentee": state.n_mentees, "mentor": state.n_mentors}
        self._units: dict[Role, dict[int, int]] = {"mentee": {}, "mentor": {}}
        self._more: dict[int, int] = {}
        self._joined: dict[Role, list[int]] = {"mentee": [], "mentor": []}
        self._removed: dict[int, bool] = {}
        self._rescored: dict[int, int] = {}
        self._new: dict[tuple[int, int], int] = {}
        self._listed: dict[Role, dict[int, Mapping[int, int]]] = {"mentee": {}, "mentor": {}}
        self.avoided: set[tuple[int, int]] = set()
        self._faults: dict[int, str] = {}

    @cached_property
    def _soon(self) -> dict[Role, int]:
        """How many people there are with those who join."""
        new = [one.role for one in self._changes if isinstance(one, OfRecord) and not one.known]
        return {role: n + new.count(role) for role, n in self._n.items()}

    def add_pairs(self, changes: Mapping[int, OfPair]) -> None:
        """Add changes of pairs by their positions, or their errors; all pairs are looked up at once."""
        n, m = self._n["mentee"], self._n["mentor"]
        known: list[int] = []
        mentees: list[int] = []
        mentors: list[int] = []
        for at, change in changes.items():
            i, j = change.mentee, change.mentor
            if isinstance(i, int) and isinstance(j, int) and i < n and j < m:
                known.append(at)
                mentees.append(i)
                mentors.append(j)
        number = dict(zip(known, self._find(mentees, mentors, REMOVED), strict=True))
        for at, change in changes.items():
            pair = number.get(at, -1)
            if fault := self._pair_fault(change, pair):
                self._faults[at] = f"{change.in_words()}: {fault}"
            else:
                self._of_pair(change, pair)

    def add(self, position: int, change: Change) -> None:
        """Add one change that is not of a pair, or its error."""
        if not is_change(change):
            self._faults[position] = not_a_change(position, change)
        elif fault := self._fault(change):
            self._faults[position] = f"{change.in_words()}: {fault}"
        elif isinstance(change, OfRole):
            self._units[_role(change)][int(change.person)] = change.places
        elif isinstance(change, OfRecord) and isinstance(change.person, Entry):
            self._person(change.person)

    def _fault(self, change: Change) -> str:
        """Return why a change does not fit the state; empty if it does."""
        if isinstance(change, OfRole):
            if change.role is None:
                return "an index needs a role, 'mentee' or 'mentor'"
            return self._outside(change.role, change.person)
        if isinstance(change, OfRecord) and isinstance(change.person, Entry):
            return self._entry_fault(change.person, known=change.known)
        return "a state knows people by index: use an Entry"

    def _entry_fault(self, person: Entry, *, known: bool) -> str:
        if known and person.index is None:
            return "needs the index of the person"
        if not known and person.index is not None:
            return "a person who joins gets the next index: omit the index"
        if person.index is not None and (fault := self._outside(person.role, person.index)):
            return fault
        other = _other(person.role)
        wrong = person.partners[(person.partners < 0) | (person.partners >= self._n[other])]
        return (
            f"its partners must be {other}s in 0..{self._n[other] - 1}; found {first_ten(wrong.tolist())}"
            if len(wrong)
            else ""
        )

    def _outside(self, role: Role, person: str | int, n: Mapping[Role, int] | None = None) -> str:
        most = (n or self._n)[role]
        if isinstance(person, int) and person < most:
            return ""
        return f"there is no {role} {person}; expected 0..{most - 1}"

    def _pair_fault(self, change: OfPair, pair: int) -> str:
        if pair >= 0 and (self._base.flags[pair] & TAKEN or not change.needs_pair):
            return ""
        n = self._n if change.needs_pair else self._soon
        outside = [self._outside(role, one, n) for role, one in zip(ROLES, change.pair, strict=True)]
        if any(outside):
            return " and ".join(filter(None, outside))
        return "they are not a pair" if change.needs_pair else ""

    def _of_pair(self, change: OfPair, pair: int) -> None:
        """Add a change of a pair."""
        if change.ends() and pair >= 0:
            self._removed[pair] = change.link is not None or self._removed.get(pair, False)
        elif change.link is not None:
            self.avoided.add((int(change.mentee), int(change.mentor)))
        if change.demand:
            self._more[int(change.mentee)] = self._more.get(int(change.mentee), 0) + change.demand

    def _person(self, person: Entry) -> None:
        """Add a person who joins or has changed: their pairs are those listed."""
        if person.index is None:
            number = self._n[person.role] + len(self._joined[person.role])
            self._joined[person.role].append(person.places)
            there: Ints = np.zeros(0, np.int64)
        else:
            number = person.index
            self._units[person.role][number] = person.places
            there = self._pairs_of(person.role, number)
        partner = dict(zip(person.partners.tolist(), person.scores.tolist(), strict=True))
        if person.index is not None:
            self._listed[person.role][number] = partner.copy()
        for pair, one in zip(there.tolist(), self._partners(person.role, there).tolist(), strict=True):
            if one not in partner:
                self._removed.setdefault(pair, False)
            elif (score := partner.pop(one)) != self._score(pair):
                self._rescored[pair] = score
        pairs = [(number, one) if person.role == "mentee" else (one, number) for one in partner]
        for pair, score, barred in zip(pairs, partner.values(), self._barred(pairs), strict=True):
            if not barred:
                self._new[pair] = score

    def errors(self) -> list[str]:
        """Return all errors, in the order of the changes."""
        found = [self._faults[at] for at in sorted(self._faults)]
        return [*found, *self._disagreements()] if self._listed["mentee"] else found

    def _disagreements(self) -> Iterator[str]:
        """Yield an error for each two people whose entries say different things of their pair."""
        mentees, mentors = self._listed["mentee"], self._listed["mentor"]
        named = {(i, j) for i, partners in mentees.items() for j in partners if j in mentors}
        named |= {(i, j) for j, partners in mentors.items() for i in partners if i in mentees}
        for i, j in sorted(named):
            ours, theirs = mentees[i].get(j), mentors[j].get(i)
            if ours != theirs:
                said = ["may not meet" if one is None else f"score {one}" for one in (ours, theirs)]
                yield (
                    f"Update(mentee {i}) and Update(mentor {j}) differ about this pair: "
                    f"{said[0]} and {said[1]}; both entries have to list it with one score, or neither"
                )

    def _barred(self, pairs: Sequence[tuple[int, int]]) -> list[bool]:
        """Return which pairs must never be chosen (again)."""
        known = [i < self._n["mentee"] and j < self._n["mentor"] for i, j in pairs]
        old = [pair for pair, there in zip(pairs, known, strict=True) if there]
        found = self._find([i for i, _ in old], [j for _, j in old], np.uint8(0), barred=True)
        gone = iter(found)
        return [
            (there and next(gone) >= 0) or pair in self._state.avoided or pair in self.avoided
            for pair, there in zip(pairs, known, strict=True)
        ]

    def delta(self) -> Delta:
        """Return the changes as a delta, in an order that does not depend on theirs."""
        for pair in self._removed:
            self._rescored.pop(pair, None)
        units, joined = self._units, self._joined
        for mentee, more in self._more.items():
            if more:
                wanted = units["mentee"].get(mentee, self._most("mentee", mentee))
                units["mentee"][mentee] = max(wanted + more, 0)
        removed, rescored, new = sorted(self._removed), sorted(self._rescored), sorted(self._new)
        parts: dict[str, Sequence[int]] = {
            "removed": removed,
            "barred": [pair for pair in removed if self._removed[pair]],
            "rescored": rescored,
            "score": [self._rescored[pair] for pair in rescored],
            "new_demand": joined["mentee"],
            "new_capacity": joined["mentor"],
            "new_mentee": [mentee for mentee, _ in new],
            "new_mentor": [mentor for _, mentor in new],
            "new_score": [self._new[pair] for pair in new],
        }
        sides: tuple[tuple[Role, str, str], ...]
        sides = ("mentee", "mentees", "demand"), ("mentor", "mentors", "capacity")
        for role, people, most in sides:
            parts[people] = sorted(units[role])
            parts[most] = [units[role][number] for number in parts[people]]
        return Delta.of_lists(parts)

    def _node(self, role: Role, number: int) -> int:
        return number + self._base.most_mentors if role == "mentee" else number

    def _most(self, role: Role, number: int) -> int:
        return int(self._base.people["most"][self._node(role, number)])

    def _score(self, pair: int) -> int:
        return int(self._base.pairs["weight"][pair]) - self._base.terms.bonus

    def _find(
        self, mentee: Sequence[int], mentor: Sequence[int], but: np.uint8, *, barred: bool = False
    ) -> list[int]:
        """Return the pair of each two people, or -1."""
        if not mentee:
            return []
        base, found = self._base, np.empty(len(mentee), np.int64)
        find(
            base.people, base.pairs, base.flags, base.entries, base.links, base.n_pairs,
            np.array([one + base.most_mentors for one in mentee], np.int64), np.array(mentor, np.int64),
            but, np.uint8(BARRED if barred else 0), found,
        )  # fmt: skip
        return found.tolist()

    def _pairs_of(self, role: Role, number: int) -> Ints:
        base, found = self._base, np.empty(256, np.int64)
        while True:
            count = pairs_of(
                base.people,
                base.flags,
                base.entries,
                base.links,
                base.tally(0, 0),
                self._node(role, number),
                found,
            )
            if count <= len(found):
                return found[:count]
            found = np.empty(count, np.int64)

    def _partners(self, role: Role, pairs: Ints) -> Ints:
        other = self._base.pairs[_other(role)][pairs].astype(np.int64)
        return other if role == "mentee" else other - self._base.most_mentors


def _role(change: OfRole) -> Role:
    return "mentee" if change.role == "mentee" else "mentor"


def _other(role: Role) -> Role:
    return "mentor" if role == "mentee" else "mentee"
