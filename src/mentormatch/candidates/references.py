"""References between people, and the people that they mean.

References fail closed. One that is exactly an id of the scheme means that person. Any other means everybody
it may mean (`mentormatch.people.identity`), until a person says otherwise; one that fits nobody, or only
perhaps, is an outsider too, who stays known so that reporting lines through them hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter, itemgetter

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Ints, distinct
from mentormatch.errors import CandidateError
from mentormatch.people.doubles import Compared, Doubles
from mentormatch.people.identity import Register
from mentormatch.people.model import People, doubles_in, register_of
from mentormatch.people.side import Reading, Side

MOST_FORBIDDEN = 50_000_000
"""Most pairs that references may forbid: their keys fill 0.4 GB, and sorting them twice that."""


class _Written:
    """Names as they were written, and the nodes of those that are ids, once these are known; else -1."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.nodes = names, np.zeros(0, np.int64)

    def positions(self, side: Side) -> Ints:
        """Return the positions on a side of those whose ids the names are; -1 for others."""
        return np.fromiter(map(side.at.get, self.names, repeat(-1)), np.int64, len(self.names))

    @cached_property
    def others(self) -> list[str]:
        """The names that are nobody's id."""
        return self._some(np.flatnonzero(self.nodes < 0))

    def _some(self, which: Ints) -> list[str]:
        return [self.names[k] for k in which.tolist()]


class _WrittenBy(_Written):
    """The names in a field of the people of one side."""

    def __init__(self, side: Side, reading: Reading) -> None:
        super().__init__([])
        self._side, self._reading = side, reading

    def positions(self, side: Side) -> Ints:
        return self._side.named(self._reading, side)

    def _some(self, which: Ints) -> list[str]:
        return self._side.entries(self._reading, which)


Named = tuple[Ints | _Written, Ints | _Written]
"""The people who name others, and the people named; numbers where already known."""

_INDEPENDENT_OF, _SUPERVISES, _AVOIDS = map(attrgetter, ("independent_of", "supervises", "avoids"))


@dataclass(frozen=True, eq=False)
class References:
    """References between people: `source[k]` refers to `target[k]`, both groups of a `Directory`.

    Parameters
    ----------
    source, target : int64 array, shape (n_references,)
    """

    source: Ints
    target: Ints


@dataclass(frozen=True, eq=False)
class Directory:
    """Everybody in the scheme, or named by a reference.

    A *node* is one human being, in the scheme or outside; a person who is both mentee and mentor is one
    node. A *group* is what a reference stands for: nearly always one node, several where
    several people share a name.

    Parameters
    ----------
    mentee_node : int64 array, shape (n_mentees,)
    mentor_node : int64 array, shape (n_mentors,)
    members : int64 array, shape (n_members,)
    first : int64 array, shape (n_groups + 1,)
        Group ``g`` consists of the nodes ``members[first[g]:first[g + 1]]``.
    lines : References
        From a person to their appraiser, supervisor or manager.
    avoids : References
        From a person to a person whom they have asked not to be paired with.
    avoided : References
        From the mentee to the mentor of a pair that the scheme keeps apart.
    dissolved : References
        From the mentee to the mentor of a pair that was dissolved.
    doubles : Doubles
        People who may be one: what names one of them counts for the other, too.
    alike : References
        The same, from node to node.
    outsiders : mapping of str to int
        Name -> node, of those who are named and not in the scheme.
    """

    mentee_node: Ints
    mentor_node: Ints
    n_nodes: int
    members: Ints
    first: Ints
    lines: References
    avoids: References
    avoided: References
    dissolved: References
    doubles: Doubles
    alike: References
    outsiders: Mapping[str, int]

    @classmethod
    def of(cls, people: People, mentees: Side, mentors: Side, before: Compared | None = None) -> Directory:
        """Read everybody and every reference; the sides are those of `people`."""
        resolver = _Resolver(people, mentees, mentors, before)
        mentee_node, mentor_node = resolver.nodes
        staff, head = _named(mentors, mentor_node, _SUPERVISES)[::-1]
        lines: list[Named] = [
            _named(mentees, mentee_node, _INDEPENDENT_OF),
            _named(mentors, mentor_node, _INDEPENDENT_OF),
            (staff, head),
            _sides(people.links),
        ]
        avoids: list[Named] = [_named(mentees, mentee_node, _AVOIDS), _named(mentors, mentor_node, _AVOIDS)]
        avoided: list[Named] = [_sides(people.avoided)]
        dissolved: list[Named] = [_sides(people.dissolved)]
        resolver.resolve(chain.from_iterable((*lines, *avoids, *avoided, *dissolved)))
        return cls(
            mentee_node=mentee_node,
            mentor_node=mentor_node,
            n_nodes=resolver.n_nodes,
            members=np.concatenate([np.arange(resolver.n_people), _ints(resolver.members)]),
            first=np.concatenate([np.arange(resolver.n_people), _ints(resolver.first)]),
            lines=resolver.references(lines),
            avoids=resolver.references(avoids),
            avoided=resolver.references(avoided),
            dissolved=resolver.references(dissolved),
            doubles=resolver.doubles,
            alike=resolver.alike,
            outsiders=immutabledict(resolver.outsiders),
        )

    def expanded(self, references: References) -> tuple[Ints, Ints]:
        """Return the references between single nodes: from all of the source to all of the target.

        Raises
        ------
        CandidateError
            If names that many people share would make them too many to hold.
        """
        start, size = self.first[:-1], np.diff(self.first)
        width = size[references.target]
        count = size[references.source] * width
        if count.sum() > MOST_FORBIDDEN:
            raise CandidateError(
                f"references between people mean {count.sum()} pairs, more than the {MOST_FORBIDDEN} that "
                "fit in memory: some give a name that very many people share. Give ids instead (under "
                "`independent_of`, `supervises`, `avoids`, links and dissolved pairs), and check that the "
                "name column contains full names"
            )
        which = np.repeat(np.arange(len(count)), count)
        step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        source = self.members[start[references.source][which] + step // width[which]]
        target = self.members[start[references.target][which] + step % width[which]]
        return source, target

    def keys(self, mentee_node: Ints, mentor_node: Ints) -> Ints:
        """Return the keys of those pairs of nodes that are a mentee and a mentor.

        Parameters
        ----------
        mentee_node, mentor_node : int64 array, shape (n,)

        Returns
        -------
        int64 array
            ``mentee * n_mentors + mentor``, ascending, each once.
        """
        mentee, mentor = self._mentee[mentee_node], self._mentor[mentor_node]
        both = (mentee >= 0) & (mentor >= 0)
        return distinct(mentee[both] * len(self.mentor_node) + mentor[both])

    def keys_either_way(self, one: Ints, other: Ints) -> Ints:
        """Return the keys of pairs of nodes, whichever of the two is the mentee."""
        return distinct(self.keys(one, other), self.keys(other, one))

    @cached_property
    def _mentee(self) -> Ints:
        return self._positions(self.mentee_node)

    @cached_property
    def _mentor(self) -> Ints:
        return self._positions(self.mentor_node)

    def _positions(self, nodes: Ints) -> Ints:
        positions = np.full(self.n_nodes, -1, np.int64)
        positions[nodes] = np.arange(len(nodes))
        return positions


class _Resolver:
    """Numbers people, outsiders and groups while a directory is built.

    Names are handled in flat lists, all people at once: a loop over references would take longest here.
    """

    def __init__(self, people: People, mentees: Side, mentors: Side, before: Compared | None) -> None:
        self._people, self._sides = people, (mentees, mentors)
        self.nodes = people.nodes
        self.n_people = self.n_nodes = len(mentees) + len(mentors) - len(people.in_both_roles)
        # People are groups of their own, with the node's number; further groups follow them.
        self.members: list[int] = []
        self.first = [self.n_people]
        self._groups: dict[tuple[int, ...], int] = {}
        self._group_of: dict[str, int] = {}
        self.outsiders: dict[str, int] = {}
        self.doubles = doubles_in(people, before)
        alike = [[self._number(one) for one in double.ids] for double in self.doubles.found]
        self.alike = References(*np.array(alike, np.int64).reshape(-1, 2).T)
        self._stands_for: dict[int, set[int]] = {}
        for pair in alike:
            for node in pair:
                self._stands_for.setdefault(node, set()).update(pair)
        self._meant = np.arange(self.n_people)
        for node, nodes in self._stands_for.items():
            self._meant[node] = self._group(tuple(sorted(nodes)))

    def _number(self, name: str) -> int:
        """Return the node of a person by id; -1 if there is no such person."""
        position = self._sides[0].at.get(name, -1)
        if position < 0 and name in self._sides[1].at:
            return int(self.nodes[1][self._sides[1].at[name]])
        return position

    def references(self, named: Sequence[Named]) -> References:
        return References(
            self._all(np.concatenate([self._numbers(source) for source, _ in named])),
            self._all(np.concatenate([self._numbers(target) for _, target in named])),
        )

    def _all(self, named: Ints) -> Ints:
        """Return the groups of those who are named and of everybody who may be the same person."""
        people = named < self.n_people
        named[people] = self._meant[named[people]]
        return named

    def _find_ids(self, written: _Written) -> None:
        mentee, mentor = map(written.positions, self._sides)
        written.nodes = np.where(mentee < 0, np.append(self.nodes[1], -1)[mentor], mentee)

    def resolve(self, named: Iterable[Ints | _Written]) -> None:
        """Give a number to every name that is not an id."""
        names: set[str] = set()
        for some in named:
            if isinstance(some, _Written):
                self._find_ids(some)
                names.update(some.others)
        if not names:
            return  # the most frequent case: every reference is an id
        register = register_of(self._people)
        meant = {name: register.meant(name) for name in sorted(names)}
        # A person may have said that somebody is meant who does not take part, or has left.
        absent = {one for meaning in meant.values() for one in meaning.people if self._number(one) < 0}
        outside = self._outsiders(
            sorted(absent.union(name for name, one in meant.items() if not (one.people and one.sure)))
        )
        groups: dict[str, int] = {}
        for name, one in meant.items():
            nodes = {self._number(person) for person in one.people if person not in absent}
            nodes = nodes.union(*(self._stands_for.get(node, ()) for node in nodes))
            nodes = nodes.union(
                outside.get(name, ()), *(outside[person] for person in one.people if person in absent)
            )
            groups[name] = self._group(tuple(sorted(nodes)))
        self._group_of = groups

    def _outsiders(self, names: Sequence[str]) -> dict[str, set[int]]:
        """Return the nodes that outsiders may be, by what was written of them.

        Two ways of writing one outsider are one node, so that a reporting line through them holds; where two
        only may be one, each stands for both.
        """
        register = Register((name, None, name) for name in names)
        meant = {name: register.alike(name) for name in names}
        first = {name: min((name, *(() if not one.sure else one.people))) for name, one in meant.items()}
        node = self.outsiders
        for name in names:
            if first[name] not in node:
                node[first[name]] = self.n_nodes
                self.n_nodes += 1
        return {
            name: {node[first[name]], *(node[first[other]] for other in meant[name].people)} for name in names
        }

    def _numbers(self, named: Ints | _Written) -> Ints:
        if isinstance(named, np.ndarray):
            return named
        named.nodes[named.nodes < 0] = [self._group_of[name] for name in named.others]
        return named.nodes

    def _group(self, nodes: tuple[int, ...]) -> int:
        """Return the group of some nodes; a node alone is its own."""
        if len(nodes) == 1 and nodes[0] < self.n_people:
            return nodes[0]
        if nodes not in self._groups:
            self.members += nodes
            self.first.append(self.n_people + len(self.members))
            self._groups[nodes] = self.n_people + len(self.first) - 2
        return self._groups[nodes]


def _named(side: Side, nodes: Ints, reading: Reading) -> tuple[Ints, _Written]:
    return nodes[side.flat(reading)[0]], _WrittenBy(side, reading)


def _sides(pairs: Sequence[tuple[str, str]]) -> tuple[_Written, _Written]:
    return _Written(list(map(itemgetter(0), pairs))), _Written(list(map(itemgetter(1), pairs)))


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
