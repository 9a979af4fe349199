"""Records that may be one person: in both roles under two ids, or twice in one role.

Records are compared by e-mail address, id, name and where people work, as references are
(`mentormatch.people.identity`). Nothing is united: two records that may be one person are never paired, and
where it is likely, one of them gets no place until a person has answered. Only those are compared that have a
key in common, of which each record has a handful.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import combinations, permutations
from typing import Self

import numpy as np

from mentormatch.arrays import Bools, Ints, distinct
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.identity import agreement
from mentormatch.people.meaning import How
from mentormatch.people.person import Person
from mentormatch.people.side import Reading, Side
from mentormatch.people.words.forms import addresses_in, id_key, is_short, name_in, name_words, plain
from mentormatch.text import folded

Ids = tuple[str, str]
Answer = tuple[str, str, bool]

MOST_ALIKE = 50
"""A name that more people share is a placeholder, such as "Test", and says nothing of who they are."""

MOST_NAMESAKES = 100_000
"""With more pairs of records than this that share a name and no place, namesakes are the rule in a scheme,
and those far apart are different people."""
NAMESAKE_KM = 50.0
"""Farther than people live from where they work: two records of one person are not so far apart."""

_SECOND_LEVEL = frozenset("ac co com edu gov govt ltd me mod net org plc police sch".split())  # noqa: SIM905
"""Names below a country's that are no organisation's."""
_LEFT_OUT = str.maketrans("", "", ".-_")
"""Of a mailbox's name."""
_DIGITS = re.compile("[0-9]+")
_ALSO_CALLED = {"googlemail": "gmail"}


@dataclass(frozen=True, slots=True)
class Double:
    """Two ids that may be those of one person.

    Parameters
    ----------
    ids : (str, str)
        In order.
    how : str
        What they have in common.
    likely : bool
        Whether that is enough to give one of the two no place of its own; otherwise it is only asked about.
    settled : bool
        Whether a person has said that they are one.
    """

    ids: Ids
    how: str
    likely: bool
    settled: bool = False


class Names(Enum):
    """How the names of two records compare."""

    SAME = "the same name"
    INITIALS = "the same name with initials"
    SIMILAR = "a similar name"
    MISSPELT = "a name that one typing error makes the same"
    DIFFERENT = "different names"
    UNKNOWN = "no name"


Compared = Mapping[tuple[int, int], tuple[Person, Person, Double | None]]
"""Addresses in memory of two records -> the records, and how they are alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Doubles:
    """All doubles of a scheme.

    Parameters
    ----------
    found : tuple of Double
        In the order of their ids.
    compared : mapping
        What was compared for it, so that records that are still the same need not be compared again.
    far_apart : int
        Pairs of records that are alike in nothing but their names and count as different people, since they
        are far apart in a scheme in which namesakes are the rule.
    """

    found: tuple[Double, ...]
    compared: Compared
    far_apart: int = 0


def find_doubles(
    node: Ints, sides: tuple[Side, Side], answers: Iterable[Answer], before: Compared | None = None
) -> Doubles:
    """Return all doubles.

    Parameters
    ----------
    node : int64 array, shape (n_records,)
        A number for each id; somebody in two roles has two records.
    sides : tuple of Side
        The records, in order; they keep what is read of them.
    answers : iterable of (str, str, bool)
        As in `People.meanings`: an id, another id, and whether they are one person.
    before : mapping, optional
        What was compared before a change.
    """
    compared: dict[tuple[int, int], tuple[Person, Person, Double | None]] = {}
    records = [*sides[0].people, *sides[1].people]
    said = _answers(answers, records)
    found = {ids: Double(ids, "an answer", likely=True, settled=True) for ids, yes in said.items() if yes}
    by_key = distinct(_sharing_a_key(node, *_keys(sides, keys_of)))
    by_name = np.concatenate([_sharing_a_key(node, *_keys(sides, name_keys_of)), _short_names(node, sides)])
    for one, other in _both(by_key, len(node)):
        a, b = records[one], records[other]
        known = (before or {}).get((id(a), id(b)))
        is_same = known is not None and known[0] is a and known[1] is b
        double = known[2] if known is not None and is_same else alike(a, b)
        compared[id(a), id(b)] = a, b, double
        if double is not None and double.ids not in said:
            found[double.ids] = max(double, found.get(double.ids, double), key=_is_likely)
    alike_in_name, far_apart = _alike_in_name(
        np.setdiff1d(distinct(by_name), by_key, assume_unique=True), records
    )
    for double in alike_in_name:
        if double.ids not in said:
            found[double.ids] = max(double, found.get(double.ids, double), key=_is_likely)
    return Doubles(tuple(found[ids] for ids in sorted(found)), compared, far_apart)


def _both(numbers: Ints, n: int) -> Iterable[tuple[int, int]]:
    """Return the two records of each pair."""
    one, other = np.divmod(numbers, max(n, 1))
    return zip(one.tolist(), other.tolist(), strict=True)


def _alike_in_name(numbers: Ints, records: Sequence[Person]) -> tuple[Iterator[Double], int]:
    """Return the doubles among pairs of records that have nothing in common but their names and places.

    There may be millions of such pairs: places are compared all at once, and every two names once. How many
    were left out as too far apart is returned, too.
    """
    one, other = np.divmod(numbers, max(len(records), 1))
    who, at = np.unique(np.concatenate([one, other]), return_inverse=True)
    left, right = at[: len(one)], at[len(one) :]
    people = [records[k] for k in who.tolist()]
    shared, together = _Places.of(people).compared(left, right)
    name = _numbered(list(map(_name, people)))
    keep = np.ones(len(one), np.bool_)
    if np.count_nonzero(~shared & (name[left] == name[right])) > MOST_NAMESAKES:
        keep = shared | ~_far_apart(people, left, right)
    pairs = (one[keep], other[keep], shared[keep], together[keep])
    return _named_alike(records, *pairs), int(np.count_nonzero(~keep))


def _far_apart(people: Sequence[Person], one: Ints, other: Ints) -> Bools:
    """Return whether two people are known to be farther apart than a person's records would be."""
    nowhere = np.nan, np.nan
    at = np.array(
        [nowhere if (at := person.location) is None else (at.latitude, at.longitude) for person in people]
    ).reshape(-1, 2)
    return np.asarray(great_circle_km(*at[one].T, *at[other].T) > NAMESAKE_KM)


def _named_alike(
    records: Sequence[Person], one: Ints, other: Ints, shared: Bools, together: Bools
) -> Iterator[Double]:
    """Yield the doubles among these pairs; for each, whether they share any place, and the first."""
    compared = lru_cache(maxsize=None)(_compared)
    pairs = zip(one.tolist(), other.tolist(), shared.tolist(), together.tolist(), strict=True)
    for i, j, is_shared, is_together in pairs:
        a, b = records[i], records[j]
        how, likely = _evidence_of_names(*compared(_name(a), _name(b)), is_shared, is_together)
        if how:
            yield Double((min(a.id, b.id), max(a.id, b.id)), how, likely)


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Where people work and are, as numbers.

    Parameters
    ----------
    every : tuple of int64 array, shape (n_people,) each
        Workplace, postcode and location of each; -1 where unknown.
    """

    every: tuple[Ints, ...]

    @classmethod
    def of(cls, people: Sequence[Person]) -> Self:
        """Return the places of people."""
        places = [_places(person) for person in people]
        return cls(tuple(_numbered(place) for place in zip(*places, strict=True)) if places else ())

    def compared(self, one: Ints, other: Ints) -> tuple[Bools, Bools]:
        """Return whether two people share any of their places, and whether they share the first."""
        shared, together = np.zeros(len(one), np.bool_), np.zeros(len(one), np.bool_)
        first = np.ones(len(one), np.bool_)  # whether neither has had a place so far
        for place in self.every:
            same = (place[one] == place[other]) & (place[one] >= 0)
            shared |= same
            together |= same & first
            first &= (place[one] < 0) & (place[other] < 0)
        return shared, together


def _numbered(places: Sequence[object]) -> Ints:
    number: dict[object, int] = {None: -1}
    return np.fromiter((number.setdefault(one, len(number)) for one in places), np.int64, len(places))


def set_aside(
    records: Iterable[Person], doubles: Iterable[Double], placed: Collection[str]
) -> frozenset[str]:
    """Return who gets no place, since another record in the same role is likely to be theirs.

    Parameters
    ----------
    records : iterable of Person
        All in one role.
    placed : collection of str
        Ids of those who had a place before and keep it; the others come after them, in the order of their
        ids. A record without consent gets no place, and so takes none from another.
    """
    likely = [double for double in doubles if double.likely]
    if not likely:
        return frozenset()
    named = {one for double in likely for one in double.ids}
    consent = {person.id for person in records if person.id in named and person.consent}
    rivals: dict[str, set[str]] = {}
    for double in likely:
        if consent.issuperset(double.ids):
            for one, other in (double.ids, double.ids[::-1]):
                theirs = rivals.setdefault(one, set())
                # Doubt takes no place from those who had one before: a person's answer does.
                theirs.update([other] if double.settled or one not in placed else ())
    first: set[str] = set()
    for one in sorted(rivals, key=lambda one: (one not in placed, one)):
        if first.isdisjoint(rivals[one]):
            first.add(one)
    return frozenset(rivals.keys() - first)


def alike(one: Person, other: Person) -> Double | None:
    """Return how two records with different ids may be one person; None if they are not."""
    how, likely = _evidence(one, other)
    return Double((min(one.id, other.id), max(one.id, other.id)), how, likely) if how else None


def _evidence(one: Person, other: Person) -> tuple[str, bool]:
    """Return what two records have in common, or nothing, and whether one of them should get no place."""
    names, whole = _compared(_name(one), _name(other))
    mine, theirs = _mailboxes(one), _mailboxes(other)
    if not set(mine).isdisjoint(theirs):
        if not set(_addresses(one)).isdisjoint(_addresses(other)):
            return "the same e-mail address", True
        return "the same address at another domain of one organisation", names is not Names.DIFFERENT
    if names is not Names.DIFFERENT and id_key(one.id) == id_key(other.id):
        return f"ids that look alike, {names.value}", names is not Names.UNKNOWN
    places = [both for both in zip(_places(one), _places(other), strict=True) if both != (None, None)]
    same = [mine == theirs for mine, theirs in places]
    how, likely = _evidence_of_names(names, whole, any(same), any(same[:1]))
    if how:
        return how, likely
    mail_names = {name for name, _ in mine}, {name for name, _ in theirs}
    return _evidence_of_mail_names(one, other, names, mail_names), False


def _evidence_of_names(names: Names, whole: bool, shared: bool, together: bool) -> tuple[str, bool]:
    """Return what names that compare so are evidence of, where places are shared, or the first of them."""
    if names in {Names.SAME, Names.INITIALS} and whole and shared:
        return f"{names.value} and workplace or location", True
    if names in {Names.INITIALS, Names.SIMILAR} or (names is Names.SAME and (whole or together)):
        return names.value, False
    return (names.value if names is Names.MISSPELT and together else ""), False


def _evidence_of_mail_names(
    one: Person, other: Person, names: Names, mail_names: tuple[set[str], set[str]]
) -> str:
    mine, theirs = mail_names
    if not mine.isdisjoint(theirs):
        words = set(name_words(_name(one))) & set(name_words(_name(other)))
        return "the same address at another domain" if any(len(word) > 1 for word in words) else ""
    by_id = id_key(one.id) in theirs or id_key(other.id) in mine
    return "an id that is the name of the other's mailbox" if by_id and names is not Names.DIFFERENT else ""


def compare_names(one: Person, other: Person) -> Names:
    """Return how the names of two records compare; middle initials do not count."""
    return _compared(_name(one), _name(other))[0]


def _compared(one: str, other: str) -> tuple[Names, bool]:
    """Return how two names compare, and whether one is more than a first name."""
    names = sorted((one, other))
    first, second = map(name_words, names)
    whole = max(len(first), len(second)) > 1
    if not first or not second:
        return Names.UNKNOWN, whole
    numbers = list(map(_DIGITS.findall, names))
    if all(numbers) and numbers[0] != numbers[1]:
        return Names.DIFFERENT, whole  # "Test User 1" and "Test User 2"
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return Names.SAME, whole
    return _as_far_as_they_agree(first, second), whole


def _as_far_as_they_agree(one: tuple[str, ...], other: tuple[str, ...]) -> Names:
    how, both, left = agreement(one, other), set(one) & set(other), set(one) ^ set(other)
    if how is How.TYPING_ERROR and any(len(word) > 1 for word in both):
        return Names.MISSPELT
    if how in {None, How.TYPING_ERROR} or min(len(one), len(other)) < 2:
        return Names.DIFFERENT
    if len(both) > 1 and all(len(word) == 1 for word in left):
        return Names.SAME
    return Names.INITIALS if len(one) == len(other) else Names.SIMILAR


def _name(person: Person) -> str:
    """Return the name, which may be the id."""
    return person.name or name_in(person.id)


def _places(person: Person) -> tuple[object, object, object]:
    """Return where a person works and is; None for what is unknown."""
    at = person.location
    return (
        _letters(person.workplace) if person.workplace else None,
        folded(person.postcode).replace(" ", "") if person.postcode else None,
        None if at is None else (at.latitude, at.longitude),
    )


@lru_cache(maxsize=65_536)
def _letters(text: str) -> str:
    """Return the letters and digits of text, so that "St. Mary's" and "St Marys" are one workplace."""
    return "".join(filter(str.isalnum, plain(text)))


def _addresses(person: Person) -> list[str]:
    """Return the e-mail address and those that are the id."""
    return [*([folded(person.email)] if person.email else ()), *addresses_in(person.id)]


def _mailboxes(person: Person) -> list[tuple[str, str]]:
    """Return whose mailboxes these are, whatever domain of its organisation is written."""
    return [_mailbox(*address.split("@", 1)) for address in _addresses(person)]


def _mailbox(name: str, domain: str) -> tuple[str, str]:
    bare = name.partition("+")[0].translate(_LEFT_OUT)
    return bare or name, organisation(domain)


@lru_cache(maxsize=65_536)
def organisation(domain: str) -> str:
    """Return the part of a mail domain that names the organisation.

    Examples
    --------
    >>> organisation("nhs.net"), organisation("trust.nhs.uk"), organisation("ox.ac.uk")
    ('nhs', 'nhs', 'ox')
    """
    labels = domain.rsplit(".", 3)[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return _ALSO_CALLED.get(labels[-1], labels[-1]) if labels else domain


def keys_of(person: Person) -> tuple[int, ...]:
    """Return keys of id and addresses: two records that are `alike` have one in common, or one of names."""
    mailboxes = _mailboxes(person)
    return tuple(map(hash, (id_key(person.id), *mailboxes, *(name for name, _ in mailboxes))))


def name_keys_of(person: Person) -> tuple[int, ...]:
    """Return keys of name and place: two that are alike in these have one in common, short names apart."""
    whole, by_initial = _of_name(_name(person))
    place = next((one for one in enumerate(_places(person)) if one[1] is not None), None)
    return tuple(map(hash, (*whole, *((place, key) for key in (by_initial if place else ())))))


@lru_cache(maxsize=65_536)
def _of_name(name: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return what two names have in common that agree, and what stays if one word of them does not."""
    words = name_words(name)
    if len(words) < 2:
        return words, ()
    if len(words) == 2:  # the most frequent case
        return (tuple(sorted(words)), "".join(words)), _by_initial(words)
    full = sorted({word for word in words if len(word) > 1})
    pairs = combinations(full, 2) if len(full) > 1 else [tuple(sorted(words))]
    return (*pairs, "".join(words)), _by_initial(words)


def _by_initial(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return each word with the initial of each other."""
    return tuple((one, other[0]) for one, other in permutations(words, 2) if len(one) > 1)


def has_short_name(person: Person) -> bool:
    """Return whether a name is one word and initials, such as "A. Ash"."""
    return is_short(_name(person))


def keys_by_initial(person: Person) -> tuple[int, ...]:
    """Return keys of which a short name has one in common with every name that it may be short for."""
    return tuple(map(hash, _of_name(_name(person))[1]))


def _sharing_a_key(node: Ints, record: Ints, key: Ints) -> Ints:
    """Return the pairs of records, by number, that have a key in common, but not their id."""
    order = np.argsort(key)
    record, key = record[order], key[order]
    starts = np.flatnonzero(np.diff(key, prepend=key[:1] - 1, append=key[-1:] + 1))
    length = np.diff(starts)
    few = np.repeat(length <= MOST_ALIKE, length)
    record, key = record[few], key[few]
    found = [np.zeros(0, np.int64)]
    for step in range(1, min(MOST_ALIKE, len(key))):
        at = np.flatnonzero(key[step:] == key[:-step])
        if not len(at):
            break
        found.append(_numbers(record[at], record[at + step], node))
    return np.concatenate(found)


def _short_names(node: Ints, sides: tuple[Side, Side]) -> Ints:
    """Return the pairs of records, by number, of which one has a name that may be short for the other's."""
    short = np.flatnonzero(np.concatenate([side.read(has_short_name, np.bool_) for side in sides]))
    if not len(short):
        return np.zeros(0, np.int64)
    record, key = _keys(sides, keys_by_initial)
    order = np.argsort(key)
    record, key = record[order], key[order]
    own = np.isin(record, short)
    low, high = np.searchsorted(key, key[own], "left"), np.searchsorted(key, key[own], "right")
    others = np.concatenate([np.arange(*ends) for ends in zip(low.tolist(), high.tolist(), strict=True)])
    return _numbers(np.repeat(record[own], high - low), record[others], node)


def _numbers(one: Ints, other: Ints, node: Ints) -> Ints:
    """Return a number for each pair of records of different ids."""
    numbers = np.minimum(one, other) * len(node) + np.maximum(one, other)
    return np.asarray(numbers[node[one] != node[other]], np.int64)


def _is_likely(double: Double) -> bool:
    return double.likely


def _keys(sides: tuple[Side, Side], reading: Reading) -> tuple[Ints, Ints]:
    """Return record and key, one for each key of each record."""
    (mentee, mine), (mentor, theirs) = (side.flat(reading) for side in sides)
    return np.append(mentee, mentor + len(sides[0])), np.append(mine, theirs)


def _answers(answers: Iterable[Answer], records: Sequence[Person]) -> dict[Ids, bool]:
    """Return the answers about two ids, in order."""
    given = [(folded(written), folded(person), yes) for written, person, yes in answers]
    if not given:
        return {}
    known = {folded(person.id): person.id for person in records}
    both = ((known.get(one), known.get(other), yes) for one, other, yes in given)
    return {(min(a, b), max(a, b)): yes for a, b, yes in both if a and b and a != b}
