"""One side of a scheme, the mentees or the mentors, and what has been read of them.

After a change nearly everybody is still the same object. What was read of them is kept, at their new
position; only the others are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, repeat
from operator import attrgetter, gt
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mentormatch.arrays import Bools, Floats, Ints, sealed
from mentormatch.people.person import Person
from mentormatch.text import all_folded, folded

Reading = Callable[[Any], object]
Tabulating = Callable[[Sequence[Any]], Floats]
_NOBODY, _UNKNOWN = -1, -2


def optional(field: str) -> Reading:
    """Return a reading of a number, nan where it is None."""

    def number(person: Person) -> float:
        value = getattr(person, field)
        return np.nan if value is None else value

    return number


ID, MAX_KM, SENIORITY = attrgetter("id"), optional("max_km"), optional("seniority")
CONSENT, DEMAND, CAPACITY, MINIMUM_LOAD = map(attrgetter, ("consent", "demand", "capacity", "minimum_load"))
"""Readings that several modules use."""


def _by_form(known: dict[str, str | None], ids: Sequence[str]) -> dict[str, str | None]:
    """Return the ids of people by the form in which they compare, with some more."""
    for form, one in zip(all_folded(ids), ids, strict=True):
        known[form] = None if form in known else one
    return known


class Side:
    """The people of one side in order, and their fields as arrays, each read once.

    Parameters
    ----------
    before : Side, optional
        The side before a change: nothing is read again of those who are still the same.
    position : int64 array, shape (n_people,), optional
        What `positions_in` returns for it, if that is known.
    """

    def __init__(
        self, people: Sequence[Person], before: Side | None = None, position: Ints | None = None
    ) -> None:
        self.people = people
        self._read: dict[Reading, NDArray[Any]] = {}
        self._tables: dict[Tabulating, Floats] = {}
        self._flat: dict[Reading, tuple[Ints, Ints]] = {}
        self._named: dict[Reading, WeakKeyDictionary[Side, Ints]] = {}
        self._positions: WeakKeyDictionary[Side, Ints] = WeakKeyDictionary()
        self._moved: WeakKeyDictionary[Side, Ints] = WeakKeyDictionary()
        if before is not None:
            if position is not None:
                self._positions[before] = position
            self._take_over(before)

    def __reduce__(self) -> tuple[object, ...]:
        # What was read is read again in another process, where people have other addresses.
        return Side, (self.people,)

    def __len__(self) -> int:
        return len(self.people)

    def read(self, reading: Reading, dtype: DTypeLike = np.object_) -> NDArray[Any]:
        """Return what `reading` gives for everybody.

        Parameters
        ----------
        reading : callable
            Called with a person; it may depend on nothing else. What it gives is kept under it, so that it
            has to be the same object each time, and always comes with the same `dtype`.

        Returns
        -------
        array of `dtype`, shape (n_people,), read-only
        """
        if reading not in self._read:
            self._keep(reading, np.fromiter(map(reading, self.people), dtype, len(self.people)))
        return self._read[reading]

    def table(self, tabulating: Tabulating) -> Floats:
        """Return numbers for everybody, which `tabulating` gives for several people at once.

        Parameters
        ----------
        tabulating : callable
            Called with a sequence of people; a person's row may depend on nothing else. What it gives is kept
            under it, as for `read`.

        Returns
        -------
        float64 array, shape (n_people, n), read-only
        """
        if tabulating not in self._tables:
            self._tables[tabulating] = sealed(tabulating(self.people))
        return self._tables[tabulating]

    def positions_in(self, before: Side) -> Ints:
        """Return everybody's position before.

        People are told apart as objects: `People.replace` keeps those that it is given, and a person
        who was changed is another object. An equal copy counts as changed, which costs time and nothing else.

        Returns
        -------
        int64 array, shape (n_people,)
            Position in `before`; -1 for those who are new or changed.
        """
        if before not in self._positions:
            self._positions[before] = self._position_in(before)
        return self._positions[before]

    def moved(self, before: Side) -> Ints:
        """Return the position now of everybody before, changed or not, by id; -1 for those who left."""
        if before not in self._moved:
            position, now = self.positions_in(before), np.full(len(before), -1)
            same = np.flatnonzero(position >= 0)
            now[position[same]] = same
            for k in np.flatnonzero(now < 0).tolist():
                now[k] = self.at.get(before.ids[k], -1)
            self._moved[before] = sealed(now)
        return self._moved[before]

    def after(self, changes: Mapping[str, Person | None]) -> Side:
        """Return the side after changes to some people, by id, None for who leaves; in the order of ids."""
        if not changes:
            return self
        if not self._ascends:
            return Side(tuple(sorted(self.people, key=ID)), self).after(changes)
        people, position, done = list[Person](), list[Ints](), 0
        for one in sorted(changes):
            here = bisect_left(self.ids, one)
            people += self.people[done:here]
            position.append(np.arange(done, here))
            person = changes[one]
            if person is not None:
                people.append(person)
                position.append(np.full(1, -1))
            done = here + (self.ids[here : here + 1] == (one,))
        people += self.people[done:]
        position.append(np.arange(done, len(self)))
        after = Side(tuple(people), self, np.concatenate(position))
        after._ascends = True
        return after

    @cached_property
    def _ascends(self) -> bool:
        return not any(map(gt, self.ids, islice(self.ids, 1, None)))

    def _position_in(self, before: Side) -> Ints:
        if before.people is self.people:
            return np.arange(len(self))
        if not len(before):
            return np.full(len(self), -1)
        known, order = before._by_address
        at = np.minimum(np.searchsorted(known, self._addresses), len(known) - 1)
        return np.where(known[at] == self._addresses, order[at], -1)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the people, in order."""
        return tuple(self.read(ID).tolist())

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Id -> position."""
        return dict(zip(self.ids, range(len(self)), strict=True))

    def position_like(self, written: str) -> int:
        """Return the position of the one person whose id compares equal to some words; else -1."""
        one = self._by_form.get(folded(written))
        return -1 if one is None else self.at[one]

    @cached_property
    def _by_form(self) -> dict[str, str | None]:
        """Id in the form in which it compares -> the id, None where several people have that form."""
        return _by_form({}, self.ids)

    def flat(self, reading: Reading) -> tuple[Ints, Ints]:
        """Return the entries of the lists that `reading` gives: the position of the person, and the hash."""
        if reading not in self._flat:
            self._flat[reading] = self._listed(reading, range(len(self)))
        return self._flat[reading]

    def entries(self, reading: Reading, which: Ints) -> list[Any]:
        """Return some of these entries themselves, by number."""
        rows = self.flat(reading)[0]
        own = rows[which]
        within = which - np.searchsorted(rows, own)
        lists: Iterable[Any] = (reading(self.people[k]) for k in own.tolist())
        return [entries[k] for entries, k in zip(lists, within.tolist(), strict=True)]

    def named(self, reading: Reading, others: Side) -> Ints:
        """Return the position among others of each whose id is an entry of `flat`, -1 for nobody."""
        known = self._named.setdefault(reading, WeakKeyDictionary())
        found = known[others] if others in known else self._named_before(known, reading, others)
        which = np.flatnonzero(found == _UNKNOWN)
        if len(which):
            ids = map(others.at.get, self.entries(reading, which), repeat(_NOBODY))
            found = found.copy()
            found[which] = np.fromiter(ids, np.int64, len(which))
        known[others] = sealed(found)
        return found

    def _named_before(self, known: Mapping[Side, Ints], reading: Reading, others: Side) -> Ints:
        """Return what is known of entries by others before a change; it may be known of none."""
        hashes = self.flat(reading)[1]
        for side, positions in known.items():
            if side in others._positions:
                moved = others.moved(side)
                found = np.append(moved, (_UNKNOWN, _NOBODY))[positions]
                there = np.zeros(len(others), np.bool_)
                there[moved[moved >= 0]] = True
                new = np.sort([hash(others.people[k].id) for k in np.flatnonzero(~there).tolist()])
                if len(new):
                    nobody = np.flatnonzero(found == _NOBODY)
                    at = np.minimum(np.searchsorted(new, hashes[nobody]), len(new) - 1)
                    found[nobody[new[at] == hashes[nobody]]] = _UNKNOWN
                return found
        return np.full(len(hashes), _UNKNOWN)

    def _listed(self, reading: Reading, people: Sequence[int]) -> tuple[Ints, Ints]:
        lists: list[Any] = [reading(self.people[k]) for k in people]
        rows = np.repeat(np.array(people, np.int64), list(map(len, lists)))
        return sealed(rows), sealed(np.fromiter(map(hash, chain.from_iterable(lists)), np.int64, len(rows)))

    @property
    def consenting(self) -> Bools:
        """Who consents to be matched; bool array, shape (n_people,)."""
        return self.read(CONSENT, np.bool_)

    def places(self, reading: Reading) -> Ints:
        """Return the demand or capacity of everybody, 0 for those who do not consent; int64."""
        return np.where(self.consenting, self.read(reading, np.int64), 0)

    def positions_of(self, ids: Iterable[str]) -> Ints:
        """Return the positions of people by id; ids of nobody are left out."""
        found = np.fromiter(map(self.at.get, ids, repeat(-1)), np.int64)
        return found[found >= 0]

    @cached_property
    def _addresses(self) -> Ints:
        return np.fromiter(map(id, self.people), np.int64, len(self.people))

    @cached_property
    def _by_address(self) -> tuple[Ints, Ints]:
        order = np.argsort(self._addresses)
        return self._addresses[order], order

    def _take_over(self, before: Side) -> None:
        if not len(before):
            return
        position = self.positions_in(before)
        same, new = position >= 0, np.flatnonzero(position < 0)
        changed = [self.people[k] for k in new.tolist()]
        for reading, known in before._read.items():
            array = np.take(known, position, mode="clip")
            array[new] = np.fromiter(map(reading, changed), known.dtype, len(changed))
            self._keep(reading, array)
        for tabulating, numbers in before._tables.items():
            table = np.take(numbers, position, axis=0, mode="clip")
            table[new] = tabulating(changed)
            self._tables[tabulating] = sealed(table)
        after = np.full(len(before), -1)
        after[position[same]] = np.flatnonzero(same)
        for reading, (rows, hashes) in before._flat.items():
            own, more = after[rows], self._listed(reading, new.tolist())
            own = np.append(own, more[0])
            order = np.argsort(own, kind="stable")[np.count_nonzero(own < 0) :]
            self._flat[reading] = sealed(own[order]), sealed(np.append(hashes, more[1])[order])
            unknown = np.full(len(more[0]), _UNKNOWN)
            self._named[reading] = WeakKeyDictionary(
                {side: np.append(at, unknown)[order] for side, at in before._named.get(reading, {}).items()}
            )
        if None not in before._by_form.values():
            forms, gone = dict(before._by_form), np.ones(len(before), np.bool_)
            gone[position[same]] = False
            for one in before.read(ID)[gone].tolist():
                del forms[folded(one)]
            vars(self)["_by_form"] = _by_form(forms, [one.id for one in changed])

    def _keep(self, reading: Reading, array: NDArray[Any]) -> None:
        self._read[reading] = sealed(array)
