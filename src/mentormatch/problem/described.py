"""Rules over people who are named, or described by what they have in common: which pairs they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeGuard

import numpy as np

from mentormatch.arrays import Ints, first_ten, grouped
from mentormatch.candidates.search import Candidates
from mentormatch.criteria import AnyCriterion, Value
from mentormatch.errors import PolicyError, did_you_mean
from mentormatch.people.locations.postcodes import outward_part, postcode_key
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Person, Role
from mentormatch.rules import Described, GroupCount, Lookup, Named, PairCount, Rule
from mentormatch.rules.fields.people import indices_of
from mentormatch.rules.pair_count import TRAITS
from mentormatch.text import folded

_WORDS: Mapping[str, str] = {"groups": "group", "workplace": "workplace", "role": "job role"}
_Holders = Mapping[str, tuple[str, Ints]]


def word(trait: str) -> str:
    """Return a field, or the name of a criterion, in words."""
    return _WORDS.get(trait, trait.replace("_", " "))


def nobody(role: Role, trait: str) -> str:
    """Return that nobody in a role has any value in a field, in words."""
    what = f"a {_WORDS[trait]}" if trait in _WORDS else f"a value for {word(trait)}"
    return f"no {role} has {what}"


class Traits:
    """Finds people by what they have in common, and the pairs between them.

    Parameters
    ----------
    criteria : sequence of criteria
        Those that the policy declares, whose answers people may have in common too.
    """

    def __init__(self, people: People, candidates: Candidates, criteria: Sequence[AnyCriterion] = ()) -> None:
        self._people, self._candidates = people, candidates
        self._declared = {one.name: one for one in criteria}
        self.holders = cache(self._holders)
        self._by_mentor = cache(lambda: grouped(candidates.mentor, candidates.n_mentors))

    def _holders(self, role: Role, trait: str) -> _Holders:
        """Return for each value, folded, how it is written first, and the positions of those who have it."""
        written: dict[str, str] = {}
        found: dict[str, list[int]] = {}
        for k, person in enumerate(self._side(role)):
            for value in self._values(person, role, trait):
                key = folded(value)
                if key and found.setdefault(key, [])[-1:] != [k]:
                    found[key].append(k)
                    written.setdefault(key, value)
        return {key: (written[key], np.array(found[key], np.int64)) for key in sorted(found)}

    def _values(self, person: Person, role: Role, trait: str) -> Sequence[str]:
        """Return what a person has in a field, or gave for a criterion, each value as text."""
        declared = self._declared.get(trait)
        own: Value | None = getattr(person, trait) if declared is None else declared.given(person, role)
        if trait == "postcode" and isinstance(own, str):
            return (outward_part(postcode_key(own)) or own,)
        if isinstance(own, int | float):
            return (f"{own:g}",)
        return () if own is None else (own,) if isinstance(own, str) else tuple(own)

    def _side(self, role: Role) -> Sequence[Person]:
        return self._people.mentees if role == "mentee" else self._people.mentors

    def who(self, named: Named | None, role: Role, lookup: Lookup) -> tuple[Ints, str]:
        """Return who is meant, by position, ascending, and in words, of which there are none for everybody.

        Raises
        ------
        PolicyError
            If nobody in that role has an id or a value; it lists all of these.
        """
        everybody = np.arange(len(self._side(role)))
        if named is None:
            return everybody, ""
        if not isinstance(named, Described):
            find = lookup.mentee if role == "mentee" else lookup.mentor
            return np.unique(np.array(indices_of(named, find), np.int64)), f"{role}s {first_ten(named)}"
        problems = [
            self.unknown(role, trait, value)
            for trait, value in named.values
            if folded(value) not in self.holders(role, trait)
        ]
        if named.each is not None and not self.holders(role, named.each):
            problems.append(nobody(role, named.each))
        if problems:
            raise PolicyError([f"PairCount: {problem}" for problem in problems])
        found, words = everybody, []
        for trait in TRAITS:
            own = [self.holders(role, trait)[folded(value)] for of, value in named.values if of == trait]
            if own:
                found = np.intersect1d(found, np.concatenate([positions for _, positions in own]))
                words.append(f"{_WORDS[trait]} {' or '.join(repr(written) for written, _ in own)}")
        return found, f"{role}s{' with ' if words else ''}{' and '.join(words)}"

    def unknown(self, role: Role, trait: str, value: str) -> str:
        """Return that nobody in a role has a value, in words, with what may be meant."""
        other: Role = "mentor" if role == "mentee" else "mentee"
        if folded(value) in self.holders(other, trait):
            hint = f", though a {other} has"
        else:
            hint = did_you_mean(value, [written for written, _ in self.holders(role, trait).values()])
        return f"no {role} has the {word(trait)} '{value}'{hint}"

    def of(self, role: Role, people: Ints) -> Ints:
        """Return the candidate pairs of some people, by index, ascending."""
        everybody = np.arange(self._candidates.n_mentors if role == "mentee" else self._candidates.n_mentees)
        return self.between(people, everybody) if role == "mentee" else self.between(everybody, people)

    def between(self, mentees: Ints, mentors: Ints) -> Ints:
        """Return the candidate pairs between some people, by index, ascending."""
        mentee = self._candidates.mentee
        if len(mentors) == self._candidates.n_mentors:
            # Candidates are sorted by mentee.
            low, high = np.searchsorted(mentee, mentees), np.searchsorted(mentee, mentees, "right")
            return _ranges(low, high)
        order, start = self._by_mentor()
        pairs = np.sort(order[_ranges(start[mentors], start[mentors + 1])])
        if len(mentees) == self._candidates.n_mentees:
            return pairs
        return pairs[np.isin(mentee[pairs], mentees)]


def _ranges(low: Ints, high: Ints) -> Ints:
    """Return the numbers from each low up to its high, one range after the other."""
    size = high - low
    return np.repeat(high - np.cumsum(size), size) + np.arange(size.sum())


def is_over_people(rule: Rule) -> TypeGuard[PairCount | GroupCount]:
    """Return whether a rule counts the pairs of people, and so stands in a problem as `counts_of` it."""
    return isinstance(rule, GroupCount) or (isinstance(rule, PairCount) and rule.pairs is None)


def counts_of(rule: PairCount | GroupCount, traits: Traits, lookup: Lookup) -> Iterator[PairCount]:
    """Yield a rule over people as rules over pairs by index: one, or one for each value.

    Raises
    ------
    PolicyError
        If nobody has an id or a value that it names; it lists all of these.
    """
    if isinstance(rule, GroupCount):
        yield from _of_groups(rule, traits)
        return
    sides: list[tuple[Ints, str]] = []
    problems: list[str] = []
    for role in ROLES:
        try:
            sides.append(traits.who(rule.mentees if role == "mentee" else rule.mentors, role, lookup))
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)
    (mentees, of_mentees), (mentors, of_mentors) = sides
    words = rule.name or " with ".join(word for word in (of_mentees, of_mentors) if word)
    for written, some_mentees, some_mentors in _parts(rule, traits, mentees, mentors):
        pairs = traits.between(some_mentees, some_mentors)
        yield PairCount(pairs=pairs, at_least=rule.at_least, at_most=rule.at_most, name=words + written)


def _of_groups(rule: GroupCount, traits: Traits) -> Iterator[PairCount]:
    """Yield a count of the pairs of people with some values, or one for each value."""
    role, holders = rule.role, traits.holders(rule.role, rule.field)
    problems = [traits.unknown(role, rule.field, one) for one in rule.value if folded(one) not in holders]
    if not holders:
        problems = [nobody(role, rule.field)]
    if problems:
        raise PolicyError([f"GroupCount: {problem}" for problem in problems])
    together = (
        [[holders[folded(one)] for one in rule.value]] if rule.value else [[one] for one in holders.values()]
    )
    for group in together:
        people = np.unique(np.concatenate([positions for _, positions in group]))
        written = " or ".join(repr(one) for one, _ in group)
        yield PairCount(
            pairs=traits.of(role, people), at_least=rule.at_least, at_most=rule.at_most,
            name=f"{role}s with {word(rule.field)} {written} (rule GroupCount)",
        )  # fmt: skip


def _parts(rule: PairCount, traits: Traits, mentees: Ints, mentors: Ints) -> Iterator[tuple[str, Ints, Ints]]:
    """Yield whose pairs are counted together, after the value that they have in common."""
    by_mentee, by_mentor = (
        traits.holders(role, one.each) if isinstance(one, Described) and one.each else None
        for role, one in zip(ROLES, (rule.mentees, rule.mentors), strict=True)
    )
    both = [holders for holders in (by_mentee, by_mentor) if holders is not None]
    if not both:
        yield "", mentees, mentors
        return
    field = next(one.each for one in (rule.mentees, rule.mentors) if isinstance(one, Described) and one.each)
    for key, (written, _) in both[0].items():
        if key in both[-1]:
            yield (
                f" with {_WORDS[field]} '{written}'",
                mentees if by_mentee is None else np.intersect1d(mentees, by_mentee[key][1]),
                mentors if by_mentor is None else np.intersect1d(mentors, by_mentor[key][1]),
            )
