"""Tags as people spell them, made comparable: case, typing errors, synonyms.

Tags compare by `text.folded`. Then typing errors are mended, and then every tag is put in place of what the
policy's ``synonyms`` say it stands for, chains followed. With ``scoring.vocabulary = "health"``, a
professional tag for which they have nothing counts as what the vocabulary calls so, "A&E" as "emergency
medicine", and else in one spelling (`vocabulary.tag_form`). A tag counts as a typing error of another one if

- it is rare: one person gave it and more gave the other, or at most a hundredth of those who gave the other;
- `rapidfuzz.fuzz.ratio` of the two (100 x (1 - insertions and deletions / both lengths), 0 to 100) is at
  least the policy's ``tag_similarity``;
- both begin with the same letter, which typing errors seldom hit (Kukich, "Techniques for automatically
  correcting words in text", ACM Computing Surveys 24 (1992) 377-439), and hold the same digits, since "type 1
  diabetes" is no typing error of "type 2 diabetes";
- it stands nowhere in ``synonyms``: a coordinator who lists ``hepatology = "hepatology"`` protects it; nor is
  it a name in the vocabulary.

Of several the one spelt most alike is taken, then the most common, then the first in the alphabet; a tag that
is itself mended is no model for others. People are counted, not rows, so that the order of rows cannot
matter.
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
"""The field whose tags are read with the vocabulary: a hobby called "sim" is no training with manikins."""
_RARE = 100  # a tag given by fewer than one in so many, compared with another, may be its typing error


def followed(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Return `synonyms` with chains followed to their end; keys and ends as the policy spells them.

    Raises
    ------
    PolicyError
        If they go round in a circle, or one word stands for two.
    """
    steps: dict[str, str] = {}
    for key, target in sorted(synonyms.items()):
        if folded(steps.setdefault(folded(key), target)) != folded(target):
            raise PolicyError([f"scoring.synonyms: {key!r} stands for two different words"])
    return {key: _end(key, steps) for key in sorted(synonyms)}


def _end(word: str, steps: Mapping[str, str]) -> str:
    path = [folded(word)]
    while path[-1] in steps:
        word = steps[path[-1]]
        if folded(word) == path[-1]:  # "ENT" = "ENT" protects a word from mending
            break
        if folded(word) in path:
            circle = " -> ".join([*path, folded(word)])
            raise PolicyError([f"scoring.synonyms: these go round in a circle: {circle}"])
        path.append(folded(word))
    return word


def standard_form(scoring: Scoring, *, health: bool = False) -> Callable[[str], str]:
    """Return a function that folds a tag and puts it in place of its synonym; typing errors stay.

    Parameters
    ----------
    scoring : Scoring
    health : bool
        Whether the vocabulary says what a tag counts as where the policy does not.
    """
    ends = {folded(key): folded(end) for key, end in followed(scoring.synonyms).items()}

    def standard(tag: str) -> str:
        plain = folded(tag)
        meant = ends.get(plain, plain)
        return tag_form(meant) if health and meant not in ends else meant

    return standard


def mended_tags(counts: Mapping[str, int], scoring: Scoring, *, health: bool = False) -> dict[str, str]:
    """Return the tags that count as typing errors, each with the one it counts as.

    Parameters
    ----------
    counts : mapping of str to int
        Folded tag -> how many people gave it.
    scoring : Scoring
    health : bool
        Whether names in the vocabulary are no typing errors.

    Returns
    -------
    dict of str to str
        In alphabetical order; see the module's text for the rule.
    """
    known = _protected(scoring)
    models: dict[str, list[str]] = {}
    mended = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        alike = models.setdefault(tag[:1], [])
        model = None if _is_right(tag, known, health) else _model(tag, alike, counts, scoring)
        if model is None:
            alike.append(tag)
        else:
            mended[tag] = model
    return dict(sorted(mended.items()))


def _protected(scoring: Scoring) -> set[str]:
    return {folded(word) for pair in scoring.synonyms.items() for word in pair}


def _is_right(tag: str, protected: set[str], health: bool) -> bool:
    """Tell whether a tag is a word that the policy or the vocabulary knows, and so no typing error."""
    return tag in protected or (health and thing(tag) is not None)


def _model(tag: str, models: Sequence[str], counts: Mapping[str, int], scoring: Scoring) -> str | None:
    """Return the tag that `tag` is a typing error of; `models` come the most common first."""
    if scoring.tag_similarity >= 100:
        return None
    from rapidfuzz import fuzz, process

    # Counts fall along the models: only those before `last` are common enough beside this tag.
    last = _first(models, lambda model: not _rare(counts[tag], counts[model]))
    cutoff = scoring.tag_similarity
    found = process.extract(tag, models[:last], scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    fitting = [(-score, -counts[model], model) for model, score, _ in found if _digits(model) == _digits(tag)]
    return min(fitting)[2] if fitting else None


def _rare(count: int, other: int) -> bool:
    return count < other and count <= max(1, other // _RARE)


def _first(items: Sequence[str], holds: Callable[[str], bool]) -> int:
    """Return the first position at which `holds` turns true, by bisection."""
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
        Whether to read with the vocabulary.
    """

    counts: Mapping[str, int]
    scoring: Scoring
    health: bool

    def form(self, tag: str) -> str:
        """Return the form in which a tag counts, empty for one such as "N/A".

        A tag that nobody in the scheme gave counts as given by one person.
        """
        plain = _folded_tag(tag)
        if not plain:
            return ""
        model = self._mended.get(plain) if plain in self.counts else self._model_of_new(plain)
        return self._standard(model or plain)

    def _model_of_new(self, tag: str) -> str | None:
        if _is_right(tag, _protected(self.scoring), self.health):
            return None
        return _model(tag, self._models.get(tag[:1], ()), {**self.counts, tag: 1}, self.scoring)

    @cached_property
    def _standard(self) -> Callable[[str], str]:
        return standard_form(self.scoring, health=self.health)

    @cached_property
    def _mended(self) -> Mapping[str, str]:
        return mended_tags(self.counts, self.scoring, health=self.health)

    @cached_property
    def _models(self) -> Mapping[str, list[str]]:
        """By first letter, the tags that are no typing errors, the most common first."""
        models: dict[str, list[str]] = {}
        for tag in sorted(self.counts.keys() - self._mended.keys(), key=lambda t: (-self.counts[t], t)):
            models.setdefault(tag[:1], []).append(tag)
        return models


def tag_table(people: People, field: str, scoring: Scoring) -> tuple[Table, Spelling]:
    """Return everybody's tags in their standard form: the mentees' rows, then the mentors'.

    Parameters
    ----------
    people : People
    field : str
        Field that holds the tags. Those such as "N/A" are left out.
    scoring : Scoring

    Returns
    -------
    Table
    Spelling
        What decided on the forms.
    """
    everyone = (*people.mentees, *people.mentors)
    table = tabulated([getattr(p, field) for p in everyone], _folded_tag)
    health = field == PROFESSIONAL and scoring.vocabulary == "health"
    spelling = Spelling(_counts(table, [p.id for p in everyone]), scoring, health)
    return table.renamed({tag: spelling.form(tag) for tag in table.words}), spelling


def _folded_tag(tag: str) -> str:
    return "" if is_placeholder(tag) else folded(tag)


def _counts(table: Table, ids: Sequence[str]) -> dict[str, int]:
    """Return how many people gave each tag; someone who is both mentee and mentor counts once."""
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
        """Return shared tags / `whole`; nan where one of the two has no tags."""
        return ratio(self.shared, whole, (self.mentee > 0) & (self.mentor > 0))


@dataclass(frozen=True, eq=False)
class LearntTags:
    """The tags of a scheme.

    Parameters
    ----------
    field : str
        Field that holds them.
    spelling : Spelling
    words : tuple of str
        Standard forms, one for each column.
    rows : csr_array of float64, shape (n_people, n_words)
        1 where somebody has a tag; the mentees' rows, then the mentors'.
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
