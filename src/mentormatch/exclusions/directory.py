"""Whom people mean when they refer to each other.

References fail closed. One that is exactly an id of the scheme means that person. Any other counts as
everybody whose id, e-mail address or name it equals but for case, blanks and Unicode form; a reference that
fits nobody is an outsider, who stays known so that reporting lines through them hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentormatch.errors import CandidateError
from mentormatch.people import Mentee, Mentor, People
from mentormatch.text import folded

MOST_FORBIDDEN = 50_000_000
"""Most pairs that references may forbid: their keys fill 0.4 GB, and sorting them twice that."""

Ints = NDArray[np.int64]


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
    """Everybody who is in the scheme or referred to.

    A *node* is one human being, in the scheme or outside; somebody who is both mentee and mentor is one
    node. A *group* is what a reference stands for: nearly always one node, several where a name fits
    several people.

    Parameters
    ----------
    mentee_node : int64 array, shape (n_mentees,)
    mentor_node : int64 array, shape (n_mentors,)
    n_nodes : int
    members : int64 array, shape (n_members,)
    first : int64 array, shape (n_groups + 1,)
        Group ``g`` consists of the nodes ``members[first[g]:first[g + 1]]``.
    lines : References
        From a person to their appraiser, supervisor or manager.
    avoids : References
        From a person to somebody they must not be paired with.
    dissolved : References
        From the mentee to the mentor of a pair that was parted.
    """

    mentee_node: Ints
    mentor_node: Ints
    n_nodes: int
    members: Ints
    first: Ints
    lines: References
    avoids: References
    dissolved: References

    @classmethod
    def of(cls, people: People) -> Directory:
        """Read everybody and every reference."""
        resolver = _Resolver(people)
        lines = resolver.references(_lines(people))
        avoids = resolver.references((p.id, other) for p in _everybody(people) for other in p.avoids)
        dissolved = resolver.references(people.dissolved)
        return cls(
            mentee_node=resolver.numbers(people.mentee_ids),
            mentor_node=resolver.numbers(people.mentor_ids),
            n_nodes=resolver.n_nodes,
            members=np.concatenate([np.arange(len(resolver.node)), _ints(resolver.members)]),
            first=np.concatenate([np.arange(len(resolver.node)), _ints(resolver.first)]),
            lines=lines,
            avoids=avoids,
            dissolved=dissolved,
        )

    def expanded(self, references: References) -> tuple[Ints, Ints]:
        """Return the references between single nodes: all of the source's to all of the target's.

        Raises
        ------
        CandidateError
            If names that fit many people would make them too many to hold.
        """
        start, size = self.first[:-1], np.diff(self.first)
        width = size[references.target]
        count = size[references.source] * width
        if count.sum() > MOST_FORBIDDEN:
            raise CandidateError(
                f"references between people stand for {count.sum()} pairs, more than the {MOST_FORBIDDEN} "
                "that can be held: some give a name that fits very many people. Give ids instead (under "
                "`independent_of`, `supervises`, `avoids`, links and dissolved pairs), and check that the "
                "column of names holds full names"
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
        mentee = self._positions(self.mentee_node)[mentee_node]
        mentor = self._positions(self.mentor_node)[mentor_node]
        both = (mentee >= 0) & (mentor >= 0)
        return np.unique(mentee[both] * len(self.mentor_node) + mentor[both])

    def keys_either_way(self, one: Ints, other: Ints) -> Ints:
        """Return the keys of pairs of nodes, whichever of the two is the mentee."""
        return np.union1d(self.keys(one, other), self.keys(other, one))

    def _positions(self, nodes: Ints) -> Ints:
        positions = np.full(self.n_nodes, -1, np.int64)
        positions[nodes] = np.arange(len(nodes))
        return positions


class _Resolver:
    """Numbers people, outsiders and groups while a directory is built."""

    def __init__(self, people: People) -> None:
        self._people = people
        self.node: dict[str, int] = {}
        for person in _everybody(people):
            self.node.setdefault(person.id, len(self.node))
        self.n_nodes = len(self.node)
        # People are groups of their own, with the node's number; further groups follow them.
        self.members: list[int] = []
        self.first = [len(self.node)]
        self._group: dict[str, int] = {}
        self._seen: dict[str, int] = {}

    def numbers(self, ids: Sequence[str]) -> Ints:
        return np.fromiter((self.node[i] for i in ids), np.int64, len(ids))

    def references(self, named: Iterable[tuple[str, str]]) -> References:
        # Flat lists of numbers: a tuple for each reference would keep the garbage collector busy.
        sources, targets = [], []
        exact = self.node.get
        for source, target in named:
            one, other = exact(source), exact(target)
            sources.append(self._other(source) if one is None else one)
            targets.append(self._other(target) if other is None else other)
        return References(_ints(sources), _ints(targets))

    def _other(self, reference: str) -> int:
        """Return the group of a reference that is not exactly an id."""
        if reference not in self._seen:
            key = folded(reference)
            if key not in self._group:
                self._group[key] = self._new_group(sorted(self._fitting(key)))
            self._seen[reference] = self._group[key]
        return self._seen[reference]

    def _new_group(self, nodes: list[int]) -> int:
        if len(nodes) == 1:
            return nodes[0]
        if not nodes:
            nodes = [self.n_nodes]
            self.n_nodes += 1
        self.members += nodes
        self.first.append(len(self.node) + len(self.members))
        return len(self.node) + len(self.first) - 2

    def _fitting(self, key: str) -> set[int]:
        found = self._names.fitting(key)
        # Every address has an at sign, so that few schemes need their addresses to be read.
        return found | self._emails.fitting(key) if "@" in key else found

    @cached_property
    def _names(self) -> _Index:
        return _Index(self._people, ("id", "name"), self.node)

    @cached_property
    def _emails(self) -> _Index:
        return _Index(self._people, ("email",), self.node)


class _Index:
    """Who bears a name. Folding takes longest here; schemes whose references are all ids never need it."""

    def __init__(self, people: People, fields: tuple[str, ...], node: Mapping[str, int]) -> None:
        self._one: dict[str, int] = {}
        self._several: dict[str, set[int]] = {}
        for person in _everybody(people):
            for field in fields:
                key = folded(getattr(person, field) or "")
                if key and self._one.setdefault(key, node[person.id]) != node[person.id]:
                    self._several.setdefault(key, {self._one[key]}).add(node[person.id])

    def fitting(self, key: str) -> set[int]:
        one = self._one.get(key)
        return self._several.get(key, set() if one is None else {one})


def _everybody(people: People) -> Iterable[Mentee | Mentor]:
    yield from people.mentees
    yield from people.mentors


def _lines(people: People) -> Iterable[tuple[str, str]]:
    yield from ((p.id, above) for p in _everybody(people) for above in p.independent_of)
    yield from ((below, m.id) for m in people.mentors for below in m.supervises)
    yield from people.links


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
