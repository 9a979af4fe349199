"""Tags as people spell them, made comparable: case, typing errors, synonyms.

Tags are folded (`text.folded`), then typing errors are corrected, and then every tag is replaced according to
the policy's ``synonyms``, through chains of them. With ``scoring.vocabulary = "health"``, a professional tag
without a synonym counts as the thing that it names in the vocabulary, "A&E" as "emergency medicine", or else
in one spelling (`vocabulary.tag_form`). A tag counts as a typing error of another one if

- it is rare: given by one person if more gave the other, or by at most a hundredth of those who gave the
  other;
- `rapidfuzz.fuzz.ratio` of the two (100 x (1 - insertions and deletions / both lengths), 0 to 100) is at
  least the policy's ``tag_similarity``;
- both begin with the same letter, where typing errors are rare (Kukich, "Techniques for automatically
  correcting words in text", ACM Computing Surveys 24 (1992) 377-439), and contain the same digits, since
  "type 1 diabetes" is not a typing error of "type 2 diabetes";
- it is not in ``synonyms`` (a coordinator who lists ``hepatology = "hepatology"`` protects it), and is not a
  name in the vocabulary.

If several fit, the one spelt most alike wins, then the most common, then the first in the alphabet. A tag
that is itself corrected is no correction for others. People are counted, not rows, so that the order of rows
cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.errors import PolicyError
from mentormatch.people.model import People
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Scoring
from mentormatch.scoring.known import Found
from mentormatch.scoring.rows import Table, ratio, row_dots, stacked, tabulated
from mentormatch.scoring.text.tokens import is_placeholder
from mentormatch.scoring.text.vocabulary import tag_form, thing
from mentormatch.text import folded

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PROFESSIONAL = "professional_tags"
"""The field whose tags are read with the vocabulary: as a hobby, "sim" does not mean simulation training."""
_RARE = 100  # a tag may be a typing error of another that at least so many times as many people gave


def followed(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Return `synonyms` with chains followed to their end; keys and ends as the policy spells them.

    Raises
    ------
    PolicyError
        If they form a circle, or one word has two different synonyms.
    """
    steps: dict[str, str] = {}
    for key, target in sorted(synonyms.items()):
        if folded(steps.setdefault(folded(key), target)) != folded(target):
            raise PolicyError([f"scoring.synonyms: {key!r} is given two different meanings"])
    return {key: _end(key, steps) for key in sorted(synonyms)}


def _end(word: str, steps: Mapping[str, str]) -> str:
    path = [folded(word)]
    while path[-1] in steps:
        word = steps[path[-1]]
        if folded(word) == path[-1]:  # "ENT" = "ENT" protects a word from correction
            break
        if folded(word) in path:
            circle = " -> ".join([*path, folded(word)])
            raise PolicyError([f"scoring.synonyms: these form a circle: {circle}"])
        path.append(folded(word))
    return word


def standard_form(scoring: Scoring, *, health: bool = False) -> Callable[[str], str]:
    """Return a function that folds a tag and replaces it by its synonym; typing errors are left.

    Parameters
    ----------
    scoring : Scoring
    health : bool
        Whether to use the vocabulary for tags without a synonym.
    """
    ends = {folded(key): folded(end) for key, end in followed(scoring.synonyms).items()}

    def standard(tag: str) -> str:
        plain = folded(tag)
        meant = ends.get(plain, plain)
        return tag_form(meant) if health and meant not in ends else meant

    return standard


def corrected_tags(counts: Mapping[str, int], scoring: Scoring, *, health: bool = False) -> dict[str, str]:
    """Return the tags that count as typing errors, each with the one it counts as.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
    scoring : Scoring
    health : bool
        Whether names in the vocabulary are protected from correction.

    Returns
    -------
    dict of str to str
        In alphabetical order; see the module's docstring for the rule.
    """
    known = _protected(scoring)
    common: dict[str, list[str]] = {}
    corrected = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        choices = common.setdefault(tag[:1], [])
        correction = None if _is_known(tag, known, health) else _correction(tag, choices, counts, scoring)
        if correction is None:
            choices.append(tag)
        else:
            corrected[tag] = correction
    return dict(sorted(corrected.items()))


def _protected(scoring: Scoring) -> set[str]:
    return {folded(word) for pair in scoring.synonyms.items() for word in pair}


def _is_known(tag: str, protected: set[str], health: bool) -> bool:
    """Return whether the policy or the vocabulary contains a tag, so that it is no typing error."""
    return tag in protected or (health and thing(tag) is not None)


def _correction(tag: str, choices: Sequence[str], counts: Mapping[str, int], scoring: Scoring) -> str | None:
    """Return the tag of which `tag` is a typing error, or None; `choices` have the most common first."""
    if scoring.tag_similarity >= 100:
        return None
    from rapidfuzz import fuzz, process

    # Counts decrease along the choices: only those before `last` are common enough.
    last = _first(choices, lambda choice: not _rare(counts[tag], counts[choice]))
    cutoff = scoring.tag_similarity
    found = process.extract(tag, choices[:last], scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    fitting = [(-score, -counts[one], one) for one, score, _ in found if _digits(one) == _digits(tag)]
    return min(fitting)[2] if fitting else None


def _rare(count: int, other: int) -> bool:
    return count < other and count <= max(1, other // _RARE)


def _first(items: Sequence[str], holds: Callable[[str], bool]) -> int:
    """Return the first position at which `holds` becomes true, by bisection."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(items[middle]) else (middle + 1, high)
    return low


def _digits(tag: str) -> str:
    return "".join(letter for letter in tag if letter.isdigit())


@dataclass(frozen=True, eq=False)
class Spelling(FieldsOnly):
    """How tags are spelt in a scheme.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
    scoring : Scoring
    health : bool
        Whether to use the vocabulary.
    """

    counts: Mapping[str, int]
    scoring: Scoring
    health: bool

    def form(self, tag: str) -> str:
        """Return the form in which a tag counts, empty for a placeholder such as "N/A".

        A tag that nobody in the scheme gave counts as given by one person.
        """
        plain = _folded_tag(tag)
        if not plain:
            return ""
        known = plain in self.counts
        correction = self._corrected.get(plain) if known else self._correction_of_new(plain)
        return self._standard(correction or plain)

    def _correction_of_new(self, tag: str) -> str | None:
        if _is_known(tag, _protected(self.scoring), self.health):
            return None
        return _correction(tag, self._choices.get(tag[:1], ()), {**self.counts, tag: 1}, self.scoring)

    @cached_property
    def _standard(self) -> Callable[[str], str]:
        return standard_form(self.scoring, health=self.health)

    @cached_property
    def _corrected(self) -> Mapping[str, str]:
        return corrected_tags(self.counts, self.scoring, health=self.health)

    @cached_property
    def _choices(self) -> Mapping[str, list[str]]:
        """First letter -> the tags that are no typing errors, the most common first."""
        choices: dict[str, list[str]] = {}
        for tag in sorted(self.counts.keys() - self._corrected.keys(), key=lambda t: (-self.counts[t], t)):
            choices.setdefault(tag[:1], []).append(tag)
        return choices


def tag_table(people: People, field: str, scoring: Scoring) -> tuple[Table, Spelling]:
    """Return everyone's tags in their standard form: the mentees' rows, then the mentors'.

    Parameters
    ----------
    people : People
    field : str
        Field that contains the tags. Placeholders such as "N/A" are left out.
    scoring : Scoring

    Returns
    -------
    Table
    Spelling
        What determined the forms.
    """
    everyone = (*people.mentees, *people.mentors)
    table = tabulated([getattr(p, field) for p in everyone], _folded_tag)
    health = field == PROFESSIONAL and scoring.vocabulary == "health"
    spelling = Spelling(_counts(table, [p.id for p in everyone]), scoring, health)
    return table.renamed({tag: spelling.form(tag) for tag in table.words}), spelling


def _folded_tag(tag: str) -> str:
    return "" if is_placeholder(tag) else folded(tag)


def _counts(table: Table, ids: Sequence[str]) -> dict[str, int]:
    """Return how many people gave each tag; a person who is both mentee and mentor counts once."""
    number = {person: k for k, person in enumerate(dict.fromkeys(ids))}
    person = np.fromiter((number[i] for i in ids), np.int64, len(ids))[table.row]
    once = np.unique(person * len(table.words) + table.word) % max(1, len(table.words))
    return dict(zip(table.words, np.bincount(once, minlength=len(table.words)).tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class TagCounts:
    """How many tags each pair has; float64 arrays of whole numbers, shape (n_pairs,).

    Parameters
    ----------
    shared : float64 array
        Tags that both have.
    mentee, mentor : float64 array
        Tags that each of them has.
    """

    shared: Floats
    mentee: Floats
    mentor: Floats

    def share_of(self, whole: Floats) -> Floats:
        """Return shared tags / `whole`; nan if one of the two has no tags."""
        return ratio(self.shared, whole, (self.mentee > 0) & (self.mentor > 0))


@dataclass(frozen=True, eq=False)
class LearntTags:
    """The tags of a scheme.

    Parameters
    ----------
    field : str
        Field that contains them.
    spelling : Spelling
    words : tuple of str
        Standard forms, one for each column.
    rows : csr_array of float64, shape (n_people, n_words)
        1 where a person has a tag; the mentees' rows, then the mentors'.
    """

    field: str
    spelling: Spelling
    words: tuple[str, ...]
    rows: csr_array[np.float64]

    @classmethod
    def of(cls, people: People, field: str, scoring: Scoring) -> Self:
        """Learn the tags of these people; see `tag_table`."""
        table, spelling = tag_table(people, field, scoring)
        return cls(field, spelling, table.words, table.matrix())

    def count(self, found: Found) -> TagCounts:
        """Count the tags of every pair, and those they share."""
        given = [getattr(person, self.field) for person in found.strangers]
        rows = stacked(self.rows, tabulated(given, self.spelling.form, known=self.words).matrix())
        sizes = np.diff(rows.indptr).astype(np.float64)
        shared = row_dots(rows, found.left, found.right)
        return TagCounts(shared, sizes[found.left], sizes[found.right])
